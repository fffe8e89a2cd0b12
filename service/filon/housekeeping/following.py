"""Minutes that were written while two leads were one: they go where the appointment, or the call, goes."""

from __future__ import annotations

from uuid import UUID

from filon.appointments.models import Appointment
from filon.interactions.minutes import Minutes, Step
from filon.interactions.models import Interaction
from filon.notifications.models import Notification
from filon.tasks.models import Task


def let_minutes_follow(kept: UUID, gone: UUID) -> None:
    """With their steps, the reminders of these, and what the timeline tells of them."""
    meetings = Appointment.select(Appointment.id).where(Appointment.lead_id == gone)
    calls = Interaction.select(Interaction.id).where(Interaction.lead_id == gone)
    is_theirs = Minutes.appointment_id.in_(meetings) | Minutes.call_id.in_(calls)
    Minutes.update(lead_id=gone).where((Minutes.lead_id == kept) & is_theirs).execute()
    back = list(Minutes.select().where(Minutes.lead_id == gone))
    ids = [one.id for one in back]
    Step.update(lead_id=gone).where((Step.lead_id == kept) & Step.minutes_id.in_(ids)).execute()
    tasks = Step.select(Step.task_id).where(Step.minutes_id.in_(ids) & Step.task_id.is_null(False))
    Task.update(lead_id=gone).where((Task.lead_id == kept) & Task.id.in_(tasks)).execute()
    told = {one.hex for one in ids}
    moments = Interaction.select().where(
        (Interaction.lead_id == kept) & Interaction.kind.in_(("minutes", "mail"))
    )
    # All mails of them, not the last alone; and what is kept of each mail, or erasing the person would leave it.
    theirs = [each.id for each in moments if each.details.get("minutes_id") in told]
    Interaction.update(lead_id=gone).where(Interaction.id.in_(theirs)).execute()
    Notification.update(about_id=gone).where(
        (Notification.about_id == kept) & Notification.cause_id.in_(theirs)
    ).execute()
