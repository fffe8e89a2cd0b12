"""Every addition to a lead's timeline; nothing in it is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from filon.foundation import access, clock
from filon.foundation.errors import Conflict, Invalid
from filon.foundation.i18n import _
from filon.foundation.ids import new_id
from filon.foundation.transactions import transaction
from filon.interactions.models import CALL_OUTCOMES, Interaction
from filon.leads import actions as leads
from filon.leads.contacts import clean
from filon.leads.labels import Label
from filon.leads.models import Lead

LONGEST_NOTE = 20_000


def record_request(lead: Any, *, at: datetime, text: str, details: dict[str, Any]) -> Any:
    """The lead asked for something; `details` as in models.Interaction."""
    return add(lead, "request", text=text, details=details, at=at, by_member=False)


def log_call(lead: Any, outcome: str, text: str = "") -> Any:
    """A member called; `outcome` is one of CALL_OUTCOMES. Whoever answered waits no longer."""
    if outcome not in CALL_OUTCOMES:
        raise Invalid({"outcome": [f"Give one of {', '.join(CALL_OUTCOMES)}"]})
    text = _checked("text", text)
    with transaction():
        call = add(lead, "call", text=text, details={"outcome": outcome})
        leads.note_answered(lead, reached=outcome == "answered")
    return call


def change_status(lead: Any, status: str, reason: str = "", stage: Any = None) -> Any:
    """Change the status, and the stage inside it, and leave the trace of who did it, with all that undoing it needs."""
    with transaction():
        details = moved(lead, status, _stage_of(lead), stage)
        leads.change_status(lead, status, reason, stage)
        return add(lead, "change", text=reason, details=details)


def moved(lead: Any, status: str, old_stage: Any, stage: Any = None) -> dict[str, Any]:
    """What the timeline keeps of a change of status that is about to be made, with all that undoing it needs."""
    return {
        "field": "status",
        "from": lead.status,
        "to": status,
        # By name as well: a stage may be called otherwise one day, the thread tells what was said then.
        "stage_from": _as_kept(old_stage),
        "stage_to": _as_kept(stage),
        "reason_before": lead.lost_reason,
        "to_call_since_before": lead.to_call_since.isoformat() if lead.to_call_since else None,
    }


def record_change(lead: Any, field: str, before: str, after: str, /, **more: Any) -> Any:
    """A member changed one of the lead's fields; `before` and `after` as people read them, `more` for undoing it."""
    return add(lead, "change", text="", details={"field": field, "from": before, "to": after, **more})


def record_added(lead: Any) -> Any:
    """A member added the lead by hand."""
    return add(lead, "added", text="")


def record_merge(lead: Any, details: dict[str, Any]) -> Any:
    """A member made one lead of two; `details` as in models.Interaction."""
    return add(lead, "merged", text="", details=details)


def record_parting(lead: Any, details: dict[str, Any]) -> Any:
    """A member took two leads apart again that had been made one."""
    return add(lead, "parted", text="", details=details)


def record_task(lead: UUID, step: str, title: str, due_at: datetime, *, by_member: bool = True) -> Any:
    """A reminder about the lead was planned, done, moved, changed, dropped or taken back."""
    details = {"step": step, "due_at": due_at.isoformat()}
    return add(Lead(id=lead), "task", text=title, details=details, by_member=by_member)


def record_appointment(lead: UUID, step: str, title: str, about: dict[str, Any]) -> Any:
    """An appointment with the lead was booked, moved, cancelled and so on; `about` as in models.Interaction."""
    return add(Lead(id=lead), "appointment", text=title, details={"step": step, **about})


def status_stands(lead: Any, details: dict[str, Any]) -> bool:
    """Whether the lead still has the status and the stage that the change with these details gave it."""
    after = details.get("stage_to")
    return bool(lead.status == details["to"]) and (
        (lead.stage_id.hex if lead.stage_id else None) == (after["id"] if after else None)
    )


def record_imported(leads: Sequence[UUID], *, import_id: UUID, file: str) -> None:
    """These leads came with a file, by whoever acts."""
    details = {"import": import_id.hex, "file": file}
    _add_many("imported", [(lead, "", details) for lead in leads])


class Completed(NamedTuple):
    """What a file changed of one lead: its `fields` by their columns, its `changes` as models.Interaction has them."""

    lead: UUID
    fields: list[str]
    changes: list[dict[str, Any]]


def record_completed(leads: Sequence[Completed], *, import_id: UUID, file: str, undone: bool = False) -> None:
    """These leads were completed from a file, or put back as they were before it; by whoever acts."""
    about = {"import": import_id.hex, "file": file, "undone": undone}
    moments = [(one.lead, "", about | {"fields": one.fields, "changes": one.changes}) for one in leads]
    _add_many("imported", moments)


def record_trashed(leads: Sequence[UUID], details: dict[str, Any] | None = None) -> None:
    """Whoever acts put these leads into the trash; `details` as in models.Interaction."""
    _add_many("trashed", [(lead, "", details or {}) for lead in leads])


def record_restored(leads: Sequence[UUID]) -> None:
    """Whoever acts took these leads out of the trash."""
    _add_many("restored", [(lead, "", {}) for lead in leads])


def record_changes(changes: Sequence[tuple[UUID, str, dict[str, Any]]]) -> list[UUID]:
    """Of many leads one change each, as (lead, text, details); returns the ids of these changes."""
    return _add_many("change", changes)


def _add_many(kind: str, moments: Sequence[tuple[UUID, str, dict[str, Any]]]) -> list[UUID]:
    if not moments:
        return []
    who, now, count = access.actor(), clock.now(), len(moments)
    leads, texts, details = zip(*moments, strict=True)
    ids = [new_id() for _moment in moments]
    Interaction.add_columns(
        {
            "id": ids,
            "lead_id": leads,
            "kind": [kind] * count,
            "happened_at": [now] * count,
            "member_id": [who.member] * count,
            "member_name": [who.name] * count,
            "text": texts,
            "details": details,
        }
    )
    return ids


def undo_change(lead: Any, change: Any) -> Any:
    """Take a change of status back, the wait for a call included. Raises Conflict when it was changed again since."""
    details = change.details
    if not status_stands(lead, details):
        raise Conflict()
    waiting, stage = details.get("to_call_since_before"), details.get("stage_from")
    with transaction():
        undone = change_status(
            lead,
            details["from"],
            details.get("reason_before") or "",
            Label.find(UUID(stage["id"])) if stage else None,
        )
        if waiting:
            leads.wait_again(lead, datetime.fromisoformat(waiting))
        return undone


def _stage_of(lead: Any) -> Any:
    return Label.find(lead.stage_id) if lead.stage_id else None


def _as_kept(stage: Any) -> dict[str, str] | None:
    return {"id": stage.id.hex, "name": stage.name} if stage else None


def _checked(name: str, text: str) -> str:
    text = clean(text).strip()
    if len(text) > LONGEST_NOTE:
        raise Invalid({name: [_("C’est trop long : 20 000 signes au plus.")]})
    return text


def add(
    lead: Any,
    kind: str,
    *,
    text: str,
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
    by_member: bool = True,
    id: UUID | None = None,
) -> Any:
    """One moment more of the lead's timeline, by the one who acts; `details` as in models.Interaction."""
    who = access.actor()
    with transaction():
        return Interaction.add(
            id=id or new_id(),
            lead_id=lead.id,
            kind=kind,
            happened_at=at or clock.now(),
            member_id=who.member if by_member else None,
            member_name=who.name if by_member else "",
            text=text,
            details=details or {},
        )
