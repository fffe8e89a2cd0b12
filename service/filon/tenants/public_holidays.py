"""Public holidays of a business's country, proposed as closings: the business chooses the days on which it is closed.

They come from the library `holidays`: Easter, the moon's calendar and a new law each year are no table of ours to keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

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


def is_holiday(day: date, region: str) -> bool:
    """Whether it is one there; never in a country that is not known. Feasts by the moon are where they are expected."""
    return region in _LANGUAGES and day in _days_of(region, day.year)


@lru_cache(maxsize=64)
def _days_of(region: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(region, years=year))
