"""The person who asked, and the queries that find leads."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import SQL, BooleanField, Case, IntegerField, TextField

from filon.foundation import access, clock
from filon.foundation.database import locked
from filon.foundation.errors import NotFound
from filon.foundation.fields import FigureField, IdField, JsonField, UtcField
from filon.foundation.prepared import Asked, Prepared, slot
from filon.foundation.tenancy import ME, TenantModel, belongs_to
from filon.foundation.transactions import as_read
from filon.leads.consents import is_any_in_force

STATUSES = ("new", "open", "won", "lost")
PAGE_ROWS = 50
# What the column of `number` holds on PostgreSQL.
LARGEST_NUMBER = 2**31 - 1


def name_of(who: Any) -> str:
    """What to call whoever has these columns of a lead: by name, else by how they can be reached."""
    return f"{who.first_name} {who.last_name}".strip() or who.company or who.email or who.phone or ""


class Lead(TenantModel):
    """`number` is what people see. `to_call_since` is set while the lead waits for a call, and with it `answer_due_at`:
    until when the business promises to call, as actions.change() has it. `answered_in_time` says whether the first who
    called did so by then; `escalated_for` is the `to_call_since` for which others were told that nobody has, and
    `escalate_at` when the next are to hear of it, None for never.

    `phone` is E.164, `phone_typed` what was typed; `email_key` is the normalised address that joins requests.
    `unsure` lists the fields that a person should check ("À vérifier"). Names are sorted by `name_key`, companies by
    `company_key`. One with `merged_at` is an empty shell: the lead `duplicate_of_id` has all of it, and whoever asks
    again with its contacts joins that one. It is in no list, and in no trash that people see.
    """

    writable_by = "agent"

    number = IntegerField()
    first_name = TextField(default="")
    last_name = TextField(default="")
    email = TextField(null=True)
    email_key = TextField(null=True)
    phone = TextField(null=True)
    phone_typed = TextField(null=True)
    company = TextField(default="")
    # SQLite adds a column to a table that has rows only with a default of its own.
    name_key = TextField(default="", constraints=[SQL("DEFAULT ''")])
    company_key = TextField(null=True)
    status = TextField(default="new")
    lost_reason = TextField(null=True)
    # A stage of the business's own inside the status: a row of labels.Label.
    stage_id = IdField(null=True)
    source = TextField()
    source_detail = TextField(default="")
    owner_id = IdField(null=True)
    amount = FigureField(places=2, null=True)
    currency = TextField()
    note = TextField(default="")
    message = TextField(default="")
    page = TextField(default="")
    attribution = JsonField(default=dict)
    consent = JsonField(default=list)
    unsure = JsonField(default=list)
    duplicate_of_id = IdField(null=True)
    to_call_since = UtcField(null=True)
    answer_due_at = UtcField(null=True)
    next_action_at = UtcField(null=True)
    next_task_at = UtcField(null=True)
    next_appointment_at = UtcField(null=True)
    first_answered_at = UtcField(null=True)
    answered_in_time = BooleanField(null=True)
    escalated_for = UtcField(null=True)
    escalate_at = UtcField(null=True)
    last_activity_at = UtcField(default=clock.now)
    created_at = UtcField(default=clock.now)
    trashed_at = UtcField(null=True)
    merged_at = UtcField(null=True)

    class Meta:
        table_name = "lead"
        indexes = (
            (("tenant", "number"), True),
            (("tenant", "email_key"), False),
            (("tenant", "phone"), False),
            (("tenant", "name_key", "number"), False),
            (("tenant", "last_activity_at", "number"), False),
            (("tenant", "status", "created_at", "number"), False),
            (("tenant", "source", "status", "name_key", "number"), False),
        )
        constraints = [
            belongs_to("member", "owner_id"),
            belongs_to("lead", "duplicate_of_id"),
            belongs_to("label", "stage_id"),
        ]

    @property
    def name(self) -> str:
        """What to call them: their name, else how they can be reached."""
        return name_of(self)

    @property
    def basis(self) -> str:
        """Why they may be kept (GDPR, article 6(1), a and b): a "consent" not refused since, or their own "request"."""
        return "consent" if is_any_in_force(self.consent) else "request"

    @property
    def is_waiting(self) -> bool:
        return self.to_call_since is not None

    def is_late(self, now: datetime) -> bool:
        """Whether the lead waits for a call, and longer than was promised."""
        return self.answer_due_at is not None and self.answer_due_at < now

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """Theirs, and those that are nobody's, so that somebody takes them."""
        return (cls.owner_id == me) | cls.owner_id.is_null()

    @classmethod
    def kept(cls) -> Any:
        """All but the trash."""
        return cls.select().where(cls.trashed_at.is_null())

    @classmethod
    def trashed(cls, after: int | None = None, limit: int = PAGE_ROWS) -> Any:
        """Leads in the trash, the last first; those that come after the lead with the number `after`."""
        query = cls.select().where(cls.trashed_at.is_null(False) & cls.merged_at.is_null())
        last = cls.select().where(cls.number == after).first() if after is not None else None
        if last is not None and last.trashed_at is not None:
            query = query.where(
                (cls.trashed_at < last.trashed_at)
                | ((cls.trashed_at == last.trashed_at) & (cls.number < last.number))
            )
        return query.order_by(cls.trashed_at.desc(), cls.number.desc()).limit(limit)

    @classmethod
    def in_trash(cls, number: int) -> Any:
        """The lead in the trash that people call by this number, or None."""
        in_trash = cls.trashed_at.is_null(False) & cls.merged_at.is_null()
        return cls.select().where(in_trash & (cls.number == number)).first()

    @classmethod
    def shells_of(cls, lead: UUID) -> Any:
        """Those that were merged into this one."""
        return cls.select().where((cls.duplicate_of_id == lead) & cls.merged_at.is_null(False))

    @classmethod
    def heir_of(cls, number: int) -> Any:
        """The lead that has all of the one which people called by this number, or None when it was not merged."""
        shell = cls.select().where(cls.merged_at.is_null(False) & (cls.number == number)).first()
        return cls.find(shell.duplicate_of_id) if shell else None

    @classmethod
    def by_number(cls, number: int) -> Any:
        """The lead that people call by this number, or None."""
        return _by_number.first(number=number)

    @classmethod
    def waiting(cls, limit: int = PAGE_ROWS) -> list[Any]:
        """Those waiting for a call, the longest first."""
        parts = cls.in_parts(cls.owner_id, cls.to_call_since)
        found = [lead for part in parts for lead in part.where(cls.to_call_since.is_null(False)).limit(limit)]
        return sorted(found, key=lambda lead: lead.to_call_since)[:limit]

    @classmethod
    def waiting_count(cls, most: int | None = None) -> int:
        """How many wait for a call; counting ends at `most`."""
        if most is None:
            return int(cls.kept().where(cls.to_call_since.is_null(False)).count())
        return as_read(_count_waiting, most, access.limited_to())

    @classmethod
    def ask_waiting_ahead(cls, most: int) -> None:
        """Send what waiting_count() asks first, see Prepared.ahead()."""
        (_waiting if access.limited_to() is None else _waiting_mine).ahead(most=most)

    @classmethod
    def newest(cls) -> Any:
        """The lead that came last, or None."""
        parts = cls.in_parts(cls.owner_id.desc(), cls.number.desc())
        found = [lead for part in parts if (lead := part.first()) is not None]
        return max(found, key=lambda lead: lead.number, default=None)

    @classmethod
    def in_parts(cls, by_owner: Any, by: Any) -> list[Any]:
        """All that are kept in the order `by`; for whoever is limited theirs, and apart those that are nobody's.

        An index has each of both in that order. Of an OR over both none has: it reads every colleague's on its way.
        """
        me = access.limited_to()
        if me is None:
            return [cls.kept().order_by(by)]
        # PostgreSQL does not see that who is nobody's has one owner: only the index's own order needs no sorting.
        theirs_and_nobodys = (cls.owner_id == me, cls.owner_id.is_null())
        return [cls.kept().where(whose).order_by(by_owner, by) for whose in theirs_and_nobodys]

    @classmethod
    def matching(cls, email_key: str | None, phone: str | None) -> list[Any]:
        """Leads with the same normalised address or number, the most recently active first."""
        return cls.found(cls.look_for(email_key, phone))

    @classmethod
    def look_for(cls, email_key: str | None, phone: str | None) -> Asked:
        """Ask who has this normalised address or number; found() reads the answer."""
        return _same_person.ask(email=email_key or "", phone=phone or "")

    @classmethod
    def found(cls, looked_for: Asked) -> list[Any]:
        """The leads that were looked for, the most recently active first.

        They stay as read until the transaction ends: what is added to them must not be lost to one who joins
        them by the other of the two.
        """
        ids = {id for (id,) in looked_for.rows()}
        if not ids:
            return []
        found = cls.kept().where(cls.id.in_(ids)).order_by(cls.last_activity_at.desc(), cls.number.desc())
        return list(locked(found))


def the_lead(number: int) -> Any:
    """The lead that people call by this number; NotFound when there is none, or none could have it."""
    if number <= LARGEST_NUMBER and (lead := Lead.by_number(number)) is not None:
        return lead
    raise NotFound()


def _count_waiting(most: int, me: UUID | None) -> int:
    if me is None:
        return len(_waiting.rows(most=most))
    mine = len(_waiting_mine.rows(most=most))
    return mine + len(_waiting_nobodys.rows(most=most - mine))


def _with(field: Any, name: str) -> Any:
    # A shell answers by its heir.
    who = Case(None, ((Lead.merged_at.is_null(False), Lead.duplicate_of_id),), Lead.id)
    there = Lead.trashed_at.is_null() | Lead.merged_at.is_null(False)
    return Lead.select(who).where((field == slot(name, field)) & there)


def _who_wait(*whose: Any) -> Any:
    waits = (Lead.to_call_since.is_null(False), Lead.trashed_at.is_null())
    return Lead.select(Lead.number).where(*waits, *whose).limit(slot("most", Lead.number))


# Few have one: nothing is written for those who have none.
for column, more in (
    (Lead.owner_id, (Lead.created_at,)),
    *((column, (Lead.created_at,)) for column in (Lead.stage_id, Lead.lost_reason)),
    *((column, ()) for column in (Lead.amount, Lead.company_key, Lead.next_action_at, Lead.trashed_at)),
):
    Lead.add_index(Lead.index(Lead.tenant, column, *more, Lead.number, where=column.is_null(False)))
# Every page counts them, without reading a lead.
_waits, _by_wait = Lead.to_call_since.is_null(False), (Lead.to_call_since, Lead.number, Lead.trashed_at)
Lead.add_index(Lead.index(Lead.tenant, *_by_wait, where=_waits, name="lead_waiting"))
# What each of the team has is counted so, too. For somebody limited to their own and nobody's, every page counts who of
# these waits, each first screen asks for the last of them, and filters for where they came from.
for name, columns, where in (
    ("lead_of_each", (Lead.status, Lead.trashed_at), None),
    ("lead_waiting_by_owner", (*_by_wait, Lead.answer_due_at), _waits),
    ("lead_kept_by_owner", (Lead.number,), Lead.trashed_at.is_null()),
    ("lead_sources_by_owner", (Lead.source,), None),
):
    Lead.add_index(Lead.index(Lead.tenant, Lead.owner_id, *columns, where=where, name=name))
# The columns of the board, each lead in one of the three: who waits for a call, what is planned, and the rest.
_idle = Lead.to_call_since.is_null()
for name, column, where in (
    ("lead_board_waiting", Lead.to_call_since, Lead.to_call_since.is_null(False)),
    ("lead_board_planned", Lead.next_action_at, _idle & Lead.next_action_at.is_null(False)),
    ("lead_board_rest", Lead.created_at, _idle & Lead.next_action_at.is_null()),
):
    Lead.add_index(Lead.index(Lead.tenant, Lead.status, column, Lead.number, where=where, name=name))
# The order in which they came, with all that a list is narrowed and sorted by: a whole business can be looked through
# without reading its leads.
LOOKED_AT = (
    *(Lead.name_key, Lead.status, Lead.source, Lead.owner_id, Lead.amount, Lead.to_call_since),
    *(Lead.next_action_at, Lead.last_activity_at, Lead.trashed_at),
)
Lead.add_index(Lead.index(Lead.tenant, Lead.created_at, Lead.number, *LOOKED_AT, name="lead_looked_at"))

# Asked for by every page: as many numbers as may be counted cost less than building a count. In the index's order, or
# PostgreSQL collects all who wait before it gives the first.
_waiting = Prepared(lambda: _who_wait().order_by(Lead.to_call_since))
_waiting_mine = Prepared(lambda: _who_wait(Lead.owner_id == ME).order_by(Lead.to_call_since))
_waiting_nobodys = Prepared(
    lambda: _who_wait(Lead.owner_id.is_null()).order_by(Lead.owner_id, Lead.to_call_since)
)

# A union, one branch for each index: an OR over both makes SQLite scan. Nobody's key is empty.
_by_number = Prepared(lambda: Lead.kept().where(Lead.number == slot("number", Lead.number)))
_same_person = Prepared(lambda: _with(Lead.email_key, "email") | _with(Lead.phone, "phone"))
