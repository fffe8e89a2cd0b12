"""Members' calendars elsewhere and ours: what each says is entered in the other."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.appointments import account_looks, calendar_accounts, calendar_readings, watching
from filon.appointments.calendar_readings import Occupied, Whole
from filon.appointments.connections import open_account
from filon.appointments.elsewhere import PERMITTED, OutsideCalendar, OutsideEvent
from filon.appointments.models import Appointment, Participant
from filon.desk import calendar_troubles
from filon.desk.calendar_entries import Entries
from filon.desk.calendar_origins import Origin, origins_of
from filon.desk.calendar_ours import Ours, window_of_now
from filon.desk.calendar_writing import Writer
from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.errors import NotFound
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.integrations import calendars
from filon.tenants.models import Member, Tenant

log = logging.getLogger(__name__)

# What repeats without an end is known as far as was looked: once a week all is read anew, further.
READ_ANEW = timedelta(days=7)
# Well within the time that an account is held, and a lane's lease renewed.
LONGEST_LOOK_SECONDS = 300
# An event every ten minutes, day and night.
MOST_BUSY = 60_000


def look_after(event: Event, settings: Settings) -> None:
    """Let the calendars of those who take part in an appointment, or do no more, hear of it."""
    id = UUID(event.payload["appointment"])
    members = {row.member_id for row in Participant.of([id])[id] if row.member_id is not None}
    one = Appointment.select().where(Appointment.id == id).first()
    is_on = one is not None and one.is_open
    # A colleague's, until they took part in it themselves.
    calendar_readings.free(id, members if is_on else None)
    account_looks.look_for_members(members.union(map(UUID, event.payload.get("left", ()))))


def disconnect(event: Event, settings: Settings) -> None:
    """Whoever works here no more has their calendars back."""
    calendar_accounts.remove_accounts_of(UUID(event.payload["member"]))


def synchronise(event: Event, settings: Settings) -> None:
    """Look at one account: read what has changed there, write what has changed here."""
    try:
        account = account_looks.take(UUID(event.payload["account"]))
    except NotFound:  # disconnected meanwhile
        return
    if account is None:
        # What has changed may have come too late for whoever looks at it now.
        account_looks.look_again(UUID(event.payload["account"]))
        return
    _answer_all(account.id)
    try:
        _look_at(account, settings)
    finally:
        account_looks.let_go(account)


def _answer_all(id: UUID) -> None:
    """Whatever else asks by now for a look at the account is answered by the one that begins."""
    with transaction():
        asked = (Event.name == "calendar.due") & Event.lease_until.is_null() & (Event.due_at <= clock.now())
        same = [one.id for one in Event.select().where(asked) if one.payload["account"] == id.hex]
        Event.delete().where(Event.id.in_(same) & asked).execute()


def _look_at(account: Any, settings: Settings) -> None:
    with transaction(write=False):
        owner, business = Member.find(account.member_id), Tenant.current()
    if owner.removed_at is not None or business.removed_at is not None:
        return
    seconds = None
    try:
        failed = _look_once_or_twice(account, owner, settings)
    except calendars.Unauthorised:
        failed = "refused"
    except calendars.Later as later:
        failed, seconds = "silent", later.seconds
    except calendars.NoCalendar:
        failed = "unreadable"
    except Exception:
        log.exception("could not look at a calendar", extra={"provider": account.provider})
        failed = "fault"
    if failed:
        account_looks.note_failure(account, failed, seconds=seconds)
        calendar_troubles.tell_of_silence(account.id, settings)
    else:
        account_looks.note_answer(account)


def _look_once_or_twice(account: Any, owner: Any, settings: Settings) -> str:
    try:
        return _Look(account, owner, settings, open_account(account, settings)).run()
    except calendars.Unauthorised:
        if account.provider not in PERMITTED:
            raise
    # Before its owner is asked: a vendor may end an access token before its time.
    return _Look(account, owner, settings, open_account(account, settings, anew=True)).run()


class _Look:
    """One look at one account, as its owner. No transaction is open while the other side is asked."""

    def __init__(self, account: Any, owner: Any, settings: Settings, there: calendars.Account) -> None:
        self.account, self.settings, self.there = account, settings, there
        who = access.Actor(owner.role, owner.id, owner.name, owner.is_limited)
        entries = Entries(owner, who, settings)
        self.ours = Ours(account.id, owner, who, there, entries, settings)
        self.writer = Writer(there, entries, self.ours.overtaken, self.ours.closed, self._go_on)
        self.ends_at = time.monotonic() + LONGEST_LOOK_SECONDS
        with transaction(write=False):
            self.calendars = OutsideCalendar.of_account(account.id)

    def run(self) -> str:
        """Returns "gone" when one of its calendars is there no more; the others were looked at all the same.

        All are read before anything is written, and ours leave where they stand no more before they are written
        elsewhere: some servers have each but once.
        """
        gone = set()
        for each in (self._read, self.writer.leave, self.writer.write):
            for calendar in self.calendars:
                try:
                    if calendar.id not in gone:
                        each(calendar)
                except calendars.Missing:
                    gone.add(calendar.id)
        used = [one for one in self.calendars if one.is_used and one.id not in gone]
        watching.watch(self.account, self.there, used, self.settings)
        return "gone" if gone else ""

    def _go_on(self) -> None:
        """Raises Later when others have waited long enough: a server that takes half a minute for each answer."""
        if time.monotonic() > self.ends_at:
            raise calendars.Later("it takes too long")

    def _read(self, calendar: Any) -> None:
        if not calendar.is_used:
            return
        window = window_of_now()
        if calendar.read_until is None or calendar.read_until < window[1] - READ_ANEW:
            calendar_readings.start_anew(calendar)
        try:
            self._read_pages(calendar, window)
        except calendars.Forgotten:
            if not calendar.token:
                raise calendars.Later("it forgets what it has just told") from None
            calendar_readings.start_anew(calendar)
            self._read_pages(calendar, window)

    def _read_pages(self, calendar: Any, window: calendars.Span) -> None:
        started = clock.now()
        with transaction(write=False):
            ours = {event.outside_id: event for event in OutsideEvent.of_calendar(calendar.id)}
        # What is over lies outside of what is read.
        unseen = {id for id, event in ours.items() if event.gone_at is None and event.ends_at > window[0]}
        is_whole, count = not calendar.token, 0
        for page in self.there.changes(calendar.outside_id, calendar.token, window):
            self._go_on()
            known = {one.id: one for one in page.known}
            # What can't be understood is there all the same.
            unseen -= {*known, *page.unread}
            theirs = [one for one in page.known if one.id not in ours]
            if calendar.is_read:
                unread = {id for id in page.unread if id not in ours}
                count += self._enter(calendar, theirs, unread, page.gone, started)
            if calendar.is_written:
                self._find_ours(calendar, theirs)
            if count > MOST_BUSY:
                raise calendars.NoCalendar("nobody is busy so often")
            for id in ours.keys() & known.keys():
                self.ours.settle(ours[id], known[id])
            # It may only have left what is read.
            for id in ours.keys() & set(page.gone):
                unseen.discard(id)
                self.ours.look_for(calendar, ours[id])
            if page.token:
                is_whole = is_whole or page.is_whole
                for id in unseen if is_whole else ():
                    self.ours.look_for(calendar, ours[id])
                whole = Whole(started, window[1]) if is_whole else None
                calendar_readings.end_reading(calendar, page.token, whole)

    def _enter(
        self,
        calendar: Any,
        theirs: list[calendars.Known],
        unread: set[str],
        gone: Collection[str],
        started: datetime,
    ) -> int:
        """Returns how many times are taken, and events can't be understood."""
        origins = self._origins(calendar, theirs)
        known = {one.id for one in theirs}
        occupied = [Occupied(id, is_unread=True) for id in unread - known]
        for one in theirs:
            origin = origins.get(one.id)
            # Who takes part in an appointment has no time then already.
            spans = one.busy if origin is None or origin.takes_time else ()
            appointment = origin.appointment if origin else None
            occupied.append(Occupied(one.id, spans, appointment, one.id in unread, one.starts_at))
        return calendar_readings.enter(calendar, occupied, gone, started)

    def _find_ours(self, calendar: Any, theirs: list[calendars.Known]) -> None:
        """Take up again what we have once written there, as before its owner disconnected it."""
        now = clock.now()
        marked = {one.id: one for one in theirs if one.mark and one.ends_at and one.ends_at > now}
        for id, origin in self._origins(calendar, list(marked.values())).items():
            if origin.has_reader or not origin.is_on:
                calendar_readings.note_found(calendar, origin.appointment, marked[id])

    def _origins(self, calendar: Any, events: list[calendars.Known]) -> dict[str, Origin]:
        with transaction(write=False):
            return origins_of(events, calendar.member_id)
