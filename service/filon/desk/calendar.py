"""A week of appointments as the calendar shows it: a list for each day, in half hours of the business's clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from filon.appointments.models import Appointment, Kind, Participant
from filon.appointments.plans import LONGEST_MINUTES
from filon.appointments.times import BusyTime
from filon.foundation import access, clock
from filon.foundation.voice import Voice

DAY, WEEK, MINUTE = timedelta(days=1), timedelta(days=7), timedelta(minutes=1)
# Far more than a team has in a week.
MOST_SHOWN = 2000
# What is shown of a day where nothing is earlier or later.
FIRST_HOUR, LAST_HOUR = 8, 19
_MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Shown:
    """What is on one day of an appointment, or of a time of which nobody may see more than that it is taken (None).

    `part` is "start" on the day on which it begins, "end" on the one on which it ends when that is another, and "all"
    where it takes the whole day. `at` counts half hours from the first that is shown, `long` how many it takes, both
    from 1.
    """

    appointment: Any
    starts_at: datetime
    ends_at: datetime
    members: tuple[UUID, ...]
    part: str
    at: int
    long: int


@dataclass(frozen=True)
class Day:
    day: date
    shown: list[Shown]


@dataclass(frozen=True)
class Week:
    """`days` from Monday on, a Sunday only when something is on it; `hours` are those that are shown, in words.

    `now_at` is where now is in the day that is today, None outside of the hours. `is_whole` unless there is more than
    a page can show.
    """

    days: list[Day]
    hours: list[str]
    kinds: dict[UUID, Any]
    now_at: int | None
    is_whole: bool

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


def week_of(day: date, members: Collection[UUID], voice: Voice, *, who: UUID | None = None) -> Week:
    """The week in which that day lies: of `who`, or else all that the one who looks may see, with anybody.

    Of the rest of these members' time it says where it is taken.
    """
    monday = day - timedelta(days=day.weekday())
    begins, ends = (datetime.combine(edge, time(), tzinfo=voice.timezone) for edge in (monday, monday + WEEK))
    appointments = _appointments(who, begins, ends)
    shown = {entry.appointment.id for entry in appointments}
    taken = _taken_otherwise([who] if who else members, begins, ends, shown)
    pieces = sorted(
        (piece for entry in (*appointments, *taken) for piece in _by_day(entry, monday, voice)),
        key=lambda piece: (piece.begins, piece.entry.starts_at),
    )
    first, last = _hours(pieces)
    days = []
    for count in range(7):
        day = monday + DAY * count
        on_it = [_placed(piece, first, last) for piece in pieces if piece.day == day]
        if on_it or count < 6:
            days.append(Day(day, on_it))
    now = voice.local(clock.now())
    return Week(
        days,
        [voice.clock(datetime.combine(monday, time(hour), voice.timezone)) for hour in range(first, last)],
        Kind.by_id(),
        (now.hour - first) * 2 + now.minute // 30 + 1 if first <= now.hour < last else None,
        max(len(appointments), len(taken)) < MOST_SHOWN,
    )


@dataclass(frozen=True)
class _Entry:
    appointment: Any
    starts_at: datetime
    ends_at: datetime
    members: tuple[UUID, ...]


@dataclass(frozen=True)
class _Piece:
    """What of an entry is on one day, in minutes of it."""

    entry: _Entry
    day: date
    begins: int
    ends: int
    is_start: bool


def _appointments(who: UUID | None, begins: datetime, ends: datetime) -> list[_Entry]:
    # How long one takes at most stands in the condition too: its index knows when one begins, not when it ends.
    earliest = begins - MINUTE * LONGEST_MINUTES
    within = (
        (Appointment.starts_at < ends) & (Appointment.starts_at >= earliest) & (Appointment.ends_at > begins)
    )
    meant = Appointment.kept().where(within & (Appointment.status != "cancelled"))
    if who is not None:
        meant = meant.where(Appointment.id.in_(Participant.with_member(who)))
    found = list(meant.limit(MOST_SHOWN))
    taking_part = Participant.of([one.id for one in found])
    return [
        _Entry(
            one,
            one.starts_at,
            one.ends_at,
            tuple(part.member_id for part in taking_part[one.id] if part.member_id is not None),
        )
        for one in found
    ]


def _taken_otherwise(
    members: Collection[UUID], begins: datetime, ends: datetime, shown: Collection[UUID]
) -> list[_Entry]:
    """What calendars elsewhere say, and appointments that are not shown: with somebody in the trash, or not theirs."""
    hidden = Participant.appointment_id.not_in(list(shown))
    with access.seeing_all():
        return [
            _Entry(None, one.busy_from, one.busy_until, (one.member_id,))
            for one in (
                *_busy(BusyTime, members, begins, ends),
                *_busy(Participant, members, begins, ends).where(hidden),
            )
        ]


def _busy(table: Any, members: Collection[UUID], begins: datetime, ends: datetime) -> Any:
    within = (table.busy_from < ends) & (table.busy_until > begins)
    meant = table.select().where(within & table.member_id.in_(list(members)))
    return meant.order_by(table.busy_from, table.id).limit(MOST_SHOWN)


def _by_day(entry: _Entry, monday: date, voice: Voice) -> Iterable[_Piece]:
    start, end = (voice.local(at).replace(tzinfo=None) for at in (entry.starts_at, entry.ends_at))
    # While clocks are put back, something can end before it began.
    end = max(end, start + MINUTE)
    for count in range(7):
        midnight = datetime.combine(monday + DAY * count, time())
        begins = max(0, (start - midnight) // MINUTE)
        ends = min(_MIDNIGHT, -((midnight - end) // MINUTE))
        if begins < ends:
            yield _Piece(entry, midnight.date(), begins, ends, start >= midnight)


def _hours(pieces: Collection[_Piece]) -> tuple[int, int]:
    """The first that is shown and the one after the last: what goes on at midnight needs no hours of the night."""
    early = [piece.begins // 60 for piece in pieces if piece.begins or piece.ends <= FIRST_HOUR * 60]
    late = [
        -(-piece.ends // 60) for piece in pieces if piece.ends < _MIDNIGHT or piece.begins >= LAST_HOUR * 60
    ]
    return min([FIRST_HOUR, *early]), max([LAST_HOUR, *late])


def _placed(piece: _Piece, first: int, last: int) -> Shown:
    entry = piece.entry
    at = max(0, (piece.begins - first * 60) // 30)
    until = -((first * 60 - min(piece.ends, last * 60)) // 30)
    is_all = (piece.begins, piece.ends) == (0, _MIDNIGHT)
    part = "all" if is_all else "start" if piece.is_start else "end"
    return Shown(
        entry.appointment, entry.starts_at, entry.ends_at, entry.members, part, at + 1, max(1, until - at)
    )
