"""Taking a resource for an appointment: which of several it gets, and letting go of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from filon.appointments.holding import NoneFree, free_resources
from filon.appointments.models import Appointment, Kind
from filon.appointments.resources import Resource, Use
from filon.foundation import access
from filon.foundation.i18n import _


def resource_of(appointment: Any) -> tuple[UUID, ...]:
    """The one that it has, or none."""
    return tuple(Use.of([appointment.id]).values())


def could_have(appointment: Any, *, at_other_hour: bool = False) -> tuple[UUID, ...]:
    """What it takes where it is moved: the one that it has or else another that its kind needs; none if it has none.

    `at_other_hour` one that is offered no more comes last.
    """
    own = resource_of(appointment)
    if not own or appointment.kind_id is None:
        return own
    kind = Kind.find(appointment.kind_id)
    others = Resource.serving(kind.id) if kind.needs_resource else ()
    others = tuple(one for one in others if one not in own)
    if at_other_hour and others and Resource.find(own[0]).is_archived:
        return *others, *own
    return *own, *others


def take_one_of(
    resources: Collection[UUID], appointment: Any, busy_from: datetime, busy_until: datetime
) -> None:
    """Let the appointment have the first of these, held already, that is free in all of this time. Raises NoneFree."""
    free = free_resources(resources, busy_from, busy_until, but=appointment.id)
    first = next((one for one in resources if one in free), None)
    if first is None:
        raise NoneFree
    taken = {"resource_id": first, "busy_from": busy_from, "busy_until": busy_until}
    with access.seeing_all():
        known = Use.update(**taken).where(Use.appointment_id == appointment.id).execute()
    if not known:
        Use.add(appointment_id=appointment.id, **taken)


def none_free() -> str:
    """What the team reads where all that would do are taken."""
    return _("Aucune salle ni aucun véhicule de libre à cette heure.")


def let_go(appointment: Any) -> None:
    """It has its resource as before, but takes it at no time."""
    with access.seeing_all():
        Use.update(busy_from=None, busy_until=None).where(Use.appointment_id == appointment.id).execute()


def do_without(appointment: Any) -> None:
    """It has no resource from now on."""
    with access.seeing_all():
        Use.delete().where(Use.appointment_id == appointment.id).execute()


def without_resource() -> Any:
    """The rows of open appointments to come that don't take the resource they have: another one had it then."""
    to_come = Appointment.select(Appointment.id).where(Appointment.to_come())
    return Use.select().where(Use.busy_from.is_null() & Use.appointment_id.in_(to_come))
