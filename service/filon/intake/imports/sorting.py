"""Sorts the rows of one batch into new leads and changes to known ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from filon.intake.imports.contexts import is_ours
from filon.intake.imports.matching import Known
from filon.intake.imports.merging import SKIP, changes_to
from filon.intake.imports.newcomers import Arrived
from filon.intake.imports.rows import Reading


@dataclass
class Sorter:
    """What the rows of one batch come to."""

    one: Any
    arrived: Arrived
    # The places of the rows that make somebody new.
    new: list[int] = field(default_factory=list)
    # Of each new one the number that its row says.
    numbers: list[int | None] = field(default_factory=list)
    changed: dict[UUID, tuple[Any, dict[str, Any]]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    # Each row that says something of the business's own, and of whom: a lead that is known, or which of the new ones.
    said: list[tuple[Any, Reading]] = field(default_factory=list)
    # By what they came: a later row with one of these is the same person, whatever became of it.
    _came: dict[tuple[str, Any], Any] = field(default_factory=dict)

    def sort(self, known: Known) -> None:
        for place, reading in enumerate(self.arrived.readings):
            self.counts["faulty"] += bool(reading.faults)
            if reading.is_refused:
                self.counts["refused"] += 1
                continue
            keys = self._keys(reading)
            who = known.find(reading)
            if who is None:
                who = next((self._came[key] for key in keys if key in self._came), None)
            if who is None:
                who = self._begin(place, reading)
            else:
                self._go_on(who, reading)
            self._came |= dict.fromkeys(keys, who)

    def _keys(self, reading: Reading) -> list[tuple[str, Any]]:
        if is_ours(self.one):  # two rows are two people
            return [("number", reading.number)] if reading.number else []
        return [(name, key) for name in ("email_key", "phone") if (key := reading.columns.get(name))]

    def _begin(self, place: int, reading: Reading) -> int:
        self.counts["new"] += 1
        who = len(self.new)
        self.new.append(place)
        self.numbers.append(reading.number)
        self._hear(who, reading)
        return who

    def _go_on(self, who: Any, reading: Reading) -> None:
        self.counts["known"] += 1
        policy = self.one.choices["policy"]
        if policy != SKIP:
            self._hear(who, reading)
        if isinstance(who, int):
            place = self.new[who]
            if changes := changes_to(self.arrived.lead(place), reading.columns, policy):
                self.arrived.change(place, changes)
        elif changes := changes_to(who, reading.columns, policy):
            self._change(who, changes)

    def _change(self, lead: Any, changes: dict[str, Any]) -> None:
        before = self.changed.get(lead.id, (lead, {}))[1]
        # Of each column as it was before the first of the file's rows.
        kept = {name: getattr(lead, name) for name in changes if name not in before}
        self.changed[lead.id] = (lead, before | kept)
        for name, value in changes.items():
            setattr(lead, name, value)

    def _hear(self, who: Any, reading: Reading) -> None:
        if reading.own or reading.tags:
            self.said.append((who, reading))
