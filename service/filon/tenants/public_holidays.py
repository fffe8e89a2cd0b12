"""Public holidays of a business's country, proposed as closings: the business chooses the days on which it is closed.

They come from the library `holidays`: Easter, the moon's calendar and a new law each year are no table of ours to keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from filon.foundation.i18n import language
from filon.tenants.working_time import Closing

AHEAD = timedelta(days=365)
# Country → the library's language for each of ours; where it has no Arabic, French is what people there read.
_LANGUAGES = {
    "MA": {"fr": "fr", "en": "en_US", "ar": "ar"},
    "FR": {"fr": "fr", "en": "en_US", "ar": "fr"},
}


@dataclass(frozen=True)
class Holiday:
    """A day and what it is called in the language being spoken; feasts by the moon say that they are an estimate."""

    day: date
    name: str


def holidays_after(day: date, region: str, closings: list[Closing]) -> list[Holiday]:
    """Those of the year from `day` on, in order, but for days that are closed already; none for other countries."""
    if region not in _LANGUAGES:
        return []
    last = day + AHEAD
    known = holidays.country_holidays(
        region, years=range(day.year, last.year + 1), language=_LANGUAGES[region][language()]
    )
    return [
        Holiday(one, name)
        for one, name in sorted(known.items())
        if day <= one < last and not any(first <= one <= until for first, until in closings)
    ]
