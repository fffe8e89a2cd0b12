"""What is kept of one lead that went into another, so that both can be taken apart again."""

from __future__ import annotations

from typing import Any

from peewee import TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.sight import in_sight


class Merge(TenantModel):
    """One lead that went into another: columns of the kept one `before` and `after`, and which rows moved.

    `moved`: table → ids. It is kept as long as both leads are; undoing it is offered for KEPT_IN_TRASH.
    """

    writable_by = "agent"

    kept_id = IdField()
    gone_id = IdField()
    member_name = TextField(default="")
    happened_at = UtcField(default=clock.now)
    undone_at = UtcField(null=True)
    before = JsonField(default=dict)
    after = JsonField(default=dict)
    moved = JsonField(default=dict)

    class Meta:
        table_name = "lead_merge"
        indexes = ((("tenant", "kept_id"), False), (("tenant", "gone_id"), False))
        constraints = [belongs_to("lead", "kept_id"), belongs_to("lead", "gone_id")]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        return in_sight(cls.kept_id) & in_sight(cls.gone_id)
