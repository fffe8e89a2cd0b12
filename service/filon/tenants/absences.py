"""Who is away, from one day to another, and who is there on the day on which work goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from peewee import DateField

from filon.foundation import clock
from filon.foundation.fields import IdField, UtcField
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.tenants.answering import ask_promise_ahead, promise_here
from filon.tenants.models import Member

DAY = timedelta(days=1)


class Absence(TenantModel):
    """A member is away on these days, the first and the last included; taken back from `removed_at` on."""

    writable_by = "manager"

    member_id = IdField()
    first_on = DateField()
    last_on = DateField()
    removed_at = UtcField(null=True)

    class Meta:
        table_name = "absence"
        indexes = ((("tenant", "member_id"), False), (("tenant", "last_on"), False))
        constraints = [belongs_to("member", "member_id")]

    @classmethod
    def not_over(cls, day: date) -> Any:
        """Those that last until that day or longer, the first first."""
        return (
            cls.select()
            .where(cls.removed_at.is_null() & (cls.last_on >= day))
            .order_by(cls.first_on, cls.last_on, cls.id)
        )


# Every list asks, for whoever may hand somebody over.
_not_over = Prepared(
    lambda: (
        Absence.select(Absence.member_id, Absence.first_on, Absence.last_on)
        .where(Absence.removed_at.is_null() & (Absence.last_on >= slot("day", Absence.last_on)))
        .order_by(Absence.first_on)
    )
)


def absences_from(day: date) -> list[Any]:
    """As Absence.not_over(), for the hot path: each with its member and its days."""
    return _not_over.all(day=day)


def ask_ahead(day: date) -> None:
    """Send what away_on() asks of that day, and what the business promises, see Prepared.ahead()."""
    ask_promise_ahead()
    _not_over.ahead(day=day)


def today() -> date:
    """The day on the business's wall clock."""
    return clock.now().astimezone(promise_here().working.zone).date()


def work_day() -> date:
    """The day on which work is done, or goes on next: whoever is away then can take nothing that comes now."""
    working = promise_here().working
    return working.opens(clock.now()).astimezone(working.zone).date()


def away_on(day: date) -> dict[UUID, date]:
    """The members who are away on that day, and the last day on which they are, absences one after another as one."""
    return last_days(_not_over.all(day=day), day)


def last_days(absences: Iterable[Any], day: date) -> dict[UUID, date]:
    """As away_on(), from absences that come in the order of their first days."""
    until: dict[UUID, date] = {}
    for absence in absences:
        if absence.first_on <= until.get(absence.member_id, day - DAY) + DAY:
            until[absence.member_id] = max(absence.last_on, until.get(absence.member_id, absence.last_on))
    return until


def at_work(day: date) -> dict[UUID, Any]:
    """Who of the takers() is not away that day."""
    away = away_on(day)
    return {id: member for id, member in takers().items() if id not in away}


def takers() -> dict[UUID, Any]:
    """Who can be given a request, by name: no mere reader, and no guest who never came."""
    able = Member.working().where((Member.role != "reader") & Member.joined_at.is_null(False))
    return {member.id: member for member in able}
