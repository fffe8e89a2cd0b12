"""What a list shows, and the questions that it asks of a row, those by name that an index may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation import clock
from filon.foundation.many_keys import is_one_of
from filon.leads.conditions import Condition, Group
from filon.leads.filter_columns import FilterField
from filon.leads.filter_fields import Question, check, fields_here, question
from filon.leads.filter_kinds import ME, Viewpoint, days_meant
from filon.leads.filter_kinds import NOBODY as NOBODY_WORD
from filon.leads.models import Lead
from filon.leads.orders import NOBODY, WAITING


def _plain_viewpoint() -> Viewpoint:
    return Viewpoint(ZoneInfo("UTC"), clock.now().date())


# Questions of whether a lead has something: waits, has a next action, an amount, a company, an address, a stage, why it
# was abandoned.
THERE_IS = {
    WAITING: Lead.to_call_since,
    "planned": Lead.next_action_at,
    "priced": Lead.amount,
    "of_company": Lead.company_key,
    "mailed": Lead.email_key,
    "staged": Lead.stage_id,
    "reasoned": Lead.lost_reason,
}
# Which of them a condition on a field asks, when that is whether it is filled.
_FILLED = {"amount": "priced", "stage": "staged", "reason": "reasoned"}
# How many leads can be chosen one by one.
MOST_CHOSEN = 200


@dataclass(frozen=True)
class Choice:
    """What a list shows. `status` is one of STATUSES, WAITING, or empty for all; `owner` may be NOBODY.

    `since` and `until` (aware, until excluded) bound when the leads came; `where` holds all other conditions, which
    must be sound(), said from `view`. Unless `numbers` is empty, only those are shown. What is searched for comes
    newest first when more are found than listing.MOST_SORTED_HITS.
    """

    status: str = ""
    source: str = ""
    owner: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    typed: str = ""
    numbers: tuple[int, ...] = ()
    sort: str = "received"
    where: Group = Group()
    view: Viewpoint = field(default_factory=_plain_viewpoint)


class Questions:
    """The questions of a choice. `named` are those that an index may hold by that name, the others have a number.

    `fixed` are values that every lead of the choice has: "status", "stage", "reason", "source", "owner" (which may be
    NOBODY), WAITING. `are_chosen` says that the leads are named one by one.
    """

    def __init__(self, choice: Choice) -> None:
        self.are_chosen = bool(choice.numbers)
        self.all: dict[str, Question] = {}
        self.fixed: dict[str, Any] = {}
        if choice.status == WAITING:
            self._fix(WAITING, True)
        elif choice.status:
            self._fix("status", choice.status)
        if choice.source:
            self._fix("source", choice.source)
        if choice.owner:
            self._fix("owner", choice.owner)
        if choice.since:
            since = Lead.created_at.db_value(choice.since)
            self._add("since", _looking(Lead.created_at, lambda at: at >= since))
        if choice.until:
            until = Lead.created_at.db_value(choice.until)
            self._add("until", _looking(Lead.created_at, lambda at: at < until))
        if choice.numbers:
            self._add("", _looking(Lead.number, lambda at: is_one_of(at, choice.numbers)))
        if choice.where:
            self._ask(choice.where, choice.view)

    def _ask(self, tree: Group, view: Viewpoint) -> None:
        fields = fields_here()
        for part in (tree,) if tree.any else tree.parts:
            fixed = _fixed(part, fields, view) if isinstance(part, Condition) else None
            if fixed is not None:
                self._fix(*fixed)
            else:
                self._add(_name(part, view, fields), question(part, fields, view))

    def _fix(self, name: str, value: Any) -> None:
        if name in self.fixed:  # twice: both must hold, and no index holds two
            self._add("", of_value(name, value))
        else:
            self.fixed[name] = value
            self._add("nobody" if value == NOBODY else name, of_value(name, value))

    def _add(self, name: str, asked: Question) -> None:
        self.all[name if name and name not in self.all else f"+{len(self.all)}"] = asked


def _fixed(part: Condition, fields: dict[str, FilterField], view: Viewpoint) -> tuple[str, Any] | None:
    if (part.field, part.operator) == ("waiting", "yes"):
        return WAITING, True
    if part.field in _FILLED and part.operator in ("empty", "filled"):
        return _FILLED[part.field], part.operator == "filled"
    if (
        part.operator != "is"
        or len(part.values) != 1
        or part.field not in ("status", "stage", "reason", "source", "owner")
    ):
        return None
    value = check(part, fields)[0]
    if part.field == "stage":
        value = UUID(value)
    if part.field == "owner":
        value = {ME: view.me, NOBODY_WORD: NOBODY}.get(value, value)
    return None if value is None else (part.field, value)


def _name(part: Condition | Group, view: Viewpoint, fields: dict[str, FilterField]) -> str:
    if not isinstance(part, Condition):
        return ""
    if part.field == "created" and days_meant(part.operator, check(part, fields), view):
        return "since"
    return ""


def of_value(name: str, value: Any) -> Question:
    """Whether a row has this value: a status, stage, reason, source or owner, or something of what THERE_IS names."""
    if name in THERE_IS:
        return _looking(THERE_IS[name], lambda at: at.is_null(not value))
    if name == "stage":
        inside = Lead.stage_id.db_value(value)
        return _looking(Lead.stage_id, lambda at: at == inside)
    if name == "owner":
        kept = Lead.owner_id.db_value(value)
        return _looking(Lead.owner_id, lambda at: at.is_null() if value == NOBODY else at == kept)
    columns = {"status": Lead.status, "reason": Lead.lost_reason, "source": Lead.source}
    return _looking(columns[name], lambda at: at == value)


def _looking(column: Any, ask: Callable[[Any], Any]) -> Question:
    return Question(lambda row: ask(getattr(row, column.column_name)), (column,), True)
