"""Whose a task is when its owner leaves: the lead's owner's, else everybody's, so that it is not lost."""

from __future__ import annotations

from typing import Any
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
    _give_to_owners(gone)
    Task.update(owner_id=None).where(_open_of(gone)).execute()


def release_unseen(event: Event, settings: Settings) -> None:
    """Somebody is limited to leads of their own: what they had to do about others' leads is those owners' to do."""
    member = members.find(UUID(event.payload["member"]))
    if member is not None and member.is_limited:
        _give_to_owners(member.id)


def follow_lead(event: Event, settings: Settings) -> None:
    """A lead may be another's now: what those had to do about it who see it no more is its owner's to do."""
    if "owner_id" not in event.payload.get("columns", ["owner_id"]):
        return
    for task in Task.of_lead(UUID(event.payload["lead"])).where(Task.owner_id.is_null(False)):
        member = members.find(task.owner_id)
        if member is not None and member.is_limited:
            _give_to_owners(member.id, task.lead_id)


def _open_of(member: UUID) -> Any:
    return (Task.owner_id == member) & Task.closed_at.is_null()


def _give_to_owners(member: UUID, lead: UUID | None = None) -> None:
    """Give a member's open tasks about leads of others to those, or the ones about a single lead."""
    about = Task.lead_id.is_null(False) if lead is None else Task.lead_id == lead
    leads = Task.select(Task.lead_id).where(_open_of(member) & about)
    for found in Lead.select(Lead.id, Lead.owner_id).where(Lead.id.in_(leads) & Lead.owner_id.is_null(False)):
        if found.owner_id != member:
            Task.update(owner_id=found.owner_id).where(
                _open_of(member) & (Task.lead_id == found.id)
            ).execute()
