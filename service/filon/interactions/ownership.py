"""Whose leads are when their owner leaves: nobody's, so that somebody takes them; each timeline says since when."""

from __future__ import annotations

from uuid import UUID

from filon.foundation import outbox
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.fields import plain
from filon.foundation.outbox import Event
from filon.interactions.actions import record_changes
from filon.leads.models import Lead
from filon.leads.typed import shown
from filon.tenants import members
from filon.tenants.models import Member

# A piece is a transaction of its own: visitors go between.
PIECE = 250


def release_leads(event: Event, settings: Settings) -> None:
    """Let a piece of the leads of a removed member go, unless they are back by now; the next piece follows.

    What happened keeps their name.
    """
    owner = UUID(event.payload["member"])
    if members.find(owner) is not None:
        return
    theirs = Lead.owner_id == owner
    ids = [id for (id,) in Lead.select(Lead.id).where(theirs).limit(PIECE).tuples()]
    # In the order in which others lock many leads.
    leads = list(locked(Lead.select().where(Lead.id.in_(ids) & theirs).order_by(Lead.id)))
    if not leads:
        return
    about = {
        "field": "owner",
        "to": "",
        "before": plain({"owner_id": owner}),
        "after": plain({"owner_id": None}),
        "why": "left",
        "from_name": Member.get_by_id(owner).name,
    }
    record_changes([(lead.id, "", {**about, "from": shown(lead, "owner")}) for lead in leads])
    released = [lead.id for lead in leads]
    Lead.update(owner_id=None).where(Lead.id.in_(released)).execute()
    outbox.emit("bulk.owners_changed", leads=[id.hex for id in released])
    outbox.emit("owner.left", member=owner.hex)
