"""What happened with a lead: rows that are added and never changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from peewee import TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to

CALL_OUTCOMES = ("answered", "no_answer", "voicemail", "wrong_number")


class Interaction(TenantModel):
    """`member_id` is None for what the person or the system did. `details` depends on the kind:

    added {}; imported {import, file} with {fields, undone} for who was there before; request {form, fields: [{label,
    value}], page, submission, site}; call {outcome}; change {field, from, to} with what undoing it needs.
    """

    writable_by = "agent"

    lead_id = IdField()
    kind = TextField()
    happened_at = UtcField(default=clock.now)
    member_id = IdField(null=True)
    member_name = TextField(default="")
    text = TextField(default="")
    details = JsonField(default=dict)

    class Meta:
        table_name = "interaction"
        indexes = ((("tenant", "lead_id", "happened_at"), False),)
        constraints = [belongs_to("lead", "lead_id"), belongs_to("member", "member_id")]

    @classmethod
    def of(cls, lead_id: UUID, limit: int = 100) -> Any:
        """The timeline, newest first."""
        return (
            cls.select()
            .where(cls.lead_id == lead_id)
            .order_by(cls.happened_at.desc(), cls.id.desc())
            .limit(limit)
        )
