"""Looking for a page's leads through the index of its order: window by window, and in one look when hardly any pass."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from peewee import Select

from filon.foundation.database import database
from filon.foundation.prepared import models_of
from filon.leads.choice import Questions, of_value
from filon.leads.filter_fields import Question
from filon.leads.models import Lead
from filon.leads.orders import NOBODY, WAITING, Order, Part, Place

# How many rows of an index are looked at first for those that pass the other filters, and how much more each time.
WINDOW, GROWTH, WIDEST = 2_000, 4, 20_000
# When so many rows did not fill a page, hardly any lead passes.
NEAR = 10_000
# As many are found in one look, put in order, and forgotten again.
RARE = 5_000
# A page that is not full by then is shown as it is.
LONGEST_SECONDS = 0.15

# The columns that orders and parts are made of; all stand in one index.
_ORDERED_BY = (
    Lead.number,
    Lead.created_at,
    Lead.name_key,
    Lead.status,
    Lead.source,
    Lead.owner_id,
    Lead.amount,
    Lead.to_call_since,
    Lead.next_action_at,
    Lead.last_activity_at,
)

# Questions which say that the column has a value.
_SAYS_THERE_IS = {WAITING: Lead.to_call_since, "planned": Lead.next_action_at}


@dataclass(frozen=True)
class Found:
    """A lead and the part of the order that it was found in."""

    lead: Any
    part: Part

    @property
    def place(self) -> Place:
        return Place(self.part.order.key_of(self.lead), self.lead.number, self.part.name)


class Look:
    """One page's look: `parts` of the order, the first of which begins after `place`, when one is given."""

    def __init__(
        self, questions: Questions, parts: list[Part], place: Place | None, columns: tuple[Any, ...]
    ) -> None:
        self._questions = questions
        self._parts = parts
        self._place = place
        self._columns = columns
        self._seen = 0

    def find(self, wanted: int) -> tuple[list[Found], Place | None]:
        """Up to `wanted` leads; and where looking ended, when that was before all had been looked at."""
        found: list[Found] = []
        began, place = time.monotonic(), self._place
        may_be_rare = all(each.is_indexed for each in self._questions.all.values())
        for at, part in enumerate(self._parts):
            begun, others = self._split(part)
            size = WINDOW
            while True:
                here = [*begun, *([part.order.beyond(place.key, place.number)] if place else [])]
                if not others:
                    found += self._straight(part, here, wanted - len(found))
                    place = None
                else:
                    leads, place = self._window(part, here, others, size, wanted - len(found))
                    found += leads
                    self._seen += size
                    size = min(size * GROWTH, WIDEST)
                if len(found) >= wanted:
                    return found, None
                if place is None:
                    break
                if self._seen < NEAR:
                    continue
                if may_be_rare:
                    rare = self._rare(self._parts[at:], place, wanted - len(found))
                    if rare is not None:
                        return found + rare, None
                    may_be_rare = False
                if time.monotonic() - began > LONGEST_SECONDS:
                    return found, place
        return found, None

    def _split(self, part: Part) -> tuple[list[Any], list[Question]]:
        """What the part's index begins at, and what is asked of each row."""
        questions = dict(self._questions.all)
        for name, value in part.filters.items():
            if name not in self._questions.fixed:
                questions[_indexed_name(name, value)] = of_value(name, value)
        order = part.order
        held = order.held(questions)
        # A range of the very column that is sorted by is where its index begins and ends.
        if order.column is Lead.created_at:
            held |= {"since", "until"} & questions.keys()
        begun = [questions.pop(name).ask(Lead) for name in held]
        # Said twice, PostgreSQL would take it for twice as rare, and another index for as good.
        if order.column.null and not any(_SAYS_THERE_IS.get(name) is order.column for name in held):
            begun.append(order.column.is_null(False))
        return begun, list(questions.values())

    def _straight(self, part: Part, begun: list[Any], wanted: int) -> list[Found]:
        order = part.order
        query = narrowed(kept(self._columns), begun).order_by(*order.by(order.column, Lead.number))
        return [Found(lead, part) for lead in models_of(query.limit(wanted))]

    def _window(
        self, part: Part, begun: list[Any], others: list[Question], size: int, wanted: int
    ) -> tuple[list[Found], Place | None]:
        order = part.order
        looked_at = (order.column, Lead.number, Lead.trashed_at, *_columns_of(others))
        rows = narrowed(Lead.select(*dict.fromkeys(looked_at)), begun)
        window = rows.order_by(*order.by(order.column, Lead.number)).limit(size)
        of_window = window.alias("of_window")
        row = of_window.c
        passing = Select((of_window,), (row.number,)).where(
            row.trashed_at.is_null(), *(each.ask(row) for each in others)
        )
        in_order = passing.order_by(*order.by(getattr(row, order.column.column_name), row.number))
        numbers = [number for (number,) in in_order.limit(wanted).bind(database).tuples()]
        leads = self._by_number(numbers, part)
        if len(numbers) == wanted:
            return leads, None
        last = window.offset(size - 1).limit(1).first()
        return leads, None if last is None else Place(order.key_of(last), last.number, part.name)

    def _by_number(self, numbers: list[int], part: Part) -> list[Found]:
        if not numbers:
            return []
        order = part.order
        query = kept(self._columns).where(Lead.number.in_(numbers))
        in_order = query.order_by(*order.by(order.column, Lead.number))
        return [Found(lead, part) for lead in models_of(in_order)]

    def _rare(self, parts: list[Part], place: Place, wanted: int) -> list[Found] | None:
        """The next leads of all that pass, as few as they are; None when they are not so few."""
        asked = [each.ask(Lead) for each in self._questions.all.values()]
        rows = models_of(narrowed(kept(_ORDERED_BY), asked).limit(RARE + 1))
        if len(rows) > RARE:
            return None
        found: list[Found] = []
        for at, part in enumerate(parts):
            mine = [row for row in rows if _is_in(part, row) and part.order.key_of(row) is not None]
            mine.sort(key=lambda row: (part.order.key_of(row), row.number), reverse=part.order.descending)
            if at == 0:
                mine = [row for row in mine if _is_beyond(part.order, row, place)]
            numbers = [row.number for row in mine[: wanted - len(found)]]
            found += self._by_number(numbers, part)
        return found


def kept(columns: tuple[Any, ...]) -> Any:
    """Leads that are not in the trash."""
    return Lead.select(*columns).where(Lead.trashed_at.is_null())


def narrowed(query: Any, conditions: list[Any]) -> Any:
    return query.where(*conditions) if conditions else query


def _indexed_name(name: str, value: Any) -> str:
    if name == "planned":
        return "planned" if value else "unplanned"
    if name == WAITING:
        return WAITING if value else "idle"
    return "nobody" if value == NOBODY else name


def _columns_of(questions: list[Question]) -> list[Any]:
    return [column for each in questions for column in each.looks_at]


def _is_in(part: Part, row: Any) -> bool:
    has = {
        "status": row.status,
        "source": row.source,
        "owner": row.owner_id or NOBODY,
        "planned": row.next_action_at is not None,
        WAITING: row.to_call_since is not None,
    }
    return all(has[name] == value for name, value in part.filters.items())


def _is_beyond(order: Order, row: Any, place: Place) -> bool:
    this, that = (order.key_of(row), row.number), (place.key, place.number)
    return this < that if order.descending else this > that
