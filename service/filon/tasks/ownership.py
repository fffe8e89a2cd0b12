"""Whose a task is when its owner leaves: the lead's owner's, else everybody's, so that it is not lost."""

from __future__ import annotations

from uuid import UUID

from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from filon.tasks.models import Task
from filon.tenants import members


def release_tasks(event: Event, settings: Settings) -> None:
    """Let the open tasks of a removed member go, unless they are back by now."""
    gone = UUID(event.payload["member"])
    if members.find(gone) is not None:
        return
    theirs = (Task.owner_id == gone) & Task.closed_at.is_null()
    leads = Task.select(Task.lead_id).where(theirs & Task.lead_id.is_null(False))
    for lead in Lead.select(Lead.id, Lead.owner_id).where(Lead.id.in_(leads) & Lead.owner_id.is_null(False)):
        if lead.owner_id != gone:
            Task.update(owner_id=lead.owner_id).where(theirs & (Task.lead_id == lead.id)).execute()
    Task.update(owner_id=None).where(theirs).execute()
