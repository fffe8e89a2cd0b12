"""Whose a task is when its owner leaves: the lead's owner's, else everybody's, so that it is not lost."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from filon.foundation import clock, outbox
from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from filon.tasks.models import Task
from filon.tenants import members
from filon.tenants.models import Member


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
    if "owner_id" in event.payload.get("columns", ["owner_id"]):
        _follow([UUID(event.payload["lead"])])


def follow_list(event: Event, settings: Settings) -> None:
    """As follow_lead(), for a piece of a long list that was handed over, or put back."""
    _follow([UUID(lead) for lead in event.payload["leads"]])


def _follow(leads: list[UUID]) -> None:
    about = Task.lead_id.in_(leads) & Task.closed_at.is_null() & Task.owner_id.is_null(False)
    for member in Member.present().where(Member.id.in_(Task.select(Task.owner_id).where(about))):
        if member.is_limited:
            _give_to_owners(member.id, leads)


def _open_of(member: UUID) -> Any:
    return (Task.owner_id == member) & Task.closed_at.is_null()


def _give_to_owners(member: UUID, among: Collection[UUID] | None = None) -> None:
    """Give a member's open tasks about leads of others to those: about all leads, or `among` these."""
    about = Task.lead_id.is_null(False) if among is None else Task.lead_id.in_(among)
    leads = Task.select(Task.lead_id).where(_open_of(member) & about)
    for found in Lead.select(Lead.id, Lead.owner_id).where(Lead.id.in_(leads) & Lead.owner_id.is_null(False)):
        if found.owner_id != member:
            theirs = _open_of(member) & (Task.lead_id == found.id)
            for task in list(Task.update(owner_id=found.owner_id).where(theirs).returning(Task).execute()):
                _tell_who_has_it(task)


def _tell_who_has_it(task: Any) -> None:
    """Its time may have come while it was somebody's who could not be told."""
    if task.told_at is None and task.is_due(clock.now()):
        outbox.emit("task.due", task=task.id.hex)
