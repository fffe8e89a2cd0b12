"""When calendars elsewhere are looked at, by whom, and how they answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.appointments.elsewhere import PERMITTED, CalendarAccount, OutsideCalendar
from filon.appointments.pushes import CalendarPush
from filon.foundation import clock, outbox
from filon.foundation.database import locked
from filon.foundation.errors import NotFound
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction

# How often it is looked whether something has changed there; a feed is a file that others read too.
EVERY = {
    "caldav": timedelta(minutes=5),
    "google": timedelta(minutes=5),
    "microsoft": timedelta(minutes=5),
    "feed": timedelta(minutes=30),
}
LONGEST_WAIT = timedelta(hours=1)
AGAIN_IN = timedelta(seconds=5)
# Where we are told of changes.
WHERE_TOLD = timedelta(minutes=15)
# Longer than any look at an account lasts; one whose worker was killed is looked at again after it.
HELD_FOR = timedelta(minutes=10)


def look_soon(account: Any) -> None:
    """Let a worker look at it now."""
    outbox.emit("calendar.due", account=account.id.hex)


def look_again(id: UUID) -> None:
    """Let a worker look at the account once more in a moment; however many ask for that, once."""
    with transaction():
        waiting = (Event.name == "calendar.due") & Event.lease_until.is_null() & (Event.due_at > clock.now())
        if not any(one.payload["account"] == id.hex for one in Event.select().where(waiting)):
            outbox.emit("calendar.due", due_at=clock.now() + AGAIN_IN, account=id.hex)


def look_when_due() -> None:
    """Let workers look at those whose time has come."""
    with transaction():
        for account in locked(due()).limit(500):
            next_at = clock.now() + EVERY[account.provider]
            CalendarAccount.update(due_at=next_at).where(CalendarAccount.id == account.id).execute()
            look_soon(account)


def due() -> Any:
    """The accounts whose time has come."""
    return CalendarAccount.select().where(CalendarAccount.due_at <= clock.now())


def tenants_due() -> list[UUID]:
    """Whose they are, looked at across tenants."""
    found = (
        CalendarAccount.select(CalendarAccount.tenant).where(CalendarAccount.due_at <= clock.now()).distinct()
    )
    return [tenant for (tenant,) in found.tuples()]


def look_for_members(members: Iterable[UUID]) -> None:
    """Let workers write to the calendars of these what has changed."""
    ids = list(members)
    written = OutsideCalendar.select(OutsideCalendar.account_id).where(
        OutsideCalendar.is_written & OutsideCalendar.member_id.in_(ids)
    )
    # One that refuses us is left in peace until its owner has done something: some lock who asks on and on.
    lets_us_in = CalendarAccount.problem != "refused"
    for account in (
        CalendarAccount.select().where(lets_us_in & CalendarAccount.id.in_(written)) if ids else ()
    ):
        look_soon(account)


def take(id: UUID) -> Any:
    """The account, which nobody else looks at until let_go(); None when somebody does. Raises NotFound."""
    with transaction():
        account = CalendarAccount.find(id)
        if account is None:
            raise NotFound()
        now = clock.now()
        free = CalendarAccount.held_until.is_null() | (CalendarAccount.held_until < now)
        account.held_until = now + HELD_FOR
        mine = CalendarAccount.update(held_until=account.held_until).where((CalendarAccount.id == id) & free)
        return account if mine.execute() else None


def let_go(account: Any) -> None:
    """Others may look at what take() gave; whoever has it by now, because that took too long, keeps it."""
    mine = (CalendarAccount.id == account.id) & (CalendarAccount.held_until == account.held_until)
    with transaction():
        CalendarAccount.update(held_until=None).where(mine).execute()


def note_answer(account: Any) -> None:
    """It answered to everything."""
    every = EVERY[account.provider]
    heard = {"problem": "", "failing_since": None, "failures": 0, "told_at": None}
    with transaction():
        # Whoever tells of changes by itself is asked all the same, for it may forget to.
        wait = max(every, WHERE_TOLD) if CalendarPush.of(account.id) else every
        CalendarAccount.update(due_at=clock.now() + wait, **heard).where(_as_taken(account)).execute()


def note_failure(account: Any, problem: str, *, seconds: int | None = None) -> None:
    """It did not: it is asked again, ever less often; no more where a permission was withdrawn.

    When one of its calendars is "gone", the others are read on as before.
    """
    now = clock.now()
    wait = EVERY[account.provider]
    if problem == "refused":
        wait = LONGEST_WAIT
    elif problem != "gone":
        wait = min(wait * 2 ** min(account.failures, 6), LONGEST_WAIT)
    if seconds is not None:
        wait = max(timedelta(seconds=min(seconds, 24 * 3600)), timedelta(seconds=30))
    changes = {
        "problem": problem,
        "failing_since": account.failing_since or now,
        "failures": account.failures + 1,
        "due_at": None if problem == "refused" and account.provider in PERMITTED else now + wait,
    }
    with transaction():
        CalendarAccount.update(**changes).where(_as_taken(account)).execute()


def _as_taken(account: Any) -> Any:
    """The condition for it while nobody has connected it anew."""
    return (CalendarAccount.id == account.id) & (CalendarAccount.secret == account.secret)


def note_told(account: Any) -> None:
    """Its owner was told that it does not answer."""
    CalendarAccount.update(told_at=clock.now()).where(CalendarAccount.id == account.id).execute()
