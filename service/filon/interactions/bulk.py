"""One change to many leads at once: each has its trace as if done by hand, and one gesture takes all of it back.

Up to MOST_CHOSEN are changed at once. A longer list is a worker's, see bulk_running.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from filon.foundation import access, clock, outbox
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.interactions import bulk_pieces
from filon.leads import tags
from filon.leads.actions import take_turn
from filon.leads.bulk_changes import BulkChange, BulkChangeLead, forget_untouched, write_down
from filon.leads.choice import MOST_CHOSEN, Choice
from filon.leads.listing import as_received, page_of
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
    with transaction():
        bulk = _begin(wanted, region)
        leads = list(locked(Lead.kept().where(Lead.number.in_(chosen)).order_by(Lead.id)))
        made = bulk_pieces.change(bulk, leads)
        write_down(bulk, [(one.lead, one.change) for one in made])
        bulk.keep(changed=len(made), skipped=len(chosen) - len(made))
        for one in made:
            _tell(bulk.kind, one, back=False)
    return bulk


def change_list(choice: Choice, asked: dict[str, str], wanted: Wanted, region: str) -> Any:
    """Do it to all leads of a list: at once when they are few, else in the background; returns the BulkChange.

    `asked` says the choice as an address does, for whoever acts later (schemas.settled()). Raises as change_leads(),
    and Conflict while another list of the business is at work.
    """
    access.require("agent")
    with transaction():
        few = page_of(as_received(choice), None, MOST_CHOSEN, (Lead.number, Lead.created_at))
        if few.after is None:
            return change_leads([lead.number for lead in few.leads], wanted, region)
        take_turn()  # two who begin at once come one after the other
        _refuse_beside()
        bulk = _begin(wanted, region, state="listing", query=urlencode(asked))
        outbox.emit("bulk.asked", bulk=bulk.id.hex)
    return bulk


def _refuse_beside(but: UUID | None = None) -> None:
    """Raise Conflict while another list is at work, whosever it is."""
    with access.seeing_all():
        others = [one for one in BulkChange.at_work() if one.id != but]
    if others:
        raise Conflict(_("Un autre changement est en cours : attendez qu’il soit terminé"))


def _begin(wanted: Wanted, region: str, **more: Any) -> Any:
    who = access.actor()
    return BulkChange.add(
        kind=wanted.kind,
        value=_read(wanted, region),
        reason=wanted.reason,
        member_id=who.member,
        member_name=who.name,
        happened_at=clock.now(),
        **more,
    )


def _read(wanted: Wanted, region: str) -> str:
    """The value as a BulkChange keeps it. Raises Invalid; a tag that is new is made, before any lead is locked."""
    if wanted.kind == "owner":
        owner = columns_of("owner", wanted.value, region)["owner_id"]
        return owner.hex if owner else ""
    if wanted.kind == "untag":
        return str(tags.tag_in_use(wanted.value).id.hex)
    if wanted.kind == "tag":
        return str(tags.tag_named(wanted.value).id.hex)
    if wanted.kind == "status" and wanted.value not in STATUSES:
        raise Invalid({"status": [f"Give one of {', '.join(STATUSES)}"]})
    return wanted.value


def undo(bulk: Any) -> Any:
    """Put every lead back that is still as the bulk change left it; returns the BulkChange.

    What somebody has changed since stays as they want it. Many are put back in the background, and so is what a worker
    is still at: it stops there. Raises Conflict when it is undone already, or too old.
    """
    access.require("agent")
    with transaction():
        take_turn()  # as beginning does, and restoring each lead, before any lead is locked
        current = locked(BulkChange.select().where(BulkChange.id == bulk.id)).first()
        if current is None or not current.can_be_undone(clock.now()):
            raise Conflict()
        if current.is_at_work or current.changed > MOST_CHOSEN:
            _refuse_beside(but=current.id)
            if current.is_at_work:
                forget_untouched(current)
            who = access.actor()
            current.keep(state="undoing", query="", place="", failure="", rows=0, total=current.changed)
            by = who.member.hex if who.member else ""
            outbox.emit("bulk.undone", bulk=current.id.hex, member=by, by=who.name)
            return current
        parts = {part.lead_id: part.change_id for part in BulkChangeLead.of(current.id)}
        restored = bulk_pieces.put_back(current, parts)
        current.keep(state="undone", undone_at=clock.now(), restored=len(restored))
        for one in restored:
            _tell(current.kind, one, back=True)
    return current


def _tell(kind: str, made: bulk_pieces.Made, *, back: bool) -> None:
    """Of leads that somebody chose one by one the same follows as of one lead; a whole list tells nobody."""
    lead = made.lead.hex
    if kind == "trash":
        outbox.emit("lead.restored" if back else "lead.trashed", lead=lead)
    elif kind == "status":
        before, after = made.details["from"], made.details["to"]
        outbox.emit("lead.status_changed", lead=lead, before=before, after=after)
    else:
        outbox.emit("lead.changed", lead=lead, columns=["owner_id" if kind == "owner" else "tags"])
