"""Appointments as the calendar shows them: a list for each day or member, in half hours of the business's clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from filon.appointments.models import Appointment, Kind, Participant
from filon.appointments.plans import LONGEST_MINUTES
from filon.appointments.resources import Use
from filon.appointments.times import BusyTime
from filon.foundation import access, clock
from filon.foundation.voice import Voice

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# More than a team of twenty has in a month.
MOST_SHOWN = 4000
# As many columns as calendar.css knows, less the one of nobody.
MOST_COLUMNS = 20
# What is shown of a day where nothing is earlier or later.
FIRST_HOUR, LAST_HOUR = 8, 19
_MIDNIGHT = 24 * 60


@dataclass(frozen=True)
class Shown:
    """What is on one day of an appointment, or of a time of which nobody may see more than that it is taken (None).

    `part` is "start" on the day on which it begins, "end" on the one on which it ends when that is another, and "all"
    where it takes the whole day. `at` counts half hours from the first that is shown, `long` how many it takes, both
    from 1. `is_whole` when both its ends are shown.
    """

    appointment: Any
    starts_at: datetime
    ends_at: datetime
    members: tuple[UUID, ...]
    part: str
    at: int
    long: int
    is_whole: bool


@dataclass(frozen=True)
class Column:
    """What is on a day; beside other columns of that day what one member has on it, None being nobody of the team."""

    day: date
    shown: list[Shown]
    member: UUID | None = None


@dataclass(frozen=True)
class Grid:
    """`columns` beside each other; `resources` are names of rooms and vehicles by the appointment that takes them.

    `hours` are those that are shown, in words, the first being `first_hour` of the day. `now_at` is where now is in the
    day that is today, None outside of the hours. `is_whole` unless there is more than a page can show.
    """

    columns: list[Column]
    first_hour: int
    hours: list[str]
    kinds: dict[UUID, Any]
    resources: dict[UUID, str]
    now_at: int | None
    is_whole: bool

    @property
    def appointments(self) -> list[Any]:
        """All that take place, or did, each once."""
        return each_once(slot.appointment for column in self.columns for slot in column.shown)


def each_once(appointments: Iterable[Any]) -> list[Any]:
    """Each of them once, in the order in which they are first; None is none."""
    return list({one.id: one for one in appointments if one is not None}.values())


def week_of(day: date, members: Collection[UUID], voice: Voice, *, who: UUID | None = None) -> Grid:
    """The week in which that day lies, a column a day, a Sunday only when something is on it.

    Of `who`, or else all that the one who looks may see, with anybody. Of the rest of these members' time it says
    where it is taken.
    """
    monday = day - timedelta(days=day.weekday())
    found = _found(monday, 7, members, voice, who)
    days = [monday + DAY * count for count in range(7)]
    columns = [Column(day, found.placed(piece for piece in found.pieces if piece.day == day)) for day in days]
    return found.grid(columns if columns[-1].shown else columns[:-1], voice)


def day_of(day: date, members: Collection[UUID], voice: Voice, *, who: UUID | None = None) -> Grid:
    """That day, a column for each of these members, or for `who` alone; and one more for what is with none of them.

    Of more than can stand beside each other those are shown first who have something on that day.
    """
    found = _found(day, 1, members, voice, who)
    meant = [who] if who else list(members)
    if len(meant) > MOST_COLUMNS:
        busy = {member for piece in found.pieces for member in piece.entry.members}
        meant = sorted(meant, key=lambda member: member not in busy)[:MOST_COLUMNS]
        found = replace(found, is_whole=False)
    columns = [
        Column(day, found.placed(piece for piece in found.pieces if member in piece.entry.members), member)
        for member in meant
    ]
    anybody = {who} if who else set(members)
    others = found.placed(piece for piece in found.pieces if anybody.isdisjoint(piece.entry.members))
    return found.grid([*columns, *([Column(day, others)] if others else [])], voice)


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
    is_end: bool


@dataclass(frozen=True)
class _Found:
    """What is on some days, and the first hour that is shown of them and the one after the last."""

    pieces: list[_Piece]
    first: int
    last: int
    is_whole: bool

    def placed(self, pieces: Iterable[_Piece]) -> list[Shown]:
        return [_placed(piece, self.first, self.last) for piece in pieces]

    def grid(self, columns: list[Column], voice: Voice) -> Grid:
        now, some_day = voice.local(clock.now()), columns[0].day
        return Grid(
            columns,
            self.first,
            [
                voice.clock(datetime.combine(some_day, time(hour), voice.timezone))
                for hour in range(self.first, self.last)
            ],
            Kind.by_id(),
            Use.names_of({piece.entry.appointment.id for piece in self.pieces if piece.entry.appointment}),
            (now.hour - self.first) * 2 + now.minute // 30 + 1
            if self.first <= now.hour < self.last
            else None,
            self.is_whole,
        )


def _found(day: date, days: int, members: Collection[UUID], voice: Voice, who: UUID | None) -> _Found:
    begins, ends = edges(day, days, voice)
    entries = _entries(who, begins, ends)
    shown = {entry.appointment.id for entry in entries}
    taken = _taken_otherwise([who] if who else members, begins, ends, shown)
    pieces = sorted(
        (piece for entry in (*entries, *taken) for piece in _by_day(entry, day, days, voice)),
        key=lambda piece: (piece.begins, piece.entry.starts_at),
    )
    return _Found(pieces, *_hours(pieces), max(len(entries), len(taken)) < MOST_SHOWN)


def edges(day: date, days: int, voice: Voice) -> tuple[datetime, datetime]:
    """When that day begins, and when as many days end."""
    first, last = (datetime.combine(edge, time(), tzinfo=voice.timezone) for edge in (day, day + DAY * days))
    return first, last


def appointments_of(who: UUID | None, begins: datetime, ends: datetime) -> list[Any]:
    """All that are not cancelled between two moments, in order: of `who`, or that the one who looks may see."""
    # How long one takes at most stands in the condition too: its index knows when one begins, not when it ends.
    earliest = begins - MINUTE * LONGEST_MINUTES
    within = (
        (Appointment.starts_at < ends) & (Appointment.starts_at >= earliest) & (Appointment.ends_at > begins)
    )
    meant = Appointment.kept().where(within & (Appointment.status != "cancelled"))
    if who is not None:
        meant = meant.where(Appointment.id.in_(Participant.with_member(who)))
    return list(meant.limit(MOST_SHOWN))


def _entries(who: UUID | None, begins: datetime, ends: datetime) -> list[_Entry]:
    found = appointments_of(who, begins, ends)
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


def _by_day(entry: _Entry, day: date, days: int, voice: Voice) -> Iterable[_Piece]:
    start, end = (voice.local(at).replace(tzinfo=None) for at in (entry.starts_at, entry.ends_at))
    # While clocks are put back, something can end before it began.
    end = max(end, start + MINUTE)
    for count in range(days):
        midnight = datetime.combine(day + DAY * count, time())
        begins = max(0, (start - midnight) // MINUTE)
        ends = min(_MIDNIGHT, -((midnight - end) // MINUTE))
        if begins < ends:
            yield _Piece(entry, midnight.date(), begins, ends, start >= midnight, end <= midnight + DAY)


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
    in_sight = first * 60 <= piece.begins and piece.ends <= last * 60
    return Shown(
        appointment=entry.appointment,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        members=entry.members,
        part=part,
        at=at + 1,
        long=max(1, until - at),
        is_whole=in_sight and piece.is_start and piece.is_end,
    )
