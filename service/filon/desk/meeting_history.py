"""What happened to one appointment, as its page shows it: newest first, by day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from filon.appointments.history import Step
from filon.desk.meeting_mails import told_at
from filon.foundation.voice import Voice
from filon.interactions.models import Interaction


@dataclass(frozen=True)
class History:
    """`days` are [(head, moments)] as a timeline's; `told` the Notifications by which people heard, by moment."""

    days: list[tuple[str, list[Any]]]
    told: dict[UUID, list[Any]]


def history_of(appointment: Any, voice: Voice) -> History:
    """Out of the prospect's timeline, and of its own from when it was with nobody."""
    moments = Step.of(appointment.id)
    if appointment.lead_id is not None:
        moments += Interaction.of_appointment(appointment.lead_id, appointment.id)
    moments.sort(key=lambda one: (one.happened_at, one.id), reverse=True)
    by_day = groupby(moments, key=lambda one: voice.local(one.happened_at).date())
    days = [(voice.day(first.happened_at), [first, *rest]) for _date, (first, *rest) in by_day]
    return History(days, told_at(moments))
