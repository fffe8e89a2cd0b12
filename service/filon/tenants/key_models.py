"""The keys of programs, hashed: what each may do, and for how long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to


class ApiKey(TenantModel):
    """What lets a program use the API for a tenant; only the key's digest is kept, `shown` is how it begins.

    `created_by` is that person's name, empty for the agency; `site_id` where that was, if in a wp-admin.
    `last_used_at` is written once a minute at most.
    """

    writable_by = "manager"
    readable_by = "manager"

    name = TextField()
    digest = TextField()
    shown = TextField()
    scopes = JsonField()
    created_by = TextField(default="")
    site_id = IdField(null=True)
    created_at = UtcField(default=clock.now)
    expires_at = UtcField(null=True)
    last_used_at = UtcField(null=True)
    revoked_at = UtcField(null=True)

    class Meta:
        table_name = "api_key"
        indexes = ((("tenant", "digest"), True),)
        constraints = [belongs_to("site", "site_id")]

    @classmethod
    def in_force(cls) -> Any:
        """Those that open the door now."""
        return cls.select().where(
            cls.revoked_at.is_null() & (cls.expires_at.is_null() | (cls.expires_at > clock.now()))
        )

    @classmethod
    def listed(cls, since: datetime) -> Any:
        """All but those revoked before `since`, newest first."""
        return (
            cls.select()
            .where(cls.revoked_at.is_null() | (cls.revoked_at > since))
            .order_by(cls.created_at.desc())
        )

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= clock.now()
