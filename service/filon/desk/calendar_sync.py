"""Members' calendars elsewhere and ours: what each says is entered in the other.

Who wins: an appointment that was moved there moves here, if it can. One that was moved on both sides, or to where there
is no time for it, is put back as it is here. One that was taken away there stays here, for somebody waits for it. Its
owner is told of each. What else they write into it there is left alone until the appointment changes.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.appointments import calendar_accounts, calendar_readings, watching
from filon.appointments.calendar_readings import Occupied
from filon.appointments.connections import open_account
from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar, OutsideEvent
from filon.appointments.models import Appointment, Participant
from filon.desk import calendar_troubles, meetings
from filon.desk.calendar_entries import Entries, own_appointments
from filon.desk.calendar_writing import Writer
from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.errors import Conflict, FilonError, NotFound
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.integrations import calendars
from filon.tenants.models import Member, Tenant

log = logging.getLogger(__name__)

BEHIND, AHEAD = timedelta(days=1), timedelta(days=400)
# What repeats without an end is known as far as was looked: once a week all is read anew, further.
READ_ANEW = timedelta(days=7)
_AGAIN_IN = timedelta(seconds=5)


def look_after(event: Event, settings: Settings) -> None:
    """Let the calendars of those who take part in an appointment, or do no more, hear of it."""
    id = UUID(event.payload["appointment"])
    members = {row.member_id for row in Participant.of([id])[id] if row.member_id is not None}
    calendar_accounts.look_for_members(members.union(map(UUID, event.payload.get("left", ()))))


def disconnect(event: Event, settings: Settings) -> None:
    """Whoever works here no more has their calendars back."""
    calendar_accounts.remove_accounts_of(UUID(event.payload["member"]))


def synchronise(event: Event, settings: Settings) -> None:
    """Look at one account: read what has changed there, write what has changed here."""
    try:
        account = calendar_accounts.take(UUID(event.payload["account"]))
    except NotFound:  # disconnected meanwhile
        return
    if account is None:
        # What has changed may have come too late for whoever looks at it now.
        calendar_accounts.look_again(UUID(event.payload["account"]), _AGAIN_IN)
        return
    _answer_all(account.id)
    try:
        _look_at(account, settings)
    finally:
        calendar_accounts.let_go(account.id)


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
        calendar_accounts.note_failure(account, failed, seconds=seconds)
        calendar_troubles.tell_of_silence(account.id, settings)
    else:
        calendar_accounts.note_answer(account)


def _look_once_or_twice(account: Any, owner: Any, settings: Settings) -> str:
    try:
        return _Look(account, owner, settings, open_account(account, settings)).run()
    except calendars.Unauthorised:
        if account.provider not in calendar_accounts.PERMITTED:
            raise
    # Before its owner is asked: a vendor may end an access token before its time.
    with transaction(write=False):
        account = CalendarAccount.find(account.id)
    return _Look(account, owner, settings, open_account(account, settings, anew=True)).run()


class _Look:
    """One look at one account, as its owner. No transaction is open while the other side is asked."""

    def __init__(self, account: Any, owner: Any, settings: Settings, there: calendars.Account) -> None:
        self.account, self.owner, self.settings, self.there = account, owner, settings, there
        self.who = access.Actor(owner.role, owner.id, owner.name, owner.is_limited)
        self.entries = Entries(owner, self.who, settings)
        self.writer = Writer(there, self.entries, self._overtaken)
        with transaction(write=False):
            self.calendars = OutsideCalendar.of_account(account.id)

    def run(self) -> str:
        """Returns "gone" when one of its calendars is there no more; the others were looked at all the same."""
        failed = ""
        for calendar in self.calendars:
            try:
                if calendar.is_used:
                    self._read(calendar)
                self.writer.write(calendar)
            except calendars.Missing:
                failed = "gone"
        used = [one for one in self.calendars if one.is_used]
        watching.watch(self.account, self.there, used, self.settings)
        return failed

    # ── what it says

    def _read(self, calendar: Any) -> None:
        window = _window()
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
        unseen, is_whole = set(ours), not calendar.token
        for page in self.there.changes(calendar.outside_id, calendar.token, window):
            known = {one.id: one for one in page.known}
            unseen -= known.keys()
            if calendar.is_read:
                self._enter(calendar, [one for one in page.known if one.id not in ours], page.gone, started)
            for id in ours.keys() & known.keys():
                self._settle(ours[id], known[id])
            for id in ours.keys() & set(page.gone):
                unseen.discard(id)
                self._note_gone(ours[id])
            if page.token:
                is_whole = is_whole or page.is_whole
                for id in unseen if is_whole else ():
                    self._look_for(calendar, ours[id], window)
                since = started if is_whole else None
                calendar_readings.end_reading(calendar, page.token, window[1], whole_since=since)

    def _enter(
        self, calendar: Any, theirs: list[calendars.Known], gone: Collection[str], started: datetime
    ) -> None:
        with transaction(write=False):
            own = own_appointments({one.uid for one in theirs})
        # By whatever way it came there, an appointment of ours has its time already.
        occupied = [Occupied(one.id, () if one.uid in own else one.busy) for one in theirs]
        calendar_readings.enter(calendar, occupied, gone, started)

    def _look_for(self, calendar: Any, event: Any, window: calendars.Span) -> None:
        """One of ours that a whole reading did not name: it lies outside of what was read, or is gone."""
        try:
            self._settle(event, self.there.read(calendar.outside_id, event.outside_id, window))
        except calendars.Missing:
            self._note_gone(event)

    # ── what became of ours there

    def _settle(self, event: Any, known: calendars.Known) -> None:
        if known.etag == event.etag:
            return
        with access.acting_as(self.who), transaction():
            one = _open_one(event.appointment_id)
            here = None if one is None else (one.starts_at, one.ends_at)
            if one is None or here == (known.starts_at, known.ends_at) or known.starts_at is None:
                changes = {"etag": known.etag}
            elif event.written != self.entries.mark(one):
                changes = {"etag": known.etag, "written": ""}
                self._tell("both", one, known)
            else:
                changes = {"etag": known.etag, "written": self._move(one, known)}
        calendar_readings.note_seen(event, **changes)

    def _overtaken(self, calendar: Any, event: Any) -> None:
        """One of ours was changed there since it was seen last: what stands here by then is written the next time."""
        self._settle(event, self.there.read(calendar.outside_id, event.outside_id, _window()))
        calendar_accounts.look_again(self.account.id, _AGAIN_IN)

    def _move(self, one: Any, known: calendars.Known) -> str:
        """Let it begin when it does there; returns the mark of what need not be written, "" where it can't."""
        assert known.starts_at is not None
        assert known.ends_at is not None
        minutes = (known.ends_at - known.starts_at) // timedelta(minutes=1)
        try:
            if known.starts_at <= clock.now():
                raise Conflict()
            meetings.move(one, known.starts_at, minutes=minutes)
        except FilonError:
            self._tell("put_back", one, known)
            return ""
        return self.entries.mark(one)

    def _note_gone(self, event: Any) -> None:
        with access.acting_as(self.who), transaction():
            one = _open_one(event.appointment_id)
            if one is not None and event.gone_at is None and event.written == self.entries.mark(one):
                self._tell("gone", one)
        if event.gone_at is None:
            calendar_readings.note_seen(event, gone_at=clock.now())

    def _tell(self, step: str, one: Any, known: calendars.Known | None = None) -> None:
        at = known.starts_at if known is not None else None
        calendar_troubles.tell_of_conflict(step, one, self.owner, self.settings, there=at)


def _window() -> calendars.Span:
    now = clock.now()
    return now - BEHIND, now + AHEAD


def _open_one(id: UUID) -> Any:
    """The appointment while it is to come and open, and its owner may see it; else None."""
    return Appointment.kept().where((Appointment.id == id) & Appointment.to_come()).first()
