"""Mails to a lead as JSON: writing one, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, fields, validate

from filon.foundation import web
from filon.interactions import mails
from filon.interactions.actions import LONGEST_NOTE
from filon.leads.models import the_lead

api = web.Blueprint(
    "mails_api", __name__, url_prefix="/api/v1/leads", description="What the team writes to leads"
)
_MAILS = "/<int:number>/mails"


class Letter(Schema):
    """A mail as it was written, `to` where it goes or went.

    `reason` is what the other mail server said when it was refused.
    """

    id = fields.UUID(required=True)
    to = fields.String(required=True)
    reply_to = fields.String(required=True)
    subject = fields.String(required=True)
    text = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["waiting", "sent", "refused"]))
    reason = fields.String(required=True, allow_none=True)


class NewLetter(Schema):
    """Plain text. `reply_to` is the address of a member, to whom answers go."""

    class Meta:
        unknown = RAISE

    subject = fields.String(
        required=True,
        validate=validate.Length(1, mails.LONGEST_SUBJECT),
        metadata={"example": "Your kitchen in oak"},
    )
    text = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NOTE),
        metadata={"example": "Hello, here is what we talked about."},
    )
    reply_to = fields.String(
        required=True, validate=validate.Length(1, 254), metadata={"example": "alice@atlas.example"}
    )


@api.route(_MAILS, methods=["POST"], role="agent", scope="mails:write", problems=("conflict", "too_many"))
@api.arguments(NewLetter)
@api.response(201, Letter)
def write_mail(given: dict[str, Any], number: int) -> Any:
    """Write to a lead in the business's name; it leaves within seconds. Thirty an hour for all keys of a business.

    409 for a lead without an address.
    """
    return _said(mails.write_mail(the_lead(number), given["subject"], given["text"], given["reply_to"]))


@api.route(f"{_MAILS}/<uuid:mail>", scope="mails:write")
@api.response(200, Letter)
def show_mail(number: int, mail: UUID) -> Any:
    """A mail, and whether it left."""
    return _said(mails.the_mail(the_lead(number), mail))


@api.route(
    f"{_MAILS}/<uuid:mail>/resending",
    methods=["POST"],
    role="agent",
    scope="mails:write",
    problems=("conflict",),
)
@api.response(200, Letter)
def send_mail_again(number: int, mail: UUID) -> Any:
    """Send one that was refused once more, to the address that the lead has now; 409 when it was not refused."""
    lead = the_lead(number)
    mails.send_again(lead, mails.the_mail(lead, mail))
    return _said(mails.the_mail(lead, mail))


def _said(mail: Any) -> dict[str, Any]:
    letter = mails.letters_of([mail]).get(mail.id)
    return {
        "id": mail.id,
        "to": letter.address if letter else mail.details["to"],
        **{name: mail.details[name] for name in ("reply_to", "subject")},
        "text": mail.text,
        "by": mail.member_name,
        "at": mail.happened_at,
        "state": mails.state_of(letter),
        "reason": letter.last_error if letter and letter.failed_at else None,
    }
