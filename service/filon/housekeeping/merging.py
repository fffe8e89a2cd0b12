"""Making one lead of two: everything of both is kept; see parting.py for the way back.

The lead that goes stays as an empty shell, by which its number and its contacts lead to the one that has all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from filon.appointments.models import Appointment
from filon.foundation import access, clock, outbox
from filon.foundation.access import SYSTEM, Actor
from filon.foundation.database import locked
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.fields import plain
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.housekeeping.merges import Merge
from filon.intake.models import Submission
from filon.interactions import actions as interactions
from filon.interactions import notes, shop_orders
from filon.interactions.minutes import Minutes, Step
from filon.interactions.models import Attachment, Interaction, Mention, NoteRevision
from filon.interactions.shop_orders import ShopOrder
from filon.leads import actions as leads
from filon.leads import planning
from filon.leads.custom_fields import values_of
from filon.leads.erasure_requests import ErasureRequest
from filon.leads.fields import FieldValue
from filon.leads.labels import LeadTag
from filon.leads.models import Lead
from filon.leads.typed import shown
from filon.notifications.models import Notification
from filon.tasks.models import Task

# What both may have, and one of both is chosen for: field → its columns.
CHOSEN: dict[str, tuple[str, ...]] = {
    "name": ("first_name", "last_name"),
    "phone": ("phone", "phone_typed"),
    "email": ("email", "email_key"),
    "company": ("company",),
    "amount": ("amount", "currency"),
    "source": ("source", "source_detail"),
    "owner": ("owner_id",),
    "status": ("status", "lost_reason", "stage_id"),
}
# What is taken from the other where there is nothing.
_FILLED = ("message", "page", "attribution")
# Tables whose rows hang on a lead: each row goes along.
MOVED: tuple[tuple[Any, str], ...] = (
    (Interaction, "lead_id"),
    (Submission, "lead_id"),
    (Notification, "about_id"),
    (Task, "lead_id"),
    (Appointment, "lead_id"),
    (Minutes, "lead_id"),
    (Step, "lead_id"),
    (Attachment, "lead_id"),
    (NoteRevision, "lead_id"),
    (Mention, "lead_id"),
    (ErasureRequest, "lead_id"),
    (ShopOrder, "lead_id"),
    (Lead, "duplicate_of_id"),
)
# Of what a lead has once of each, what the kept one has not: table → the column that says which.
JOINED: tuple[tuple[Any, str], ...] = ((FieldValue, "field_id"), (LeadTag, "tag_id"))
# Notes of both stand one below the other.
BETWEEN_NOTES = "\n\n"
_AT_ONCE = 500


@dataclass(frozen=True)
class Side:
    """A field of both leads, as it would be typed; `is_same`: there is nothing to choose."""

    field: str
    kept: str
    gone: str

    @property
    def is_same(self) -> bool:
        return self.kept == self.gone

    @property
    def takes_gone(self) -> bool:
        """What is taken unless somebody chooses."""
        return not self.kept


def sides(kept: Any, gone: Any) -> list[Side]:
    """All of CHOSEN, side by side."""
    return [Side(field, _said(kept, field), _said(gone, field)) for field in CHOSEN]


def merge_leads(kept: Any, gone: Any, chosen: Mapping[str, str]) -> Any:
    """Make one lead of two; returns the Merge. `chosen`: field → "kept" or "gone", for those that are chosen.

    Values that were not taken stay in the timeline, notes are joined, and whoever waits for an answer still does.
    Where both amounts are those of their orders they are added up, whatever is chosen.
    Raises Invalid for a choice that is none, NotFound when one of both has gone meanwhile.
    """
    if kept.id == gone.id:
        raise Invalid({"with": [_("C’est la même fiche.")]})
    if any(field not in CHOSEN or side not in ("kept", "gone") for field, side in chosen.items()):
        raise Invalid({"chosen": [_("Choisissez l’une des deux valeurs.")]})
    access.require("agent")
    who = access.actor()
    # As the system, still under their name: rows of every room go along.
    with transaction(), access.acting_as(Actor(SYSTEM.role, who.member, who.name)):
        kept, gone = both_of(Lead.kept(), kept.id, gone.id)
        paid_by_both = shop_orders.sum_of(kept, gone)
        left = [
            [side.field, lost]
            for side in sides(kept, gone)
            if not (side.is_same or (side.field == "amount" and paid_by_both is not None))
            and (lost := side.kept if _takes_gone(side, chosen) else side.gone)
        ]
        left += [
            ["custom", f"{value.field.label} : {value.said}", value.field.id.hex]
            for value in _values_left(kept, gone)
        ]
        columns = _columns(kept, gone, chosen)
        if paid_by_both is not None:
            columns["amount"] = paid_by_both
        # What belongs together goes back together, or not at all: a stage is no stage of another status.
        whole = set(columns).union(*(names for names in CHOSEN.values() if columns.keys() & set(names)))
        before = {name: getattr(kept, name) for name in whole}
        after = before | columns
        own = {"duplicate_of_id": gone.duplicate_of_id, "to_call_since": gone.to_call_since}
        gone_had = {"fields": _fields_of(gone), "tags": _tags_of(gone)}
        both_had = (("kept", kept), ("gone", gone))
        follow_orders = [side for side, lead in both_had if shop_orders.follows(lead)]
        moved = {model._meta.table_name: _move(model, column, gone.id, kept.id) for model, column in MOVED}
        moved |= {model._meta.table_name: _join(model, which, gone, kept) for model, which in JOINED}
        now = clock.now()
        leads.change(kept, columns)
        plan_next(kept, gone)
        shell = {"trashed_at": now, "merged_at": now, "duplicate_of_id": kept.id, "to_call_since": None}
        leads.change(gone, shell)
        find_by_notes(kept, gone)
        merge = Merge.create(
            kept_id=kept.id,
            gone_id=gone.id,
            member_name=who.name,
            before={"kept": plain(before), "gone": plain(own), **gone_had, "follow_orders": follow_orders},
            after=plain(after),
            moved=moved,
        )
        details = {"number": gone.number, "name": gone.name, "left": left, "merge": str(merge.id)}
        interactions.record_merge(kept, details)
        outbox.emit("lead.merged", lead=kept.id.hex, gone=gone.id.hex)
    return merge


def both_of(leads: Any, kept: UUID, gone: UUID) -> tuple[Any, Any]:
    """Both as they are now, and stay: locked in one order for all, so that nobody waits for each other.

    Raises NotFound unless both are among these leads.
    """
    found = {one.id: one for one in locked(leads.where(Lead.id.in_([kept, gone])).order_by(Lead.id))}
    if len(found) < 2:
        raise NotFound()
    return found[kept], found[gone]


def _said(lead: Any, field: str) -> str:
    return str(lead.status) if field == "status" else shown(lead, field)


def _takes_gone(side: Side, chosen: Mapping[str, str]) -> bool:
    return chosen.get(side.field, "gone" if side.takes_gone else "kept") == "gone"


def _columns(kept: Any, gone: Any, chosen: Mapping[str, str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    unsure = set(kept.unsure)
    for side in sides(kept, gone):
        if _takes_gone(side, chosen):
            columns |= {name: getattr(gone, name) for name in CHOSEN[side.field]}
            unsure.discard(side.field)
            unsure |= {side.field} & set(gone.unsure)
    columns |= {
        name: getattr(gone, name) for name in _FILLED if not getattr(kept, name) and getattr(gone, name)
    }
    columns["note"] = BETWEEN_NOTES.join(dict.fromkeys(note for note in (kept.note, gone.note) if note))
    columns["consent"] = [*kept.consent, *(one for one in gone.consent if one not in kept.consent)]
    columns["unsure"] = sorted(unsure)
    columns["created_at"] = min(kept.created_at, gone.created_at)
    columns["last_activity_at"] = clock.now()
    first = _first(kept.first_answered_at, gone.first_answered_at)
    columns["first_answered_at"] = first
    # Whether that was in time is known of the one of both who was answered then.
    columns["answered_in_time"] = (kept if first == kept.first_answered_at else gone).answered_in_time
    closed = columns.get("status", kept.status) in ("won", "lost")
    columns["to_call_since"] = None if closed else _first(kept.to_call_since, gone.to_call_since)
    return {name: value for name, value in columns.items() if value != getattr(kept, name)}


def plan_next(*both: Any) -> None:
    """Each lead's next action is the sooner of its own tasks and appointments."""
    for lead in both:
        planning.plan_next(lead.id, Task.soonest(lead.id))
        planning.meet_next(lead.id, Appointment.soonest(lead.id))


def find_by_notes(*both: Any) -> None:
    """Each lead is found by the notes that hang on it now."""
    for lead in both:
        notes.index_notes(lead.id)


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _move(model: Any, column: str, source: UUID, target: UUID) -> list[str]:
    field = getattr(model, column)
    ids = [id for (id,) in model.select(model.id).where((field == source) & (model.id != target)).tuples()]
    let_hang_on(model, column, ids, source, target)
    return [id.hex for id in ids]


def let_hang_on(model: Any, column: str, ids: list[UUID], source: UUID, target: UUID) -> None:
    """Rows with these ids that hang on `source` hang on `target` from now on."""
    field = getattr(model, column)
    for start in range(0, len(ids), _AT_ONCE):
        model.update({field: target}).where(
            model.id.in_(ids[start : start + _AT_ONCE]) & (field == source)
        ).execute()


def _join(model: Any, which: str, source: Any, target: Any) -> list[str]:
    field = getattr(model, which)
    has = [id for (id,) in model.select(field).where(model.lead_id == target.id).tuples()]
    rows = model.select(model.id).where((model.lead_id == source.id) & field.not_in(has))
    ids = [id for (id,) in rows.tuples()]
    hand_over(model, ids, source, target)
    return [id.hex for id in ids]


def hand_over(model: Any, ids: list[UUID], source: Any, target: Any) -> None:
    """The same for rows that hold the lead's number too."""
    if ids:
        model.update(lead_id=target.id, number=target.number).where(
            model.id.in_(ids) & (model.lead_id == source.id)
        ).execute()


def _values_left(kept: Any, gone: Any) -> list[Any]:
    """Values that stay with the shell because the kept lead has another; who may see a field is asked when shown."""
    has = values_of([kept, gone])
    return [
        theirs
        for ours, theirs in zip(has[kept.id], has[gone.id], strict=True)
        if ours.rows and theirs.rows and ours.said != theirs.said
    ]


def _fields_of(lead: Any) -> dict[str, Any]:
    return {value.field.id.hex: value.rows for value in values_of([lead])[lead.id] if value.rows}


def _tags_of(lead: Any) -> list[str]:
    rows = LeadTag.select(LeadTag.tag_id).where(LeadTag.lead_id == lead.id)
    return [tag.hex for (tag,) in rows.tuples()]
