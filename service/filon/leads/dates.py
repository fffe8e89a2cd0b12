"""Days as people write them: 3/5/2026, 2026-05-03, 3 mai 2026, May 3 2026, 3 ماي."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel.dates import get_month_names

from filon.foundation import clock
from filon.foundation.folding import fold
from filon.foundation.i18n import LANGUAGES

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
# The day comes first: nobody among those who use this writes otherwise.
_FIGURES = re.compile(r"(\d{1,2})[./\s-](\d{1,2})(?:[./\s-](\d{4}|\d{2}))?")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:er|st|nd|rd|th)?\s+)?(?:de\s+)?([^\W\d_]+)\.?(?:\s+(\d{1,2}),?)?(?:\s+(\d{4}))?"
)


def read_day(typed: str) -> date | None:
    """The day that was typed, or None. A year that is left out is this one; two figures of one are of this century."""
    text = " ".join(fold(typed).split())
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _FIGURES.fullmatch(text):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    found = _NAMED.fullmatch(text)
    if found is None or found[2] not in _months() or (found[1] is None) == (found[3] is None):
        return None
    return _day(_year(found[4]), _months()[found[2]], int(found[1] or found[3]))


def _year(written: str | None) -> int:
    if written is None:
        return clock.now().year
    return int(written) if len(written) == 4 else 2000 + int(written)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


@cache
def _months() -> dict[str, int]:
    """Folded names and short names of the months in all our languages; Arabic as in the Maghreb and in the East."""
    names: dict[str, int] = {}
    for locale in (*LANGUAGES, "ar_MA", "ar_EG", "ar_LB"):
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, locale=locale).items():
                names.setdefault(fold(name).rstrip("."), month)
    return names
