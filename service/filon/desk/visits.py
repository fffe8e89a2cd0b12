"""What led a prospect to the site, in words: the first time and the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from filon.intake.provenance import host_of, source_of_touch

_LONGEST_WORDS = 120


@dataclass(frozen=True)
class Visit:
    """`source` is a code for leads.words.source_word(), or empty; then `host` names who led here, empty for nobody."""

    source: str
    host: str
    campaign: str
    landing: str
    at: datetime | None


def visits(attribution: dict[str, Any]) -> list[Visit]:
    """The first visit and the last; one when they are the same, none when nothing is known."""
    read = [_read(touch) for which in ("first", "last") if (touch := attribution.get(which))]
    return list(dict.fromkeys(read))


def _read(touch: dict[str, Any]) -> Visit:
    # All of it comes out of a visitor's browser.
    said = {name: str(value or "")[:_LONGEST_WORDS] for name, value in touch.items()}
    source = source_of_touch(touch)
    return Visit(
        source=source,
        host="" if source else host_of(said.get("referrer", "")),
        campaign=said.get("utm_campaign", ""),
        landing=said.get("landing", ""),
        at=_moment(said.get("at", "")),
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Any year can be typed, and not each has a wall clock.
    return moment if moment.tzinfo and 2000 <= moment.year < 2100 else None
