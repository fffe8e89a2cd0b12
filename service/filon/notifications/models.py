"""Notification: one message to one person over one channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import IntegerField, TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.notifications.mails import LETTER, MEETING


class Notification(TenantModel):
    """Queued until `sent_at` or `failed_at`. (tenant, cause, address) is unique: a cause tells a person once.

    `kind` is the template, `about_id` the lead that it tells of, or a task about nobody. `body` is sealed: it tells
    what somebody wrote, or lets a member in. It is emptied once the mail has left. One with `held_until` is never a
    mail of its own: a summary tells of it then, which is its `sent_at`, by when it happened (`happened_at`). One
    that has not left at `useless_from` never does; a higher `turn` of its `thread_id` lets that be now.
    """

    writable_by = "reader"

    cause_id = IdField()
    member_id = IdField(null=True)
    kind = TextField()
    channel = TextField(default="mail")
    address = TextField()
    subject = TextField()
    body = TextField()
    created_at = UtcField(default=clock.now)
    held_until = UtcField(null=True)
    attempts = IntegerField(default=0)
    sent_at = UtcField(null=True)
    failed_at = UtcField(null=True)
    last_error = TextField(null=True)
    about_id = IdField(null=True)
    happened_at = UtcField(null=True)
    thread_id = IdField(null=True)
    turn = IntegerField(null=True)
    useless_from = UtcField(null=True)

    class Meta:
        table_name = "notification"
        indexes = (
            (("tenant", "cause_id", "address"), True),
            (("tenant", "member_id", "created_at"), False),
            (("tenant", "member_id", "held_until"), False),
        )
        constraints = [belongs_to("member", "member_id")]

    @property
    def is_useless(self) -> bool:
        """Whether it is of no use to anybody by now."""
        return self.useless_from is not None and self.useless_from <= clock.now()

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """What they are told themselves."""
        return cls.member_id == me

    @classmethod
    def had(cls, member: UUID, kind: str, *, since: datetime) -> Any:
        """The condition for what this member was told since then, held ones included."""
        return (cls.member_id == member) & (cls.created_at >= since) & (cls.kind == kind)

    @classmethod
    def has_had(cls, member: UUID, kind: str, count: int, *, since: datetime) -> bool:
        """Whether this member was told `count` times or more since then."""
        told = cls.select(cls.id).where(cls.had(member, kind, since=since))
        return bool(told.limit(1).offset(count - 1).exists())

    @classmethod
    def held(cls, member: UUID, kind: str, until: datetime) -> Any:
        """The condition for those of a member that wait for the summary of one moment."""
        return (
            (cls.member_id == member) & (cls.held_until == until) & (cls.kind == kind) & cls.sent_at.is_null()
        )

    @classmethod
    def unsent_summaries(cls, member: UUID, *, since: datetime) -> Any:
        """Ids of a member's summaries, written since then, that no server has taken yet."""
        return cls.select(cls.id).where(
            (cls.member_id == member)
            & (cls.kind == "requests")
            & (cls.created_at >= since)
            & cls.sent_at.is_null()
        )

    @classmethod
    def over(cls, before: datetime) -> Any:
        """The condition for those that left, or were given up, before a moment; what a lead's timeline shows stays."""
        # The thread is the appointment: one that is about it is about no lead.
        is_shown = (cls.kind == LETTER) | ((cls.kind == MEETING) & (cls.about_id != cls.thread_id))
        return (
            (cls.created_at < before)
            & ~is_shown
            & (cls.sent_at.is_null(False) | cls.failed_at.is_null(False))
        )

    @classmethod
    def of_causes(cls, causes: list[UUID]) -> dict[UUID, Any]:
        """What these have caused, by cause; one each."""
        return {one.cause_id: one for one in cls.select().where(cls.cause_id.in_(causes))} if causes else {}

    @classmethod
    def meetings_of(cls, causes: list[UUID]) -> Any:
        """What those whom we meet were told for these causes, or will be, by mail each."""
        never_leaves = (
            cls.sent_at.is_null()
            & cls.failed_at.is_null()
            & cls.useless_from.is_null(False)
            & (cls.useless_from <= clock.now())
        )
        of_these = cls.cause_id.in_(causes) & (cls.kind == MEETING)
        return cls.select().where(of_these & ~never_leaves).order_by(cls.id)

    @classmethod
    def count_of(cls, member: UUID | None, kind: str, *, since: datetime) -> int:
        """How many of a kind stand under this member's name since then, None being all programs."""
        of_member = cls.member_id.is_null() if member is None else cls.member_id == member
        return int(cls.select().where(of_member & (cls.created_at >= since) & (cls.kind == kind)).count())


Notification.add_index(
    Notification.index(
        *(Notification.tenant, Notification.about_id),
        where=Notification.about_id.is_null(False),
        name="notification_about",
    )
)
Notification.add_index(
    Notification.index(
        *(Notification.tenant, Notification.thread_id),
        where=Notification.thread_id.is_null(False) & Notification.sent_at.is_null(),
        name="notification_thread",
    )
)
