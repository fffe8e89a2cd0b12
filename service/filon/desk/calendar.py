"""A week of appointments as the calendar shows it: a list for each day, in half hours of the business's clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from filon.appointments.models import Appointment, Kind, Participant
from filon.appointments.times import BusyTime
from filon.foundation import access, clock
from filon.foundation.voice import Voice

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Far more than a team has in a week.
MOST_SHOWN = 500
# What is shown of a day where nothing is earlier or later.
FIRST_HOUR, LAST_HOUR = 8, 19
_HALF_HOURS = 48


@dataclass(frozen=True)
class Shown:
    """Something in the calendar: an appointment, or None for a time that a calendar elsewhere says is taken.

    `at` counts half hours from the first that is shown, `long` how many it takes, both from 1.
    """

    appointment: Any
    starts_at: datetime
    ends_at: datetime
    members: tuple[UUID, ...]
    at: int
    long: int


@dataclass(frozen=True)
class Day:
    day: date
    shown: list[Shown]


@dataclass(frozen=True)
class Week:
    """`days` from Monday on, a Sunday only when something is on it; `hours` are those that are shown, in words.

    `now_at` is where now is in the day that is today, None outside of the hours.
    """

    days: list[Day]
    hours: list[str]
    kinds: dict[UUID, Any]
    now_at: int | None

    @property
    def appointments(self) -> list[Any]:
        """All of the week that take place, or did, each once."""
        found = {
            one.appointment.id: one.appointment
            for day in self.days
            for one in day.shown
            if one.appointment is not None
        }
        return list(found.values())


def week_of(day: date, members: Collection[UUID], voice: Voice) -> Week:
    """The week in which that day lies, of these members."""
    monday = day - timedelta(days=day.weekday())
    begins, ends = (datetime.combine(edge, time(), tzinfo=voice.timezone) for edge in (monday, monday + WEEK))
    entries = [*_appointments(members, begins, ends), *_busy_elsewhere(members, begins, ends)]
    local = [(entry, voice.local(entry[1]), voice.local(entry[2])) for entry in entries]
    first = min([FIRST_HOUR, *(start.hour for _entry, start, _end in local)])
    last = max([LAST_HOUR, *(_last_hour(start, end) for _entry, start, end in local)])
    days = []
    for count in range(7):
        day = monday + DAY * count
        shown = [
            _placed(entry, start, end, first)
            for entry, start, end in sorted(local, key=lambda one: one[1])
            if start.date() == day
        ]
        if shown or count < 6:
            days.append(Day(day, shown))
    now = voice.local(clock.now())
    is_shown = first <= now.hour < last
    hours = [
        voice.clock(datetime.combine(monday, time(hour), tzinfo=voice.timezone))
        for hour in range(first, last)
    ]
    return Week(days, hours, Kind.by_id(), _half_hours(now, first) + 1 if is_shown else None)


_Entry = tuple[Any, datetime, datetime, tuple[UUID, ...]]


def _appointments(members: Collection[UUID], begins: datetime, ends: datetime) -> list[_Entry]:
    within = (Appointment.starts_at < ends) & (Appointment.starts_at >= begins)
    found = list(Appointment.kept().where(within & (Appointment.status != "cancelled")).limit(MOST_SHOWN))
    taking_part = Participant.of([one.id for one in found])
    entries = []
    for one in found:
        who = tuple(part.member_id for part in taking_part[one.id] if part.member_id is not None)
        if not set(who).isdisjoint(members):
            entries.append((one, one.starts_at, one.ends_at, who))
    return entries


def _busy_elsewhere(members: Collection[UUID], begins: datetime, ends: datetime) -> list[_Entry]:
    within = (BusyTime.busy_from < ends) & (BusyTime.busy_from >= begins)
    with access.seeing_all():
        found = BusyTime.select().where(within & BusyTime.member_id.in_(list(members)))
        return [(None, one.busy_from, one.busy_until, (one.member_id,)) for one in found.limit(MOST_SHOWN)]


def _half_hours(at: datetime, first: int) -> int:
    return (at.hour - first) * 2 + at.minute // 30


def _last_hour(start: datetime, end: datetime) -> int:
    return 24 if end.date() > start.date() else end.hour + (end.minute > 0)


def _placed(entry: _Entry, start: datetime, end: datetime, first: int) -> Shown:
    at = _half_hours(start, first)
    until = _HALF_HOURS - first * 2 if end.date() > start.date() else -(-_minutes(end, first) // 30)
    appointment, starts_at, ends_at, members = entry
    return Shown(appointment, starts_at, ends_at, members, at + 1, max(1, until - at))


def _minutes(at: datetime, first: int) -> int:
    return (at.hour - first) * 60 + at.minute
