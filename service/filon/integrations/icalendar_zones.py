"""Time zones that calendars name, or describe themselves (VTIMEZONE: RFC 5545, 3.6.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from filon.integrations.icalendar_text import Properties, Unreadable
from filon.integrations.recurrence import FIRST_WALL, LAST_WALL, Patience, Rule, TooDense, read

_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_WALL = "%Y%m%dT%H%M%S"
_MOST_OBSERVANCES = 200


@lru_cache(maxsize=1000)
def named(name: str) -> ZoneInfo | None:
    """By its IANA name, with or without a path before it (/example.org/20260101_1/Europe/Paris), or Windows'."""
    tails = ["/".join(name.split("/")[-count:]) for count in (3, 2, 1)] if name.startswith("/") else [name]
    for one in tails:
        try:
            return ZoneInfo(WINDOWS_TO_OLSON.get(one, one))
        # A name that there is not is a KeyError, and "Europe" is a folder.
        except (ValueError, KeyError, OSError):
            continue
    return None


def described(observances: list[Properties]) -> tzinfo | None:
    """A zone as a calendar describes it; None where nobody can read that, or nothing is described."""
    try:
        read_ones = [_observance(one) for one in observances[:_MOST_OBSERVANCES]]
    except (Unreadable, ValueError, KeyError, IndexError):
        return None
    return Described(read_ones) if read_ones else None


@dataclass(frozen=True)
class _Observance:
    """From each of its beginnings on, on the wall as it was before, another offset from UTC."""

    start: datetime
    before: timedelta
    after: timedelta
    rules: list[Rule]
    until: datetime
    others: list[datetime]

    def beginnings(self, year: int) -> list[datetime]:
        found = [one for one in (self.start, *self.others) if one.year == year]
        first, last = FIRST_WALL.replace(year=year), min(self.until, LAST_WALL.replace(year=year))
        for rule in self.rules:
            found += rule.between(self.start, max(first, self.start), last, Patience(2000))
        return found


def _observance(told: Properties) -> _Observance:
    rules = [read(one.value) for one in told.get("RRULE", [])]
    if any(rule.frequency not in ("YEARLY", "MONTHLY") or rule.count for rule in rules):
        raise Unreadable("no rule of a country's")
    ends = [_wall(rule.until) for rule in rules if rule.until]
    return _Observance(
        _wall(told["DTSTART"][0].value),
        _offset(told["TZOFFSETFROM"][0].value),
        _offset(told["TZOFFSETTO"][0].value),
        rules,
        max(ends, default=LAST_WALL),
        [_wall(value) for one in told.get("RDATE", []) for value in one.value.split(",")],
    )


def _wall(value: str) -> datetime:
    text = value.strip()
    wall = datetime.strptime(text.removesuffix("Z") if "T" in text else f"{text}T000000", _WALL)  # noqa: DTZ007  # its zone's
    # Where a rule's end is told in UTC, it is some hours from the one on the wall; the next change never that near.
    return wall + timedelta(days=1) if text.endswith("Z") else wall


def _offset(value: str) -> timedelta:
    found = _OFFSET.fullmatch(value.strip())
    if not found or int(found[2]) > 23:
        raise Unreadable("no offset")
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size


class Described(tzinfo):
    """Only as far as utcoffset() of a wall's time: nothing here asks for more."""

    def __init__(self, observances: list[_Observance]) -> None:
        self._observances = sorted(observances, key=lambda one: one.start)
        self._years: dict[int, list[tuple[datetime, _Observance]]] = {}

    def utcoffset(self, moment: datetime | None) -> timedelta:
        wall = (moment or FIRST_WALL).replace(tzinfo=None, fold=0)
        for year in (wall.year, wall.year - 1):
            for begun, one in reversed(self._changes(year)):
                # What the clocks skip is read with the offset from before.
                if wall >= begun + max(one.after - one.before, timedelta()):
                    return one.after
        earlier = [one for one in self._observances if one.start <= wall]
        return earlier[-1].after if earlier else self._observances[0].before

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, moment: datetime | None) -> str:
        return ""

    def fromutc(self, moment: datetime) -> datetime:
        about = moment + self.utcoffset(moment)
        return moment + self.utcoffset(about)

    def _changes(self, year: int) -> list[tuple[datetime, _Observance]]:
        if not 1 <= year <= 9998:
            return []
        if year not in self._years:
            found = [(begun, one) for one in self._observances for begun in _beginnings(one, year)]
            self._years[year] = sorted(found, key=lambda each: each[0])
        return self._years[year]


def _beginnings(one: _Observance, year: int) -> list[datetime]:
    try:
        return one.beginnings(year)
    except TooDense:
        return []
