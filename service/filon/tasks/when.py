"""When somebody means: "demain 9 h", "rappeler Samira jeudi matin", "in 2 days", "غدا 9" become a moment and the rest.

A grammar of our own, over words: a day, a time, a part of a day, in either order, or how long from now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from filon.foundation.errors import Invalid
from filon.foundation.folding import fold
from filon.foundation.i18n import _
from filon.tasks import when_words as words
from filon.tasks.when_hours import Piece
from filon.tasks.when_pieces import pieces

# Somebody who names a day and no hour wants to find it when work begins.
MORNING = time(9)
EVENING = time(18)
LONGEST = 300
# Whoever plans further ahead has mistyped the year.
FURTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class Moment:
    """`at` is UTC, to the minute; `rest` is what was written besides."""

    at: datetime
    rest: str


def read_when(text: str, now: datetime, zone: ZoneInfo) -> Moment:
    """The moment that `text` names, on the wall clock of `zone`. Raises Invalid on `when`.

    A day without an hour is nine o'clock; an hour without a day is its next coming.
    """
    told = _Told(text[:LONGEST])
    found = list(pieces(told.plain, now.astimezone(zone)))
    if not found or len(text) > LONGEST:
        raise Invalid(
            {"when": [_("Dites quand, par exemple « demain 9 h », « lundi 14 h 30 » ou « dans 3 jours ».")]}
        )
    # A day beside its hour is meant more surely than a day alone, the last one more than the first.
    main = max(found, key=lambda piece: (piece.exact is not None, _worth(piece), piece.start))
    used = [main]
    if main.exact is None and (main.day is None) != (main.clock is None):
        others = [one for one in found if one is not main and one.exact is None]
        other = next((one for one in others if _completes(main, one)), None)
        if other is not None:
            used.append(other)
            main = replace(
                main,
                day=main.day or other.day,
                clock=main.clock or other.clock,
                weekly=main.weekly or other.weekly,
            )
    return Moment(_moment(main, now, zone), told.without(used))


def _worth(piece: Piece) -> int:
    return 2 * (piece.day is not None) + (piece.clock is not None or piece.part is not None)


def _completes(main: Piece, other: Piece) -> bool:
    if main.day is None:
        return other.day is not None and other.clock is None
    return other.clock is not None and other.day is None


def _moment(piece: Piece, now: datetime, zone: ZoneInfo) -> datetime:
    if piece.exact is not None:
        at = piece.exact
    else:
        here = now.astimezone(zone)
        day, said = piece.day or here.date(), piece.clock or piece.part
        # "Aujourd’hui" and nothing more is before the day is over.
        at = _on(day, said or (EVENING if piece.day == here.date() and not piece.weekly else MORNING), zone)
        if piece.day is None and at <= now:
            at = _on(day + timedelta(days=1), said or MORNING, zone)
        elif piece.weekly and day == here.date() and (said is None or at <= now):
            at = _on(day + timedelta(days=7), said or MORNING, zone)
    if at <= now:
        raise over()
    if at - now > FURTHEST:
        raise too_far()
    return at


def over() -> Invalid:
    """Nobody can be reminded of it any more."""
    return Invalid({"when": [_("C’est déjà passé : choisissez un moment à venir.")]})


def too_far() -> Invalid:
    return Invalid({"when": [_("C’est trop loin : cinq ans au plus.")]})


def _on(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


# ── the text, as words that can be compared

_TOKEN = re.compile(r"\d+|(?:[^\W\d_]|[\u0300-\u036f\u064b-\u0655])+|[^\w\s]")
_GLUE = {fold(word) for word in words.GLUE}


class _Told:
    """A text taken apart: `plain` is its words, folded, with one space between; places lead back to the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = [(fold(one.group()), one.start(), one.end()) for one in _TOKEN.finditer(text)]
        self.plain = " ".join(plain for plain, _start, _end in self._tokens)
        self._starts: list[int] = []
        place = 0
        for plain, _start, _end in self._tokens:
            self._starts.append(place)
            place += len(plain) + 1

    def without(self, pieces: list[Piece]) -> str:
        """The text less these pieces, and less the small words that led to them."""
        gone: set[int] = set()
        for piece in pieces:
            inside = [n for n, at in enumerate(self._starts) if piece.start <= at < piece.end]
            gone |= set(inside)
            before = inside[0] - 1
            while before >= 0 and self._tokens[before][0] in _GLUE:
                gone.add(before)
                before -= 1
        kept, last = "", 0
        for n, (_plain, start, end) in enumerate(self._tokens):
            if n in gone:
                kept, last = kept + self.text[last:start], end
        rest = " ".join((kept + self.text[last:]).split()).strip(" ,;:–—-'’")
        return rest[:1].upper() + rest[1:]
