"""What was done to many leads at once, and of each the trace by which it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from peewee import SQL, IntegerField, TextField

from filon.foundation import access, clock
from filon.foundation.errors import NotFound
from filon.foundation.fields import IdField, UtcField
from filon.foundation.prepared import Prepared
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.foundation.transactions import transaction
from filon.leads.by_hand import KEPT_IN_TRASH
from filon.leads.models import LARGEST_NUMBER, Lead
from filon.leads.sight import OnLead, OwnOnly

# "untag" takes a tag away.
KINDS = ("owner", "status", "tag", "untag", "trash")
# A list is found, and changed, by a worker; "failed" may follow on any at which it is.
STATES = ("listing", "running", "done", "undoing", "undone", "failed")
AT_WORK = ("listing", "running", "undoing")
# How many rows are deleted in one transaction: some tens of milliseconds of the writers' turn.
FORGOTTEN_AT_ONCE = 500
# Of those who were left, what a message has room for.
MOST_NAMED = 10
# Of the columns that came after the others.
_NOTHING, _NONE = [SQL("DEFAULT ''")], [SQL("DEFAULT 0")]


class BulkChange(OwnOnly, TenantModel):
    """One of KINDS, done to `changed` leads; `skipped` could not be: they were gone, or were so already.

    `value` is the owner's or the tag's id in hex, empty for no owner, or the status, whose `reason` is a code. Of those
    that were changed, `restored` are as before since `undone_at`.

    While a worker is at it, `rows` of `total` are through, and `place` is where it goes on: the list's cursor, then the
    last lead's id in hex. `query` is the list's address as text, forgotten at the end: it may name a person. `missed`
    were in the list and no longer fitted it when their turn came. `failure` says what it stopped at: "member",
    "owner", "tag" or "list" that is no more, or "" for a fault of ours.
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
    state = TextField(default="done", constraints=[SQL("DEFAULT 'done'")])
    query = TextField(default="", constraints=_NOTHING)
    place = TextField(default="", constraints=_NOTHING)
    total = IntegerField(default=0, constraints=_NONE)
    rows = IntegerField(default=0, constraints=_NONE)
    missed = IntegerField(default=0, constraints=_NONE)
    failure = TextField(default="", constraints=_NOTHING)

    class Meta:
        table_name = "bulk_change"
        indexes = ((("tenant", "happened_at"), False),)
        constraints = [belongs_to("member", "member_id")]

    @property
    def left(self) -> int:
        """How many were left alone when it was undone: somebody had changed them since."""
        return int(self.changed - self.restored) if self.undone_at else 0

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def asked(self) -> dict[str, str]:
        """What its list is narrowed by, as an address says it."""
        return dict(parse_qsl(self.query))

    def can_be_undone(self, now: datetime) -> bool:
        """Whether it is not undone yet, and not too long ago: as long as the trash."""
        is_taken_back = self.undone_at is not None or self.state == "undoing"
        return not is_taken_back and now - self.happened_at < KEPT_IN_TRASH

    def keep(self, **columns: Any) -> None:
        """Write these columns, here and in the database, whoever takes it further."""
        with access.seeing_all():
            type(self).update(columns).where(type(self).id == self.id).execute()
        for name, value in columns.items():
            setattr(self, name, value)

    @classmethod
    def at_work(cls) -> Any:
        """The one that a worker is at, or none: there are never two. Whoever is limited sees it if it is theirs."""
        return cls.select().where(cls.state.in_(AT_WORK))

    @classmethod
    def now_at_work(cls) -> Any:
        """As at_work(), for the list: that one or None."""
        return _at_work.first()

    @staticmethod
    def ask_at_work_ahead() -> None:
        """Send what now_at_work() asks, see Prepared.ahead()."""
        _at_work.ahead()

    @classmethod
    def shown(cls) -> Any:
        """Those that can be looked at, the newest first."""
        return (
            cls.select()
            .where(cls.happened_at > clock.now() - KEPT_IN_TRASH)
            .order_by(cls.happened_at.desc(), cls.id.desc())
        )


# Every list asks.
_at_work = Prepared(BulkChange.at_work)


class BulkChangeLead(OnLead, TenantModel):
    """A lead of a bulk change; `change_id` is the change that stands in its timeline, None for the trash.

    Of one that is at work, those whose turn has not come have none either.
    """

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
    def of(cls, bulk: UUID, after: str = "") -> Any:
        """The leads of a bulk change in the order of their ids, those that come after this one (in hex).

        All of them, so that each is counted: which of the leads somebody sees, the leads themselves say.
        """
        with access.seeing_all():
            found = cls.select().where(cls.bulk_id == bulk)
        if after:
            found = found.where(cls.lead_id > UUID(after))
        return found.order_by(cls.lead_id)


def to_be_met(numbers: Iterable[int]) -> list[int]:
    """Which of these leads an appointment is open with, the first few: no bulk change puts them into the trash."""
    known = [number for number in numbers if 0 < number <= LARGEST_NUMBER]
    met = Lead.kept().where(Lead.number.in_(known) & Lead.next_appointment_at.is_null(False))
    return [lead.number for lead in met.order_by(Lead.number).limit(MOST_NAMED)]


def the_bulk_change(id: UUID) -> Any:
    """The bulk change with this id; NotFound when there is none, or it is too old."""
    bulk = BulkChange.find(id)
    if bulk is None:
        raise NotFound()
    return bulk


def write_down(bulk: Any, changes: Iterable[tuple[UUID, UUID | None]]) -> None:
    """Keep which leads it changed, each with its change."""
    BulkChangeLead.add_many(
        [{"bulk_id": bulk.id, "lead_id": lead, "change_id": change} for lead, change in changes]
    )


def forget_leads(bulk: Any, leads: list[UUID]) -> None:
    """Delete what is kept of these leads."""
    of_these = (BulkChangeLead.bulk_id == bulk.id) & BulkChangeLead.lead_id.in_(leads)
    with access.seeing_all():
        BulkChangeLead.delete().where(of_these).execute()


def forget_untouched(bulk: Any) -> None:
    """Delete what is kept of the leads whose turn had not come when it was stopped."""
    rest = BulkChangeLead.bulk_id == bulk.id
    if bulk.state != "listing" and bulk.place:
        rest &= BulkChangeLead.lead_id > UUID(bulk.place)
    with access.seeing_all():
        BulkChangeLead.delete().where(rest).execute()


def forget_lead(lead: UUID) -> None:
    """Delete what is kept of a lead: it is being erased."""
    BulkChangeLead.delete().where(BulkChangeLead.lead_id == lead).execute()


def forget_old() -> bool:
    """Delete some of what can't be undone any more, in a transaction of its own; whether that was all.

    A long list leaves a row of each of its leads: writers go between the pieces.
    """
    is_old = BulkChange.happened_at < clock.now() - KEPT_IN_TRASH
    with transaction(write=False):
        bulk = BulkChange.select(BulkChange.id).where(is_old).first()
    if bulk is None:
        return True
    with transaction():
        leads = [part.lead_id for part in BulkChangeLead.of(bulk.id).limit(FORGOTTEN_AT_ONCE)]
        forget_leads(bulk, leads)
        if len(leads) < FORGOTTEN_AT_ONCE:
            BulkChange.delete().where(BulkChange.id == bulk.id).execute()
    return False
