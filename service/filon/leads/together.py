"""One write to many leads in a statement or two, where one lead takes as many. The caller has them locked.

Nothing follows these writes by itself: no event is kept of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from filon.foundation import clock, outbox
from filon.leads.labels import LeadTag, tags_of
from filon.leads.models import Lead
from filon.leads.tags import MOST_OF_A_LEAD


def give_to(leads: Iterable[Any], owner: UUID | None) -> None:
    """Let them all have this owner."""
    _write(leads, {"owner_id": owner, "last_activity_at": clock.now()})


def move_to(leads: Iterable[Any], status: str, reason: str) -> None:
    """Move them to another status, as actions.change_status() does; none of them has it."""
    columns = {
        "status": status,
        "stage_id": None,
        "lost_reason": reason or None if status == "lost" else None,
        "last_activity_at": clock.now(),
    }
    if status in ("won", "lost"):
        columns |= {"to_call_since": None, "answer_due_at": None}
    _write(leads, columns)


def tag_all(leads: list[Any], tag: Any) -> list[Any]:
    """Give them the tag; returns those that had it not. Who has as many tags as may be is left."""
    had = tags_of(leads)
    without = [
        lead
        for lead in leads
        if len(had[lead.id]) < MOST_OF_A_LEAD and tag.id not in {one.id for one in had[lead.id]}
    ]
    LeadTag.add_many([{"lead_id": lead.id, "number": lead.number, "tag_id": tag.id} for lead in without])
    _write(without, {"last_activity_at": clock.now()})
    return without


def untag_all(leads: list[Any], tag: Any) -> list[Any]:
    """Take the tag from them; returns those that had it."""
    theirs = LeadTag.lead_id.in_([lead.id for lead in leads]) & (LeadTag.tag_id == tag.id)
    had = {lead for (lead,) in LeadTag.select(LeadTag.lead_id).where(theirs).tuples()}
    LeadTag.delete().where(theirs).execute()
    untagged = [lead for lead in leads if lead.id in had]
    _write(untagged, {"last_activity_at": clock.now()})
    return untagged


def trash_all(leads: Iterable[Any], at: datetime) -> None:
    """Put them into the trash."""
    _write(leads, {"trashed_at": at})


def restore_all(leads: list[Any]) -> None:
    """Take them out of the trash, as by_hand.restore_lead() does, whose turn the caller has taken."""
    same = {lead.id: Lead.matching(lead.email_key, lead.phone) for lead in leads}
    _write(leads, {"trashed_at": None})
    for lead in leads:
        if same[lead.id]:
            _write([lead], {"duplicate_of_id": same[lead.id][0].id})
            outbox.emit("lead.restored", lead=lead.id.hex)


def _write(leads: Iterable[Any], columns: Mapping[str, Any]) -> None:
    if ids := [lead.id for lead in leads]:
        Lead.update(dict(columns)).where(Lead.id.in_(ids)).execute()
