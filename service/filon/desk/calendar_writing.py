"""Our appointments in their members' calendars elsewhere: made, changed, and taken away there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.appointments import calendar_readings
from filon.appointments.elsewhere import OutsideEvent
from filon.appointments.models import Appointment
from filon.desk.calendar_entries import Entries, made_again, mark_of
from filon.foundation import access, clock
from filon.foundation.transactions import transaction
from filon.integrations.calendars import (
    Account,
    Entry,
    Missing,
    NoCalendar,
    Overtaken,
    Unauthorised,
    Written,
)

# What is done there with one that is over says nothing to us: it is theirs.
REMEMBERED = timedelta(days=30)

log = logging.getLogger(__name__)


class Writer:
    """Writes into one account, which has been read.

    `overtaken` is told of one of ours that was changed there since it was seen last, `closed` of a calendar that takes
    nothing from us any more; `go_on` is asked before each.
    """

    def __init__(
        self,
        there: Account,
        entries: Entries,
        overtaken: Callable[[Any, Any], None],
        closed: Callable[[Any], None],
        go_on: Callable[[], None],
    ) -> None:
        self._there, self._overtaken, self._closed, self._go_on = there, overtaken, closed, go_on
        self._entries = entries.to_come()

    def leave(self, calendar: Any) -> None:
        """Take away what is not to stand there any more. Raises as Account."""
        with transaction(write=False):
            events = OutsideEvent.of_calendar(calendar.id)
        wanted = self._entries.keys() if calendar.is_written else ()
        others = [event for event in events if event.appointment_id not in wanted]
        with access.acting_as(access.SYSTEM), transaction(write=False):
            ids = [event.appointment_id for event in others]
            still = (
                {one.id: one for one in Appointment.select().where(Appointment.id.in_(ids))} if ids else {}
            )
        for event in others:
            self._go_on()
            self._leave(calendar, event, still.get(event.appointment_id))

    def write(self, calendar: Any) -> None:
        """Let it have what takes place, as it is now. Raises Later."""
        if not calendar.is_written:
            return
        with transaction(write=False):
            there = {event.appointment_id: event for event in OutsideEvent.of_calendar(calendar.id)}
        for id, entry in self._entries.items():
            event = there.get(id)
            if event is None or (event.written != mark_of(entry) and not _was_let_go(event, entry)):
                self._go_on()
                try:
                    self._write_one(calendar, id, entry, event)
                except (Unauthorised, Missing):
                    # It was read just now: we may look, and write no more.
                    self._closed(calendar)
                    return
                except NoCalendar as error:
                    log.warning("an appointment could not be written elsewhere: %s", type(error).__name__)

    def _write_one(self, calendar: Any, id: UUID, entry: Entry, event: Any) -> None:
        try:
            if event is None:
                written = self._make(calendar, entry)
            elif event.gone_at is not None:
                written = self._make(calendar, made_again(entry))
            else:
                written = self._change(calendar, entry, event)
        except Overtaken:
            if event is not None and event.gone_at is None:
                self._overtaken(calendar, event)
            return
        calendar_readings.note_written(calendar, id, entry, written, mark_of(entry))

    def _change(self, calendar: Any, entry: Entry, event: Any) -> Written:
        try:
            return self._there.update(calendar.outside_id, event.outside_id, event.etag, entry)
        except Missing:
            return self._make(calendar, made_again(entry))

    def _make(self, calendar: Any, entry: Entry) -> Written:
        try:
            written = self._there.create(calendar.outside_id, entry)
        except Missing:
            # Its name is used up; or it may not stand there, and then this says so too.
            written = self._there.create(calendar.outside_id, made_again(entry))
        if written.was_there:
            written = self._there.update(calendar.outside_id, written.id, written.etag, entry)
        return written

    def _leave(self, calendar: Any, event: Any, one: Any) -> None:
        """What is over stays there as it was, the rest is taken away.

        That is what does not take place, is with its owner no more, or is written elsewhere; and what was erased,
        whenever it was.
        """
        now = clock.now()
        if one is not None and one.ends_at <= now:
            if one.ends_at < now - REMEMBERED:
                calendar_readings.forget_written(event)
            return
        if event.gone_at is None:
            self._take_away(calendar, event)
        if one is None:
            calendar_readings.forget_written(event)
        elif event.gone_at is None:
            calendar_readings.note_seen(event, gone_at=now, written="")

    def _take_away(self, calendar: Any, event: Any) -> None:
        try:
            self._there.delete(calendar.outside_id, event.outside_id, event.etag)
        except Overtaken:
            now = clock.now()
            try:
                known = self._there.read(
                    calendar.outside_id, event.outside_id, (now, now + timedelta(days=1))
                )
                self._there.delete(calendar.outside_id, event.outside_id, known.etag)
            except Missing:
                pass


def _was_let_go(event: Any, entry: Entry) -> bool:
    """Whether its owner took it away there, and it takes place when it did: then it is not forced upon them."""
    is_theirs = event.gone_at is not None and event.written != ""
    return is_theirs and (entry.starts_at, entry.ends_at) == (event.starts_at, event.ends_at)
