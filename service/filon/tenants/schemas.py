"""JSON shapes of pairing and of a site's calls, as schemas/pairing.schema.json says them."""

from __future__ import annotations

from marshmallow import RAISE, Schema, ValidationError, fields, validate

# What PostgreSQL's integer holds.
MOST_ROWS = 2_147_483_647


def _printable(text: str) -> None:
    # A NUL has no place in PostgreSQL's text, and half a surrogate pair in none at all.
    if not text.isprintable():
        raise ValidationError("Must be printable text.")


def _text(longest: int, shortest: int = 0, **options: object) -> fields.String:
    return fields.String(validate=[validate.Length(shortest, longest), _printable], **options)  # type: ignore[arg-type]


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class PairingRequest(_Strict):
    token = _text(200, 1, required=True, metadata={"description": "from the connection code"})
    nonce = _text(
        64, 16, required=True, metadata={"description": "the same one gets the same answer for ten minutes"}
    )
    home_url = _text(500, 1, required=True)
    rest_url = _text(500, 1, required=True)
    version = _text(20, 1, required=True, metadata={"description": "the plugin's"})
    admin_url = _text(500, load_default="", metadata={"description": "its origin may frame the dashboard"})
    wordpress = _text(20, load_default="")
    php = _text(20, load_default="")
    locale = _text(20, load_default="")


class PairingAnswer(Schema):
    site_id = fields.String(required=True)
    secret = fields.String(required=True, metadata={"description": "32 bytes in base64url"})
    business = fields.String(required=True)
    dashboard = fields.String(required=True, metadata={"description": "base of the embedded addresses"})
    version = fields.String(required=True)


class SecretAnswer(Schema):
    secret = fields.String(required=True)
    overlap_seconds = fields.Integer(required=True)


class StateRequest(_Strict):
    waiting = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_ROWS))
    attention = fields.Integer(load_default=0, strict=True, validate=validate.Range(0, MOST_ROWS))
    oldest_waiting_at = _text(40, allow_none=True, load_default=None)
    home_url = _text(500)
    admin_url = _text(500)
    rest_url = _text(500)
    wordpress = _text(20)
    php = _text(20)


class StateAnswer(Schema):
    business = fields.String(required=True)
    to_call = fields.Integer(required=True, metadata={"description": "people waiting for a call"})


class LeavingRequest(_Strict):
    home_url = _text(500, 1, required=True, metadata={"description": "the site's own: a copy's is refused"})


class EmbedToken(_Strict):
    token = _text(4000, 1, required=True)


class EmbedSession(Schema):
    session = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})


class TicketRequest(_Strict):
    path = _text(2000, 1, required=True)


class Ticket(Schema):
    ticket = fields.String(required=True)
