"""What a change of status does to what is planned: who is abandoned is to be called no more, and back with its undoing.

Whoever became a client may have more to come, so their reminders are asked about, never closed by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from filon.foundation.errors import Conflict
from filon.foundation.transactions import transaction
from filon.interactions import actions as interactions
from filon.interactions import bulk
from filon.interactions.models import Interaction
from filon.leads.bulk_changes import BulkChangeLead
from filon.leads.models import Lead

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


def close_reminders(lead: Any, change: Any) -> None:
    """Close what is still planned for a lead, as a part of the change that settled it: undoing that brings it back.

    Raises Conflict when it was changed again since.
    """
    if change.details.get("to") not in ("won", "lost") or not interactions.status_stands(lead, change):
        raise Conflict()
    reminders.close_with(change)


def change_many(numbers: Iterable[int], wanted: bulk.Wanted, region: str) -> Any:
    """As bulk.change_leads(); with the reminders of those who are abandoned."""
    with transaction():
        made = bulk.change_leads(numbers, wanted, region)
        for change in _changes_of(made):
            _follow(change)
    return made


def undo_many(made: Any) -> Any:
    """As bulk.undo(); with the reminders of those who are back."""
    with transaction():
        undone = bulk.undo(made)
        changes = _changes_of(undone)
        ids = [change.lead_id for change in changes]
        now = dict(Lead.select(Lead.id, Lead.status).where(Lead.id.in_(ids)).tuples()) if ids else {}
        for change in changes:
            if now.get(change.lead_id) == change.details["from"]:
                reminders.put_back_with(change)
    return undone


def _follow(change: Any) -> None:
    if change.details["to"] == "lost":
        reminders.close_with(change)


def _changes_of(made: Any) -> list[Any]:
    """What a bulk change has changed of whose status; nothing when it was about something else."""
    ids = [part.change_id for part in BulkChangeLead.of(made.id)] if made.kind == "status" else []
    return (
        list(Interaction.select().where(Interaction.id.in_(ids)).order_by(Interaction.lead_id)) if ids else []
    )
