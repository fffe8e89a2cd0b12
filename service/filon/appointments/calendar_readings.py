"""What calendars elsewhere say, entered a page at a time: when their owners are busy, and what became of ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from filon.appointments.elsewhere import OutsideCalendar, OutsideEvent
from filon.appointments.holding import hold
from filon.appointments.times import BusyTime
from filon.foundation import clock
from filon.foundation.ids import new_id
from filon.foundation.transactions import transaction


@dataclass(frozen=True)
class Occupied:
    """An event elsewhere, and from when until when it takes its owner's time; never when it takes none."""

    id: str
    spans: tuple[tuple[datetime, datetime], ...]


def enter(calendar: Any, events: Collection[Occupied], gone: Iterable[str], seen_at: datetime) -> None:
    """Replace what is known of these events, and forget those that are gone.

    The owner is held first: whoever books waits for it, and sees it.
    """
    named = [*(one.id for one in events), *gone]
    rows = [
        {
            "id": new_id(),
            "member_id": calendar.member_id,
            "calendar_id": calendar.id,
            "outside_id": one.id,
            "busy_from": busy_from,
            "busy_until": busy_until,
            "seen_at": seen_at,
        }
        for one in {event.id: event for event in events}.values()
        for busy_from, busy_until in one.spans
    ]
    if not named:
        return
    with transaction():
        hold([calendar.member_id])
        BusyTime.delete().where(
            (BusyTime.calendar_id == calendar.id) & BusyTime.outside_id.in_(named)
        ).execute()
        # Its owner may have said meanwhile that it is not to be listened to any more.
        if (
            OutsideCalendar.select()
            .where((OutsideCalendar.id == calendar.id) & OutsideCalendar.is_read)
            .exists()
        ):
            BusyTime.add_many(rows)


def end_reading(calendar: Any, token: str, read_until: datetime, *, whole_since: datetime | None) -> None:
    """All of it is known now. What was not seen since `whole_since` is gone, unless that is None.

    When somebody has asked meanwhile that everything be read anew, that stands.
    """
    with transaction():
        hold([calendar.member_id])
        if whole_since is not None:
            BusyTime.delete().where(
                (BusyTime.calendar_id == calendar.id) & (BusyTime.seen_at < whole_since)
            ).execute()
        as_begun = (OutsideCalendar.token == calendar.token) & (OutsideCalendar.is_read == calendar.is_read)
        OutsideCalendar.update(token=token, read_until=read_until, answered_at=clock.now()).where(
            (OutsideCalendar.id == calendar.id) & as_begun
        ).execute()


def start_anew(calendar: Any) -> None:
    """Read everything the next time: what it told before can't be gone on from."""
    with transaction():
        OutsideCalendar.update(token="").where(OutsideCalendar.id == calendar.id).execute()
    calendar.token = ""


def note_written(calendar: Any, appointment: UUID, id: str, etag: str, written: str) -> None:
    """It stands there now, as we have written it."""
    changes = {"outside_id": id, "etag": etag, "written": written, "gone_at": None}
    with transaction():
        same = (OutsideEvent.calendar_id == calendar.id) & (OutsideEvent.appointment_id == appointment)
        if not OutsideEvent.update(**changes).where(same).execute():
            OutsideEvent.add(calendar_id=calendar.id, appointment_id=appointment, **changes)


def note_seen(event: Any, **changes: Any) -> None:
    """What of an OutsideEvent is otherwise than we knew."""
    with transaction():
        OutsideEvent.update(**changes).where(OutsideEvent.id == event.id).execute()
    for name, value in changes.items():
        setattr(event, name, value)


def forget_written(event: Any) -> None:
    """It stands there no more."""
    with transaction():
        OutsideEvent.delete().where(OutsideEvent.id == event.id).execute()
