"""What whoever has an appointment does with it by themselves, at its own address: confirm, move or cancel it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.appointments import actions, links
from filon.appointments.availability import Slot, Terms, free_slots
from filon.appointments.holding import hold
from filon.appointments.models import Appointment, Host, Kind
from filon.appointments.openings import team
from filon.appointments.plans import able
from filon.appointments.resource_taking import could_have
from filon.appointments.taking import MINUTE, slot_taken
from filon.foundation import access, clock
from filon.foundation.access import Actor
from filon.foundation.errors import Conflict
from filon.foundation.transactions import transaction
from filon.interactions.models import Interaction
from filon.leads import actions as leads
from filon.leads.models import Lead

from . import meetings

# One that is of no kind has no rules of its own.
DAYS_AHEAD = 60


def own_appointment(id: UUID) -> Any:
    """The one with this id. Raises Gone when it is no more, or over since long: its address leads nowhere then."""
    found = Appointment.kept().where(Appointment.id == id).first()
    if found is None or links.is_over(found):
        raise links.over()
    return found


def kind_of(appointment: Any) -> Any:
    """Its kind, archived or not; None for one of no kind."""
    return Kind.find(appointment.kind_id) if appointment.kind_id else None


def can_be_cancelled(appointment: Any) -> bool:
    """Until it begins: late is better than not at all."""
    return bool(appointment.is_open and appointment.starts_at > clock.now())


def can_be_moved(appointment: Any, kind: Any) -> bool:
    """As long before it as the kind is booked ahead."""
    notice = timedelta(minutes=kind.notice if kind is not None else 0)
    return can_be_cancelled(appointment) and appointment.starts_at - notice > clock.now()


def can_be_confirmed(appointment: Any) -> bool:
    """Whether it was proposed to whoever has it, and they have not answered."""
    return bool(appointment.awaits_lead and appointment.starts_at > clock.now())


def free_instead(appointment: Any, kind: Any, start: datetime, end: datetime) -> list[datetime]:
    """When else it could begin, with the same members and for as long.

    Where none of these works here any more, with any host of its kind, or any of the team who can be met.
    """
    return list(_slots(appointment, kind, start, end))


def _slots(appointment: Any, kind: Any, start: datetime, end: datetime) -> dict[datetime, tuple[UUID, ...]]:
    """With whom it would be at each time when it could begin."""
    here = _still_here(appointment)
    members = here or _others(appointment, kind)
    slots: list[Slot] = free_slots(_terms(appointment, kind), members, start, end, but=appointment.id)
    # All of them together, but not when it is already: unless nobody is there.
    return {
        slot.starts_at: here or next(((one,) for one in members if one in slot.members), ())
        for slot in slots
        if not here or (len(slot.members) == len(here) and slot.starts_at != appointment.starts_at)
    }


def _still_here(appointment: Any) -> tuple[UUID, ...]:
    there = team()
    return tuple(one for one in actions.members_of(appointment) if one in there)


def _others(appointment: Any, kind: Any) -> tuple[UUID, ...]:
    """Who can meet them instead, in the order in which they are asked."""
    lead = Lead.find(appointment.lead_id) if appointment.lead_id else None
    hosts = [host.member_id for host in Host.of_kind(kind.id)] if kind is not None else []
    there = able(hosts, lead)
    return tuple(one for one in hosts if one in there) or tuple(able(team(), lead))


def confirm(appointment: Any, at: datetime | None) -> None:
    """It was proposed to them, and the hour that they have seen, `at`, suits them. Twice is no error.

    Raises Conflict when there is nothing to confirm, or it is at another hour by now.
    """
    with transaction(), _as_the_lead(appointment):
        # Nobody moves it meanwhile: what they say yes to is what they have read.
        current = actions.current_one(appointment, "proposed", "confirmed")
        if current.starts_at != at:
            raise Conflict()
        if current.status == "confirmed" and current.lead_confirms:
            return
        if not can_be_confirmed(current):
            raise Conflict()
        meetings.confirm(current)


def move(appointment: Any, at: datetime, reason: str = "") -> None:
    """Let it begin then, where that is offered. Raises Conflict with the nearest that are free when it is not.

    The same when it is too late, or it is open no more; Invalid on `reason`. What was proposed to them is agreed then.
    """
    with transaction(), _as_the_lead(appointment):
        # Nobody else books with them meanwhile: what is free, and how many a day, is as it was looked at.
        kind = kind_of(appointment)
        here = _still_here(appointment)
        members = here or _others(appointment, kind)
        held = {*actions.members_of(appointment), *members, *could_have(appointment)}
        hold(held)
        appointment = own_appointment(appointment.id)
        if not can_be_moved(appointment, kind):
            raise Conflict()
        # Twice the same button: it is there already.
        if at == appointment.starts_at and here:
            return
        slots = _slots(appointment, kind, at, at + MINUTE)
        if at not in slots:
            terms = _terms(appointment, kind)
            raise slot_taken(terms, members, at, together=bool(here), but=appointment.id)
        meetings.move(appointment, at, members=slots[at], reason=reason, held=held)
        if appointment.awaits_lead:
            meetings.confirm(appointment)


def cancel(appointment: Any, reason: str) -> None:
    """It does not take place. Twice is no error; raises Conflict once it has begun, Invalid on `reason`.

    A prospect with whom nothing else is planned waits for a call from then on.
    """
    with transaction():
        with _as_the_lead(appointment):
            if appointment.is_cancelled:
                return
            if not can_be_cancelled(appointment):
                raise Conflict()
            meetings.cancel(appointment, reason, by_lead=True)
        if appointment.lead_id is not None:
            _wait_again(Lead.find(appointment.lead_id))


def was_cancelled_by_them(appointment: Any) -> bool:
    """Whether whoever has it cancelled it here: what the team wrote when it did is the team's own."""
    if not appointment.is_cancelled or appointment.lead_id is None:
        return False
    meant = {"step": "cancelled", "sequence": appointment.sequence}
    moments = Interaction.of_appointment(appointment.lead_id, appointment.id)
    return any(one.details.get("by_lead") and meant.items() <= one.details.items() for one in moments)


def _wait_again(lead: Any) -> None:
    to_come = Appointment.of_lead(lead.id).where(Appointment.to_come()).exists()
    if not (lead.is_waiting or lead.status == "lost" or lead.next_task_at or to_come):
        leads.wait_again(lead, clock.now())


@contextmanager
def _as_the_lead(appointment: Any) -> Iterator[None]:
    """Under the name of whom it is with: so it stands in the timeline."""
    lead = Lead.find(appointment.lead_id) if appointment.lead_id else None
    with access.acting_as(Actor(access.SYSTEM.role, None, lead.name if lead is not None else "")):
        yield


def _terms(appointment: Any, kind: Any) -> Terms:
    length: dict[str, Any] = {"minutes": appointment.minutes, "before": appointment.before}
    length |= {"after": appointment.after, "resources": could_have(appointment) or None}
    if kind is None:
        return Terms(**length, days_ahead=DAYS_AHEAD)
    return Terms(
        **length,
        notice=kind.notice,
        days_ahead=kind.days_ahead,
        most_a_day=kind.most_a_day,
        kind=kind.id,
    )
