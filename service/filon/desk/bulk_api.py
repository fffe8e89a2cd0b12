"""One change to many leads, as JSON, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, validate, validates_schema

from filon.foundation import web
from filon.interactions.bulk import Wanted
from filon.leads import bulk_changes
from filon.leads.arranging import LONGEST_NAME
from filon.leads.choice import MOST_CHOSEN
from filon.leads.contacts import clean
from filon.leads.models import LARGEST_NUMBER, STATUSES

from . import standing

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
    trash = fields.Boolean(validate=validate.Equal(True))

    @validates_schema
    def _one(self, given: dict[str, Any], **_options: object) -> None:
        if len(given.keys() - {"reason"}) != 1:
            raise ValidationError("Give one of owner, status, tag, trash.")
        if "reason" in given and given.get("status") != "lost":
            raise ValidationError({"reason": ['It belongs to the status "lost".']})


class NewBulkChange(Schema):
    """{numbers, change}: up to 200 leads by their numbers, and what shall become of them."""

    class Meta:
        unknown = RAISE

    numbers = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, LARGEST_NUMBER)),
        required=True,
        validate=validate.Length(1, MOST_CHOSEN),
        metadata={"example": [1, 2]},
    )
    change = fields.Nested(WantedChange, required=True, metadata={"example": {"status": "open"}})


class BulkChange(Schema):
    """What was done to how many. `skipped` were gone, or so already; of those undone, `left` were changed since."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, metadata={"enum": list(bulk_changes.KINDS)})
    changed = fields.Integer(required=True)
    skipped = fields.Integer(required=True)
    happened_at = fields.AwareDateTime(required=True)
    undone_at = fields.AwareDateTime(required=True, allow_none=True)
    restored = fields.Integer(required=True)
    left = fields.Integer(required=True)


@api.route("", methods=["POST"], role="agent", scope="leads:write")
@api.arguments(NewBulkChange)
@api.response(201, BulkChange)
def change_leads(given: dict[str, Any]) -> Any:
    """Change up to 200 leads, all at once; each has its trace in its timeline, and one call takes all of it back."""
    return standing.change_many(given["numbers"], _wanted(given["change"]), web.identity().region)


@api.route(
    "/<uuid:bulk_change>", methods=["DELETE"], role="agent", scope="leads:write", problems=("conflict",)
)
@api.response(200, BulkChange)
def undo_bulk_change(bulk_change: UUID) -> Any:
    """Put back what it changed, for thirty days. What somebody has changed since is left alone, and counted."""
    return standing.undo_many(bulk_changes.the_bulk_change(bulk_change))


def _wanted(change: dict[str, Any]) -> Wanted:
    if "status" in change:
        return Wanted("status", change["status"], clean(change.get("reason", "")))
    if "tag" in change:
        return Wanted("tag", change["tag"])
    return Wanted("trash") if "trash" in change else Wanted("owner", str(change["owner"] or ""))
