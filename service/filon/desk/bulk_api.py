"""One change to many leads, as JSON, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import request, url_for
from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from filon.foundation import web
from filon.interactions.bulk import Wanted
from filon.leads import bulk_changes
from filon.leads.arranging import LONGEST_NAME
from filon.leads.choice import MOST_CHOSEN
from filon.leads.contacts import clean
from filon.leads.models import LARGEST_NUMBER, STATUSES
from filon.leads.schemas import ListQuery, choice_of, settled

from . import standing

SHOWN = 50


api = web.Blueprint(
    "bulk_api", __name__, url_prefix="/api/v1/leads/bulk-changes", description="Many leads at once"
)


class WantedChange(Schema):
    """One of these, and `reason` with the status "lost"; an `owner` of null is nobody."""

    class Meta:
        unknown = RAISE

    owner = fields.UUID(allow_none=True)
    status = fields.String(validate=validate.OneOf(STATUSES), metadata={"example": "open"})
    reason = fields.String(validate=validate.Length(max=200))
    tag = fields.String(
        validate=validate.Length(1, LONGEST_NAME),
        metadata={"description": "by name; a new one is made"},
    )
    untag = fields.String(
        validate=validate.Length(1, LONGEST_NAME),
        metadata={"description": "a tag in use, by name, to be taken away"},
    )
    trash = fields.Boolean(validate=validate.Equal(True))

    @validates_schema
    def _one(self, given: dict[str, Any], **_options: object) -> None:
        if len(given.keys() - {"reason"}) != 1:
            raise ValidationError("Give one of owner, status, tag, untag, trash.")
        if "reason" in given and given.get("status") != "lost":
            raise ValidationError({"reason": ['It belongs to the status "lost".']})


class WholeList(ListQuery):
    """What the list is narrowed by, as `GET /leads` takes it; {} is everybody."""

    class Meta:
        unknown = RAISE
        exclude = ("after",)


class NewBulkChange(Schema):
    """{numbers, change} or {list, change}: leads by their numbers or a whole list, and what shall become of them."""

    class Meta:
        unknown = RAISE

    numbers = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, LARGEST_NUMBER)),
        validate=validate.Length(1, MOST_CHOSEN),
        metadata={"example": [1, 2]},
    )
    list = fields.Nested(WholeList)
    change = fields.Nested(WantedChange, required=True, metadata={"example": {"status": "open"}})

    @validates_schema
    def _one(self, given: dict[str, Any], **_options: object) -> None:
        if len(given.keys() & {"numbers", "list"}) != 1:
            raise ValidationError({"numbers": ["Give numbers or list, and one of both."]})


class BulkChange(Schema):
    """What was done to how many. `skipped` were gone, or so already; of those undone, `left` were changed since.

    Of a long list `rows` of `total` are through; `missed` were in it and no longer fitted it when their turn came.
    """

    id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata={"enum": list(bulk_changes.KINDS)})
    state = fields.String(required=True, metadata={"enum": list(bulk_changes.STATES)})
    failure = fields.String(
        required=True,
        metadata={
            "description": 'what was gone when it failed: "member", "owner", "tag", "list"; else empty'
        },
    )
    total = fields.Integer(required=True)
    rows = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    skipped = fields.Integer(required=True)
    happened_at = fields.AwareDateTime(required=True)
    undone_at = fields.AwareDateTime(required=True, allow_none=True)
    restored = fields.Integer(required=True)
    left = fields.Integer(required=True)


class BulkChanges(Schema):
    """The last fifty of thirty days, the newest first."""

    changes = fields.List(fields.Nested(BulkChange), required=True)


@api.route("", scope="leads:read")
@api.response(200, BulkChanges)
def list_bulk_changes() -> Any:
    """What was done to many leads at once, and what is being done."""
    return {"changes": list(bulk_changes.BulkChange.shown().limit(SHOWN))}


@api.route("", methods=["POST"], role="agent", scope="leads:write", problems=("conflict",))
@api.arguments(NewBulkChange)
@api.response(201, BulkChange, headers={"Location": {"schema": {"type": "string"}}})
def change_leads(given: dict[str, Any]) -> Any:
    """Change up to 200 leads at once, or a whole list: a long one in the background, until that is done.

    Each lead has its trace in its timeline, and one call takes all of it back. One list at a time: 409 otherwise.
    """
    who, wanted = web.identity(), _wanted(given["change"])
    if "list" in given:
        asked = {name: str(value) for name, value in request.get_json()["list"].items()}
        choice = choice_of(given["list"], ZoneInfo(who.zone))
        made = standing.change_list(choice, settled(asked), wanted, who.region)
    else:
        made = standing.change_many(given["numbers"], wanted, who.region)
    return made, 201, {"Location": url_for("bulk_api.show_bulk_change", bulk_change=made.id)}


@api.route("/<uuid:bulk_change>", scope="leads:read")
@api.response(200, BulkChange)
def show_bulk_change(bulk_change: UUID) -> Any:
    """How far it is, or what came of it."""
    return bulk_changes.the_bulk_change(bulk_change)


@api.route(
    "/<uuid:bulk_change>", methods=["DELETE"], role="agent", scope="leads:write", problems=("conflict",)
)
@api.response(200, BulkChange)
def undo_bulk_change(bulk_change: UUID) -> Any:
    """Put back what it changed, for thirty days; many in the background, until that is done.

    What somebody has changed since is left alone, and counted. One that is still at work stops there.
    """
    return standing.undo_many(bulk_changes.the_bulk_change(bulk_change))


def _wanted(change: dict[str, Any]) -> Wanted:
    if "status" in change:
        return Wanted("status", change["status"], clean(change.get("reason", "")))
    if "tag" in change:
        return Wanted("tag", change["tag"])
    if "untag" in change:
        return Wanted("untag", change["untag"])
    return Wanted("trash") if "trash" in change else Wanted("owner", str(change["owner"] or ""))
