"""What is kept of one lead that went into another, so that both can be taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from peewee import TextField

from filon.foundation import clock
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to


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


def plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as JSON holds them; values() reads them again."""
    return {name: _plain_one(value) for name, value in columns.items()}


def _plain_one(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def values(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in columns.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at") or name == "to_call_since":
        return datetime.fromisoformat(value)
    if name.endswith("_id"):
        return UUID(value)
    return Decimal(value) if name == "amount" else value
