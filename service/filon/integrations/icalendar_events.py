"""When the events of a calendar take their owner's time within a span, whatever stands in the calendar (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from filon.integrations.calendars import Known, NoCalendar, Span
from filon.integrations.icalendar_series import Event, Series, read_event
from filon.integrations.icalendar_text import Contents, Properties, Unreadable, events
from filon.integrations.icalendar_times import Clocks
from filon.integrations.recurrence import Patience

_LONGEST_UID = 255
# Between a day as it is written and the same day in UTC, in any zone, and an event of a day that tells no end.
_MARGIN = timedelta(days=3)


@dataclass(frozen=True)
class Reading:
    """`known` touch the window; `unread` are the UIDs of events of which something could not be read."""

    known: tuple[Known, ...]
    unread: tuple[str, ...]


@dataclass
class _Calendar:
    clocks: Clocks
    contents: Contents
    patience: Patience = field(default_factory=Patience)
    by_uid: dict[str, list[Event]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def add(self, properties: Properties) -> None:
        uid = _uid(properties)
        try:
            event = read_event(properties, self.clocks)
        except Unreadable:
            self.unread.add(uid)
            return
        if event.is_partly_read:
            self.unread.add(uid)
        self.by_uid.setdefault(uid, []).append(event)

    def reading(self, known: Iterable[Known]) -> Reading:
        """Of what was added, when all of the text was read."""
        told = tuple(known)
        return Reading(told, tuple(sorted(self.unread.union(map(_uid, self.contents.broken)))))

    def known(self, uid: str, window: Span, id: str, etag: str) -> Known:
        series = Series(self.by_uid[uid])
        starts_at, ends_at = series.first
        return Known(id, etag, uid, tuple(series.busy(window, self.patience)), starts_at, ends_at)


def of_feed(text: bytes, window: Span, zone: str) -> Reading:
    """The events of a whole calendar that touch the window, by their UID. Raises NoCalendar.

    `zone` (IANA) is where days without hours begin and end, and whose clock is meant where none is named. An id is the
    UID, an ETag changes when what is told here does.
    """
    contents = Contents()
    calendar = _Calendar(Clocks(zone, contents), contents)
    first, last = (
        (moment + by).strftime("%Y%m%d") for moment, by in zip(window, (-_MARGIN, _MARGIN), strict=True)
    )
    for properties in events(text, contents):
        if not _is_far(properties, first, last):
            calendar.add(properties)
    return calendar.reading(_touching(calendar, window))


def _touching(calendar: _Calendar, window: Span) -> Iterator[Known]:
    for uid in calendar.by_uid:
        one = calendar.known(uid, window, uid, "")
        touches = one.starts_at and one.ends_at and one.starts_at < window[1] and one.ends_at > window[0]
        if one.busy or touches:
            told = repr((one.busy, one.starts_at, one.ends_at))
            yield Known(uid, _digest(told), uid, one.busy, one.starts_at, one.ends_at)


def of_resource(text: bytes, id: str, etag: str, window: Span, zone: str) -> Reading:
    """The one event that an address of a server keeps, `known` being empty where there is none that can be read."""
    contents = Contents()
    calendar = _Calendar(Clocks(zone, contents), contents)
    try:
        for properties in events(text, contents):
            calendar.add(properties)
    except NoCalendar:
        contents.broken.append({})
    # There is one UID to an address (RFC 4791, 4.1).
    uids = list(calendar.by_uid)[:1]
    return calendar.reading(calendar.known(uid, window, id, etag) for uid in uids)


def _is_far(properties: Properties, first: str, last: str) -> bool:
    """Whether it is easily seen not to touch the days from `first` to `last`: most of a long calendar is long ago."""
    if "RRULE" in properties or "RDATE" in properties or "RECURRENCE-ID" in properties:
        return False
    start, end = _day(properties, "DTSTART"), _day(properties, "DTEND")
    if not start.isdecimal():
        return False
    return start > last or ("DURATION" not in properties and max(start, end) < first)


def _day(properties: Properties, name: str) -> str:
    return properties[name][0].value.strip()[:8] if name in properties else ""


def _uid(properties: Properties) -> str:
    """Its own, or where it has none, or one without end, one that is the same each time the calendar is read."""
    told = [one.value.strip() for one in properties.get("UID", ())][:1]
    uid = "".join(told).replace("\0", "")
    if 0 < len(uid) <= _LONGEST_UID:
        return uid
    named = uid or repr([properties.get(name) for name in ("DTSTART", "DTEND", "DURATION", "RRULE")])
    return f"without-uid-{_digest(named)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
