"""Hours of a day as people say them: "14 h 30", "9am", "midi", "5 مساء", and parts of a day, which stand for one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from filon.foundation.folding import fold
from filon.tasks import when_words as words


@dataclass(frozen=True)
class Piece:
    """A stretch of the text that says when. `weekly`: a day of the week, which is the next one when it is over."""

    start: int
    end: int
    day: date | None = None
    clock: time | None = None
    exact: datetime | None = None
    weekly: bool = False
    # The hour that a part of the day means, for want of a better one.
    part: time | None = None


def pattern(source: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){source}(?!\S)")


_PART_OF = {fold(word): time(part) for word, part in words.PARTS.items()}
_PART = pattern(rf"(?P<part>{words.folded(words.PARTS)})")
_NAMED_OF = {fold(word): minutes for word, minutes in words.NAMED_TIMES.items()}
_NAMED = pattern(rf"(?P<named>{words.folded(words.NAMED_TIMES)})")
_HALVES = rf"(?P<half>demie?|{fold('ونصف')}|{fold('والنصف')})"
_QUARTERS = rf"(?:un |le )?(?P<quarter>quart|{fold('وربع')}|{fold('والربع')})"
_AND = rf"(?: (?:et )?(?:{_HALVES}|{_QUARTERS}))?"
_CLOCKS = [
    pattern(rf"(?P<hour>\d{{1,2}}) (?:h|heures?|:)(?: (?P<minute>\d{{2}}))?{_AND}(?: (?P<half_day>am|pm))?"),
    pattern(r"(?P<hour>\d{1,2})(?: : (?P<minute>\d{2}))? (?P<half_day>am|pm|a \. m|p \. m)(?: \.)?"),
    pattern(r"(?P<hour>\d{1,2}) o [^\w\s] clock"),
    pattern(rf"{fold('الساعة')} (?P<hour>\d{{1,2}})(?: : (?P<minute>\d{{2}}))?{_AND}"),
    pattern(
        rf"(?P<hour>\d{{1,2}}){_AND}(?= (?:{fold('صباحا')}|{fold('مساء')}|{fold('زوالا')}|{fold('بعد الظهر')})(?!\S))"
    ),
]
# A number alone is an hour only behind a day, where nothing follows it that it could count.
BARE = pattern(r"(?:(?:a|at) )?(?P<hour>\d{1,2})$")
BETWEEN = re.compile(rf"(?: {words.folded(words.GLUE)})*(?: |$)")


def said(phrase: str) -> str:
    """A phrase as the tables write it, whatever apostrophe was typed."""
    return re.sub(r" [^\w\s-] ", " . ", phrase)


def in_part(clock: time | None, part: time | None) -> time | None:
    """Five o'clock in the afternoon is seventeen."""
    if clock is None or part is None or clock.hour >= 12 or part.hour < 12:
        return clock
    return clock.replace(hour=clock.hour + 12)


def part_of_day(plain: str, place: int) -> Piece | None:
    found = _PART.match(plain, place)
    return Piece(place, found.end(), part=_PART_OF[said(found["part"])]) if found else None


def clock_at(plain: str, place: int) -> Piece | None:
    if found := _NAMED.match(plain, place):
        minutes = _NAMED_OF[found["named"]]
        return Piece(place, found.end(), clock=time(minutes // 60, minutes % 60))
    for clock in _CLOCKS:
        piece = hour_of(clock.match(plain, place))
        if piece is not None:
            return _with_part(plain, piece)
    return None


def _with_part(plain: str, piece: Piece) -> Piece:
    """An hour with "du soir" behind it."""
    after = BETWEEN.match(plain, piece.end)
    part = part_of_day(plain, after.end()) if after else None
    return replace(piece, end=part.end, clock=in_part(piece.clock, part.part)) if part else piece


def hour_of(found: re.Match[str] | None) -> Piece | None:
    if found is None:
        return None
    told = found.groupdict()
    hour, minute = int(told["hour"]), int(told.get("minute") or 0)
    minute = 30 if told.get("half") else 15 if told.get("quarter") else minute
    half_day = (told.get("half_day") or "")[:1]
    if half_day and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half_day == "p" else 0)
    if hour > 23 or minute > 59:
        return None
    return Piece(found.start(), found.end(), clock=time(hour, minute))
