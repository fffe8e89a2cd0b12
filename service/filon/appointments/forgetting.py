"""Deleting appointments for good: those with a person who is erased, and what others say of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.appointments.models import Appointment, Participant
from filon.leads.naming import Naming


def forget_appointments(lead: Any) -> list[UUID]:
    """Delete a lead's appointments and their guests; returns their ids.

    In others the person may be a guest, who goes, or be named by a title or a reason, which is emptied: that time
    stays taken.
    """
    theirs = [
        id for (id,) in Appointment.select(Appointment.id).where(Appointment.lead_id == lead.id).tuples()
    ]
    Participant.delete().where(Participant.appointment_id.in_(theirs)).execute()
    Appointment.delete().where(Appointment.id.in_(theirs)).execute()
    naming = Naming(lead)
    guests = Participant.select().where(Participant.member_id.is_null())
    named = [one.id for one in guests if naming.is_in(f"{one.name} {one.email or ''} {one.phone or ''}")]
    Participant.delete().where(Participant.id.in_(named)).execute()
    worded = Appointment.select().where((Appointment.title != "") | (Appointment.reason != ""))
    for one in worded:
        if naming.is_in(one.title) or naming.is_in(one.reason):
            Appointment.update(title="", reason="").where(Appointment.id == one.id).execute()
    return theirs
