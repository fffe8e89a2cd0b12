"""Notification: one message to one person over one channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import IntegerField, TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to


class Notification(TenantModel):
    """Queued until `sent_at` or `failed_at`. (tenant, cause, address) is unique: a cause tells a person once.

    `kind` is the template. `body` is sealed: it tells what somebody wrote, or lets a member in. It is emptied once
    the mail has left. One with `held_until` is never a mail of its own: a summary counts it then, which is its
    `sent_at`.
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

    class Meta:
        table_name = "notification"
        indexes = (
            (("tenant", "cause_id", "address"), True),
            (("tenant", "member_id", "created_at"), False),
        )
        constraints = [belongs_to("member", "member_id")]

    @classmethod
    def has_had(cls, member: UUID, kind: str, count: int, *, since: datetime) -> bool:
        """Whether this member was told `count` times or more since then, held ones included."""
        told = cls.select(cls.id).where(
            (cls.member_id == member) & (cls.kind == kind) & (cls.created_at >= since)
        )
        return bool(told.limit(1).offset(count - 1).exists())

    @classmethod
    def held(cls, member: UUID, kind: str) -> Any:
        """The condition for those that wait for a summary."""
        return (
            (cls.member_id == member)
            & (cls.kind == kind)
            & cls.held_until.is_null(False)
            & cls.sent_at.is_null()
        )
