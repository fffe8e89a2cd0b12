"""Some leads of a bulk change: changing them, and putting them back, with the trace of each in its timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import fn

from filon.foundation import clock
from filon.foundation.database import locked
from filon.foundation.errors import NotFound
from filon.foundation.fields import from_plain, plain
from filon.interactions.actions import (
    moved,
    record_changes,
    record_restored,
    record_trashed,
    status_stands,
)
from filon.interactions.customised import TAG
from filon.interactions.models import Interaction
from filon.leads import actions as leads_actions
from filon.leads import by_hand, tags, together
from filon.leads.labels import Label
from filon.leads.models import Lead
from filon.leads.typed import shown
from filon.tenants.models import Member


@dataclass(frozen=True)
class Made:
    """A lead that was changed; `change` is the id of the change that can be undone and `details` what it says.

    Of the trash there is neither: its trace says only who did it.
    """

    lead: UUID
    change: UUID | None
    details: dict[str, Any]


def change(bulk: Any, leads: list[Any]) -> list[Made]:
    """Do what the bulk change is to these leads, which are locked. Those that are so already are not among the made.

    Raises NotFound for a tag that is gone.
    """
    if bulk.kind == "owner":
        return _give(leads, UUID(bulk.value) if bulk.value else None)
    if bulk.kind == "untag":
        return _take_away(leads, tags.the_tag(UUID(bulk.value)))
    if bulk.kind == "tag":
        tag = tags.the_tag(UUID(bulk.value))
        return _traced((lead, "", _tagged(tag)) for lead in together.tag_all(leads, tag))
    if bulk.kind == "trash":
        # With whom an appointment is open, each is decided by itself: it would be cancelled along.
        free = [lead for lead in leads if lead.next_appointment_at is None]
        together.trash_all(free, bulk.happened_at)
        record_trashed([lead.id for lead in free])
        return [Made(lead.id, None, {}) for lead in free]
    return _move(leads, bulk.value, bulk.reason)


def _give(leads: list[Any], owner: UUID | None) -> list[Made]:
    others = [lead for lead in leads if lead.owner_id != owner]
    together.give_to(others, owner)
    return _traced(
        (
            lead,
            "",
            {
                "field": "owner",
                "from": shown(lead, "owner"),
                "to": str(owner or ""),
                "before": plain({"owner_id": lead.owner_id}),
                "after": plain({"owner_id": owner}),
            },
        )
        for lead in others
    )


def _move(leads: list[Any], status: str, reason: str) -> list[Made]:
    # Whoever has the status already keeps its stage and its reason.
    others, stages = [lead for lead in leads if lead.status != status], _stages()
    together.move_to(others, status, reason)
    return _traced((lead, reason, moved(lead, status, stages.get(lead.stage_id))) for lead in others)


def _tagged(tag: Any) -> dict[str, Any]:
    return {"field": TAG, "from": "", "to": tag.name, "tag": tag.id.hex}


def _take_away(leads: list[Any], tag: Any) -> list[Made]:
    return _traced(
        (lead, "", {**_tagged(tag), "from": tag.name, "to": ""}) for lead in together.untag_all(leads, tag)
    )


def _stages() -> dict[UUID, Any]:
    return {stage.id: stage for stage in Label.select().where(Label.kind == "stage")}


def _traced(changes: Any) -> list[Made]:
    written = [(lead.id, text, details) for lead, text, details in changes]
    ids = record_changes(written)
    return [Made(lead, id, details) for (lead, _text, details), id in zip(written, ids, strict=True)]


def put_back(bulk: Any, parts: dict[UUID, UUID | None]) -> list[Made]:
    """Put these leads back (lead → its change) as far as they still are as the bulk change left them.

    Whoever puts back what was in the trash has taken the turn before.
    """
    leads = list(locked(Lead.select().where(Lead.id.in_(list(parts))).order_by(Lead.id)))
    if bulk.kind == "trash":
        back = [lead for lead in leads if _was_trashed_by(bulk, lead)]
        together.restore_all(back)
        record_restored([lead.id for lead in back])
        return [Made(lead.id, None, {}) for lead in back]
    standing = _standing_changes(parts)
    untouched = [
        (lead, standing[change].details)
        for lead in leads
        if lead.trashed_at is None and (change := parts[lead.id]) in standing
    ]
    ways_back = {"owner": _give_back, "tag": _untag, "untag": _tag_again, "status": _move_back}
    return ways_back[bulk.kind](untouched)


def _was_trashed_by(bulk: Any, lead: Any) -> bool:
    """Whoever went there again later, or into another lead, is not there by this."""
    return (
        lead.trashed_at is not None and lead.merged_at is None and bool(lead.trashed_at <= bulk.happened_at)
    )


def _standing_changes(parts: dict[UUID, UUID | None]) -> dict[UUID, Any]:
    """Of the changes it made, by id, those after which nobody has changed the same again."""
    made = [id for id in parts.values() if id]
    began = Interaction.select(fn.MIN(Interaction.happened_at)).where(Interaction.id.in_(made)).scalar()
    if began is None:
        return {}
    since = Interaction.lead_id.in_(list(parts)) & (Interaction.kind == "change")
    newest: dict[Any, Any] = {}
    for change in (
        Interaction.select()
        .where(since & (Interaction.happened_at >= began))
        .order_by(Interaction.happened_at, Interaction.id)
    ):
        newest[change.lead_id, change.details["field"], change.details.get("tag")] = change
    return {change.id: change for change in newest.values()}


def _give_back(untouched: Sequence[tuple[Any, dict[str, Any]]]) -> list[Made]:
    working = {member.id for member in Member.working()}
    to: dict[UUID | None, list[Any]] = defaultdict(list)
    changes = []
    for lead, details in untouched:
        if not by_hand.holds(lead, details["after"]):
            continue
        owner = from_plain(Lead, details["before"])["owner_id"]
        # Whoever left meanwhile has no leads.
        to[owner if owner in working else None].append(lead)
        said = details["from"] if owner in working else ""
        changes.append((lead, "", {"field": "owner", "from": details["to"], "to": said, "undone": True}))
    for owner, leads in to.items():
        together.give_to(leads, owner)
    return _traced(changes)


def _untag(untouched: Sequence[tuple[Any, dict[str, Any]]]) -> list[Made]:
    tag = _tag_of(untouched)
    return _take_away([lead for lead, _details in untouched], tag) if tag else []


def _tag_again(untouched: Sequence[tuple[Any, dict[str, Any]]]) -> list[Made]:
    tag = _tag_of(untouched)
    again = together.tag_all([lead for lead, _details in untouched], tag) if tag else []
    return _traced((lead, "", _tagged(tag)) for lead in again)


def _tag_of(changes: Sequence[tuple[Any, dict[str, Any]]]) -> Any:
    """The tag that these are about; None for no change, and for one that is offered no more."""
    try:
        return tags.the_tag(UUID(changes[0][1]["tag"])) if changes else None
    except NotFound:
        return None


def _move_back(untouched: Sequence[tuple[Any, dict[str, Any]]]) -> list[Made]:
    stages, changes, now = _stages(), [], clock.now()
    for lead, details in untouched:
        if not status_stands(lead, details):
            continue
        stage = stages.get(UUID(kept["id"])) if (kept := details.get("stage_from")) else None
        status, reason = details["from"], details.get("reason_before")
        if stage is not None and stage.within != status:
            continue
        changes.append((lead, reason or "", moved(lead, status, stages.get(lead.stage_id), stage)))
        columns = {"status": status, "stage_id": stage and stage.id, "lost_reason": reason}
        if since := details.get("to_call_since_before"):
            columns["to_call_since"] = datetime.fromisoformat(since)
        leads_actions.change(lead, {**columns, "last_activity_at": now})
    return _traced(changes)
