"""Members' calendars elsewhere: the account that opens them, each calendar in it, and what of ours stands there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from peewee import SQL, BooleanField, IntegerField, TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, UtcField
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to

# Those where the owner gives a permission, which can be given back.
PERMITTED = ("google", "microsoft")
# A calendar of which nothing was heard for so long may be full by now: its owner is offered to nobody.
SILENT_AFTER = timedelta(days=1)
# Of one that was not read yet nobody knows anything.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class CalendarAccount(TenantModel):
    """What opens a member's calendars: `address` is the server's, `user` the name there, `secret` is sealed.

    `due_at` is when it is looked at next, None while that is useless: a permission was withdrawn, and its owner has to
    give it anew. `problem` is what was wrong the last time, "" for nothing: "refused", "silent", "unreadable", "gone"
    (a calendar of it), or a "fault" of ours. `failing_since` is when that began, after so many `failures` by now, and
    `told_at` when its owner was told. `held_until` while somebody looks at it.
    """

    # One's own, whatever else one may write.
    writable_by = "reader"

    member_id = IdField()
    provider = TextField()
    address = TextField()
    user = TextField()
    secret = TextField()
    made_at = UtcField(default=clock.now)
    due_at = UtcField(null=True)
    held_until = UtcField(null=True)
    problem = TextField(default="")
    failing_since = UtcField(null=True)
    failures = IntegerField(default=0)
    told_at = UtcField(null=True)

    class Meta:
        table_name = "calendar_account"
        indexes = ((("tenant", "member_id", "id"), False), (("due_at",), False))
        constraints = [belongs_to("member", "member_id")]

    @classmethod
    def of(cls, member: UUID) -> list[Any]:
        """A member's, the first first."""
        return list(cls.select().where(cls.member_id == member).order_by(cls.id))


class OutsideCalendar(TenantModel):
    """A calendar in an account. It is_read where its events take their owner's time, and is_written where ours go.

    `token` is where to go on reading from, "" to read everything; what lies behind `read_until` was not looked at.
    `answered_at` is when all of it was last known, NEVER before it was read.
    """

    writable_by = "reader"

    account_id = IdField()
    member_id = IdField()
    outside_id = TextField()
    name = TextField()
    can_write = BooleanField()
    is_read = BooleanField(default=False)
    is_written = BooleanField(default=False)
    token = TextField(default="")
    read_until = UtcField(null=True)
    answered_at = UtcField(default=NEVER)

    class Meta:
        table_name = "outside_calendar"
        indexes = (
            (("tenant", "account_id", "outside_id"), True),
            (("tenant", "member_id", "is_read", "answered_at"), False),
        )
        constraints = [belongs_to("calendar_account", "account_id"), belongs_to("member", "member_id")]

    @classmethod
    def of_account(cls, account: UUID) -> list[Any]:
        """All of an account, in the order in which they were found."""
        return list(cls.select().where(cls.account_id == account).order_by(cls.id))

    @property
    def is_used(self) -> bool:
        return bool(self.is_read or self.is_written)

    def unread(self) -> list[datetime | None]:
        """When each of its events begins that can't be understood, in whole or in part; None where that can't be."""
        events = UnreadEvent.select().where(UnreadEvent.calendar_id == self.id)
        return [event.starts_at for event in events.order_by(UnreadEvent.starts_at, UnreadEvent.id)]


class OutsideEvent(TenantModel):
    """An appointment of ours in a calendar elsewhere: `outside_id` there, `etag` as what we have seen it last.

    `uid` is what other calendars know it by (RFC 5545), as far as it was told.

    `written` stands for what we wrote, from `starts_at` to `ends_at`, "" where it has to be written again.
    `gone_at` is when it stood there no more: where it is not to be written again, its owner had taken it away, and then
    it is not until the appointment moves.
    """

    writable_by = "system"

    calendar_id = IdField()
    appointment_id = IdField()
    outside_id = TextField()
    etag = TextField()
    written = TextField()
    starts_at = UtcField()
    ends_at = UtcField()
    gone_at = UtcField(null=True)
    uid = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        table_name = "outside_event"
        indexes = (
            (("tenant", "calendar_id", "appointment_id"), True),
            (("tenant", "calendar_id", "outside_id"), False),
            (("tenant", "appointment_id"), False),
            (("tenant", "uid"), False),
        )
        constraints = [
            # Not to the appointment: when that is erased, what stands elsewhere has to be taken away still.
            belongs_to("outside_calendar", "calendar_id"),
        ]

    @classmethod
    def of_calendar(cls, calendar: UUID) -> list[Any]:
        return list(cls.select().where(cls.calendar_id == calendar).order_by(cls.id))


class UnreadEvent(TenantModel):
    """An event in a calendar elsewhere of which something can't be understood, last seen there at `seen_at`.

    It takes the time that it was ever known to take. `starts_at` is None where that can't be understood either.
    """

    writable_by = "system"

    calendar_id = IdField()
    outside_id = TextField()
    starts_at = UtcField(null=True)
    seen_at = UtcField()

    class Meta:
        table_name = "unread_event"
        indexes = ((("tenant", "calendar_id", "outside_id"), True),)
        constraints = [belongs_to("outside_calendar", "calendar_id")]

    @classmethod
    def of_calendar(cls, calendar: UUID) -> Any:
        """The ids of those of one calendar."""
        return cls.select(cls.outside_id).where(cls.calendar_id == calendar)


def silent_members(members: Collection[UUID]) -> set[UUID]:
    """Whose time nobody knows any more: one of their calendars was not heard of for a day."""
    heard: datetime = clock.now() - SILENT_AFTER
    silent = {row.member_id for row in _silent.all(heard=heard)}
    return silent.intersection(members)


_silent = Prepared(
    lambda: (
        OutsideCalendar.select(OutsideCalendar.member_id)
        .where(
            OutsideCalendar.is_read
            & (OutsideCalendar.answered_at < slot("heard", OutsideCalendar.answered_at))
        )
        .order_by(SQL("1"))
    )
)
