"""Connecting calendars elsewhere, choosing what they are for, and noting how they answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from filon.appointments import account_secrets, calendar_readings, pushes
from filon.appointments.account_looks import look_soon
from filon.appointments.elsewhere import (
    NEVER,
    PERMITTED,
    CalendarAccount,
    OutsideCalendar,
    OutsideEvent,
    UnreadEvent,
)
from filon.appointments.holding import hold
from filon.appointments.pushes import CalendarPush
from filon.appointments.times import BusyTime
from filon.foundation import access, clock, outbox
from filon.foundation.errors import Conflict, Invalid
from filon.foundation.i18n import _
from filon.foundation.ids import new_id
from filon.foundation.secrets import digest
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.tenants import doorplates
from filon.tenants.own_account import require_own_account

MOST_ACCOUNTS, MOST_CALENDARS = 10, 50
_PERMISSION = "calendar-permission"


@dataclass(frozen=True)
class Opened:
    """An account that let us in by this `secret`, and what it has: each an integrations.calendars.Remote."""

    provider: str
    address: str
    user: str
    secret: Mapping[str, Any]
    calendars: tuple[Any, ...]


def add_account(member: UUID, opened: Opened) -> Any:
    """Connect a member's account: from now on its main calendar keeps them busy, and shows our appointments.

    With an account that is there already, what is given replaces what let us in before. Raises Invalid when there is no
    calendar in it, Conflict when the member has too many, and Forbidden to whoever comes from a wp-admin.
    """
    require_own_account()
    provider, address, user = opened.provider, opened.address, opened.user
    calendars = list(opened.calendars)[:MOST_CALENDARS]
    if not calendars:
        raise Invalid({"address": [_("Ce compte n’a pas d’agenda.")]})
    with transaction():
        hold([member])
        accounts = CalendarAccount.of(member)
        same = [one for one in accounts if _is_same(one, opened)]
        if not same and len(accounts) >= MOST_ACCOUNTS:
            raise Conflict(_("C’est trop : 10 comptes au plus. Débranchez-en un d’abord."))
        if same:
            (account,) = same
            heard = {"problem": "", "failing_since": None, "failures": 0, "told_at": None}
            changes = {
                "secret": account_secrets.sealed(account.id, opened.secret),
                "due_at": clock.now(),
                **heard,
            }
            CalendarAccount.update(**changes).where(CalendarAccount.id == account.id).execute()
        else:
            id = new_id()
            account = CalendarAccount.add(
                id=id,
                member_id=member,
                provider=provider,
                address=address,
                user=user,
                secret=account_secrets.sealed(id, opened.secret),
                due_at=clock.now(),
            )
        if provider in PERMITTED:
            doorplates.put_up(_PERMISSION, _let_in_as(provider, user), here())
        _enter_calendars(account, calendars)
        look_soon(account)
    return CalendarAccount.find(account.id)


def _let_in_as(provider: str, user: str) -> str:
    """What stands for somebody's account there, whichever business they have connected it to."""
    return digest(f"{provider} {user}")


def is_let_in(provider: str, user: str) -> bool:
    """Whether somebody still has this account connected, in any business: one permission may stand for all of them."""
    return bool(doorplates.tenants_behind(_PERMISSION, _let_in_as(provider, user)))


def _is_same(account: Any, opened: Opened) -> bool:
    """A feed may be called otherwise by now; what stands for its address is the same."""
    same = (account.provider, account.address) == (opened.provider, opened.address)
    return same and (account.user == opened.user or opened.provider == "feed")


def _enter_calendars(account: Any, found: list[Any]) -> None:
    known = {one.outside_id: one for one in OutsideCalendar.of_account(account.id)}
    found = [one for one in found if len(one.id) <= calendar_readings.LONGEST_ID]
    new = [one for one in found if one.id not in known]
    for one in found:
        if one.id in known:
            OutsideCalendar.update(name=one.name, can_write=one.can_write).where(
                OutsideCalendar.id == known[one.id].id
            ).execute()
    writes = _written_of(account.member_id) is None and account.provider != "feed"
    main = next((one for one in new if one.is_main), new[0] if new else None)
    for one in new:
        is_first = one is main and not known
        OutsideCalendar.add(
            account_id=account.id,
            member_id=account.member_id,
            outside_id=one.id,
            name=one.name,
            can_write=one.can_write,
            is_read=is_first,
            is_written=is_first and writes and one.can_write,
        )


def remove_account(account: Any) -> None:
    """Disconnect it: its busy times are forgotten. What of ours stands there stays, it is theirs."""
    with transaction():
        hold([account.member_id])
        calendars = [one.id for one in OutsideCalendar.of_account(account.id)]
        told = CalendarPush.of(account.id)
        pushes.forget(told)
        if account.provider in PERMITTED:
            outbox.emit(
                "calendar.left",
                account=account.id.hex,
                provider=account.provider,
                user=account.user,
                secret=account.secret,
                pushes=[{"outside_id": one.outside_id, "resource": one.resource} for one in told],
            )
        with access.acting_as(access.SYSTEM):
            BusyTime.delete().where(BusyTime.calendar_id.in_(calendars)).execute()
            UnreadEvent.delete().where(UnreadEvent.calendar_id.in_(calendars)).execute()
            OutsideEvent.delete().where(OutsideEvent.calendar_id.in_(calendars)).execute()
            OutsideCalendar.delete().where(OutsideCalendar.id.in_(calendars)).execute()
            CalendarAccount.delete().where(CalendarAccount.id == account.id).execute()
        others = (CalendarAccount.provider == account.provider) & (CalendarAccount.user == account.user)
        if not CalendarAccount.select().where(others).exists():
            doorplates.take_down(_PERMISSION, _let_in_as(account.provider, account.user), here())


def remove_accounts_of(member: UUID) -> None:
    """Of whoever works here no more: all of them."""
    for account in CalendarAccount.of(member):
        remove_account(account)


def use_calendar(calendar: Any, *, reads: bool, writes: bool) -> None:
    """Whether its events keep its owner busy, and whether our appointments are written there: in one of a member's.

    Raises Invalid on `writes` for a calendar that nobody can write to.
    """
    if writes and not calendar.can_write:
        raise Invalid({"writes": [_("On ne peut pas écrire dans cet agenda.")]})
    with transaction():
        hold([calendar.member_id])
        if writes:
            others = (OutsideCalendar.id != calendar.id) & (OutsideCalendar.member_id == calendar.member_id)
            for other in OutsideCalendar.select().where(others & OutsideCalendar.is_written):
                OutsideCalendar.update(is_written=False).where(OutsideCalendar.id == other.id).execute()
                look_soon(CalendarAccount.find(other.account_id))
        changes: dict[str, Any] = {"is_read": reads, "is_written": writes}
        if reads and not calendar.is_read:
            # What it says was not listened to: until all of it is read, its owner is offered to nobody.
            changes |= {"token": "", "answered_at": NEVER}
        OutsideCalendar.update(**changes).where(OutsideCalendar.id == calendar.id).execute()
        if not reads:
            with access.acting_as(access.SYSTEM):
                BusyTime.delete().where(BusyTime.calendar_id == calendar.id).execute()
                UnreadEvent.delete().where(UnreadEvent.calendar_id == calendar.id).execute()
        look_soon(CalendarAccount.find(calendar.account_id))


def _written_of(member: UUID) -> Any:
    return (
        OutsideCalendar.select()
        .where((OutsideCalendar.member_id == member) & OutsideCalendar.is_written)
        .first()
    )
