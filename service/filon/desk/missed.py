"""What comes next with somebody who did not come, where nothing is planned yet: asked where that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from filon.appointments.models import Appointment
from filon.dashboard.frame import voice
from filon.foundation import access
from filon.interactions import edits
from filon.leads.labels import Label
from filon.leads.sight import is_seen
from filon.tasks.models import Task
from filon.tasks.offers import offers


@dataclass(frozen=True)
class Next:
    """Moments for a reminder, [(value, word)]; reasons for giving up; what edits.standing() is now."""

    offers: list[tuple[str, str]]
    reasons: list[str]
    standing: str


def next_for(appointment: Any, lead: Any) -> Next | None:
    """None where nobody is asked: they came, something is planned, it is settled with them, or one may only read."""
    if appointment.status != "missed" or lead is None or not access.at_least("agent"):
        return None
    # What comes next is planned on their page.
    if not is_seen(lead):
        return None
    if lead.status not in ("new", "open") or Task.soonest(lead.id):
        return None
    if Appointment.of_lead(lead.id).where(Appointment.to_come()).exists():
        return None
    reasons = [label.code for label in Label.in_use("reason")]
    return Next(offers(voice()), reasons, edits.standing(lead))
