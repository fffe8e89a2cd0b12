"""The board, as HTML: a column for each status, the most pressing prospects first, moved by hand to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to, page, page_url, voice
from filon.foundation import access, clock
from filon.foundation.errors import NotFound
from filon.interactions import edits
from filon.leads.addresses import ALL, BOARD, ListAddress
from filon.leads.asking import ask_for_list
from filon.leads.choice import Questions
from filon.leads.conditions import Condition, Group
from filon.leads.counting import Count, counted
from filon.leads.labels import Label
from filon.leads.listing import SHOWN, Choice, can_begin, page_of
from filon.leads.models import LARGEST_NUMBER, STATUSES, Lead, the_lead
from filon.leads.orders import WAITING, WHAT_IS_NEXT
from filon.leads.pages import member_names, narrowing
from filon.leads.schemas import choice_of
from filon.leads.search import noted_of

from . import moving, standing, undoing
from .pages import just_made

CARDS = 25
SHOWN_ON_CARDS = (*SHOWN, Lead.lost_reason)

pages = Pages("board", __name__)


@dataclass(frozen=True)
class Column:
    """The cards of a status: the first or the next ones. `count` is None when it takes another question to know.

    One that `is_left_out` can have none, by what the list is narrowed to.
    """

    status: str
    leads: list[Any]
    after: str | None = None
    count: Count | None = None
    is_left_out: bool = False


@pages.get("/prospects/board")
def show() -> Response:
    """What the list shows by the same address, a column for each status."""
    return _show()


@pages.get("/prospects/board/<any(new, open, won, lost):column>")
def show_more(column: str) -> Response:
    """The next cards of a column, which are put at its end."""
    address, after = _address(), request.args.get("after", "")
    if not can_begin(_choice(column, address), after):
        raise NotFound()
    found = _column(column, address, after)
    return page("desk/board_more.html", column=found, **_for_cards(address, found.leads))


@pages.get("/prospects/board/<any(new, open, won, lost):column>/count")
def count_column(column: str) -> Response:
    """How many a column has, exact to a thousand; a long one asks for it when it stands."""
    count = counted(_choice(column, _address()))
    return page("desk/board_count.html", count=count)


@pages.post("/prospects/board/moves")
def move() -> Response:
    """Move the prospect with this `number`: the answer is its card as it stands now, and what to say of it."""
    lead = the_lead(request.form.get("number", 0, type=int))
    moved = moving.move(lead, request.form.to_dict())
    # As it stands now: whoever is abandoned has no reminder left.
    said = _said(the_lead(lead.number), moved.change) | {
        "mistakes": moved.wrong,
        "meanwhile": moved.meanwhile,
    }
    if _is_asked_by_script():
        return _card(**said)
    if moved.wrong or moved.meanwhile:
        return _show(422, **said)
    return _back(changed=moved.change and moved.change.id, moved=lead.number)


@pages.post("/prospects/board/<int(max=2147483647):number>/changes/<uuid:change>/undoing")
def undo(number: int, change: UUID) -> Response:
    """Take a move back, unless somebody has moved the prospect again since."""
    undoing.undo(the_lead(number), change)
    return _card(lead=the_lead(number), undone=True) if _is_asked_by_script() else _back()


@pages.post("/prospects/board/<int(max=2147483647):number>/changes/<uuid:change>/closing")
def close_reminders(number: int, change: UUID) -> Response:
    """Nothing more is to be done for a prospect whom this move has settled."""
    lead = the_lead(number)
    settled = undoing.the_change(lead, change)
    standing.close_reminders(lead, settled)
    if _is_asked_by_script():
        return _card(**_said(the_lead(number), settled))
    return _back(changed=change, moved=number)


def _show(status: int = 200, **said: Any) -> Response:
    ask_for_list()
    address = _address()
    columns = [_column(name, address) for name in STATUSES]
    cards = _for_cards(address, [lead for column in columns for lead in column.leads])
    return page(
        "desk/board.html",
        status,
        columns=columns,
        is_narrowed="where" in address.state or "q" in address.state or address.state["status"] != ALL,
        as_list=page_url("leads.list_leads", **address.with_(shape=None)),
        stages=Label.stages() if cards["may_move"] else [],
        lost_reasons=[label.code for label in Label.in_use("reason")],
        **{**_just_moved(), **said},
        **narrowing(address, cards["owners"], "board.show"),
        **cards,
    )


def _card(**said: Any) -> Response:
    return page("desk/board_card.html", **{**_said(), **said}, **_for_cards(_address(), [said["lead"]]))


def _back(**said: Any) -> Response:
    return back_to("board.show", **_address().with_(shape=None), **said)


def _for_cards(address: ListAddress, leads: list[Any]) -> dict[str, Any]:
    """What the cards of these leads need; the parts and steps of a board have the board's address for theirs."""
    kept = address.with_(shape=None)
    return {
        "owners": member_names(),
        "noted": noted_of([lead.number for lead in leads], address.asked.get("q", "").strip()),
        "now": clock.now(),
        "may_move": access.at_least("agent"),
        "standing": edits.standing,
        "moves": page_url("board.move", **kept),
        "more_of": lambda column: page_url(
            "board.show_more", column=column.status, **{**kept, "after": column.after}
        ),
        "count_of": lambda column: page_url("board.count_column", column=column.status, **kept),
        "closing_of": lambda lead, change: page_url(
            "board.close_reminders", number=lead.number, change=change.id, **kept
        ),
        "undo_of": lambda lead, change: page_url("board.undo", number=lead.number, change=change.id, **kept),
        "list_of": lambda column: page_url(
            "leads.list_leads", **address.with_(shape=None, view=None, status=column.status)
        ),
    }


def _address() -> ListAddress:
    """What the board is narrowed by: to begin with, by nothing."""
    return ListAddress({"status": ALL, **request.args.to_dict(), "shape": BOARD})


def _choice(column: str, address: ListAddress) -> Choice:
    """What a column shows, the most pressing first."""
    where = address.where
    if address.asked["status"] == WAITING:
        where = (Group((where,)) if where.any and where else where).along_with(Condition("waiting", "yes"))
    asked = {**address.asked, "status": column, "sort": WHAT_IS_NEXT, "where": where}
    return choice_of(asked, voice().timezone)


def _column(status: str, address: ListAddress, after: str | None = None) -> Column:
    choice = _choice(status, address)
    only = address.asked["status"] if address.asked["status"] in STATUSES else status
    if {only, Questions(replace(choice, status="")).fixed.get("status", status)} != {status}:
        return Column(status, [], is_left_out=True)
    found = page_of(choice, after, CARDS, SHOWN_ON_CARDS)
    # Whoever sees all of a column has counted it.
    count = Count(len(found.leads), True) if after is None and found.after is None else None
    return Column(status, found.leads, found.after, count)


def _just_moved() -> dict[str, Any]:
    """The move that the address names, while it is fresh and can be taken back."""
    number, change = request.args.get("moved", type=int), request.args.get("changed", type=UUID)
    lead = Lead.by_number(number) if number and number <= LARGEST_NUMBER else None
    fresh = lead and just_made(lead, change, clock.now())
    return _said(lead, fresh) if fresh else _said()


def _said(lead: Any = None, change: Any = None) -> dict[str, Any]:
    """What is said of a prospect whom this change has moved."""
    planned = standing.still_planned(change)
    return {"lead": lead, "change": change, "mistakes": {}, "meanwhile": None, "still_planned": planned}


def _is_asked_by_script() -> bool:
    """Whether the board's script asks, which puts the card in its place; a form by itself gets the whole board."""
    return request.headers.get("HX-Request-Type") == "partial"
