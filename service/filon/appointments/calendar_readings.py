"""What calendars elsewhere say, entered a page at a time: when their owners are busy, and what became of ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from filon.appointments.elsewhere import OutsideCalendar, OutsideEvent, UnreadEvent
from filon.appointments.holding import hold
from filon.appointments.times import BusyTime
from filon.foundation import clock
from filon.foundation.ids import new_id
from filon.foundation.secrets import digest
from filon.foundation.transactions import transaction

# An index of PostgreSQL's takes 2,700 bytes, and four can be a letter.
LONGEST_ID = 600
# Two for each of the days that are read, and some.
MOST_SPANS = 2_000
# Events in one transaction: others wait for it.
AT_ONCE = 200


@dataclass(frozen=True)
class Occupied:
    """An event elsewhere, and from when until when it takes its owner's time; never when it takes none.

    `appointment` is which of ours it is, None where it is none. Of one that `is_unread` something can't be understood;
    `starts_at` is when it begins, as far as that can.
    """

    id: str
    spans: tuple[tuple[datetime, datetime], ...] = ()
    appointment: UUID | None = None
    is_unread: bool = False
    starts_at: datetime | None = None


@dataclass(frozen=True)
class Whole:
    """A reading of everything, that began `since`, of all that lies before `until`."""

    since: datetime
    until: datetime


def enter(calendar: Any, events: Collection[Occupied], gone: Iterable[str], seen_at: datetime) -> int:
    """Replace what is known of these events, and forget those that are gone.

    Returns how many times are taken by them, and how many can't be understood, in all.

    Of what can't be understood stands all that was ever known, too. The owner is held first: whoever books waits for
    it, and sees it.
    """
    told = {name_of(one.id): one for one in events}
    named, count = [*told, *map(name_of, gone)], 0
    for start in range(0, len(named), AT_ONCE):
        some = set(named[start : start + AT_ONCE])
        these = {name: told[name] for name in some & told.keys()}
        unread = {name: one for name, one in these.items() if one.is_unread}
        with transaction():
            hold([calendar.member_id])
            _forget(BusyTime, calendar, some - unread.keys())
            _forget(UnreadEvent, calendar, some)
            rows = _rows(calendar, these, seen_at, _known_of(calendar, unread))
            # Its owner may have said meanwhile that it is not to be listened to any more.
            is_read = (OutsideCalendar.id == calendar.id) & OutsideCalendar.is_read
            if OutsideCalendar.select().where(is_read).exists():
                BusyTime.add_many(rows)
                UnreadEvent.add_many(
                    [
                        {
                            **{"id": new_id(), "calendar_id": calendar.id, "outside_id": name},
                            **{"starts_at": one.starts_at, "seen_at": seen_at},
                        }
                        for name, one in unread.items()
                    ]
                )
        count += len(rows) + len(unread)
    return count


def _forget(table: Any, calendar: Any, names: set[str]) -> None:
    table.delete().where((table.calendar_id == calendar.id) & table.outside_id.in_(list(names))).execute()


def _known_of(calendar: Any, unread: Collection[str]) -> set[tuple[str, datetime]]:
    """Which of these was known to take its owner's time from when."""
    if not unread:
        return set()
    theirs = (BusyTime.calendar_id == calendar.id) & BusyTime.outside_id.in_(list(unread))
    return {(row.outside_id, row.busy_from) for row in BusyTime.select().where(theirs)}


def _rows(
    calendar: Any, events: dict[str, Occupied], seen_at: datetime, known: set[tuple[str, datetime]]
) -> list[dict[str, Any]]:
    about = {"member_id": calendar.member_id, "calendar_id": calendar.id, "seen_at": seen_at}
    return [
        {
            **{"id": new_id(), **about, "outside_id": name, "appointment_id": one.appointment},
            **{"busy_from": busy_from, "busy_until": busy_until},
        }
        for name, one in events.items()
        for busy_from, busy_until in _bounded(one.spans)
        if (name, busy_from) not in known
    ]


def name_of(outside_id: str) -> str:
    """What an event is called in a row: itself, but for one that is longer than any index takes."""
    return outside_id if len(outside_id) <= LONGEST_ID else f"sha256:{digest(outside_id)}"


def _bounded(spans: tuple[tuple[datetime, datetime], ...]) -> tuple[tuple[datetime, datetime], ...]:
    """Whoever repeats something more often than that is busy all the time from its first to its last."""
    return spans if len(spans) <= MOST_SPANS else ((spans[0][0], spans[-1][1]),)


def end_reading(calendar: Any, token: str, whole: Whole | None) -> None:
    """All of it is known now; when it was a whole reading, what was not seen in it is gone.

    When somebody has asked meanwhile that everything be read anew, that stands.
    """
    changes: dict[str, Any] = {"token": token, "answered_at": clock.now()}
    if whole is not None:
        # Later ones tell only of what lies before that.
        changes["read_until"] = whole.until
    as_begun = (OutsideCalendar.token == calendar.token) & (OutsideCalendar.is_read == calendar.is_read)
    with transaction():
        hold([calendar.member_id])
        if whole is not None:
            UnreadEvent.delete().where(
                (UnreadEvent.calendar_id == calendar.id) & (UnreadEvent.seen_at < whole.since)
            ).execute()
            stand = UnreadEvent.of_calendar(calendar.id)
            BusyTime.delete().where(
                (BusyTime.calendar_id == calendar.id)
                & (BusyTime.seen_at < whole.since)
                & BusyTime.outside_id.not_in(stand)
            ).execute()
        OutsideCalendar.update(**changes).where((OutsideCalendar.id == calendar.id) & as_begun).execute()


def start_anew(calendar: Any) -> None:
    """Read everything the next time: what it told before can't be gone on from."""
    with transaction():
        OutsideCalendar.update(token="").where(OutsideCalendar.id == calendar.id).execute()
    calendar.token = ""


def note_closed(calendar: Any) -> None:
    """We may not write there any more."""
    with transaction():
        OutsideCalendar.update(can_write=False, is_written=False).where(
            OutsideCalendar.id == calendar.id
        ).execute()


def note_written(calendar: Any, appointment: UUID, entry: Any, written: Any, mark: str) -> None:
    """The appointment stands there now: `entry` and `written` are as in integrations.calendars."""
    changes = {
        **{"outside_id": written.id, "etag": written.etag, "written": mark, "gone_at": None},
        **{"starts_at": entry.starts_at, "ends_at": entry.ends_at},
    }
    same = (OutsideEvent.calendar_id == calendar.id) & (OutsideEvent.appointment_id == appointment)
    # Read before we knew that it is ours, as when the answer to its making was lost.
    strange = (BusyTime.calendar_id == calendar.id) & (BusyTime.outside_id == name_of(written.id))
    with transaction():
        hold([calendar.member_id])
        BusyTime.delete().where(strange).execute()
        if not OutsideEvent.update(**changes).where(same).execute():
            OutsideEvent.add(calendar_id=calendar.id, appointment_id=appointment, **changes)


def note_found(calendar: Any, appointment: UUID, known: Any) -> None:
    """What we have once written there, and know of no more, is there: it will say what is so, or go.

    `known` is as in integrations.calendars. Where another event stands for the appointment, that one counts.
    """
    same = (OutsideEvent.calendar_id == calendar.id) & (OutsideEvent.appointment_id == appointment)
    with transaction():
        hold([calendar.member_id])
        if not OutsideEvent.select().where(same).exists():
            OutsideEvent.add(
                calendar_id=calendar.id,
                appointment_id=appointment,
                outside_id=known.id,
                etag=known.etag,
                uid=name_of(known.uid),
                written="",
                starts_at=known.starts_at,
                ends_at=known.ends_at,
            )


def free(appointment: UUID, members: Collection[UUID] | None) -> None:
    """What calendars elsewhere say of it takes the time of these no more, None for anybody's."""
    with transaction():
        theirs = BusyTime.appointment_id == appointment
        if members is not None:
            theirs &= BusyTime.member_id.in_(list(members))
        BusyTime.delete().where(theirs).execute()


def note_seen(event: Any, **changes: Any) -> None:
    """What of an OutsideEvent is otherwise than we knew."""
    with transaction():
        OutsideEvent.update(**changes).where(OutsideEvent.id == event.id).execute()
    for name, value in changes.items():
        setattr(event, name, value)


def forget_written(event: Any) -> None:
    """It stands there no more, or is none of our business any more."""
    with transaction():
        OutsideEvent.delete().where(OutsideEvent.id == event.id).execute()
