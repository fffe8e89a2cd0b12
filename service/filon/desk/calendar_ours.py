"""What became of our appointments in calendars elsewhere, and who wins.

An appointment that was moved there moves here, if it can, and is written there again if that gave it another room. One
that was moved on both sides, or to where there is no time for it, is put back as it is here. One that was taken away
there stays here, for somebody waits for it. Its owner is told of each. What else they write into it there is left alone
until the appointment changes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.appointments import account_looks, calendar_readings
from filon.appointments.models import OPEN, Appointment
from filon.appointments.plans import FURTHEST
from filon.appointments.resource_taking import resource_of
from filon.desk import calendar_troubles, meetings
from filon.desk.calendar_entries import Entries
from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.errors import Conflict, FilonError
from filon.foundation.transactions import transaction
from filon.integrations.calendars import Account, Known, Later, Missing, Span

# As far as anybody books, and the days until it is looked that far again.
BEHIND, AHEAD = timedelta(days=1), FURTHEST + timedelta(days=14)


class Ours:
    """Of one account, as its owner would do it; an `event` is an OutsideEvent."""

    def __init__(
        self,
        account: UUID,
        owner: Any,
        who: access.Actor,
        there: Account,
        entries: Entries,
        settings: Settings,
    ) -> None:
        self._account, self._owner, self._who = account, owner, who
        self._there, self._entries, self._settings = there, entries, settings

    def settle(self, event: Any, known: Known) -> None:
        """It is there as `known` says."""
        uid = calendar_readings.name_of(known.uid)
        if uid != event.uid:
            calendar_readings.note_seen(event, uid=uid)
        if known.etag == event.etag:
            return
        changes: dict[str, Any] = {"etag": known.etag}
        with access.acting_as(self._who), transaction():
            one = _still_on(event.appointment_id)
            if one is not None and known.starts_at is not None and known.ends_at is not None:
                here, there = (one.starts_at, one.ends_at), (known.starts_at, known.ends_at)
                if there != here and here != (event.starts_at, event.ends_at):
                    changes["written"] = ""
                    self._tell("both", one, known.starts_at)
                elif there != here:
                    changes |= self._move(one, known.starts_at, known.ends_at)
        calendar_readings.note_seen(event, **changes)

    def look_for(self, calendar: Any, event: Any) -> None:
        """It was not told of, or as gone: it lies outside of what is read, or was taken away."""
        try:
            self.settle(event, self._there.read(calendar.outside_id, event.outside_id, window_of_now()))
        except Missing:
            self._note_gone(event)

    def overtaken(self, calendar: Any, event: Any) -> None:
        """It was changed there since it was seen last: what stands here by then is written the next time.

        Raises Later when nothing has changed, and what we want is refused all the same.
        """
        try:
            known = self._there.read(calendar.outside_id, event.outside_id, window_of_now())
        except Missing:
            self._note_gone(event)
            return
        if known.etag == event.etag:
            raise Later("it refuses a change of what it says is as we know it")
        self.settle(event, known)
        account_looks.look_again(self._account)

    def closed(self, calendar: Any) -> None:
        """We may not write into it any more, which its owner has to know: their appointments are looked for there."""
        with transaction():
            calendar_readings.note_closed(calendar)
            calendar_troubles.tell_of_closing(calendar, self._owner, self._settings)

    def _move(self, one: Any, starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
        """Let it begin when it does there; what is known of it then: it has to be written where it can't.

        The same where it got another room for that: there it says the one before.
        """
        had = resource_of(one)
        try:
            if starts_at <= clock.now():
                raise Conflict()
            meetings.move(one, starts_at, minutes=(ends_at - starts_at) // timedelta(minutes=1))
        except FilonError:
            self._tell("put_back", one, starts_at)
            return {"written": ""}
        written = self._entries.mark(one) if resource_of(one) == had else ""
        return {"written": written, "starts_at": one.starts_at, "ends_at": one.ends_at}

    def _note_gone(self, event: Any) -> None:
        if event.gone_at is not None:
            return
        with access.acting_as(self._who), transaction():
            one = _still_on(event.appointment_id)
            if one is not None and (one.starts_at, one.ends_at) == (event.starts_at, event.ends_at):
                self._tell("gone", one)
        calendar_readings.note_seen(event, gone_at=clock.now())

    def _tell(self, step: str, one: Any, there: datetime | None = None) -> None:
        calendar_troubles.tell_of_conflict(step, one, self._owner, self._settings, there=there)


def window_of_now() -> Span:
    """From when until when calendars elsewhere are read."""
    now = clock.now()
    return now - BEHIND, now + AHEAD


def _still_on(id: UUID) -> Any:
    """The appointment while it is open and not over, and its owner may see it; else None."""
    on = Appointment.status.in_(OPEN) & (Appointment.ends_at > clock.now())
    return Appointment.kept().where((Appointment.id == id) & on).first()
