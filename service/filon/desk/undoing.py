"""Taking a change of a prospect back, whichever room made it: for thirty days, unless it was changed again since."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from filon.foundation import clock
from filon.foundation.errors import Conflict, NotFound
from filon.intake import checks
from filon.interactions import actions as interactions
from filon.interactions import customised, edits
from filon.interactions.models import Interaction
from filon.leads.by_hand import KEPT_IN_TRASH

from . import standing

# As long as the trash: whatever was done wrong is seen by then.
STANDS_FOR = KEPT_IN_TRASH


def change_of(lead: Any, id: UUID | None) -> Any:
    """The change of this lead that has this id, or None."""
    change = Interaction.find(id) if id else None
    return change if change is not None and change.lead_id == lead.id and change.kind == "change" else None


def the_change(lead: Any, id: UUID) -> Any:
    """The change of this lead that has this id. Raises NotFound."""
    change = change_of(lead, id)
    if change is None:
        raise NotFound()
    return change


def can_undo(lead: Any, change: Any, now: datetime) -> bool:
    """Whether it still stands, and not for too long."""
    if change.kind != "change" or now - change.happened_at >= STANDS_FOR or change.details.get("undone"):
        return False
    if change.details["field"] == "status":
        return bool(interactions.status_stands(lead, change.details))
    if customised.is_customised(change):
        return customised.stands(lead, change)
    return edits.stands(lead, change) if edits.is_edit(change) else checks.stands(lead, change)


def undo(lead: Any, id: UUID) -> None:
    """Raises NotFound, and Conflict when it was changed again since or stands for too long."""
    change = the_change(lead, id)
    if clock.now() - change.happened_at >= STANDS_FOR:
        raise Conflict()
    if change.details["field"] == "status":
        standing.undo_status(lead, change)
    elif customised.is_customised(change):
        customised.undo(lead, change)
    elif edits.is_edit(change):
        edits.undo(lead, change)
    else:
        checks.undo(lead, change)
