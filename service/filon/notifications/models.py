"""Notification: one message to one person over one channel."""

from __future__ import annotations

from peewee import IntegerField, TextField, UUIDField

from filon.foundation import clock
from filon.foundation.fields import UtcField
from filon.foundation.tenancy import TenantModel, belongs_to


class Notification(TenantModel):
    """Queued until `sent_at` or `failed_at`. (tenant, cause, address) is unique: a cause tells a person once.

    `body` is sealed: it tells what somebody wrote, or lets a member in. It is emptied once the mail has left.
    """

    writable_by = "reader"

    cause_id = UUIDField()
    member_id = UUIDField(null=True)
    channel = TextField(default="mail")
    address = TextField()
    subject = TextField()
    body = TextField()
    created_at = UtcField(default=clock.now)
    attempts = IntegerField(default=0)
    sent_at = UtcField(null=True)
    failed_at = UtcField(null=True)
    last_error = TextField(null=True)

    class Meta:
        table_name = "notification"
        indexes = ((("tenant", "cause_id", "address"), True),)
        constraints = [belongs_to("member", "member_id")]
