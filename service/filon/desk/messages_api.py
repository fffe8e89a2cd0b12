"""Messages among colleagues that name the caller, as JSON: what is unread, what was read, and reading them."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from filon.foundation import access
from filon.foundation.shapes import TruthInAddress
from filon.foundation.web import Blueprint
from filon.interactions import messages
from filon.interactions.models import Interaction, Mention
from filon.leads.models import Lead, the_lead

SHOWN = 50
# As the navigation counts: of more it says this many.
MOST_COUNTED = 100

api = Blueprint("messages_api", __name__, url_prefix="/api/v1", description="Messages among colleagues")


class MessagesQuery(Schema):
    """{read}: true for those that were read, instead of those that were not."""

    class Meta:
        unknown = EXCLUDE

    read = TruthInAddress(load_default=False)


class Message(Schema):
    """A message that names the caller, about the lead of this number; `id` is its moment in the lead's timeline."""

    id = fields.UUID(required=True)
    lead = fields.Integer(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    text = fields.String(required=True)
    read_at = fields.AwareDateTime(required=True, allow_none=True)


class Messages(Schema):
    """`unread` is how many wait for the caller, a hundred for more."""

    unread = fields.Integer(required=True)
    messages = fields.List(fields.Nested(Message), required=True)


@api.route("/messages")
@api.arguments(MessagesQuery, location="query")
@api.response(200, Messages)
def list_messages(asked: dict[str, Any]) -> dict[str, Any]:
    """Fifty that name the caller and are unread, the newest first; or fifty that were read."""
    member = access.actor().member
    if member is None:
        return {"unread": 0, "messages": []}
    mentions = list(Mention.of(member, SHOWN, unread=not asked["read"]))
    said = {row.id: row for row in _rows(Interaction, [one.message_id for one in mentions])}
    leads = {row.id: row for row in _rows(Lead, [one.lead_id for one in mentions])}
    shown = [
        _document(one, said[one.message_id], leads[one.lead_id])
        for one in mentions
        if one.message_id in said and one.lead_id in leads
    ]
    return {"unread": Mention.unread_count(member, MOST_COUNTED), "messages": shown}


@api.route("/leads/<int:number>/messages/reading", methods=["PUT"])
@api.response(204)
def read_messages(number: int) -> None:
    """The caller has read what names them in this lead's messages, as whoever opens the lead has."""
    lead, member = the_lead(number), access.actor().member
    if member is not None:
        messages.note_read(lead.id, member)


def _rows(model: Any, ids: list[Any]) -> list[Any]:
    return list(model.select().where(model.id.in_(ids))) if ids else []


def _document(mention: Any, message: Any, lead: Any) -> dict[str, Any]:
    return {
        "id": message.id,
        "lead": lead.number,
        "by": message.member_name,
        "at": message.happened_at,
        "text": message.text,
        "read_at": mention.read_at,
    }
