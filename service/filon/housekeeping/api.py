"""Leads that may be one person, as JSON: which, that they are two, making one of them, and taking both back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation.web import Blueprint
from filon.housekeeping import merging, parting, schemas
from filon.leads import suspected
from filon.leads.models import Lead, the_lead

MOST_PAIRS = 50

api = Blueprint("merging_api", __name__, url_prefix="/api/v1", description="People who are there twice")


@api.route("/duplicates", scope="leads:read", problems=("not_found",))
@api.arguments(schemas.DuplicatesQuery, location="query")
@api.response(200, schemas.Duplicates)
def list_duplicates(asked: dict[str, int]) -> dict[str, Any]:
    """Up to fifty pairs of leads that may be one person, or of one lead; whoever settles these gets the next ones."""
    lead = the_lead(asked["lead"]) if "lead" in asked else None
    return {"duplicates": suspected.pairs(MOST_PAIRS, lead)}


@api.route("/duplicates/<uuid:pair>", methods=["DELETE"], role="agent", scope="leads:write")
@api.response(204)
def dismiss_duplicate(pair: UUID) -> None:
    """They are two people, and are never suspected again."""
    suspected.dismiss(pair)


@api.route("/duplicates/<uuid:pair>/restoration", methods=["POST"], role="agent", scope="leads:write")
@api.response(204)
def suspect_duplicate_again(pair: UUID) -> None:
    """They may be one person after all: the pair is in the list again, as long as they are alike."""
    suspected.suspect_again(pair)


@api.route("/leads/<int:number>/merges", methods=["POST"], role="agent", scope="leads:write")
@api.arguments(schemas.NewMerge)
@api.response(201, schemas.Merge)
def merge_leads(given: dict[str, Any], number: int) -> Any:
    """Put everything of another lead into this one. The other's number and contacts lead here from then on."""
    kept, gone = the_lead(number), the_lead(given["gone"])
    return _document(merging.merge_leads(kept, gone, given["chosen"]))


@api.route(
    "/merges/<uuid:merge>", methods=["DELETE"], role="agent", scope="leads:write", problems=("conflict",)
)
@api.response(200, schemas.Merge)
def undo_merge(merge: UUID) -> Any:
    """Take two leads apart again, for thirty days; what came since stays with the kept one."""
    parting.undo_merge(parting.the_merge(merge))
    return _document(parting.the_merge(merge))


def _document(merge: Any) -> dict[str, Any]:
    numbers = dict(
        Lead.select(Lead.id, Lead.number).where(Lead.id.in_([merge.kept_id, merge.gone_id])).tuples()
    )
    return {
        "id": merge.id,
        "kept": numbers[merge.kept_id],
        "gone": numbers[merge.gone_id],
        "happened_at": merge.happened_at,
        "undone_at": merge.undone_at,
    }
