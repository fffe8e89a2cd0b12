"""When members can be met: their week, other hours on some days, closings, absences and public holidays together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.appointments.slots import Interval
from filon.appointments.times import DayHours
from filon.foundation.prepared import Prepared
from filon.foundation.transactions import as_read
from filon.tenants.absences import absences_from
from filon.tenants.answering import read_closing
from filon.tenants.models import Member, Tenant
from filon.tenants.public_holidays import is_holiday
from filon.tenants.working_time import Closing, moments_of

DAY = timedelta(days=1)
Spans = tuple[tuple[int, int], ...]


class Openings:
    """What these members' days are like from the first to the last, read in three statements however many they are.

    A business that is closed and a member who is away have no time, whatever else was said of the day. Then other hours
    of the member count, then those of the business; on public holidays nobody works unless such hours say so. Else it
    is the member's week, or the business's where the member has none. Without either nobody can be met.
    """

    def __init__(self, here: Tenant, members: Collection[UUID], first: date, last: date) -> None:
        self.zone = ZoneInfo(here.zone)
        closed = [read_closing(one) for one in here.closings or ()]
        days = [first + DAY * count for count in range((last - first).days + 1)]
        self._days = [day for day in days if not _within(day, closed)]
        self._holidays = {day for day in self._days if is_holiday(day, here.region)}
        # Most of a team work the same hours.
        self._times: dict[tuple[date, Spans], list[Interval]] = {}
        self._weeks = {
            id: _week(one.hours or here.hours or ()) for id, one in team().items() if id in members
        }
        self._away: dict[UUID, list[Closing]] = {}
        for one in absences_from(first):
            self._away.setdefault(one.member_id, []).append((one.first_on, one.last_on))
        self._other: dict[UUID | None, dict[date, Spans]] = {}
        for one in DayHours.between(first, last):
            self._other.setdefault(one.member_id, {})[one.day_on] = _spans(one.spans)

    def of(self, member: UUID) -> list[tuple[date, list[Interval]]]:
        """Each day with the times at which the member can be met, in order."""
        week = self._weeks.get(member)
        if week is None:
            return []
        found, away = [], self._away.get(member, ())
        other = {**self._other.get(None, {}), **self._other.get(member, {})}
        for day in self._days:
            spans = () if _within(day, away) else self._on(day, week, other)
            if spans:
                if (day, spans) not in self._times:
                    times = moments_of(spans, day, self.zone)
                    self._times[day, spans] = [(int(a.timestamp()), int(b.timestamp())) for a, b in times]
                found.append((day, self._times[day, spans]))
        return found

    def _on(self, day: date, week: tuple[Spans, ...], other: dict[date, Spans]) -> Spans:
        if day in other:
            return other[day]
        return () if not week or day in self._holidays else week[day.weekday()]


def team() -> dict[UUID, Any]:
    """All who work here or are invited, by id: their name, role, limit and hours."""
    return as_read(_read_team)


def _read_team() -> dict[UUID, Any]:
    return {one.id: one for one in _team.all()}


_team = Prepared(
    lambda: Member.select(Member.id, Member.name, Member.role, Member.only_own, Member.hours).where(
        Member.removed_at.is_null()
    )
)


def _within(day: date, closings: Iterable[Closing]) -> bool:
    return any(first <= day <= last for first, last in closings)


def _week(hours: Iterable[Any]) -> tuple[Spans, ...]:
    return tuple(map(_spans, hours))


def _spans(kept: Iterable[Any]) -> Spans:
    return tuple((opens, closes) for opens, closes in kept)
