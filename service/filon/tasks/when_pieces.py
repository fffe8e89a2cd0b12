"""The pieces of a text that say when: days, hours, parts of a day, and how long from now.

All of it works on folded words with one space between (when.py takes the text apart); a lone sign is a word.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from filon.foundation.folding import fold
from filon.tasks import when_words as words
from filon.tasks.repeats import months_later
from filon.tasks.when_hours import (
    BARE,
    BETWEEN,
    Piece,
    clock_at,
    hour_of,
    in_part,
    part_of_day,
    pattern,
    said,
)

_N = rf"(?P<n>\d{{1,3}}|{words.folded(words.NUMBERS)})"
_UNIT_OF = {fold(word): unit for unit, spellings in words.UNITS.items() for word in spellings}
_UNIT = words.folded(tuple(_UNIT_OF))
_PAIR_OF = {fold(word): unit for word, unit in words.TWO.items()}
_NUMBER_OF = {fold(word): number for word, number in words.NUMBERS.items()}
_MONTH_OF = {fold(word): n for n, spellings in enumerate(words.MONTHS, 1) for word in spellings}
_DAY_OF = {fold(word): n for n, spellings in enumerate(words.WEEKDAYS) for word in spellings}
_MONTH = rf"(?P<month>{words.folded(tuple(_MONTH_OF))})(?: \.)?"
_YEAR = r"(?:(?: ,)? (?P<year>\d{4}))?"
_WEEKDAY = rf"(?P<weekday>{words.folded(tuple(_DAY_OF))})"
_NEXT = words.folded(words.NEXT)
_NEXT_WEEK = words.folded(words.NEXT_WEEK)
_IN = words.folded(words.IN)
_ITH = r"(?: (?:er|ere|st|nd|rd|th))?"


_HALF = pattern(rf"{_IN} (?:une demi (?:- )?heure|half an hour|{fold('نصف ساعة')})")
_QUARTER = pattern(rf"{_IN} (?:un quart d [^\w\s] heure|a quarter of an hour|{fold('ربع ساعة')})")
_HOURS = pattern(
    rf"{_IN} (?P<n>\d{{1,3}}|une|deux) (?:h|heures?)(?: (?P<minutes>\d{{2}})| (?P<half>et demie))?"
)
_PAIR = pattern(rf"{_IN} (?P<pair>{words.folded(words.TWO)})")
_IN_UNITS = pattern(rf"{_IN} (?:{_N} )?(?P<unit>{_UNIT})")
_DATES = [
    pattern(r"(?P<year>\d{4}) - (?P<nth_month>\d{1,2}) - (?P<nth>\d{1,2})(?: t(?= \d))?"),
    pattern(rf"(?:{_WEEKDAY} )?(?:le )?(?P<nth>\d{{1,2}}){_ITH} (?:of )?{_MONTH}{_YEAR}"),
    pattern(rf"(?:{_WEEKDAY} (?:, )?)?{_MONTH} (?P<nth>\d{{1,2}})(?! (?:h|:)){_ITH}{_YEAR}"),
    pattern(r"(?P<nth>\d{1,2}) / (?P<nth_month>\d{1,2})(?: / (?P<year>\d{4}|\d{2}))?"),
    pattern(r"(?P<nth>\d{1,2}) (?P<sign>[.-]) (?P<nth_month>\d{1,2}) (?P=sign) (?P<year>\d{4})"),
    pattern(r"le (?P<nth>\d{1,2})(?= (?:a|vers|des|matin|soir)\b| \d{1,2} (?:h|:)|$)"),
]
_WEEKDAYS = [
    pattern(rf"{_WEEKDAY} (?:de )?(?:la )?(?P<week>{_NEXT_WEEK})"),
    pattern(rf"(?:la )?(?P<week>{_NEXT_WEEK}) (?:le |on )?{_WEEKDAY}"),
    pattern(rf"{_WEEKDAY} (?P<later>en huit)"),
    pattern(rf"(?:{_NEXT} )?{_WEEKDAY}(?: {_NEXT})?"),
]
_NEAR_OF = {fold(word): days for word, days in words.NEAR.items()}
_NEAR = pattern(rf"(?P<near>{words.folded(words.NEAR)})")
_SPANS: list[tuple[re.Pattern[str], Callable[[date], date]]] = [
    (pattern(words.folded(words.END_OF_NEXT_WEEK)), lambda today: _weekday(today, 4, weeks=1)),
    (
        pattern(words.folded(words.END_OF_WEEK)),
        lambda today: today + timedelta(days=(4 - today.weekday()) % 7),
    ),
    (
        pattern(words.folded(words.END_OF_MONTH)),
        lambda today: months_later(today.replace(day=1), 1) - timedelta(days=1),
    ),
    (pattern(_NEXT_WEEK), lambda today: _weekday(today, 0, weeks=1)),
    (pattern(words.folded(words.NEXT_MONTH)), lambda today: months_later(today.replace(day=1), 1)),
    (pattern(words.folded(words.WEEKEND)), lambda today: today + timedelta(days=(5 - today.weekday()) % 7)),
]
_TODAY_PART_OF = {fold(word): time(part) for word, part in words.TODAY_PARTS.items()}
_TODAY_PART = pattern(rf"(?P<part>{words.folded(words.TODAY_PARTS)})")


def pieces(plain: str, here: datetime) -> Iterator[Piece]:
    """All stretches of the words that say when, none within another."""
    place = 0
    while place < len(plain):
        piece = _piece(plain, place, here)
        if piece is not None:
            yield piece
        end = piece.end if piece is not None else plain.find(" ", place)
        place = len(plain) if end < 0 else end + 1


def _piece(plain: str, place: int, here: datetime) -> Piece | None:
    exact = _from_now(plain, place, here)
    if exact is not None:
        return exact
    day = _day(plain, place, here.date())
    if day is not None:
        return _with_clock(plain, day)
    clock = clock_at(plain, place) or part_of_day(plain, place)
    if clock is None:
        return None
    after = BETWEEN.match(plain, clock.end)
    day = _day(plain, after.end(), here.date()) if after else None
    if day is None:
        return clock if clock.clock is not None else replace(clock, clock=clock.part)
    return replace(day, start=place, clock=clock.clock or day.clock, part=clock.part or day.part)


def _with_clock(plain: str, day: Piece) -> Piece:
    """A day with the part and the hour that follow it, in either order."""
    piece = day
    for _twice in range(2):
        after = BETWEEN.match(plain, piece.end)
        if after is None:
            return piece
        if piece.clock is None:
            clock = (
                clock_at(plain, after.end())
                or (hour_of(BARE.match(plain, after.end())))
                or hour_of(BARE.match(plain, piece.end + 1))
            )
            if clock is not None:
                piece = replace(piece, end=clock.end, clock=in_part(clock.clock, piece.part))
                continue
        part = part_of_day(plain, after.end()) if piece.part is None else None
        if part is not None:
            piece = replace(piece, end=part.end, part=part.part, clock=in_part(piece.clock, part.part))
    return piece


def _from_now(plain: str, place: int, here: datetime) -> Piece | None:
    minutes = None
    if found := _HALF.match(plain, place):
        minutes = 30
    elif found := _QUARTER.match(plain, place):
        minutes = 15
    elif found := _HOURS.match(plain, place):
        minutes = 60 * _count(found["n"]) + int(found["minutes"] or 0) + (30 if found["half"] else 0)
    elif found := _PAIR.match(plain, place):
        return _later(found, _PAIR_OF[found["pair"]], 2, here)
    elif found := _IN_UNITS.match(plain, place):
        unit = _UNIT_OF[found["unit"]]
        number = words.IDIOMS.get((found["n"], unit)) or _count(found["n"] or "1")
        return _later(found, unit, number, here)
    if found is None or minutes is None:
        return None
    return _exactly(found, here.astimezone(UTC) + timedelta(minutes=minutes))


def _later(found: re.Match[str], unit: str, number: int, here: datetime) -> Piece:
    if unit in ("minute", "hour"):
        return _exactly(
            found, here.astimezone(UTC) + timedelta(minutes=number * (60 if unit == "hour" else 1))
        )
    today = here.date()
    if unit in ("day", "week"):
        day = today + timedelta(days=number * (7 if unit == "week" else 1))
    else:
        day = months_later(today, number * (12 if unit == "year" else 1))
    piece = Piece(found.start(), found.end(), day=day)
    return _with_clock(found.string, piece)


def _exactly(found: re.Match[str], at: datetime) -> Piece:
    return Piece(found.start(), found.end(), exact=at.astimezone(UTC).replace(second=0, microsecond=0))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBER_OF[text]


def _day(plain: str, place: int, today: date) -> Piece | None:
    for dated in _DATES:
        found = dated.match(plain, place)
        if found is not None and (day := _date(found.groupdict(), today)) is not None:
            return Piece(place, found.end(), day=day)
    for weekly in _WEEKDAYS:
        if found := weekly.match(plain, place):
            return _of_the_week(found, place, today)
    for span, day_of in _SPANS:
        if found := span.match(plain, place):
            return Piece(place, found.end(), day=day_of(today))
    if found := _TODAY_PART.match(plain, place):
        return Piece(place, found.end(), day=today, part=_TODAY_PART_OF[found["part"]])
    if found := _NEAR.match(plain, place):
        return Piece(place, found.end(), day=today + timedelta(days=_NEAR_OF[said(found["near"])]))
    return None


def _of_the_week(found: re.Match[str], place: int, today: date) -> Piece:
    told, weekday = found.groupdict(), _DAY_OF[found["weekday"]]
    if told.get("week"):
        return Piece(place, found.end(), day=_weekday(today, weekday, weeks=1))
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    if told.get("later"):
        return Piece(place, found.end(), day=day + timedelta(days=7))
    return Piece(place, found.end(), day=day, weekly=True)


def _weekday(today: date, weekday: int, *, weeks: int) -> date:
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def _date(told: dict[str, Any], today: date) -> date | None:
    """The date that these parts name: without a year, or a month, its next coming. None when there is no such day."""
    nth = int(told["nth"])
    month = int(told.get("nth_month") or 0) or _MONTH_OF.get(told.get("month") or "", 0)
    if year := int(told.get("year") or 0):
        return _day_of(year if year > 99 else 2000 + year, month, nth)
    if month:
        day = _day_of(today.year, month, nth)
        return day if day is not None and day >= today else _day_of(today.year + 1, month, nth) or day
    coming = (months_later(today.replace(day=1), later) for later in range(3))
    days = (_day_of(first.year, first.month, nth) for first in coming)
    return next((day for day in days if day is not None and day >= today), None)


def _day_of(year: int, month: int, nth: int) -> date | None:
    if not (1 <= year <= 9998 and 1 <= month <= 12 and 1 <= nth <= monthrange(year, month)[1]):
        return None
    return date(year, month, nth)
