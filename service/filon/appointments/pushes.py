"""What Google and Microsoft tell us by themselves: that something has changed in a calendar, and never what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import TextField

from filon.foundation import access, clock, outbox
from filon.foundation.fields import IdField, UtcField
from filon.foundation.secrets import digest
from filon.foundation.tenancy import TenantModel, belongs_to, here
from filon.foundation.transactions import transaction
from filon.tenants import doorplates

_CHANNEL = "calendar-push"


class CalendarPush(TenantModel):
    """A subscription to an account's changes until `ends_at`: `outside_id` names it in each call.

    `about` is the calendar that it is of, "" for all of the account; `resource` is what Google wants to end it by. Who
    calls us knows the secret of which the digest is kept.
    """

    writable_by = "system"

    account_id = IdField()
    about = TextField()
    outside_id = TextField()
    resource = TextField()
    secret_digest = TextField()
    ends_at = UtcField()

    class Meta:
        table_name = "calendar_push"
        indexes = ((("tenant", "account_id"), False), (("tenant", "outside_id"), True))
        constraints = [belongs_to("calendar_account", "account_id")]

    @classmethod
    def of(cls, account: UUID) -> list[Any]:
        return list(cls.select().where(cls.account_id == account).order_by(cls.id))


def keep(account: Any, about: str, outside_id: str, resource: str, secret: str, ends_at: datetime) -> None:
    """From now on such calls are heard."""
    with transaction():
        doorplates.put_up(_CHANNEL, outside_id, here())
        CalendarPush.add(
            account_id=account.id,
            about=about,
            outside_id=outside_id,
            resource=resource,
            secret_digest=digest(secret),
            ends_at=ends_at,
        )


def forget(pushes: Iterable[Any]) -> None:
    """Calls of these are heard no more."""
    with transaction(), access.acting_as(access.SYSTEM):
        for push in pushes:
            doorplates.take_down(_CHANNEL, push.outside_id, here())
            CalendarPush.delete().where(CalendarPush.id == push.id).execute()


def prolong(push: Any, ends_at: datetime) -> None:
    with transaction():
        CalendarPush.update(ends_at=ends_at).where(CalendarPush.id == push.id).execute()


def tenants_of(outside_id: str) -> list[UUID]:
    """Whose subscription this may be; before any tenant is in context."""
    return doorplates.tenants_behind(_CHANNEL, outside_id)


def hear(outside_id: str, secret: str, *, is_ending: bool = False) -> Any:
    """The subscription of a call: its account is looked at soon. None when there is no such, or another secret.

    One that `is_ending` is renewed, or made anew, in that look.
    """
    push = CalendarPush.get_or_none(
        (CalendarPush.outside_id == outside_id) & (CalendarPush.secret_digest == digest(secret))
    )
    if push is not None:
        if is_ending:
            prolong(push, clock.now())
        outbox.emit("calendar.due", account=push.account_id.hex)
    return push
