"""Where a row stands in an order by a moment and then by its id, as text that an API hands out: a page ends there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID


def place_of(at: datetime, id: UUID) -> str:
    """The place, as after() takes it: also once the row was moved elsewhere."""
    return f"{at.isoformat()}~{id.hex}"


def after(moment: Any, id: Any, place: str) -> Any:
    """The condition for what comes after a place. Raises ValueError for a text that is none."""
    said, _tilde, last = place.partition("~")
    at = datetime.fromisoformat(said)
    if at.tzinfo is None:
        raise ValueError(place)
    try:
        at = at.astimezone(UTC)
    except OverflowError as error:  # at the calendar's ends there is no moment
        raise ValueError(place) from error
    return (moment > at) | ((moment == at) & (id > UUID(last)))
