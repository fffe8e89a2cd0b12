"""What was carried in the calendar by the hand: as its form says it, and as the page that follows is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request

from filon.appointments.actions import members_of
from filon.appointments.resources import Use
from filon.dashboard.frame import voice
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _

from .meetings import HandOver

_WALL = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Carried:
    """What was moved, and what takes that back: `was` is where it began on the business's clock, `long` in minutes.

    `had` is the room or vehicle that it took then, None for none.
    `it` is None when the one who gave it away sees it no more.
    """

    it: Any
    was: datetime
    long: int | None
    over: HandOver
    had: UUID | None


def read_hand_over(typed: Mapping[str, str]) -> HandOver | None:
    """From whose column into whose; None when it stays with whom it was. Raises Invalid."""
    left, joined = typed.get("left"), typed.get("joined")
    try:
        over = HandOver(UUID(left) if left else None, UUID(joined) if joined else None)
    except ValueError:
        raise Invalid({"members": [_("Choisissez une personne de l’équipe.")]}) from None
    return over if left or joined else None


def told(found: Any, over: HandOver | None) -> dict[str, Any]:
    """What the address of the page after it says of how it stands before it is moved; see carried()."""
    asked = {"moved": found.id, "was": voice().local(found.starts_at).strftime(_WALL), "long": found.minutes}
    asked["had"] = Use.of([found.id]).get(found.id)
    if over is None:
        return asked
    # Who took part already stays when that is taken back.
    joined = None if over.joined in members_of(found) else over.joined
    return asked | {"left": over.left, "joined": joined}


def carried(shown: Iterable[Any]) -> Carried | None:
    """What was moved just before, one of those that the page shows, as its address says."""
    moved = request.args.get("moved", type=UUID)
    try:
        was = datetime.fromisoformat(request.args.get("was", ""))
    except ValueError:
        return None
    over = HandOver(request.args.get("left", type=UUID), request.args.get("joined", type=UUID))
    it = next((one for one in shown if one.id == moved), None)
    if not (it or over.joined):
        return None
    long, had = request.args.get("long", type=int), request.args.get("had", type=UUID)
    return Carried(it, was, long, over, had)
