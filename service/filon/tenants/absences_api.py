"""Who is away, as JSON: listing, noting and taking back absences."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, fields

from filon.foundation.errors import NotFound, Unauthorized
from filon.foundation.web import Blueprint, identity
from filon.tenants import members, presence
from filon.tenants.absences import Absence as Row
from filon.tenants.absences import today

api = Blueprint(
    "absences_api", __name__, url_prefix="/api/v1/absences", description="Who is away, and until when"
)


class Absence(Schema):
    """A member is away on these days, the first and the last included, by the business's calendar."""

    id = fields.UUID(required=True)
    member = fields.UUID(attribute="member_id", required=True)
    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True)


class Absences(Schema):
    absences = fields.List(fields.Nested(Absence), required=True)


class NewAbsence(Schema):
    """{member, first_on, last_on}: without a member one's own, without a last day a single one."""

    class Meta:
        unknown = RAISE

    member = fields.UUID()
    first_on = fields.Date(required=True, metadata={"example": "2030-08-05"})
    last_on = fields.Date(metadata={"example": "2030-08-16"})


@api.route("")
@api.response(200, Absences)
def list_absences() -> dict[str, Any]:
    """All that are not over, of everybody, the first first."""
    return {"absences": list(Row.not_over(today()))}


@api.route("", methods=["POST"], problems=("invalid", "not_found"))
@api.arguments(NewAbsence)
@api.response(201, Absences)
def note_absence(asked: dict[str, Any]) -> Any:
    """Say that somebody is away: oneself, or as a manager anybody. Answers with all of theirs that are not over."""
    id = asked.get("member") or identity().member
    if id is None:
        raise Unauthorized()
    member = members.find(id)
    if member is None:
        raise NotFound()
    first = asked["first_on"]
    presence.note_absence(member, first.isoformat(), asked.get("last_on", first).isoformat())
    return {"absences": list(Row.not_over(today()).where(Row.member_id == id))}


@api.route("/<uuid:absence>", methods=["DELETE"], problems=("not_found",))
@api.response(204)
def end_absence(absence: UUID) -> None:
    """They are there after all."""
    presence.end_absence(absence)
