"""When a country changes its clocks: what was agreed on the wall stays, and the moment moves with it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.appointments.holding import Taken, hold
from filon.appointments.models import Appointment, Participant
from filon.appointments.resource_taking import could_have, without_resource
from filon.appointments.resources import Use
from filon.appointments.taking import free, put, take_back, without_time
from filon.appointments.telling import announce
from filon.appointments.wall import first_at, read_wall, wall_of
from filon.foundation.database import locked
from filon.foundation.transactions import savepoint, transaction
from filon.leads.models import Lead

# The members of an appointment, and the resources of which it can have one, its own among them; none if it has none.
_Taking = tuple[tuple[UUID, ...], tuple[UUID, ...]]


def follow_clock_changes() -> list[tuple[Any, str, str]]:
    """Let appointments to come begin when the clocks show what was agreed, by the rules that are known now.

    Returns those that moved, each with "moved" or "clashed", and when it began before. Where somebody else has the
    time by now both stand, the moved one without taking that time, and `appointment.clashed` says so: people have to
    decide. Once it is free it is taken again, by this, or by whoever cancels or moves what stood there.
    """
    with transaction():
        seen = {one.id: one for one in Appointment.select().where(Appointment.to_come()) if _is_shifted(one)}
        taking = _taking(seen)
        members = {row.member_id for row in without_time()}.union(*(some for some, _used in taking.values()))
        lost = {row.appointment_id for row in without_resource()}
        again = [could_have(one, at_other_hour=True) for one in _with(lost)]
        resources = set[UUID]().union(*again, *(used for _some, used in taking.values()))
        if not seen and not members and not resources:
            return []
        hold(members | resources)
        shifted = _still(seen, taking)
        # All of them first: one may move to where another is until that moves too.
        for one in shifted:
            free(one)
        moved = []
        for one in shifted:
            was = one.starts_at.isoformat()
            event = _follow(one, *taking[one.id])
            announce(one, event, was=was, by_clocks=True)
            moved.append((one, event, was))
        take_back(members, resources)
    return moved


def _with(ids: Collection[UUID]) -> list[Any]:
    return list(Appointment.select().where(Appointment.id.in_(list(ids)))) if ids else []


def _is_shifted(one: Any) -> bool:
    return wall_of(one.starts_at, ZoneInfo(one.zone)) != one.wall


def _taking(appointments: dict[UUID, Any]) -> dict[UUID, _Taking]:
    taking_part, used = Participant.of(list(appointments)), Use.of(list(appointments))
    return {
        id: (
            tuple(one.member_id for one in taking_part[id] if one.member_id is not None),
            could_have(one, at_other_hour=True) if id in used else (),
        )
        for id, one in appointments.items()
    }


def _still(seen: dict[UUID, Any], taking: dict[UUID, _Taking]) -> list[Any]:
    """Those of them that are as they were seen, now that whom they take is held; their leads and they are as well.

    What somebody has moved, cancelled or handed over meanwhile follows the next time, if it still has to.
    """
    leads = {one.lead_id for one in seen.values() if one.lead_id is not None}
    # One after another in one order for all, as whoever merges leads holds them.
    list(locked(Lead.select(Lead.id).where(Lead.id.in_(list(leads))).order_by(Lead.id)))
    which = Appointment.id.in_(list(seen)) & Appointment.to_come()
    now = {one.id: one for one in locked(Appointment.select().where(which).order_by(Appointment.id))}
    taking_now = _taking(now)
    return [
        one
        for one in now.values()
        if _is_shifted(one) and one.lead_id == seen[one.id].lead_id and taking_now[one.id] == taking[one.id]
    ]


def _follow(one: Any, members: tuple[UUID, ...], resources: tuple[UUID, ...]) -> str:
    """Let it begin when its wall says; "clashed" when somebody else has that time, else "moved"."""
    starts_at = first_at(read_wall(one.wall), ZoneInfo(one.zone))
    try:
        with savepoint():
            put(one, starts_at, one.minutes, members, resources, had=bool(resources))
    except Taken:
        put(one, starts_at, one.minutes, members, resources, had=bool(resources), takes_time=False)
        return "clashed"
    return "moved"
