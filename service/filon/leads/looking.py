"""Looking for a page's leads through the index of its order: window by window, and in one look when hardly any pass."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Any

from peewee import Select

from filon.foundation import access
from filon.foundation.database import database
from filon.foundation.many_keys import is_one_of
from filon.foundation.prepared import models_of
from filon.leads.choice import THERE_IS, Questions, of_value
from filon.leads.filter_fields import Question
from filon.leads.models import Lead
from filon.leads.orders import NOBODY, WAITING, Order, Part, Place

# How many rows of an index are looked at first for those that pass the other filters, and how much more each time.
WINDOW, GROWTH, WIDEST = 2_000, 4, 20_000
# When so many rows did not fill a page, hardly any lead passes: up to so many are found in one look, put in order, and
# forgotten again. A few soon, more when more would have to be looked at.
FEW, NEAR, RARE = 200, 10_000, 5_000
RARE_AFTER = ((WINDOW, FEW), (NEAR, RARE))
# A page that is not full by then is shown as it is.
LONGEST_SECONDS = 0.15

# What orders and parts are made of; all but stage, reason, company and e-mail stand in one index, LOOKED_AT.
_ORDERED_BY = (
    Lead.number,
    Lead.created_at,
    Lead.name_key,
    Lead.company_key,
    Lead.email_key,
    Lead.status,
    Lead.stage_id,
    Lead.lost_reason,
    Lead.source,
    Lead.owner_id,
    Lead.amount,
    Lead.to_call_since,
    Lead.next_action_at,
    Lead.last_activity_at,
)


@dataclass(frozen=True)
class Found:
    """A lead, the part of the order that it was found in, and what it is sorted by there."""

    lead: Any
    part: Part
    key: Any

    @property
    def place(self) -> Place:
        return Place(self.key, self.lead.number, self.part.name)


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
        if access.limited_to() is not None or self._questions.are_chosen:
            # No order's index says whose a lead is, nor who was found: one look finds them all, unless they are many.
            rare = self._rare(self._parts, place, wanted, RARE)
            if rare is not None:
                return rare, None
        may_be_rare = deque(
            RARE_AFTER if all(each.is_indexed for each in self._questions.all.values()) else ()
        )
        for at, part in enumerate(self._parts):
            if self._has_nobody(part):
                place = None
                continue
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
                    size = min(size * GROWTH, WIDEST, self._that_fit(time.monotonic() - began))
                if len(found) >= wanted:
                    return found, None
                if place is None:
                    break
                while may_be_rare and self._seen >= may_be_rare[0][0]:
                    _seen, most = may_be_rare.popleft()
                    rare = self._rare(self._parts[at:], place, wanted - len(found), most)
                    if rare is not None:
                        return found + rare, None
                # Not before the last look for all who pass; what no index holds has none.
                if not may_be_rare and time.monotonic() - began > LONGEST_SECONDS:
                    return found, place
        return found, None

    def _that_fit(self, took: float) -> int:
        """How many rows can be looked at in what is left of the time, at the pace until now."""
        pace = self._seen / max(took, 0.001)
        return max(WINDOW, int((LONGEST_SECONDS - took) * pace))

    def _has_nobody(self, part: Part) -> bool:
        """Whether the questions themselves say so: who has such a value is not among those who have none."""
        asked = self._questions.all.values()
        return part.order.narrowed(asked) is None or bool(part.lacks and part.lacks.narrowed(asked))

    def _split(self, part: Part) -> tuple[list[Any], list[Question]]:
        """What the part's index begins at, and what is asked of each row."""
        questions = dict(self._questions.all)
        for name, value in part.filters.items():
            if name not in self._questions.fixed:
                questions[_indexed_name(name, value)] = of_value(name, value)
        order = part.order
        if part.lacks is not None:
            questions["lacks"] = part.lacks.is_lacking()
        held = order.held(questions)
        # A range of the very column that is sorted by is where its index begins and ends.
        if order.column is Lead.created_at:
            held |= {"since", "until"} & questions.keys()
        begun = [questions.pop(name).ask(Lead) for name in held]
        begun += order.narrowed(questions.values()) or []
        # Said twice, PostgreSQL would take it for twice as rare, and another index for as good.
        if order.column.null and not any(THERE_IS.get(name) is order.column for name in held):
            begun.append(order.column.is_null(False))
        return begun, [each for each in questions.values() if not order.narrowed([each])]

    def _straight(self, part: Part, begun: list[Any], wanted: int) -> list[Found]:
        order = part.order
        leads = order.of(self._columns).where(Lead.trashed_at.is_null(), *begun)
        query = leads.order_by(*order.by(order.column, order.number)).limit(wanted)
        found = models_of(query) if query.model is Lead else query
        return [Found(lead, part, order.key_of(lead)) for lead in found]

    def _window(
        self, part: Part, begun: list[Any], others: list[Question], size: int, wanted: int
    ) -> tuple[list[Found], Place | None]:
        order = part.order
        looked_at = (Lead.number, Lead.trashed_at, *_columns_of(others))
        rows = narrowed(order.of(dict.fromkeys((*order.of_lead, *looked_at))), begun)
        window = rows.order_by(*order.by(order.column, order.number)).limit(size)
        of_window = window.alias("of_window")
        row = of_window.c
        key = getattr(row, order.name)
        passing = Select((of_window,), (key, row.number)).where(
            row.trashed_at.is_null(), *(each.ask(row) for each in others)
        )
        in_order = passing.order_by(*order.by(key, row.number)).limit(wanted).bind(database).tuples()
        keys = {number: order.column.python_value(key) for key, number in in_order}
        leads = self._by_number(keys, part)
        if len(keys) == wanted:
            return leads, None
        last = window.offset(size - 1).limit(1).first()
        return leads, None if last is None else Place(order.key_of(last), last.number, part.name)

    def _by_number(self, keys: dict[int, Any], part: Part) -> list[Found]:
        """The leads with these numbers, in this order."""
        if not keys:
            return []
        of_these = kept(self._columns).where(is_one_of(Lead.number, keys))
        leads = {lead.number: lead for lead in models_of(of_these)}
        return [Found(leads[number], part, key) for number, key in keys.items() if number in leads]

    def _rare(self, parts: list[Part], place: Place | None, wanted: int, most: int) -> list[Found] | None:
        """The next leads of all that pass, as few as they are; None when they are more than `most`."""
        questions = self._questions.all.values()
        asked = [one.ask(Lead) for one in questions if one.is_indexed]
        rows = models_of(narrowed(kept(_ORDERED_BY), asked).limit(most + 1))
        if len(rows) > most:
            return None
        if others := [one.ask(Lead) for one in questions if not one.is_indexed]:
            these = is_one_of(Lead.number, [row.number for row in rows])
            passing = {number for (number,) in Lead.select(Lead.number).where(these, *others).tuples()}
            rows = [row for row in rows if row.number in passing]
        # Many are rather asked for again than named one by one.
        many = narrowed(kept((Lead.number,)), asked)
        numbers = [row.number for row in rows] if len(rows) <= FEW else many
        found: list[Found] = []
        for at, part in enumerate(parts):
            keys = part.order.keys(rows, numbers)
            elsewhere = part.lacks.keys(rows, numbers) if part.lacks else {}
            mine = [
                (keys[row.number], row.number)
                for row in rows
                if row.number in keys and row.number not in elsewhere and _is_in(part, row)
            ]
            mine.sort(reverse=part.order.descending)
            if at == 0 and place is not None:
                mine = [one for one in mine if _is_beyond(part.order, one, place)]
            found += self._by_number({number: key for key, number in mine[: wanted - len(found)]}, part)
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
        "stage": row.stage_id,
        "reason": row.lost_reason,
        "source": row.source,
        "owner": row.owner_id or NOBODY,
        **{name: getattr(row, column.name) is not None for name, column in THERE_IS.items()},
    }
    return all(has[name] == value for name, value in part.filters.items())


def _is_beyond(order: Order, one: tuple[Any, int], place: Place) -> bool:
    that = (place.key, place.number)
    return one < that if order.descending else one > that
