"""What a change of status does to what is planned: who is abandoned is to be called no more, and back with its undoing.

Whoever became a client may have more to come, so their reminders are asked about, never closed by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from filon.foundation import access
from filon.foundation.access import Actor
from filon.foundation.config import Settings
from filon.foundation.errors import Conflict
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.interactions import actions as interactions
from filon.interactions import bulk
from filon.interactions.models import Interaction
from filon.leads.bulk_changes import BulkChangeLead
from filon.leads.choice import Choice
from filon.leads.models import Lead
from filon.tasks.models import Task

from . import reminders


def change_status(lead: Any, status: str, reason: str = "", stage: Any = None) -> Any:
    """As interactions.change_status(); with the reminders of one who is abandoned."""
    with transaction():
        change = interactions.change_status(lead, status, reason, stage)
        _follow(change)
    return change


def undo_status(lead: Any, change: Any) -> None:
    """As interactions.undo_change(); with the reminders that were closed for it."""
    with transaction():
        interactions.undo_change(lead, change)
        reminders.put_back_with(change)


def still_planned(change: Any) -> int:
    """How many reminders are asked about: whoever became a client by this change has them still."""
    if change is None or (change.details["field"], change.details["to"]) != ("status", "won"):
        return 0
    return len(list(Task.of_lead(change.lead_id)))


def close_reminders(lead: Any, change: Any) -> None:
    """Close what is still planned for a lead, as a part of the change that settled it: undoing that brings it back.

    Raises Conflict when it was changed again since.
    """
    of_status, settled = change.details["field"] == "status", change.details.get("to") in ("won", "lost")
    if not (of_status and settled and interactions.status_stands(lead, change.details)):
        raise Conflict()
    reminders.close_with(change)


def change_many(numbers: Iterable[int], wanted: bulk.Wanted, region: str) -> Any:
    """As bulk.change_leads(); with the reminders of those who are abandoned."""
    with transaction():
        made = bulk.change_leads(numbers, wanted, region)
        for change in _changes_of(made):
            _follow(change)
    return made


def change_list(choice: Choice, asked: dict[str, str], wanted: bulk.Wanted, region: str) -> Any:
    """As bulk.change_list(); with the reminders of the abandoned, a worker's with each piece of a long list."""
    with transaction():
        made = bulk.change_list(choice, asked, wanted, region)
        if not made.is_at_work:
            for change in _changes_of(made):
                _follow(change)
    return made


def undo_many(made: Any) -> Any:
    """As bulk.undo(); with the reminders of those who are back."""
    with transaction():
        undone = bulk.undo(made)
        if not undone.is_at_work:
            _put_back(_changes_of(undone))
    return undone


def follow_list(event: Event, settings: Settings) -> None:
    """Close the reminders of those whom a piece of a long list abandoned."""
    with _in_the_name_of(event), transaction():
        for change in _named(event):
            lead = Lead.find(change.lead_id)
            if lead is not None and interactions.status_stands(lead, change.details):
                _follow(change)


def follow_list_back(event: Event, settings: Settings) -> None:
    """Put back the reminders of those whom a piece of a long list put back."""
    with _in_the_name_of(event), transaction():
        _put_back(_named(event))


def _in_the_name_of(event: Event) -> AbstractContextManager[None]:
    return access.acting_as(Actor("system", None, event.payload["by"]))


def _named(event: Event) -> list[Any]:
    ids = [UUID(id) for id in event.payload["changes"]]
    return list(Interaction.select().where(Interaction.id.in_(ids)).order_by(Interaction.lead_id))


def _put_back(changes: list[Any]) -> None:
    ids = [change.lead_id for change in changes]
    now = dict(Lead.select(Lead.id, Lead.status).where(Lead.id.in_(ids)).tuples()) if ids else {}
    for change in changes:
        if now.get(change.lead_id) == change.details["from"]:
            reminders.put_back_with(change)


def _follow(change: Any) -> None:
    if change.details["to"] == "lost":
        reminders.close_with(change)


def _changes_of(made: Any) -> list[Any]:
    """What a bulk change has changed of whose status; nothing when it was about something else."""
    ids = [part.change_id for part in BulkChangeLead.of(made.id)] if made.kind == "status" else []
    return (
        list(Interaction.select().where(Interaction.id.in_(ids)).order_by(Interaction.lead_id)) if ids else []
    )
