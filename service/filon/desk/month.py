"""A month of appointments: its weeks from Monday to Sunday, and what begins on each of their days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from filon.appointments.models import Kind, Participant
from filon.foundation.voice import Voice

from .calendar import DAY, MOST_SHOWN, appointments_of, edges

# What a cell has room for.
_IN_A_CELL = 3


@dataclass(frozen=True)
class Cell:
    """A day with all that begins on it, and those of them that are shown; one beside the month (`is_in`) has none."""

    day: date
    appointments: list[Any]
    is_in: bool

    @property
    def shown(self) -> list[Any]:
        # One more takes no more room than the words that there is one more.
        fits = len(self.appointments) <= _IN_A_CELL + 1
        return self.appointments if fits else self.appointments[:_IN_A_CELL]


@dataclass(frozen=True)
class Month:
    """`weeks` of seven cells each, who takes part in each; `is_whole` unless there is more than a page can show."""

    weeks: list[list[Cell]]
    kinds: dict[UUID, Any]
    members: dict[UUID, list[UUID]]
    is_whole: bool

    @property
    def appointments(self) -> list[Any]:
        """All of the month, in order."""
        return [one for week in self.weeks for cell in week for one in cell.appointments]


def month_of(day: date, voice: Voice, *, who: UUID | None = None) -> Month:
    """The month in which that day lies, of `who` or of all that the one who looks may see."""
    first, following = day.replace(day=1), next_month(day)
    found = appointments_of(who, *edges(first, (following - first).days, voice))
    by_day: dict[date, list[Any]] = defaultdict(list)
    for one in found:
        # What began the day before goes on in the first one.
        by_day[max(first, voice.local(one.starts_at).date())].append(one)
    monday = first - timedelta(days=first.weekday())
    weeks = ((following - monday).days + 6) // 7
    days = [monday + DAY * count for count in range(7 * weeks)]
    cells = [Cell(day, by_day[day], day.month == first.month) for day in days]
    in_weeks = [cells[at : at + 7] for at in range(0, len(cells), 7)]
    taking_part = Participant.of([one.id for one in found])
    members = {id: [part.member_id for part in parts if part.member_id] for id, parts in taking_part.items()}
    return Month(in_weeks, Kind.by_id(), members, len(found) < MOST_SHOWN)


def next_month(day: date) -> date:
    """The first day of the month after that of this day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before that of this day."""
    return (day.replace(day=1) - DAY).replace(day=1)
