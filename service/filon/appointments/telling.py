"""What follows a change of an appointment: its lead knows what is next, and those concerned hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from filon.appointments.models import Appointment
from filon.foundation import access, clock, outbox
from filon.foundation.outbox import Event
from filon.leads.planning import meet_next


def announce(
    appointment: Any, event: str, *, active: bool = False, tells: bool | None = None, **more: Any
) -> None:
    """What follows any change: the lead, which is held, knows what is next, and those concerned hear of it.

    The event says `by` which member it was, None for the lead, a program or the system, and `tells` False where lead
    and guests don't hear of this change.
    """
    meet_lead_next(appointment, active=active)
    emit(appointment, event, tells=tells, **more)


def meet_lead_next(appointment: Any, *, active: bool = False) -> None:
    """Let its lead, which is held, know what is next."""
    if appointment.lead_id is not None:
        with access.seeing_all():
            meet_next(appointment.lead_id, Appointment.soonest(appointment.lead_id), active=active)


def emit(
    appointment: Any, event: str, *, due_at: datetime | None = None, tells: bool | None = None, **more: Any
) -> None:
    """Those concerned hear of it, as announce() says; not before it is due."""
    me = access.actor().member
    by = me.hex if me is not None else None
    if tells is False:
        more["tells"] = False
    outbox.emit(f"appointment.{event}", due_at=due_at, appointment=appointment.id.hex, by=by, **more)


def tell_of_resource(appointment: Any) -> None:
    """It has another resource, or none, and all else is as everybody knows it."""
    about: dict[str, Any] = {"was": appointment.starts_at.isoformat(), "left": [], "joined": []}
    # Whom one visits need not hear in which car one comes.
    if appointment.place_kind != "office":
        about["seen"] = False
    emit(appointment, "moved", **about)


def withdraw_move(appointment: Any) -> bool:
    """Whether nobody had heard of its last move yet, and now nobody will."""
    moves = Event.select().where((Event.name == "appointment.moved") & (Event.due_at > clock.now()))
    of_it = [one for one in moves if one.payload["appointment"] == appointment.id.hex]
    if not of_it:
        return False
    # Those before it stand, and are still to be told. A worker that has taken it meanwhile tells of it.
    last = max(of_it, key=lambda one: (one.due_at, one.id)).id
    return bool(Event.delete().where((Event.id == last) & (Event.due_at > clock.now())).execute())
