"""Appointments to come without the room or vehicle that their kind needs: which they are, and giving them one."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from peewee import SQL, fn

from filon.appointments.holding import Taken, hold
from filon.appointments.models import Appointment, Kind, Participant
from filon.appointments.resource_taking import take_one_of
from filon.appointments.resources import Resource, Use
from filon.appointments.taking import around_it
from filon.foundation import access
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction

# So many are held at a time: a business may have thousands to come.
BATCH = 100


def lacking() -> Any:
    """Those that the one acting sees, the first first: booked before their kind needed one, or without on purpose."""
    needing = Kind.select(Kind.id).where(Kind.needs_resource)
    return Appointment.kept().where(_has_none() & Appointment.kind_id.in_(needing))


def give_to_come(event: Event, _settings: Settings) -> None:
    """Let those of the kind have the first that is free, in order of time; where none is they stay without.

    In transactions of its own, not in the one that changed the kind: whoever books holds members and resources before
    they hold the kind.
    """
    kind = UUID(event.payload["kind"])
    after: str | None = ""
    while after is not None:
        with transaction(), access.seeing_all():
            after = _give_some(kind, after) if _needs_one(kind) else None


def _needs_one(kind: UUID) -> bool:
    there = Kind.find(kind)
    return there is not None and there.needs_resource


def _give_some(kind: UUID, after: str) -> str | None:
    """Of those after this place; the place of the last, None when there are no more."""
    to_give = Appointment.select().where(_has_none() & (Appointment.kind_id == kind))
    if after:
        to_give = to_give.where(Appointment.following(after))
    batch = list(to_give.order_by(Appointment.starts_at, Appointment.id).limit(BATCH))
    if not batch:
        return None
    resources, ids = Resource.serving(kind), [one.id for one in batch]
    taking_part = Participant.of(ids)
    members = {one.member_id for some in taking_part.values() for one in some if one.member_id is not None}
    hold({*members, *resources})
    still = to_give.where(Appointment.id.in_(ids)).order_by(Appointment.id)
    now = sorted(locked(still), key=lambda one: (one.starts_at, one.id))
    for one in now:
        with suppress(Taken):
            take_one_of(resources, one, *around_it(one))
    return str(batch[-1].at) if len(batch) == BATCH else None


def _has_none() -> Any:
    having = Use.select(SQL("1")).where(Use.appointment_id == Appointment.id)
    with access.seeing_all():
        return Appointment.to_come() & ~fn.EXISTS(having)
