"""Changing a lead's fields by hand: each change stands in the timeline, and can be taken back from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from filon.foundation.errors import Conflict
from filon.foundation.transactions import transaction
from filon.interactions.actions import record_added, record_change
from filon.interactions.models import Interaction
from filon.leads import by_hand
from filon.leads.kinds import Rows
from filon.leads.typed import columns_of, shown
from filon.tenants import members

# How far back it is looked for who changed a field last.
LOOKED_AT = 50


@dataclass(frozen=True)
class Meanwhile:
    """What somebody else wrote into a field since it was shown: `value` as it would be typed, by whom and when."""

    value: str
    by: str
    at: datetime | None


def add_lead(typed: Mapping[str, str], region: str, own: Mapping[Any, Rows] | None = None) -> Any:
    """A new lead by hand, whose timeline begins with who added it; as by_hand.add_lead()."""
    with transaction():
        lead = by_hand.add_lead(typed, region, own)
        record_added(lead)
    return lead


def change_field(lead: Any, field: str, typed: str, region: str) -> Any:
    """Write what was typed into one of typed.FIELDS. Returns the change, or None when it makes no difference.

    Raises Conflict when somebody has written something else since the lead was read; Invalid when it can't be so.
    """
    with transaction():
        old = shown(lead, field)
        # Whoever leaves a field as it was has confirmed it at most: its parts, and how it was written, stay.
        if typed.strip() == old and field not in lead.unsure:
            return None
        after = columns_of(field, typed, region)
        before, changed = by_hand.change_columns(lead, after, {name: getattr(lead, name) for name in after})
        if not changed:
            return None
        return record_change(lead, field, old, shown(lead, field), before=before, after=changed)


def undo(lead: Any, change: Any) -> Any:
    """Put back exactly what change_field() changed. Raises Conflict when it was changed again since."""
    details = change.details
    if not is_edit(change) or _is_to_who_left(details):
        raise Conflict()
    with transaction():
        by_hand.put_back(lead, details["before"], details["after"])
        return record_change(lead, details["field"], details["to"], details["from"], undone=True)


def is_edit(change: Any) -> bool:
    """Whether a change of the timeline is one of change_field()'s, which undo() takes."""
    return "before" in change.details and "decision" not in change.details


def stands(lead: Any, change: Any) -> bool:
    """Whether the change can still be taken back."""
    details = change.details
    return is_edit(change) and by_hand.holds(lead, details["after"]) and not _is_to_who_left(details)


def _is_to_who_left(details: Mapping[str, Any]) -> bool:
    """Whether undoing the change would give the lead to somebody who works here no more."""
    owner = details["before"].get("owner_id")
    return owner is not None and members.find(UUID(owner)) is None


def meanwhile(lead: Any, field: str, typed: str, seen: str | None) -> Meanwhile | None:
    """What somebody has written into the field since a member saw `seen` there; None when nobody has, or the same.

    Who wrote it and when, as far as the timeline says.
    """
    if seen is None or shown(lead, field) in (seen, typed.strip()):
        return None
    return last_written(lead, shown(lead, field), lambda change: change.details.get("field") == field)


def standing(lead: Any) -> str:
    """Where a lead stands, as a form remembers it: its status, and the id of its stage if it is in one."""
    return f"{lead.status} {lead.stage_id}" if lead.stage_id else str(lead.status)


def status_meanwhile(lead: Any, seen: str | None) -> Meanwhile | None:
    """The status that somebody has chosen since a member saw `seen`, by whom and when; None when nobody has.

    `seen` is what standing() was then.
    """
    if seen in (None, standing(lead)):
        return None
    return last_written(lead, lead.status, lambda change: change.details.get("field") == "status")


def last_written(lead: Any, value: str, is_such: Callable[[Any], bool]) -> Meanwhile:
    """Who wrote this value and when, by the newest change that is such a one."""
    newest = (
        Interaction.of(lead.id, LOOKED_AT)
        .where(Interaction.kind == "change")
        .order_by(Interaction.happened_at.desc(), Interaction.id.desc())
    )
    change = next((one for one in newest if is_such(one)), None)
    return Meanwhile(value, change.member_name if change else "", change.happened_at if change else None)
