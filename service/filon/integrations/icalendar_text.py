"""The text of a calendar, line by line: of each event only what says when it is and whether it takes time (RFC 5545).

icalendar, which reads everything, takes a minute for the 100,000 events that fit into 5 MB; this takes seconds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from filon.integrations.calendars import NoCalendar

_WANTED = {
    *(b"UID", b"SEQUENCE", b"STATUS", b"TRANSP", b"RECURRENCE-ID"),
    *(b"DTSTART", b"DTEND", b"DURATION", b"RRULE", b"RDATE", b"EXDATE"),
    *(b"TZID", b"TZOFFSETFROM", b"TZOFFSETTO", b"X-WR-TIMEZONE"),
}
_NAME = re.compile(rb"[A-Za-z0-9-]{1,40}(?=[:;])")
# A value may be quoted, and then hold what would end it; of several the first counts.
_PARAMETER = re.compile(r';([^=;:"]+)=("[^"]*"|[^",;:]*)(?:,(?:"[^"]*"|[^",;:]*))*')
_DEEPEST = 10


class Unreadable(ValueError):
    """What stands there is no time, length, zone or rule that we know."""


@dataclass(frozen=True, slots=True)
class Property:
    value: str
    parameters: dict[str, str]


# By name, in the order in which they stand.
Properties = dict[str, list[Property]]


@dataclass(slots=True)
class Contents:
    """What is told besides the events, complete when those have been read through.

    `zones` are the observances of each VTIMEZONE by its TZID; `broken` are events that break off, as far as they go.
    """

    zone: str = ""
    zones: dict[str, list[Properties]] = field(default_factory=dict)
    broken: list[Properties] = field(default_factory=list)


def first(properties: Properties, name: str) -> Property | None:
    """The first of that name; a second one is against the standard."""
    found = properties.get(name)
    return found[0] if found else None


def events(text: bytes, contents: Contents) -> Iterator[Properties]:
    """The VEVENTs of a VCALENDAR, without what is in them; fills `contents`. Raises NoCalendar, also after some.

    Of a text that breaks off nothing is to be believed: what is missing would count as deleted.
    """
    inside: list[tuple[bytes, Properties]] = []
    observances: list[Properties] = []
    is_whole = False
    for line in _lines(text):
        found = _NAME.match(line)
        name = found[0].upper() if found else b""
        if name == b"BEGIN":
            kind = line[6:].strip().upper()
            if kind == b"VEVENT":
                contents.broken += _leave(inside, kind)
            inside.append((kind, {}))
            if inside[0][0] != b"VCALENDAR" or len(inside) > _DEEPEST:
                raise NoCalendar("it is no calendar")
            is_whole = False
        elif not inside:
            if line.strip():
                raise NoCalendar("it is no calendar")
        elif name == b"END":
            kind = line[4:].strip().upper()
            if kind != inside[-1][0]:
                contents.broken += _leave(inside, kind)
            else:
                _, properties = inside.pop()
                if kind == b"VEVENT":
                    yield properties
                elif kind in (b"STANDARD", b"DAYLIGHT"):
                    observances.append(properties)
                elif kind == b"VTIMEZONE":
                    for told in properties.get("TZID", ()):
                        contents.zones[told.value.strip()] = observances
                    observances = []
            is_whole = not inside
        elif name in _WANTED:
            told = _property(line, len(name))
            inside[-1][1].setdefault(name.decode(), []).append(told)
            if name == b"X-WR-TIMEZONE":
                contents.zone = told.value.strip()
    if not is_whole:
        raise NoCalendar("it is no calendar, or one that breaks off")


def _leave(inside: list[tuple[bytes, Properties]], kind: bytes) -> list[Properties]:
    """Go out of the innermost of that kind, if it is in any; returns the events that have no end for that."""
    kinds = [each for each, _ in inside]
    if kind not in kinds:
        return []
    innermost = len(kinds) - 1 - kinds[::-1].index(kind)
    left = [properties for each, properties in inside[innermost:] if each == b"VEVENT"]
    del inside[innermost:]
    return left


def _lines(text: bytes) -> Iterator[bytes]:
    """Without what ends them, long ones put together again (RFC 5545, 3.1)."""
    parts: list[bytes] = []
    for line in io.BytesIO(text.removeprefix(b"\xef\xbb\xbf")):
        bare = line.rstrip(b"\r\n")
        if bare[:1] in (b" ", b"\t"):
            parts.append(bare[1:])
            continue
        if parts:
            yield b"".join(parts)
        parts = [bare]
    yield b"".join(parts)


def _property(line: bytes, at: int) -> Property:
    text = line.decode("utf-8", "replace")
    parameters = {}
    while found := _PARAMETER.match(text, at):
        parameters[found[1].strip().upper()] = found[2].strip('"')
        at = found.end()
    return Property(text[at:].removeprefix(":"), parameters)
