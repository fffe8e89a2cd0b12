"""Deleting appointments for good: those with a person who is erased, and what others say of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.appointments.history import Step
from filon.appointments.models import Appointment, Participant
from filon.appointments.resources import Use
from filon.leads.naming import Naming

# What people type, and may name somebody by.
_WORDS = ("title", "place", "reason")


def forget_appointments(lead: Any) -> list[UUID]:
    """Delete a lead's appointments and their guests; returns their ids.

    In others the person may be a guest, who goes, or be named by a title, a place or a reason, which is emptied, in
    what happened to them as well: that time stays taken.
    """
    theirs = [
        id for (id,) in Appointment.select(Appointment.id).where(Appointment.lead_id == lead.id).tuples()
    ]
    Participant.delete().where(Participant.appointment_id.in_(theirs)).execute()
    Use.delete().where(Use.appointment_id.in_(theirs)).execute()
    Step.delete().where(Step.appointment_id.in_(theirs)).execute()
    Appointment.delete().where(Appointment.id.in_(theirs)).execute()
    naming = Naming(lead)
    guests = Participant.select().where(Participant.member_id.is_null())
    named = [one.id for one in guests if naming.is_in(f"{one.name} {one.email or ''} {one.phone or ''}")]
    Participant.delete().where(Participant.id.in_(named)).execute()
    is_worded = (Appointment.title != "") | (Appointment.place != "") | (Appointment.reason != "")
    for one in list(Appointment.select().where(is_worded)):
        emptied = {word: "" for word in _WORDS if naming.is_in(getattr(one, word))}
        if emptied:
            Appointment.update(**emptied).where(Appointment.id == one.id).execute()
    _forget_in_steps(naming)
    return theirs


def _forget_in_steps(naming: Naming) -> None:
    for step in list(Step.select(Step.id, Step.text, Step.details)):
        changes: dict[str, Any] = {"text": ""} if naming.is_in(step.text) else {}
        if naming.is_in(step.details.get("reason", "")):
            changes["details"] = step.details | {"reason": ""}
        if changes:
            Step.update(**changes).where(Step.id == step.id).execute()
