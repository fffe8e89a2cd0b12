"""One change to many leads at once: each has its trace as if done by hand, and one gesture takes all of it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import fn

from filon.foundation import access, clock
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.transactions import transaction
from filon.interactions import actions, customised, edits
from filon.interactions.models import Interaction
from filon.leads import by_hand, tags
from filon.leads.actions import take_turn
from filon.leads.bulk_changes import BulkChange, BulkChangeLead, write_down
from filon.leads.choice import MOST_CHOSEN
from filon.leads.models import LARGEST_NUMBER, STATUSES, Lead
from filon.leads.typed import columns_of


@dataclass(frozen=True)
class Wanted:
    """One of bulk_changes.KINDS. `value`: a member's id or empty for nobody; a status; the name of a tag."""

    kind: str
    value: str = ""
    reason: str = ""


def change_leads(numbers: Iterable[int], wanted: Wanted, region: str) -> Any:
    """Do it to the leads with these numbers, all in one transaction; returns the BulkChange.

    Those that are gone, that are so already, or that have as many tags as they may, are counted and left. Raises
    Invalid for more than MOST_CHOSEN and for none, and for an owner, a status or a tag that can't be.
    """
    access.require("agent")
    chosen = {number for number in numbers if 0 < number <= LARGEST_NUMBER}
    if not 0 < len(chosen) <= MOST_CHOSEN:
        raise Invalid({"numbers": [f"Give one to {MOST_CHOSEN} numbers"]})
    who = access.actor()
    with transaction():
        value = _read(wanted, region)
        leads = list(locked(Lead.kept().where(Lead.number.in_(chosen)).order_by(Lead.id)))
        made = [change for lead in leads for change in _change(lead, wanted, region)]
        bulk = BulkChange.add(
            kind=wanted.kind,
            value=value,
            reason=wanted.reason,
            member_id=who.member,
            member_name=who.name,
            happened_at=clock.now(),
            changed=len(made),
            skipped=len(chosen) - len(made),
        )
        write_down(bulk, made)
    return bulk


def _read(wanted: Wanted, region: str) -> str:
    """The value as a BulkChange keeps it. Raises Invalid; a tag that is new is made, before any lead is locked."""
    if wanted.kind == "owner":
        owner = columns_of("owner", wanted.value, region)["owner_id"]
        return owner.hex if owner else ""
    if wanted.kind == "tag":
        return str(tags.tag_named(wanted.value).id.hex)
    if wanted.kind == "status" and wanted.value not in STATUSES:
        raise Invalid({"status": [f"Give one of {', '.join(STATUSES)}"]})
    return wanted.value


def _change(lead: Any, wanted: Wanted, region: str) -> list[tuple[Any, Any]]:
    """The lead's id and that of its change; nothing when it was so already."""
    if wanted.kind == "trash":
        by_hand.trash_lead(lead)
        return [(lead.id, None)]
    if wanted.kind == "owner":
        change = edits.change_field(lead, "owner", wanted.value, region)
    elif wanted.kind == "tag":
        change = _tagged(lead, wanted.value)
    else:
        # Whoever has the status already keeps its stage and its reason.
        is_so = lead.status == wanted.value
        change = None if is_so else actions.change_status(lead, wanted.value, wanted.reason)
    return [(lead.id, change.id)] if change else []


def _tagged(lead: Any, name: str) -> Any:
    try:
        return customised.add_tag(lead, name)
    except Invalid:  # it has as many as it may
        return None


def undo(bulk: Any) -> Any:
    """Put every lead back that is still as the bulk change left it; returns the BulkChange.

    What somebody has changed since stays as they want it. Raises Conflict when it is undone already, or too old.
    """
    access.require("agent")
    with transaction():
        if bulk.kind == "trash":
            take_turn()  # as restoring each does, before any lead is locked
        current = locked(BulkChange.select().where(BulkChange.id == bulk.id)).first()
        if current is None or not current.can_be_undone(clock.now()):
            raise Conflict()
        parts = {part.lead_id: part.change_id for part in BulkChangeLead.of(current.id)}
        leads = list(locked(Lead.select().where(Lead.id.in_(list(parts))).order_by(Lead.id)))
        changes = _standing_changes(parts)
        restored = sum(_put_back(lead, current, changes.get(parts[lead.id])) for lead in leads)
        now = clock.now()
        BulkChange.update(undone_at=now, restored=restored).where(BulkChange.id == current.id).execute()
        current.undone_at, current.restored = now, restored
    return current


def _standing_changes(parts: dict[Any, Any]) -> dict[Any, Any]:
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


def _put_back(lead: Any, bulk: Any, change: Any) -> bool:
    """Whether it is as before now; nothing is written otherwise."""
    if bulk.kind == "trash":
        # Whoever went there again later, or into another lead, is not there by this.
        if lead.trashed_at is None or lead.merged_at is not None or lead.trashed_at > bulk.happened_at:
            return False
        by_hand.restore_lead(lead)
        return True
    if lead.trashed_at is not None or change is None:
        return False
    undo_one = {"owner": edits.undo, "tag": customised.undo, "status": actions.undo_change}[bulk.kind]
    try:
        undo_one(lead, change)
    except (Conflict, NotFound, Invalid):  # changed by a request, or a stage or a tag is gone
        return False
    return True
