"""What was done to many leads at once, and of each the trace by which it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import IntegerField, TextField

from filon.foundation import clock
from filon.foundation.errors import NotFound
from filon.foundation.fields import IdField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.by_hand import KEPT_IN_TRASH
from filon.leads.sight import OnLead, OwnOnly

KINDS = ("owner", "status", "tag", "trash")


class BulkChange(OwnOnly, TenantModel):
    """One of KINDS, done to `changed` leads; `skipped` could not be: they were gone, or were so already.

    `value` is the owner's or the tag's id in hex, empty for no owner, or the status, whose `reason` is a code. Of those
    that were changed, `restored` are as before since `undone_at`.
    """

    writable_by = "agent"

    kind = TextField()
    value = TextField(default="")
    reason = TextField(default="")
    member_id = IdField(null=True)
    member_name = TextField(default="")
    happened_at = UtcField(default=clock.now)
    changed = IntegerField(default=0)
    skipped = IntegerField(default=0)
    undone_at = UtcField(null=True)
    restored = IntegerField(default=0)

    class Meta:
        table_name = "bulk_change"
        indexes = ((("tenant", "happened_at"), False),)
        constraints = [belongs_to("member", "member_id")]

    @property
    def left(self) -> int:
        """How many were left alone when it was undone: somebody had changed them since."""
        return int(self.changed - self.restored) if self.undone_at else 0

    def can_be_undone(self, now: datetime) -> bool:
        """Whether it is not undone yet, and not too long ago: as long as the trash."""
        return self.undone_at is None and now - self.happened_at < KEPT_IN_TRASH


class BulkChangeLead(OnLead, TenantModel):
    """A lead of a bulk change; `change_id` is the change that stands in its timeline, None for the trash."""

    writable_by = "agent"

    bulk_id = IdField()
    lead_id = IdField()
    change_id = IdField(null=True)

    class Meta:
        table_name = "bulk_change_lead"
        indexes = ((("tenant", "bulk_id", "lead_id"), True), (("tenant", "lead_id"), False))
        constraints = [
            belongs_to("bulk_change", "bulk_id"),
            belongs_to("lead", "lead_id"),
            belongs_to("interaction", "change_id"),
        ]

    @classmethod
    def of(cls, bulk: UUID) -> Any:
        """The leads of a bulk change."""
        return cls.select().where(cls.bulk_id == bulk)


def the_bulk_change(id: UUID) -> Any:
    """The bulk change with this id; NotFound when there is none, or it is too old."""
    bulk = BulkChange.find(id)
    if bulk is None:
        raise NotFound()
    return bulk


def write_down(bulk: Any, changes: Iterable[tuple[UUID, UUID | None]]) -> None:
    """Keep which leads it changed, each with its change."""
    for lead, change in changes:
        BulkChangeLead.add(bulk_id=bulk.id, lead_id=lead, change_id=change)


def forget_lead(lead: UUID) -> None:
    """Delete what is kept of a lead: it is being erased."""
    BulkChangeLead.delete().where(BulkChangeLead.lead_id == lead).execute()


def forget_old() -> None:
    """Delete what can't be undone any more."""
    old = BulkChange.select(BulkChange.id).where(BulkChange.happened_at < clock.now() - KEPT_IN_TRASH)
    ids = [bulk.id for bulk in old]
    if ids:
        BulkChangeLead.delete().where(BulkChangeLead.bulk_id.in_(ids)).execute()
        BulkChange.delete().where(BulkChange.id.in_(ids)).execute()
