"""JSON shapes of pairing and of a site's calls, as schemas/pairing.schema.json says them; and of the team."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validate

from filon.foundation.i18n import LANGUAGES
from filon.foundation.shapes import Truth, TruthInAddress
from filon.tenants.hour_documents import a_week, as_span
from filon.tenants.members import GIVEN_ROLES
from filon.tenants.models import STAFF_ROLES

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


class PluginRelease(Schema):
    """The plugin's newest release that the service offers; `requires` and `tested` are versions of WordPress."""

    version = fields.String(required=True)
    package = fields.String(required=True, metadata={"description": "address of the zip"})
    sha256 = fields.String(required=True, metadata={"description": "of the zip"})
    requires = fields.String(required=True)
    tested = fields.String(required=True)
    requires_php = fields.String(required=True)


class LongestWaiting(Schema):
    first_name = fields.String(required=True, metadata={"description": "empty when it is not known"})
    since = fields.AwareDateTime(required=True)


class StateAnswer(Schema):
    business = fields.String(required=True)
    to_call = fields.Integer(required=True, metadata={"description": "people waiting for a call"})
    longest = fields.List(
        fields.Nested(LongestWaiting),
        required=True,
        metadata={"description": "up to three of them, the longest first"},
    )
    named_for = fields.String(
        required=True,
        metadata={"enum": ["reader", "manager"], "description": "the least role that may read their names"},
    )
    plugin = fields.Nested(PluginRelease, metadata={"description": "missing where none is offered"})


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


class Member(Schema):
    """A person of the business, who signs in by mail (`email`) or comes from a site's wp-admin (`site_id`)."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    site_id = fields.UUID(required=True, allow_none=True)
    role = fields.String(required=True, metadata={"enum": list(STAFF_ROLES)})
    language = fields.String(required=True, metadata={"enum": list(LANGUAGES)})
    told_of_requests = fields.Boolean(required=True, metadata={"description": "each request is mailed"})
    only_own = fields.Boolean(
        required=True,
        metadata={"description": "as an agent or a reader, sees their own leads only, and nobody's"},
    )
    is_invited = fields.Boolean(required=True, metadata={"description": "has not come in yet"})
    created_at = fields.AwareDateTime(required=True)
    hours = fields.Function(
        lambda member: member.hours and [list(map(as_span, spans)) for spans in member.hours],
        required=True,
        metadata={
            "type": ["array", "null"],
            "items": {"type": "array", "items": {"type": "object"}},
            "description": "when they can be met, seven days from Monday; null: in the hours of the business",
        },
    )


class MembersQuery(Schema):
    """{removed}: those who were removed and can be let in again, instead of those who work here."""

    class Meta:
        unknown = EXCLUDE

    removed = TruthInAddress(load_default=False)


class Members(Schema):
    """`me` is the id of the member who asks; `offered`, for owners, are those who are asked to own the business."""

    members = fields.List(fields.Nested(Member), required=True)
    me = fields.UUID(required=True, allow_none=True)
    offered = fields.List(fields.UUID(), required=True)


class Invitation(_Strict):
    email = _text(254, 1, required=True, metadata={"example": "bob@menuiserie-atlas.example"})
    name = _text(100, load_default="", metadata={"description": "empty: the address before its @"})
    role = fields.String(load_default="agent", validate=validate.OneOf(GIVEN_ROLES))
    language = fields.String(load_default="fr", validate=validate.OneOf(LANGUAGES))


class MemberChange(_Strict):
    """What is left out stays. The role `owner` takes an owner, and holds once the person has said yes by mail."""

    name = _text(100, 1, metadata={"example": "Bob"})
    role = fields.String(validate=validate.OneOf(STAFF_ROLES))
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    told_of_requests = Truth()
    only_own = Truth()
    hours = a_week("null: in the hours of the business", allow_none=True)

    @pre_load
    def _says_something(self, given: Any, **_options: Any) -> Any:
        if not given:
            raise ValidationError("Must name at least one field.")
        return given
