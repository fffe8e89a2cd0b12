"""Every change to who is away: by each member for themself, by a manager for everybody."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from filon.foundation import access, clock
from filon.foundation.access import Actor
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.tenants import changes
from filon.tenants.absences import Absence, today
from filon.tenants.models import Member

MOST_AHEAD = 20
FURTHEST = timedelta(days=3_660)


def note_absence(member: Any, first: str, last: str) -> Any:
    """Be away from one day to another, both included, as 2026-08-03; an empty `last` is the first. Returns the change.

    Days that are noted already are noted once (None). Raises Invalid on `absence`, Forbidden for others' days.
    """
    try:
        first_on, last_on = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise Invalid({"absence": [_("Choisissez le premier et le dernier jour.")]}) from None
    if first_on > last_on:
        raise Invalid({"absence": [_("Le dernier jour vient après le premier.")]})
    if not today() <= last_on <= today() + FURTHEST:
        raise Invalid({"absence": [_("Choisissez des jours à venir, dans les dix ans.")]})
    with transaction(), _allowed(member.id):
        # Two at once: the second must see what the first noted.
        locked(Member.select().where(Member.id == member.id)).get()
        known = [one for one in Absence.not_over(today()) if one.member_id == member.id]
        if any(one.first_on <= first_on and last_on <= one.last_on for one in known):
            return None
        if len(known) >= MOST_AHEAD:
            raise Invalid({"absence": [_("Il y a déjà 20 absences à venir : retirez-en une.")]})
        absence = Absence.add(member_id=member.id, first_on=first_on, last_on=last_on)
        return changes.note("absence", absence.id, {"away": False}, {"away": True})


def end_absence(id: UUID) -> Any:
    """Be there after all on the days of this absence. Returns the change. Raises NotFound, or Forbidden."""
    with transaction():
        absence = Absence.find(id)
        if absence is None or absence.removed_at is not None:
            raise NotFound()
        return _write(absence, away=False)


def undo(change: Any) -> Any:
    """Take one of these changes back. Raises Conflict when it was changed again since."""
    with transaction():
        absence = Absence.find(change.about_id)
        if absence is None or (absence.removed_at is None) is not change.after["away"]:
            raise Conflict()
        return _write(absence, away=change.before["away"])


def _write(absence: Any, *, away: bool) -> Any:
    with _allowed(absence.member_id):
        removed_at = None if away else clock.now()
        Absence.update(removed_at=removed_at).where(Absence.id == absence.id).execute()
        return changes.note("absence", absence.id, {"away": not away}, {"away": away})


def _allowed(member: UUID) -> AbstractContextManager[None]:
    """The right to say when this member is away, for the block."""
    who = access.actor()
    if member == who.member:
        # As the system, still under their name: whoever only reads is on holiday too.
        return access.acting_as(Actor(access.SYSTEM.role, who.member, who.name))
    access.require("manager")
    return access.acting_as(who)
