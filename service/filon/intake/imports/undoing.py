"""Undoing an import, updates included: exactly what it did, but for what somebody has done since."""

from __future__ import annotations

import logging
from functools import reduce
from typing import Any

from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.fields import from_plain
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.intake.imports import own_values, work
from filon.intake.imports.models import ImportBatch, ImportChange
from filon.intake.imports.running import EMAIL, NAME, PHONE, TOGETHER, write_lead
from filon.intake.imports.written_over import Tellers
from filon.interactions.actions import Completed, record_completed, record_trashed
from filon.interactions.models import Interaction
from filon.leads import by_hand, consents
from filon.leads.actions import take_turn
from filon.leads.models import Lead

log = logging.getLogger(__name__)

_CHANGES_AT_ONCE = 100
# What is marked as unsure, by the columns that say it.
_MARKED = {"name": NAME, "phone": PHONE, "email": EMAIL, "company": {"company"}}


def undo_import(event: Event, settings: Settings) -> None:
    """Undo the import that the event names, from where it is."""
    work.step(event, "undoing", _undo)


def _undo(one: Any) -> None:
    # What it changed first: a lead that it made and completed is then as it made it.
    while True:
        with transaction():
            # The last first: of somebody whom several batches changed, each finds what it left behind.
            of_import = ImportChange.select().where(ImportChange.import_id == one.id)
            changes = list(of_import.order_by(ImportChange.id.desc()).limit(_CHANGES_AT_ONCE))
            if not changes:
                break
            _put_back(one, changes)
    while True:
        with transaction():
            batch = (
                ImportBatch.select()
                .where(ImportBatch.import_id == one.id)
                .order_by(ImportBatch.id.desc())
                .first()
            )
            if batch is None:
                break
            _trash(one, batch)
    with transaction():
        own_values.archive_made(one.choices.get("made", ()))
        work.move(one, "undoing", state="undone", finished_at=clock.now())
    log.info("import", extra={"event": "import.undone", "rows": one.counts.get("trashed", 0)})


def _put_back(one: Any, changes: list[Any]) -> None:
    take_turn()
    leads = {
        lead.id: lead
        for lead in locked(Lead.kept().where(Lead.id.in_([c.lead_id for c in changes])).order_by(Lead.id))
    }
    counts = {"put_back": 0, "partly": 0, "left": 0}
    completed: list[Completed] = []
    tellers = Tellers()
    for change in changes:
        lead = leads.get(change.lead_id)
        came_of_it = "left" if lead is None else _put_one_back(lead, change, tellers, completed)
        counts[came_of_it] += 1
    record_completed(completed, import_id=one.id, file=one.name, undone=True)
    ImportChange.delete().where(ImportChange.id.in_([change.id for change in changes])).execute()
    _count(one, **counts)


def _put_one_back(lead: Any, change: Any, tellers: Tellers, completed: list[Completed]) -> str:
    """Give a lead what it had before, as far as nobody has written over it; returns what is counted of that.

    What its timeline is to say of it goes to `completed`.
    """
    before, after = dict(change.before), dict(change.after)
    own, own_after = before.pop("own", None), after.pop("own", None)
    standing = _standing(lead, after)
    kept = set(after) - standing
    values = from_plain(Lead, {name: before[name] for name in standing})
    if "unsure" in before:
        values["unsure"] = _marks(lead, before["unsure"], after["unsure"], kept)
        kept.discard("unsure")
        standing.add("unsure")
    if "consent" in before:
        values["consent"] = consents.taken_back(lead.consent, before["consent"], after["consent"])
        kept.discard("consent")
        standing.add("consent")
    stood = {name: getattr(lead, name) for name in values}
    for name, value in values.items():
        setattr(lead, name, value)
    write_lead(lead, standing)
    own_back = own_values.put_back(lead, own, own_after) if own is not None else None
    is_own_kept = own_back is not None and not own_back.is_whole
    # When somebody was last at it is theirs, and no word of the import.
    kept.discard("last_activity_at")
    given_back = {name for name in standing if before[name] != after[name]} - {"last_activity_at", "unsure"}
    said = sorted(given_back) + (["own"] if own is not None else [])
    if not said or (said == ["own"] and is_own_kept):
        return "left"
    told = tellers.told(lead, stood, own_back.change if own_back else None)
    completed.append(Completed(lead.id, said, told))
    return "partly" if kept or is_own_kept else "put_back"


def _standing(lead: Any, after: dict[str, Any]) -> set[str]:
    """The columns that the lead still has as the import left them; those that go together do or do not together."""
    changed = {name for name in after if not by_hand.holds(lead, {name: after[name]})}
    for group in TOGETHER:
        if changed & group:
            changed |= group
    return set(after) - changed


def _marks(lead: Any, before: list[str], after: list[str], kept: set[str]) -> list[str]:
    """What is unsure of it again: what the import settled, but for what somebody has settled otherwise since."""
    if lead.unsure == after and not kept:
        return before
    settled = {mark for mark in before if mark not in after and not kept & _MARKED[mark]}
    return sorted({*lead.unsure, *settled})


def _trash(one: Any, batch: Any) -> None:
    """Put the leads of a batch into the trash, but those that somebody has done something with since."""
    take_turn()
    numbers = reduce(
        lambda one, other: one | other,
        [Lead.number.between(first, last) for first, last in batch.numbers],
    )
    all_of_it = Lead.number.between(batch.numbers[0][0], batch.numbers[-1][1])
    leads = list(locked(Lead.kept().where(all_of_it & numbers).order_by(Lead.number)))
    ids = [lead.id for lead in leads]
    # Their timeline began with the import, which may have completed them too: whatever else is in it is somebody's.
    moments = Interaction.select(Interaction.lead_id, Interaction.kind, Interaction.details)
    touched = {
        moment.lead_id
        for moment in moments.where(Interaction.lead_id.in_(ids))
        if moment.kind != "imported" or moment.details["import"] != one.id.hex
    }
    touched |= {lead.id for lead in leads if lead.next_action_at or lead.first_answered_at}
    gone = [id for id in ids if id not in touched]
    if gone:
        Lead.update(trashed_at=clock.now()).where(Lead.id.in_(gone)).execute()
        record_trashed(gone, {"import": one.id.hex, "file": one.name})
    ImportBatch.delete().where(ImportBatch.id == batch.id).execute()
    _count(one, trashed=len(gone), kept=len(touched))


def _count(one: Any, **more: int) -> None:
    counts = {**one.counts, **{name: one.counts.get(name, 0) + n for name, n in more.items()}}
    work.move(one, "undoing", counts=counts, rows=one.rows + sum(more.values()))
