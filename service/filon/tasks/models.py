"""Something to do, with a due time and an owner: a reminder, as people call it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import TextField, fn

from filon.foundation import clock, places
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.models import Lead
from filon.leads.sight import in_sight, is_kept

PAGE_ROWS = 50
# How a task ended; "" while it is open.
OUTCOMES = ("done", "dropped")
# The rule that makes reminders by itself: a prospect of whom nobody has heard for days.
SILENCE = "silence"


class Task(TenantModel):
    """`lead_id` is None for what is about no prospect; `owner_id` for what is everybody's until somebody takes it.

    An empty `title` means to call the lead back. `repeat` is one of repeats.REPEATS or "", counted from `begins_at`.
    `rule` is SILENCE where no person has made it. `told_at` is set once the owner was told that it is due.
    `last_step` is what undoing the latest step needs: {id, what, at, member, before},
    with {cause} when it was dropped because of something else.
    """

    writable_by = "agent"

    lead_id = IdField(null=True)
    title = TextField()
    due_at = UtcField()
    owner_id = IdField(null=True)
    repeat = TextField(default="")
    begins_at = UtcField()
    rule = TextField(default="")
    made_at = UtcField(default=clock.now)
    made_by = IdField(null=True)
    outcome = TextField(default="")
    closed_at = UtcField(null=True)
    closed_by = IdField(null=True)
    told_at = UtcField(null=True)
    last_step = JsonField(default=dict)

    class Meta:
        table_name = "task"
        indexes = ((("tenant", "lead_id"), False),)
        constraints = [
            belongs_to("lead", "lead_id"),
            *(belongs_to("member", column) for column in ("owner_id", "made_by", "closed_by")),
        ]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """What is about a lead that they may see; what is about nobody when it is theirs, or nobody's yet."""
        theirs = (cls.owner_id == me) | cls.owner_id.is_null() | (cls.made_by == me)
        return in_sight(cls.lead_id) | (cls.lead_id.is_null() & theirs)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come and nobody has done it."""
        return self.is_open and bool(self.due_at <= now)

    @classmethod
    def open(cls) -> Any:
        """What is to be done, the soonest first; what is about somebody in the trash waits there with them."""
        in_sight = cls.lead_id.is_null() | is_kept(cls.lead_id)
        return cls.select().where(cls.closed_at.is_null() & in_sight).order_by(cls.due_at, cls.id)

    @classmethod
    def of(cls, member: UUID | None) -> Any:
        """The condition for what a member has to do: their own, and what is nobody's."""
        return cls.owner_id.is_null() if member is None else (cls.owner_id == member) | cls.owner_id.is_null()

    @classmethod
    def of_lead(cls, lead: UUID) -> Any:
        """What is to be done about a lead, the soonest first."""
        return (
            cls.select().where((cls.lead_id == lead) & cls.closed_at.is_null()).order_by(cls.due_at, cls.id)
        )

    @property
    def place(self) -> str:
        """Where it stands in the order of open(), as following() takes it: also once it was moved elsewhere."""
        return places.place_of(self.due_at, self.id)

    @classmethod
    def following(cls, place: str) -> Any:
        """The condition for what comes after a place. Raises ValueError for a text that is none."""
        return places.after(cls.due_at, cls.id, place)

    @classmethod
    def dropped_with(cls, lead: UUID, cause: UUID) -> list[Any]:
        """What was to be done about a lead until that happened, and was not touched since."""
        closed = cls.select().where((cls.lead_id == lead) & (cls.outcome == "dropped"))
        return [task for task in closed if task.last_step.get("cause") == cause.hex]

    @classmethod
    def soonest(cls, lead: UUID) -> datetime | None:
        """When the next task of a lead is due."""
        first = cls.of_lead(lead).first()
        return first.due_at if first is not None else None

    @classmethod
    def due_count(cls, member: UUID | None, now: datetime, most: int) -> int:
        """How many of a member's tasks are due; counting ends at `most`."""
        return len(_due.rows(member=member, now=now.replace(microsecond=0), most=most))

    @classmethod
    def ask_due_ahead(cls, member: UUID | None, now: datetime, most: int) -> None:
        """Send what due_count() asks in the same second, see Prepared.ahead()."""
        _due.ahead(member=member, now=now.replace(microsecond=0), most=most)

    @classmethod
    def made_by_rule(cls, rule: str, since: datetime) -> dict[UUID | None, int]:
        """How many tasks a rule has made for each owner since then."""
        made = cls.select(cls.owner_id, fn.COUNT(cls.id)).where((cls.rule == rule) & (cls.made_at >= since))
        return dict(made.group_by(cls.owner_id).tuples())


# Every page asks for it. Nobody is `member` for a program: what is nobody's is its own, then.
_due = Prepared(
    lambda: (
        Task.open()
        .select(Task.id)
        .where(
            (Task.due_at <= slot("now", Task.due_at))
            & ((Task.owner_id == slot("member", Task.owner_id)) | Task.owner_id.is_null())
        )
        .limit(slot("most", Lead.number))
    )
)

# What is done stays in the table for long, and nothing looks for it by its time.
Task.add_index(Task.index(Task.tenant, Task.due_at, Task.id, where=Task.closed_at.is_null()))
Task.add_index(Task.index(Task.tenant, Task.owner_id, Task.due_at, where=Task.closed_at.is_null()))
