"""Our appointments in their members' calendars elsewhere: made, changed, and taken away there."""

from __future__ import annotations

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
from filon.integrations.calendars import Account, Entry, Missing, Overtaken, Written

# Whoever moves one there that is over says nothing to us: it is theirs.
REMEMBERED = timedelta(days=30)


class Writer:
    """Writes into one account. `overtaken` is told of one of ours that was changed there since it was seen last."""

    def __init__(self, there: Account, entries: Entries, overtaken: Callable[[Any, Any], None]) -> None:
        self._there, self._entries, self._overtaken = there, entries, overtaken

    def write(self, calendar: Any) -> None:
        """Let it have what takes place, as it is now, and no more of what does not. Raises Missing, and as Account."""
        with transaction(write=False):
            there = {event.appointment_id: event for event in OutsideEvent.of_calendar(calendar.id)}
        entries = self._entries.to_come() if calendar.is_written else {}
        for id, entry in entries.items():
            event = there.get(id)
            if event is None or event.written != mark_of(entry):
                self._write_one(calendar, id, entry, event)
        for id, event in there.items():
            if id not in entries:
                self._leave(calendar, event)

    def _write_one(self, calendar: Any, id: UUID, entry: Entry, event: Any) -> None:
        try:
            if event is None:
                written = self._make(calendar, entry)
            elif event.gone_at is not None:
                written = self._make(calendar, made_again(entry))
            else:
                written = self._change(calendar, entry, event)
        except Overtaken:
            if event is not None:
                self._overtaken(calendar, event)
            return
        calendar_readings.note_written(calendar, id, written.id, written.etag, mark_of(entry))

    def _change(self, calendar: Any, entry: Entry, event: Any) -> Written:
        try:
            return self._there.update(calendar.outside_id, event.outside_id, event.etag, entry)
        except Missing:
            return self._make(calendar, made_again(entry))

    def _make(self, calendar: Any, entry: Entry) -> Written:
        try:
            written = self._there.create(calendar.outside_id, entry)
        except Missing:
            # Its name is used up; or there is no such calendar, and then this says so too.
            written = self._there.create(calendar.outside_id, made_again(entry))
        if written.was_there:
            written = self._there.update(calendar.outside_id, written.id, written.etag, entry)
        return written

    def _leave(self, calendar: Any, event: Any) -> None:
        """One that is not to be written: what is over stays there as it was, the rest is taken away.

        That is what does not take place, is with its owner no more, or is written elsewhere; and what was erased,
        whenever it was.
        """
        with access.acting_as(access.SYSTEM), transaction(write=False):
            one = Appointment.find(event.appointment_id)
        now = clock.now()
        if one is None or one.ends_at > now:
            if event.gone_at is None:
                self._take_away(calendar, event)
            if one is None:
                calendar_readings.forget_written(event)
            elif event.gone_at is None:
                calendar_readings.note_seen(event, gone_at=now, written="")
        elif one.ends_at < now - REMEMBERED:
            calendar_readings.forget_written(event)

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
