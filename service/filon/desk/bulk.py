"""One change to the prospects that are chosen in the list, as HTML, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to
from filon.foundation import web
from filon.foundation.errors import Invalid
from filon.interactions.bulk import Wanted
from filon.leads import bulk_changes
from filon.leads.addresses import ListAddress

from . import standing
from .schemas import StatusForm, mistakes

pages = Pages("bulk", __name__)


@pages.post("/prospects/bulk-changes/<any(owner, status, reason, tag, trash):kind>")
def change(kind: str) -> Response:
    """Do it to those whose numbers are ticked, and go back to the list as it was shown.

    A "reason" abandons them for it.
    """
    numbers = request.form.getlist("number", type=int)
    value = request.form.get("tag" if kind == "tag" else "value", "")
    wanted = Wanted("status", "lost", value) if kind == "reason" else Wanted(kind, value)
    if wanted.kind == "status":
        wrong = mistakes(StatusForm(), {"status": wanted.value, "reason": wanted.reason})
        if wrong:
            raise Invalid(wrong)
    made = standing.change_many(numbers, wanted, web.identity().region)
    return _list(bulk=made.id)


@pages.post("/prospects/bulk-changes/<uuid:bulk_change>/undoing")
def undo(bulk_change: UUID) -> Response:
    """Put back those that nobody has changed since."""
    made = standing.undo_many(bulk_changes.the_bulk_change(bulk_change))
    return _list(bulk=made.id)


def _list(**about: Any) -> Response:
    """The list that the form says, on the same page of it."""
    address = ListAddress(request.form.to_dict())
    return back_to("leads.list_leads", **address.with_(after=address.state.get("after")), **about)
