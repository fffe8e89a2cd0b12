"""Appointments as members handle them: each step stands in the prospect's timeline, or in its own without one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.appointments import actions as appointments
from filon.appointments import clock_changes, telling
from filon.appointments.changing import change_appointment
from filon.appointments.history import Step, record_step
from filon.appointments.models import Appointment, Kind
from filon.appointments.plans import Plan, able, one_line
from filon.appointments.resource_taking import could_have, resource_of
from filon.appointments.resources import Resource, Use
from filon.foundation import access
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.interactions import actions as interactions
from filon.interactions.mails import can_be_written_to
from filon.interactions.models import Interaction
from filon.leads.models import Lead

# How long whoever has moved one by the hand can take that back before anybody hears of it.
SECOND_THOUGHTS = timedelta(seconds=20)


@dataclass(frozen=True)
class HandOver:
    """Whom of the team it leaves and whom it goes to; None is nobody. Who else takes part stays."""

    left: UUID | None
    joined: UUID | None


def book(plan: Plan, *, held: Collection[UUID] | None = None) -> Any:
    """As appointments.actions.book_appointment(); and likewise the others here.

    Raises Invalid, too, when it waits for a lead who can't be asked.
    """
    if plan.lead_confirms and plan.lead is not None and not can_be_written_to(plan.lead):
        raise Invalid(
            {"lead_confirms": [_("Ce prospect ne peut pas recevoir de mail : confirmez pour lui.")]}
        )
    with transaction():
        booked = appointments.book_appointment(plan, held=held)
        takes = plan.resource is not None or (plan.kind is not None and plan.kind.needs_resource)
        return _traced(booked, "booked", **(_taken_by(booked) if takes else {}))


def move(
    appointment: Any,
    starts_at: datetime,
    *,
    minutes: int | None = None,
    members: Collection[UUID] | None = None,
    using: tuple[UUID, ...] | None = None,
    tells: bool | None = None,
    reason: str = "",
    held: Collection[UUID] | None = None,
) -> Any:
    """As appointments.actions.move_appointment(). Raises Invalid on a `reason` for which nothing moves."""
    with transaction():
        before = appointment.starts_at
        moved = appointments.move_appointment(
            appointment,
            starts_at,
            minutes=minutes,
            members=members,
            using=using,
            tells=tells,
            reason=reason,
            held=held,
        )
        why = {"reason": one_line(reason)} if one_line(reason) else {}
        if moved is None:
            # Whoever sends the same twice has moved it already, and said why.
            if why and not _was_moved(appointment, **why):
                raise Invalid(
                    {"reason": [_("L’heure n’a pas changé : cette raison ne serait lue nulle part.")]}
                )
            return None
        return _traced(moved, "moved", was=before.isoformat(), **_taken_by(moved), **why)


def shift(
    appointment: Any,
    starts_at: datetime,
    *,
    minutes: int | None,
    back: int | None,
    over: HandOver | None = None,
    had: UUID | None = None,
) -> Any:
    """Move it, or hand it over, by a gesture, which is easily made by mistake: nobody is told for a moment.

    `back` takes such a move back while it is the last thing that happened to the appointment, which had this sequence
    then; else raises Conflict. Who had not been told of the move hears of neither, but of another room where the one
    that it `had` before is taken by now. Handing it over raises Conflict too when it is with whom it leaves no more,
    and Invalid when it may not be with whom it goes to.
    """
    with transaction():
        if back is not None and (appointment.sequence != back or not appointment.is_open):
            raise Conflict()
        before = appointment.starts_at
        wait: timedelta | None = SECOND_THOUGHTS
        if back is not None:
            wait = None if telling.withdraw_move(appointment) else timedelta()
        moved = appointments.move_appointment(
            appointment,
            starts_at,
            minutes=minutes,
            members=_handed(appointment, over) if over is not None else None,
            using=_rather(appointment, had) if back is not None and had is not None else None,
            heard_after=wait,
        )
        if moved is None:
            return None
        if wait is None and had is not None and had not in resource_of(moved):
            telling.tell_of_resource(moved)
        return _traced(moved, "moved", was=before.isoformat(), **_taken_by(moved))


def change(appointment: Any, *, lead: Any = None, **values: Any) -> Any:
    """As changing.change_appointment(); in the timeline of a `lead` who was not with it before, it begins here."""
    with transaction():
        before = appointment.kind_id
        changed = change_appointment(appointment, lead=lead, **values)
        if changed is None:
            return None
        takes = _taken_by(changed) if changed.kind_id not in (None, before) else {}
        return _traced(changed, "changed" if lead is None else "booked", **takes)


def confirm(appointment: Any) -> Any:
    with transaction():
        return _traced(appointments.confirm_appointment(appointment), "confirmed")


def cancel(appointment: Any, reason: str = "", *, tells: bool | None = None, by_lead: bool = False) -> Any:
    with transaction():
        cancelled = appointments.cancel_appointment(appointment, reason, tells=tells)
        return _traced(cancelled, "cancelled", reason=cancelled.reason, by_lead=by_lead)


def restore(appointment: Any) -> Any:
    with transaction():
        restored = appointments.restore_appointment(appointment)
        return _traced(restored, "restored", **_taken_by(restored))


def note_outcome(appointment: Any, outcome: str) -> Any:
    with transaction():
        noted = appointments.note_outcome(appointment, outcome)
        return _traced(noted, outcome) if noted is not None else None


def follow_clock_changes() -> None:
    """As clock_changes.follow_clock_changes(): each that moves, or clashes then, says so in its timeline."""
    with transaction():
        for appointment, step, was in clock_changes.follow_clock_changes():
            _traced(appointment, step, was=was)


def the_appointment(id: UUID) -> Any:
    """The one with this id. Raises NotFound, also when it is with somebody in the trash."""
    found = Appointment.kept().where(Appointment.id == id).first()
    if found is None:
        raise NotFound()
    return found


def is_seen(id: UUID) -> bool:
    """Whether the one who acts sees it, by now."""
    return bool(Appointment.kept().where(Appointment.id == id).exists())


def leads_of(listed: list[Any]) -> dict[UUID, Any]:
    """The prospects whom these, which the one who acts sees, are with, by id: see leads.sight.is_seen()."""
    ids = {one.lead_id for one in listed if one.lead_id}
    with access.seeing_all():
        return {lead.id: lead for lead in Lead.kept().where(Lead.id.in_(ids))} if ids else {}


def _was_moved(appointment: Any, *, reason: str) -> bool:
    """Whether that is why it is when it is."""
    meant = {"appointment": appointment.id.hex, "sequence": appointment.sequence, "reason": reason}
    moments = Step.of(appointment.id)
    if appointment.lead_id is not None:
        with access.seeing_all():
            moments.extend(Interaction.of(appointment.lead_id, kind="appointment"))
    return any(meant.items() <= one.details.items() for one in moments)


def _handed(appointment: Any, over: HandOver) -> list[UUID]:
    members = appointments.members_of(appointment)
    if over.left is not None and over.left not in members:
        raise Conflict()
    # Who works here no more takes part no longer, as when a form says with whom.
    there = able(members, None)
    stay = [one for one in members if one in there and one != over.left]
    return [*stay, *([over.joined] if over.joined is not None and over.joined not in stay else [])]


def _rather(appointment: Any, had: UUID) -> tuple[UUID, ...] | None:
    """What it takes then: the one that it had first, as long as there is one, or else what it could have."""
    if Resource.find(had) is None:
        return None
    return had, *(one for one in could_have(appointment) if one != had)


def _taken_by(appointment: Any) -> dict[str, str]:
    """What the history says of the room or vehicle that it takes by now."""
    names = Use.names_of([appointment.id])
    return {"resource": names[appointment.id]} if names else {}


def _traced(appointment: Any, step: str, **more: Any) -> Any:
    title = appointment.title
    if not title and appointment.kind_id is not None:
        title = Kind.find(appointment.kind_id).name
    about = {
        "appointment": appointment.id.hex,
        "starts_at": appointment.starts_at.isoformat(),
        "minutes": appointment.minutes,
        "sequence": appointment.sequence,
        **more,
    }
    if appointment.lead_id is not None:
        # Who takes part may not see the lead, whose timeline tells of it all the same.
        with access.seeing_all():
            interactions.record_appointment(appointment.lead_id, step, title, about)
    else:
        record_step(appointment.id, step, title, about)
    return appointment
