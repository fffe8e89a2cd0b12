"""Opening hours: seven days from Monday, each with its spans of the day; read as people write them."""

from __future__ import annotations

import re

from filon.foundation.errors import Invalid
from filon.foundation.i18n import _, language

# Day → spans, each [opens, closes] in minutes after midnight, in order. A day that is closed has none.
Hours = list[list[list[int]]]

DAYS = 7
MOST_SPANS = 4
LONGEST = 100
MIDNIGHT = 24 * 60

# "8 h 30", "8h", "08:30", "8.30", "18"; then "-", "–", "à", "to" or nothing but a space before the next one.
_TIME = r"(\d{1,2})\s*(?:[hH:.]\s*(\d{2})?)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|—|à|to|إلى|\s)\s*{_TIME}")
_BETWEEN = re.compile(r"[\s,;/+]*(?:et|and|و)?[\s,;/+]*")
# Digits as an Arabic keyboard writes them.
_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def closed_all_week() -> Hours:
    return [[] for _day in range(DAYS)]


def read_day(text: str) -> list[list[int]]:
    """The spans in what somebody typed for one day; none when it is empty. Raises Invalid on `hours`."""
    rest = text[:LONGEST].translate(_LATIN).replace("\u00a0", " ").replace("\u202f", " ").strip()
    spans: list[list[int]] = []
    while rest:
        found = _SPAN.match(rest)
        if found is None or len(text) > LONGEST or len(spans) == MOST_SPANS:
            raise _unclear()
        opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        if not (spans[-1][1] if spans else -1) < opens < closes:
            raise Invalid({"hours": [_("La fermeture vient après l’ouverture, et les plages se suivent.")]})
        spans.append([opens, closes])
        rest = _BETWEEN.sub("", rest[found.end() :], count=1)
    return spans


def say_day(spans: list[list[int]]) -> str:
    """The spans as people write them in the language being spoken; read_day() reads it again."""
    return ", ".join(f"{_clock(opens)} – {_clock(closes)}" for opens, closes in spans)


def _minutes(hours: str, minutes: str | None) -> int:
    at = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or at > MIDNIGHT:
        raise _unclear()
    return at


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    if language() != "fr":
        return f"{hour:02d}:{minute:02d}"
    return f"{hour}\u00a0h\u00a0{minute:02d}" if minute else f"{hour}\u00a0h"


def _unclear() -> Invalid:
    return Invalid({"hours": [_("Écrivez par exemple « 8 h 30 – 12 h 30, 14 h – 18 h 30 ».")]})
