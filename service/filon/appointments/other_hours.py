"""Every change to hours that hold on one day only: by each member for themself, by a manager for everybody."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from filon.appointments.times import DayHours
from filon.foundation import access
from filon.foundation.access import Actor
from filon.foundation.database import locked
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.tenants import hours
from filon.tenants.absences import today
from filon.tenants.models import Member, Tenant

FURTHEST = timedelta(days=731)


def change_day(day: date, typed: str, member: Any = None) -> Any:
    """Let these hours hold that day, of one member or of everybody; nothing typed: nobody can be met.

    Raises Invalid on `day_on` or `hours`, Forbidden for others' days.
    """
    spans = hours.read_day(typed)
    if not timedelta() <= day - today() <= FURTHEST:
        raise Invalid({"day_on": [_("Choisissez un jour à venir, dans les deux ans.")]})
    whose = member.id if member is not None else None
    with transaction(), _allowed(whose):
        # Two at once: there is one row for each day of everybody's, which no key says.
        locked(Member.select().where(Member.id == whose) if whose else Tenant.select()).first()
        known = _of(whose).where(DayHours.day_on == day).first()
        if known is None:
            return DayHours.add(member_id=whose, day_on=day, spans=spans)
        DayHours.update(spans=spans).where(DayHours.id == known.id).execute()
        return DayHours.find(known.id)


def forget_day(id: UUID) -> None:
    """Let the week count on that day again. Raises NotFound, or Forbidden."""
    with transaction():
        known = DayHours.find(id)
        if known is None:
            raise NotFound()
        with _allowed(known.member_id):
            DayHours.delete().where(DayHours.id == id).execute()


def _of(member: UUID | None) -> Any:
    return DayHours.select().where(
        DayHours.member_id.is_null() if member is None else DayHours.member_id == member
    )


def _allowed(member: UUID | None) -> AbstractContextManager[None]:
    """The right to say when this member, or everybody, can be met, for the block."""
    who = access.actor()
    access.require("agent")
    if member is not None and member == who.member:
        # As the system, still under their name: one's own time is one's own.
        return access.acting_as(Actor(access.SYSTEM.role, who.member, who.name))
    access.require("manager")
    return access.acting_as(who)
