"""What stands in the calendars of one mailbox at Microsoft, kept in memory, and what has changed there since when."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

Words = dict[str, Any]
Span = tuple[datetime, datetime]


class NotThere(Exception):
    """No such calendar or event."""


@dataclass
class Calendar:
    """`words` are those of Microsoft's `calendar`."""

    id: str
    words: Words


@dataclass
class Event:
    """A single event, a whole series, or a part of one; `words` are those of Microsoft's `event`, times in UTC."""

    number: int
    calendar: str
    words: Words
    changed: int
    # Its id changes when it goes to another calendar; the immutable one does not.
    moves: int = 0
    series: Event | None = None
    parts: list[Event] = field(default_factory=list)

    def id(self, *, immutable: bool) -> str:
        """By the kind of id that was asked for."""
        return f"AAkALg{self.number:010x}AA" if immutable else f"AAMkAG{self.number:010x}{self.moves:02x}AA="

    @property
    def etag(self) -> str:
        """As changeKey too; a part has that of its series."""
        return f'W/"{(self.series or self).changed:012x}=="'

    @property
    def span(self) -> Span:
        """In UTC; of a whole series its first part's."""
        return read_time(self.words["start"]), read_time(self.words["end"])

    def touches(self, window: Span) -> bool:
        """Whether it, or a part of it, takes place inside."""
        if self.parts:
            return any(part.touches(window) for part in self.parts)
        starts_at, ends_at = self.span
        return starts_at < window[1] and ends_at > window[0]


@dataclass(frozen=True)
class Gone:
    """An event that is not to be seen in a calendar, or in a window of it, any more."""

    event: Event


def read_time(words: Words) -> datetime:
    """Microsoft's dateTimeTimeZone, in UTC."""
    return datetime.fromisoformat(words["dateTime"]).replace(tzinfo=UTC)


def write_time(at: datetime) -> Words:
    """The other way."""
    return {"dateTime": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": "UTC"}


class Mailbox:
    """Its owner's hands: add, change, move and take away, as in Outlook. `clock` counts changes, `tell` hears them."""

    def __init__(self, tell: Callable[[Event, str], None]) -> None:
        self.clock = 1
        self._tell = tell
        self._numbers = itertools.count(1)
        self.calendars: dict[str, Calendar] = {}
        self._events: dict[int, Event] = {}
        # Events that are gone from a calendar, since when.
        self._gone: list[tuple[int, str, Gone]] = []
        self.add_calendar("Calendrier", isDefaultCalendar=True, hexColor="#0078d4")

    def add_calendar(self, name: str, **words: Any) -> str:
        """Its id."""
        id = f"AQMkAD{next(self._numbers):06d}="
        plain = {
            "color": "auto",
            "hexColor": "",
            "isDefaultCalendar": False,
            "canEdit": True,
            "canShare": True,
        }
        self.calendars[id] = Calendar(id, {"id": id, "name": name, **plain, **words})
        return id

    def remove_calendar(self, id: str) -> None:
        """With all that stands in it."""
        del self.calendars[id]
        self._events = {one.number: one for one in self._events.values() if one.calendar != id}

    def add(self, calendar: str, starts_at: datetime, ends_at: datetime, **words: Any) -> Event:
        """A single event."""
        self._need(calendar)
        times = {"start": write_time(starts_at), "end": write_time(ends_at)}
        event = Event(
            next(self._numbers), calendar, {"type": "singleInstance", **times, **words}, self._tick()
        )
        event.words.setdefault("iCalUId", f"040000008200E00074C5B7101A82E008{event.number:016X}")
        self._events[event.number] = event
        self._tell(event, "created")
        return event

    def add_days(self, calendar: str, first: date, days: int, zone: str, **words: Any) -> Event:
        """An event of whole days, entered in a zone, by the name that Windows or IANA gives it."""
        starts_at = datetime.combine(first, time(), UTC)
        named = {"isAllDay": True, "originalStartTimeZone": zone, "originalEndTimeZone": zone}
        return self.add(calendar, starts_at, starts_at + timedelta(days=days), **named, **words)

    def add_series(
        self, calendar: str, starts_at: datetime, ends_at: datetime, parts: int, **words: Any
    ) -> Event:
        """A daily one."""
        pattern = {
            "pattern": {"type": "daily", "interval": 1},
            "range": {"type": "numbered", "numberOfOccurrences": parts, "startDate": f"{starts_at:%Y-%m-%d}"},
        }
        whole = self.add(calendar, starts_at, ends_at, recurrence=pattern, **words)
        whole.words["type"] = "seriesMaster"
        for number in range(parts):
            later = timedelta(days=number)
            times = {"start": write_time(starts_at + later), "end": write_time(ends_at + later)}
            part = Event(
                next(self._numbers), calendar, {"type": "occurrence", **times}, whole.changed, series=whole
            )
            part.words["iCalUId"] = f"{whole.words['iCalUId']}{number:02X}"
            whole.parts.append(part)
            self._events[part.number] = part
        return whole

    def change(self, event: Event, **words: Any) -> None:
        """A part becomes an exception: its series is told of as changed, not the part by itself."""
        event.words |= words
        event.changed = self._tick()
        if event.series:
            event.words["type"] = "exception"
            event.series.changed = event.changed
        self._tell(event.series or event, "updated")

    def remove(self, event: Event) -> None:
        """Of a part that is taken away only the series shows it."""
        del self._events[event.number]
        for part in event.parts:
            del self._events[part.number]
        if event.series:
            event.series.parts.remove(event)
            event.series.changed = self._tick()
            self._tell(event.series, "updated")
        else:
            self._gone.append((self._tick(), event.calendar, Gone(event)))
            self._tell(event, "deleted")

    def move(self, event: Event, calendar: str) -> None:
        """Into another calendar."""
        self._need(calendar)
        self._gone.append((self._tick(), event.calendar, Gone(event)))
        event.calendar, event.moves, event.changed = calendar, event.moves + 1, self._tick()

    def find(self, calendar: str, id: str) -> Event:
        """By either kind of id."""
        self._need(calendar)
        number = int(id[6:16], 16) if id[:6] in ("AAkALg", "AAMkAG") else 0
        event = self._events.get(number)
        if (
            event is None
            or event.calendar != calendar
            or id not in (event.id(immutable=True), event.id(immutable=False))
        ):
            raise NotThere(id)
        return event

    def standing(self, calendar: str) -> Iterator[Event]:
        """Single events and whole series of a calendar."""
        self._need(calendar)
        return (one for one in self._events.values() if one.calendar == calendar and one.series is None)

    def changes(
        self, calendar: str, since: int, window: Span, *, all_parts: bool = True
    ) -> Iterator[Event | Gone]:
        """What touches the window and changed after `since`; gone is what was taken away, or changed outside of it.

        Of a changed series either all parts in the window, or it without them, or only the part that changed.
        """
        for event in list(self.standing(calendar)):
            if event.changed <= since:
                continue
            parts = [part for part in event.parts if part.touches(window)]
            if not event.touches(window):
                yield from [Gone(event)] if since else []
            elif all_parts or not since:
                yield from (event, *parts)
            else:
                yield from [part for part in parts if since < part.changed == event.changed] or [event]
        yield from (gone for at, where, gone in self._gone if where == calendar and at > since > 0)

    def _need(self, calendar: str) -> None:
        if calendar not in self.calendars:
            raise NotThere(calendar)

    def _tick(self) -> int:
        self.clock += 1
        return self.clock
