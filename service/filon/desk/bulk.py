"""One change to the prospects that are chosen in the list, or to the whole list, as HTML; and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to, page, voice
from filon.foundation import clock, web
from filon.foundation.errors import Conflict, Invalid
from filon.interactions.bulk import Wanted
from filon.leads import bulk_changes
from filon.leads.addresses import ListAddress
from filon.leads.bulk_changes import BulkChange
from filon.leads.counting import counted
from filon.leads.pages import member_names, with_names
from filon.leads.schemas import choice_of, settled

from . import standing
from .schemas import StatusForm, mistakes

pages = Pages("bulk", __name__)
SHOWN = 50


@pages.post("/prospects/bulk-changes/<any(owner, status, reason, tag, untag, trash):kind>")
def change(kind: str) -> Response:
    """Do it to those whose numbers are ticked, and go back to the list as it was shown.

    A "reason" abandons them for it. With "whole" it is done to all that the list shows; when they are many, this leads
    to where one sees how far it is.
    """
    value = request.form.get("tag" if kind in ("tag", "untag") else "value", "")
    wanted = Wanted("status", "lost", value) if kind == "reason" else Wanted(kind, value)
    if wanted.kind == "status":
        wrong = mistakes(StatusForm(), {"status": wanted.value, "reason": wanted.reason})
        if wrong:
            raise Invalid(wrong)
    if request.form.get("whole") != "1":
        numbers = request.form.getlist("number", type=int)
        made = standing.change_many(numbers, wanted, web.identity().region)
        # Those who stay because we are to meet them are named.
        met = bulk_changes.to_be_met(numbers) if kind == "trash" else []
        return _list(bulk=made.id, met=",".join(map(str, met)) or None)
    address = ListAddress(request.form.to_dict())
    choice = choice_of(address.asked, voice().timezone)
    try:
        made = standing.change_list(choice, settled(address.narrowing), wanted, web.identity().region)
    except Conflict as error:
        return _show_all(409, refused=error.detail)
    return _where_it_shows(made)


@pages.get("/prospects/whole", role="agent")
def offer_whole() -> Response:
    """A part of the bar, which asks for it when a whole page is ticked: choosing all that the list shows."""
    address = ListAddress(request.args.to_dict())
    count = counted(choice_of(address.asked, voice().timezone))
    return page("desk/whole.html", count=count, state=address.state)


@pages.get("/prospects/bulk-changes")
def show_all() -> Response:
    """What was done to many in the last thirty days, and what is being done."""
    return _show_all()


@pages.get("/prospects/bulk-changes/<uuid:bulk_change>")
def show(bulk_change: UUID) -> Response:
    """How far it is, or what came of it, and the way back."""
    return page("desk/bulk_change.html", **_said(bulk_changes.the_bulk_change(bulk_change)))


@pages.post("/prospects/bulk-changes/<uuid:bulk_change>/undoing")
def undo(bulk_change: UUID) -> Response:
    """Put back those that nobody has changed since."""
    return _where_it_shows(standing.undo_many(bulk_changes.the_bulk_change(bulk_change)))


def _said(one: Any) -> dict[str, Any]:
    return {"one": with_names(one, member_names()), "can_be_undone": one.can_be_undone(clock.now())}


def _show_all(status: int = 200, refused: str = "") -> Response:
    owners = member_names()
    shown = [with_names(one, owners) for one in BulkChange.shown().limit(SHOWN)]
    return page("desk/bulk_changes.html", status, changes=shown, refused=refused)


def _where_it_shows(made: Any) -> Response:
    return back_to("bulk.show", bulk_change=made.id) if made.is_at_work else _list(bulk=made.id)


def _list(**about: Any) -> Response:
    """The list that the form says, on the same page of it."""
    address = ListAddress(request.form.to_dict())
    return back_to("leads.list_leads", **address.with_(after=address.state.get("after")), **about)
