"""An event and all its repetitions, moved and cancelled ones: which spans it takes (RFC 5545, 3.8.4.4 and 3.8.5)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from filon.integrations.calendars import Span
from filon.integrations.icalendar_text import Properties, Property, Unreadable
from filon.integrations.icalendar_times import Clocks, Length, Moment, length, moved, on_wall
from filon.integrations.recurrence import LAST_WALL, Patience, Rule, TooDense, read

One = TypeVar("One")
_DAY = timedelta(days=1)
_MOST_RULES = 10


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT: `instead_of` is which of the repetitions it replaces, with `and_later` those after that too.

    A rule stands beside its end, on the wall of the start. Of one `is_partly_read` some repetitions are unknown.
    """

    start: Moment
    lasts: Length
    is_free: bool
    sequence: int
    rules: tuple[tuple[Rule, datetime], ...] = ()
    besides: tuple[tuple[Moment, Length | None], ...] = ()
    without: tuple[Moment, ...] = ()
    instead_of: Moment | None = None
    and_later: bool = False
    is_partly_read: bool = False

    @property
    def span(self) -> Span:
        return self.start.utc, self.lasts.after(self.start)


def read_event(properties: Properties, clocks: Clocks) -> Event:
    """Raises Unreadable when it cannot be told when it is."""
    if "DTSTART" not in properties:
        raise Unreadable("no beginning")
    start = clocks.moment(properties["DTSTART"][0])
    replaced = properties.get("RECURRENCE-ID", [None])[0]
    lost: list[Unreadable] = []
    rules = tuple(
        _all(properties.get("RRULE", [])[:_MOST_RULES], lambda told: [_rule(told, start, clocks)], lost)
    )
    besides = tuple(_all(properties.get("RDATE", []), clocks.periods, lost))
    # What is taken out and cannot be read stays in: rather busy than free.
    without = tuple(_all(properties.get("EXDATE", []), clocks.moments, []))
    return Event(
        start,
        _length(properties, start, clocks),
        is_free=_says(properties, "TRANSP", "TRANSPARENT") or _says(properties, "STATUS", "CANCELLED"),
        sequence=_sequence(properties),
        rules=rules,
        besides=besides,
        without=without,
        instead_of=clocks.moment(replaced) if replaced else None,
        and_later=replaced is not None and replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        is_partly_read=bool(lost),
    )


def _all(
    told: list[Property], reading: Callable[[Property], list[One]], lost: list[Unreadable]
) -> Iterator[One]:
    """What can be read of it; what can not is added to `lost`."""
    for one in told:
        try:
            yield from reading(one)
        except Unreadable as error:
            lost.append(error)


def _rule(told: Property, start: Moment, clocks: Clocks) -> tuple[Rule, datetime]:
    rule = read(told.value)
    if not rule.until:
        return rule, LAST_WALL
    until = clocks.moment(Property(rule.until, {}))
    if until.is_day:
        return rule, moved(until.wall, _DAY - timedelta(seconds=1))
    # Without a Z it is on the same wall as the start (RFC 5545, 3.3.10).
    return rule, on_wall(until.utc, start.zone) if rule.until.endswith("Z") else until.wall


def _length(properties: Properties, start: Moment, clocks: Clocks) -> Length:
    """A day where there is nothing but a date; nothing where it would end before it begins."""
    if "DTEND" in properties:
        end = clocks.moment(properties["DTEND"][0])
        if start.is_day and end.is_day:
            # Many write the same day twice, and mean that day.
            return Length(max((end.wall - start.wall).days, 1))
        return Length(rest=max(end.utc - start.utc, timedelta()))
    if "DURATION" in properties:
        return length(properties["DURATION"][0].value)
    return Length(1) if start.is_day else Length()


def _says(properties: Properties, name: str, value: str) -> bool:
    return any(one.value.strip().upper() == value for one in properties.get(name, ()))


def _sequence(properties: Properties) -> int:
    for one in properties.get("SEQUENCE", ()):
        with suppress(ValueError):
            return int(one.value[:20])
    return 0


class Series:
    """All that a calendar holds of one UID. Of several versions the newest counts, all of them where none is newer."""

    def __init__(self, events: Iterable[Event]) -> None:
        masters: list[Event] = []
        replacing: dict[datetime, Event] = {}
        for event in events:
            if event.instead_of is None:
                masters.append(event)
                continue
            known = replacing.get(event.instead_of.utc)
            if known is None or known.sequence <= event.sequence:
                replacing[event.instead_of.utc] = event
        newest = max((one.sequence for one in masters), default=0)
        self._masters = [one for one in masters if one.sequence == newest]
        self._replacing = [replacing[at] for at in sorted(replacing)]
        replaced = [one.instead_of for one in self._replacing if one.instead_of]
        # Told here once: a calendar may hold as many versions of an event as replaced repetitions.
        self._out_moments = frozenset(one.utc for one in replaced)
        self._out_days = frozenset(one.wall.date() for one in replaced if one.is_day)
        self._all_out_days = frozenset(one.wall.date() for one in replaced)
        self._later = [one for one in self._replacing if one.and_later]
        self._later_from = [one.instead_of.utc for one in self._later if one.instead_of]
        moves = (abs(one.start.utc - at) for one, at in zip(self._later, self._later_from, strict=True))
        self._margin = max(moves, default=timedelta()) + _DAY
        self._longest = max((one.lasts.at_most for one in self._later), default=timedelta())

    @property
    def first(self) -> Span:
        """From when until when the event itself is; where there are only some repetitions, the first of them."""
        return min(one.span for one in self._masters or self._replacing)

    def busy(self, window: Span, patience: Patience) -> list[Span]:
        """What it takes of the window, in order and merged; a span that reaches out of it is told whole."""
        found = [one.span for one in self._replacing if not one.is_free]
        for master in self._masters:
            try:
                found += self._repetitions(master, window, patience)
            except TooDense:
                if not master.is_free:
                    found.append((max(master.start.utc, window[0]), window[1]))
        return _merged(one for one in found if one[0] < window[1] and one[1] > window[0])

    def _repetitions(self, master: Event, window: Span, patience: Patience) -> Iterator[Span]:
        """Of those that are not replaced; a few may be outside of the window."""
        if not (master.rules or master.besides or master.without or self._replacing):
            # Most of a calendar.
            yield from () if master.is_free else (master.span,)
            return
        if master.is_free and not self._later:
            return
        is_day = master.start.is_day
        out_days = {one.wall.date() for one in master.without if one.is_day or is_day}
        out_moments = {one.utc for one in master.without}
        gone_days = self._all_out_days if is_day else self._out_days
        own = {told.utc: lasts for told, lasts in master.besides}
        for wall in self._walls(master, window, patience):
            start = Moment(wall, master.start.zone, master.start.is_day)
            at = start.utc
            if wall.date() in out_days or wall.date() in gone_days:
                continue
            if at in out_moments or at in self._out_moments:
                continue
            shown, by = self._as_of(master, at)
            if not shown.is_free:
                lasts = own.get(at) or shown.lasts
                moved_to = Moment(moved(wall, by), start.zone, start.is_day)
                yield moved_to.utc, lasts.after(moved_to)

    def _as_of(self, master: Event, at: datetime) -> tuple[Event, timedelta]:
        """What a repetition is like since the last change of all later ones, and by how much it is moved."""
        if index := bisect_left(self._later_from, at):
            one = self._later[index - 1]
            return one, one.start.utc - self._later_from[index - 1]
        return master, timedelta()

    def _walls(self, master: Event, window: Span, patience: Patience) -> Iterator[datetime]:
        """When it would begin, on the wall of its zone, if none were replaced; some may be outside of the window."""
        zone, start = master.start.zone, master.start.wall
        own = (lasts.at_most for _start, lasts in master.besides if lasts)
        longest = max(master.lasts.at_most, self._longest, *own)
        margin = self._margin
        first = moved(on_wall(window[0], zone), -longest - margin)
        last = moved(on_wall(window[1], zone), margin)
        yield start
        seen = {start}
        for told, _lasts in master.besides:
            wall = on_wall(told.utc, zone) if not told.is_day else told.wall
            if first <= wall <= last and wall not in seen:
                seen.add(wall)
                yield wall
        for rule, until in master.rules:
            for wall in rule.between(start, first, min(last, until), patience):
                if wall not in seen:
                    seen.add(wall)
                    yield wall


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
