"""Who has a phone number or an address already, or nearly a name, as JSON: before somebody new is added."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from filon.foundation import web
from filon.leads import by_hand, documents

api = web.Blueprint("known_api", __name__, url_prefix="/api/v1/leads", description="Who may be here already")
MOST_SHOWN = 10


class KnownQuery(Schema):
    """What is known of somebody, in any spelling."""

    class Meta:
        unknown = EXCLUDE

    name = fields.String(load_default="", metadata={"example": "Camille Marchand"})
    phone = fields.String(load_default="", metadata={"example": "06 12 34 56 78"})
    email = fields.String(load_default="", metadata={"example": "camille@example.com"})


class KnownLead(Schema):
    """Somebody who is here; `lead` is null where the caller may not see them: `colleague` is whose they are."""

    lead = fields.Nested(documents.Lead, required=True, allow_none=True)
    colleague = fields.String(required=True)
    is_sure = fields.Boolean(
        required=True, metadata={"description": "a phone or an address is the same, not a name alone"}
    )


class KnownLeads(Schema):
    known = fields.Nested(KnownLead, many=True, required=True)


@api.route("/known", role="agent", scope="leads:write")
@api.arguments(KnownQuery, location="query")
@api.response(200, KnownLeads)
def list_known(asked: dict[str, str]) -> dict[str, Any]:
    """Who has this phone or e-mail already, the most recently active first, then who may be the same; ten at most."""
    return {"known": by_hand.perhaps_known(asked, web.identity().region)[:MOST_SHOWN]}
