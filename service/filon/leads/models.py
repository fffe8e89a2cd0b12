"""The person who asked, and the queries that find leads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import DecimalField, IntegerField, TextField

from filon.foundation import clock
from filon.foundation.database import locked
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.prepared import Asked, Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to

STATUSES = ("new", "open", "won", "lost")
PAGE_ROWS = 50
# What the column of `number` holds on PostgreSQL.
LARGEST_NUMBER = 2**31 - 1
# Whoever waits longer is called too late. A business will set its own promise; half an hour is the start.
ANSWER_WITHIN = timedelta(minutes=30)


class Lead(TenantModel):
    """`number` is what people see. `to_call_since` is set while the lead waits for a call.

    `phone` is E.164, `phone_typed` what was typed; `email_key` is the normalised address that joins requests.
    `unsure` lists the fields that a person should check ("À vérifier").
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
    status = TextField(default="new")
    lost_reason = TextField(null=True)
    source = TextField()
    source_detail = TextField(default="")
    owner_id = IdField(null=True)
    amount = DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = TextField()
    note = TextField(default="")
    message = TextField(default="")
    page = TextField(default="")
    attribution = JsonField(default=dict)
    consent = JsonField(default=list)
    unsure = JsonField(default=list)
    duplicate_of_id = IdField(null=True)
    to_call_since = UtcField(null=True)
    next_action_at = UtcField(null=True)
    first_answered_at = UtcField(null=True)
    last_activity_at = UtcField(default=clock.now)
    created_at = UtcField(default=clock.now)
    trashed_at = UtcField(null=True)

    class Meta:
        table_name = "lead"
        indexes = (
            (("tenant", "number"), True),
            (("tenant", "email_key"), False),
            (("tenant", "phone"), False),
            (("tenant", "status", "number"), False),
            (("tenant", "to_call_since"), False),
        )
        constraints = [belongs_to("member", "owner_id"), belongs_to("lead", "duplicate_of_id")]

    @property
    def name(self) -> str:
        """What to call them: their name, else how they can be reached."""
        return f"{self.first_name} {self.last_name}".strip() or self.company or self.email or self.phone or ""

    @property
    def basis(self) -> str:
        """Why what is known of them may be kept (GDPR, article 6(1), a and b): "consent", or their own "request"."""
        return "consent" if any(one["given"] for one in self.consent) else "request"

    @property
    def is_waiting(self) -> bool:
        return self.to_call_since is not None

    def is_late(self, now: datetime) -> bool:
        """Whether the lead waits for a call, and longer than was promised."""
        return self.to_call_since is not None and now - self.to_call_since > ANSWER_WITHIN

    @classmethod
    def kept(cls) -> Any:
        """All but the trash."""
        return cls.select().where(cls.trashed_at.is_null())

    @classmethod
    def by_number(cls, number: int) -> Any:
        """The lead that people call by this number, or None."""
        return cls.kept().where(cls.number == number).first()

    @classmethod
    def waiting(cls, limit: int = PAGE_ROWS) -> Any:
        """Those waiting for a call, the longest first."""
        return cls.kept().where(cls.to_call_since.is_null(False)).order_by(cls.to_call_since).limit(limit)

    @classmethod
    def waiting_count(cls) -> int:
        count: int = cls.kept().where(cls.to_call_since.is_null(False)).count()
        return count

    @classmethod
    def listed(cls, status: str | None = None, before: int | None = None, limit: int = PAGE_ROWS) -> Any:
        """Newest first, one page and one row more, which says whether there is a next page.

        `status` is one of STATUSES, "waiting", or None for all; `before` is the last row's number.
        """
        query = cls.kept()
        if status == "waiting":
            query = query.where(cls.to_call_since.is_null(False))
        elif status is not None:
            query = query.where(cls.status == status)
        if before is not None:
            query = query.where(cls.number < before)
        return query.order_by(cls.number.desc()).limit(limit + 1)

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


def _with(field: Any, name: str) -> Any:
    return Lead.select(Lead.id).where((field == slot(name, field)) & Lead.trashed_at.is_null())


# A union, one branch for each index: an OR over both makes SQLite scan. Nobody's key is empty.
_same_person = Prepared(lambda: _with(Lead.email_key, "email") | _with(Lead.phone, "phone"))
