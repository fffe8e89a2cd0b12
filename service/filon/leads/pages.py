"""The list of prospects, as HTML."""

from __future__ import annotations

from flask import Response, request

from filon.dashboard.frame import Pages, Place, page
from filon.foundation import clock
from filon.foundation.i18n import _

from .models import LARGEST_NUMBER, PAGE_ROWS, STATUSES, Lead

pages = Pages(
    "leads",
    __name__,
    place=Place("leads.list_leads", lambda: _("Prospects"), "people", Lead.waiting_count),
)


def _number(text: str) -> int:
    """A number that the database can hold; anything else is no number (ValueError)."""
    number = int(text)
    if not 0 < number <= LARGEST_NUMBER:
        raise ValueError(text)
    return number


@pages.get("/prospects")
def list_leads() -> Response:
    """Newest first. `status` is one of STATUSES, "waiting" (the start) or "all"; `before` a number to go on from."""
    status = request.args.get("status", "waiting")
    if status not in (*STATUSES, "waiting", "all"):
        status = "all"
    before = request.args.get("before", type=_number)
    found = list(Lead.listed(None if status == "all" else status, before))
    leads = found[:PAGE_ROWS]
    return page(
        "leads/list.html",
        leads=leads,
        chosen=status,
        before=before,
        more_before=leads[-1].number if len(found) > PAGE_ROWS else None,
        waiting=Lead.waiting_count(),
        now=clock.now(),
    )
