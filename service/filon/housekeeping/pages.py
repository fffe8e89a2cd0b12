"""Leads that may be one person, as HTML: who they are, both side by side, and making one of two."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to, page
from filon.housekeeping import merging, parting
from filon.interactions import shop_orders
from filon.leads import suspected
from filon.leads.models import the_lead
from filon.tenants.models import Member

# Whoever has settled these sees the next ones.
PAIRS_SHOWN = 20

pages = Pages("merging", __name__)


@pages.get("/prospects/duplicates", role="agent")
def list_pairs() -> Response:
    """Pairs that nobody has settled; `dismissed` names one of which a member has just said that they are two."""
    return page(
        "merging/pairs.html",
        pairs=suspected.pairs(PAIRS_SHOWN),
        dismissed=request.args.get("dismissed", type=UUID),
    )


@pages.post("/prospects/duplicates/<uuid:pair>/dismissal")
def dismiss(pair: UUID) -> Response:
    """They are two people."""
    suspected.dismiss(pair)
    return back_to("merging.list_pairs", dismissed=pair)


@pages.post("/prospects/duplicates/<uuid:pair>/restoration")
def suspect_again(pair: UUID) -> Response:
    suspected.suspect_again(pair)
    return back_to("merging.list_pairs")


@pages.get("/prospects/<int(max=2147483647):number>/merging/<int(max=2147483647):other_number>", role="agent")
def compare(number: int, other_number: int) -> Response:
    """Both side by side; the first is the one that stays."""
    kept, gone = the_lead(number), the_lead(other_number)
    return page(
        "merging/compare.html",
        kept=kept,
        gone=gone,
        sides=merging.sides(kept, gone),
        paid_by_both=shop_orders.sum_of(kept, gone),
        members={str(member.id): member.name for member in Member.working()},
    )


@pages.post("/prospects/<int(max=2147483647):number>/merging/<int(max=2147483647):other_number>")
def merge(number: int, other_number: int) -> Response:
    kept, gone = the_lead(number), the_lead(other_number)
    chosen = {field: request.form[field] for field in merging.CHOSEN if field in request.form}
    made = merging.merge_leads(kept, gone, chosen)
    return back_to("desk.show_lead", number=number, merged=made.id)


@pages.post("/prospects/merges/<uuid:merge>/undoing")
def undo(merge: UUID) -> Response:
    """Take two leads apart again."""
    back = parting.undo_merge(parting.the_merge(merge))
    return back_to("desk.show_lead", number=back.number)
