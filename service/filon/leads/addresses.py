"""The address of a list: all that it shows stands there, so that it can be kept, sent and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from filon.foundation import web
from filon.leads.conditions import Condition, Group, Unreadable, read, written
from filon.leads.filter_fields import check, fields_here, sound
from filon.leads.list_columns import read_columns, usual_columns
from filon.leads.listing import NOBODY, WAITING
from filon.leads.models import STATUSES
from filon.leads.schemas import ListQuery, understood

ALL = "all"
# What `shape` says of a list that is shown as the board.
BOARD = "board"


class ListAddress:
    """What an address says of a list, as far as it is understood; `wrong` are sentences about the rest of it.

    `asked` is a loaded ListQuery, `where` its conditions, those that have a parameter of their own included. `state`
    is the same as text, in one spelling.
    """

    def __init__(self, typed: Mapping[str, str]) -> None:
        plain = {name: value for name, value in typed.items() if name != "where"}
        self.asked = understood(ListQuery(), plain)
        self.where, self.wrong = _conditions(typed.get("where", ""))
        for condition in _of_old(self.asked):
            if self.where.any and self.where:
                self.where = Group((self.where,))
            self.where = self.where.along_with(condition)
        self.state = {name: plain[name].strip() for name in self.asked if name not in _OLD}
        was = typed.get("was", "")
        if was in (*STATUSES, WAITING, ALL):
            # The tab from which a search began, to which one comes back when nothing is searched for any more.
            self.state["was" if "q" in self.asked else "status"] = was
        self.state.setdefault("status", ALL if typed.get("status") or "q" in self.asked else WAITING)
        self.columns = read_columns(typed.get("columns", ""))
        if self.columns:
            # Also when they are those that everybody's list begins with now: it may begin with others tomorrow.
            self.state["columns"] = ",".join(column.key for column in self.columns)
        else:
            self.columns = usual_columns(web.identity().list_columns)
        if typed.get("shape") == BOARD:
            self.state["shape"] = BOARD
        if _is_id(typed.get("view", "")):
            self.state["view"] = typed["view"]
        if self.where:
            self.state["where"] = written(self.where)
            self.asked["where"] = self.where
        status = self.state["status"]
        self.asked["status"] = "" if status == ALL else status
        self.asked.setdefault("sort", WAITING if status == WAITING and "q" not in self.asked else "received")
        for name in _OLD:
            self.asked.pop(name, None)

    def with_(self, **changes: str | None) -> dict[str, str]:
        """The parameters of the same list with something else chosen; None is chosen no more, and it begins anew."""
        kept = {**self.state, "after": None, **changes}
        return {name: value for name, value in kept.items() if value}

    @property
    def narrowing(self) -> dict[str, str]:
        """Which leads it shows, as text that a ListQuery takes: nothing of how they are shown."""
        said = {name: self.state[name] for name in ("status", "where", "q", "sort") if self.state.get(name)}
        return {name: value for name, value in said.items() if (name, value) != ("status", ALL)}

    def narrowed_by(self, part: Condition, beside: int | None = None) -> dict[str, str]:
        """The parameters of the same list with one condition more: with all parts, or in a group with one of them."""
        if beside is not None and 0 <= beside < len(self.where.parts):
            return self.with_(where=written(self.where.beside(beside, part)))
        return self.with_(where=written(self.where.along_with(part)))


# Conditions that had a parameter each, which addresses and programs still use.
_OLD = ("source", "owner", "since", "until")


def _of_old(asked: dict[str, Any]) -> list[Condition]:
    found = []
    if "source" in asked:
        found.append(Condition("source", "is", (asked["source"],)))
    if "owner" in asked:
        owner = asked["owner"]
        found.append(Condition("owner", "is", ("nobody" if owner == NOBODY else str(owner),)))
    if "since" in asked:
        found.append(Condition("created", "from", (asked["since"].isoformat(),)))
    if "until" in asked:
        found.append(Condition("created", "until", (asked["until"].isoformat(),)))
    fields = fields_here() if found else {}
    for condition in found:
        check(condition, fields)
    return found


def _conditions(text: str) -> tuple[Group, list[str]]:
    if not text:
        return Group(), []
    try:
        tree, errors = sound(read(text), fields_here())
    except Unreadable as error:
        return Group(), [str(error)]
    return tree, [str(error) for error in errors]


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
