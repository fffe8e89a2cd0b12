"""Taking two leads apart again that were made one, for thirty days; and what an erasure takes out of both."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation import access, clock, outbox
from filon.foundation.access import SYSTEM, Actor
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.fields import from_plain, plain
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.housekeeping import following
from filon.housekeeping.merges import Merge
from filon.housekeeping.merging import (
    BETWEEN_NOTES,
    CHOSEN,
    JOINED,
    MOVED,
    both_of,
    find_by_notes,
    hand_over,
    let_hang_on,
    plan_next,
)
from filon.interactions import actions as interactions
from filon.interactions import shop_orders
from filon.interactions.models import Interaction, Mention, NoteRevision
from filon.leads import actions as leads
from filon.leads.by_hand import KEPT_IN_TRASH
from filon.leads.custom_fields import enter, values_of
from filon.leads.labels import Label, LeadTag
from filon.leads.models import Lead


def undo_merge(merge: Any) -> Any:
    """Take two leads apart again, as they were; returns the one that had gone.

    What somebody has changed since in the kept one, and what came since, stays there. Raises Conflict when it is
    undone already, and when one of both is gone for good.
    """
    access.require("agent")
    who = access.actor()
    with transaction(), access.acting_as(Actor(SYSTEM.role, who.member, who.name)):
        current = locked(Merge.select().where(Merge.id == merge.id)).first()
        if current is None or not can_undo(current):
            raise Conflict(_("Ces deux fiches ne peuvent plus être séparées."))
        # What somebody writes at this moment is in both by now, and stands.
        kept, gone = both_of(Lead.select(), current.kept_id, current.gone_id)
        if gone.duplicate_of_id != kept.id or kept.trashed_at is not None:
            raise Conflict(_("La fiche réunie a changé depuis : rétablissez-la d’abord."))
        Merge.update(undone_at=clock.now()).where(Merge.id == current.id).execute()
        is_of_orders = kept.amount is not None and shop_orders.follows(kept)
        # A shell among what moved hangs on the kept lead by the same column as this one.
        for model, column in MOVED:
            let_hang_on(model, column, _moved(current, model), kept.id, gone.id)
        for model, _which in JOINED:
            hand_over(model, _moved(current, model), kept, gone)
        _let_follow(kept.id, gone.id)
        leads.change(
            gone, {"trashed_at": None, "merged_at": None, **from_plain(Lead, current.before["gone"])}
        )
        _enter_again(gone, current.before)
        if standing := _standing(kept, current):
            leads.change(kept, standing)
        for side, lead in (("kept", kept), ("gone", gone)):
            if is_of_orders and side in current.before.get("follow_orders", []):
                shop_orders.value_again(lead)
        find_by_notes(kept, gone)
        plan_next(kept, gone)
        details = {"number": gone.number, "name": gone.name, "merge": str(current.id)}
        interactions.record_parting(kept, details)
        outbox.emit("lead.parted", lead=kept.id.hex, gone=gone.id.hex)
    return Lead.find(gone.id)


def can_undo(merge: Any) -> bool:
    """Whether it is not undone, and not too long ago."""
    return merge.undone_at is None and clock.now() - merge.happened_at < KEPT_IN_TRASH


def the_merge(id: UUID) -> Any:
    merge = Merge.find(id)
    if merge is None:
        raise NotFound()
    return merge


def forget_merges(lead: Any) -> None:
    """Delete what is kept of a lead's merges, and what other leads' history says of it: it is being erased."""
    merges = list(Merge.select().where((Merge.kept_id == lead.id) | (Merge.gone_id == lead.id)))
    for merge in merges:
        other = merge.gone_id if merge.kept_id == lead.id else merge.kept_id
        _blank(other, str(merge.id))
        _take_note_out(other, lead.note)
    Merge.delete().where(Merge.id.in_([merge.id for merge in merges])).execute()


def _blank(other: UUID, merge: str) -> None:
    moments = Interaction.select().where(
        (Interaction.lead_id == other) & Interaction.kind.in_(("merged", "parted"))
    )
    for moment in moments:
        if moment.details.get("merge") == merge:
            details = {**moment.details, "name": "", "left": []}
            Interaction.update(details=details).where(Interaction.id == moment.id).execute()


def _take_note_out(other: UUID, note: str) -> None:
    """A note that was joined to another, and changed since, stayed where it was."""
    kept = Lead.find(other)
    if kept is not None and note and note in kept.note.split(BETWEEN_NOTES):
        rest = [one for one in kept.note.split(BETWEEN_NOTES) if one != note]
        leads.change(kept, {"note": BETWEEN_NOTES.join(rest)})


def _moved(merge: Any, model: Any) -> list[UUID]:
    # A table that is newer than the merge is not among them.
    return [UUID(id) for id in merge.moved.get(model._meta.table_name, [])]


def _let_follow(kept: UUID, gone: UUID) -> None:
    """What was written meanwhile to a note, a message, an appointment or a call that goes back goes with it."""
    following.let_minutes_follow(kept, gone)
    for model, moment in ((NoteRevision, NoteRevision.note_id), (Mention, Mention.message_id)):
        back = Interaction.select(Interaction.id).where(Interaction.lead_id == gone)
        model.update(lead_id=gone).where((model.lead_id == kept) & moment.in_(back)).execute()


def _enter_again(gone: Any, before: dict[str, Any]) -> None:
    """Own fields and tags that somebody has changed or taken from the kept lead: what moved is no longer there."""
    has = values_of([gone])[gone.id]
    enter(gone, {one.field: before["fields"].get(one.field.id.hex, []) for one in has if not one.rows})
    has_tags = LeadTag.select(LeadTag.tag_id).where(LeadTag.lead_id == gone.id)
    had_tags = [UUID(tag) for tag in before["tags"]]
    for tag in Label.select().where(Label.id.in_(had_tags) & ~Label.is_archived & Label.id.not_in(has_tags)):
        LeadTag.add(lead_id=gone.id, number=gone.number, tag_id=tag.id)


def _standing(kept: Any, merge: Any) -> dict[str, Any]:
    """The columns from before the merge, but for fields that somebody has changed since."""
    now = plain({name: getattr(kept, name) for name in merge.after})
    changed = {name for name, value in merge.after.items() if now[name] != value}
    changed.update(*(names for names in CHOSEN.values() if changed & set(names)))
    before = from_plain(Lead, merge.before["kept"])
    return {name: value for name, value in before.items() if name not in changed}
