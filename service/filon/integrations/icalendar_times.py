"""Dates, times and lengths as calendars write them, read as moments in UTC (RFC 5545)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from filon.integrations.icalendar_text import Contents, Property, Unreadable
from filon.integrations.icalendar_zones import described, named
from filon.integrations.recurrence import FIRST_WALL, LAST_WALL

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII)
_LENGTH = re.compile(
    r"([+-]?)P(?=[\dT])(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall clock's time and the zone of that clock; `is_day` where only the date was told."""

    wall: datetime
    zone: tzinfo
    is_day: bool = False

    @property
    def utc(self) -> datetime:
        return in_utc(self.wall, self.zone)


@dataclass(frozen=True, slots=True)
class Length:
    """So many days on the wall's calendar, then so much time: a day is not always 24 hours long."""

    days: int = 0
    rest: timedelta = timedelta()

    @property
    def at_most(self) -> timedelta:
        return timedelta(days=self.days) + self.rest

    def after(self, start: Moment) -> datetime:
        """When what starts then ends, in UTC; never before."""
        begun = start.utc
        if not self.days:
            return moved(begun, self.rest)
        wall = moved(start.wall, timedelta(days=self.days))
        return max(moved(in_utc(wall, start.zone), self.rest), begun)


def in_utc(wall: datetime, zone: tzinfo) -> datetime:
    """What a zone skips is read with the offset from before, of two that are alike the first (RFC 5545, 3.3.5)."""
    try:
        return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError:
        return (LAST_WALL if wall.year > 5000 else FIRST_WALL).replace(tzinfo=UTC)


def on_wall(moment: datetime, zone: tzinfo) -> datetime:
    """What a clock of the zone shows, naive."""
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)


def moved(moment: datetime, by: timedelta) -> datetime:
    """Later or earlier, but no further than there are years."""
    try:
        return moment + by
    except OverflowError:
        return (LAST_WALL if by > timedelta() else FIRST_WALL).replace(tzinfo=moment.tzinfo)


class Clocks:
    """Reads the times of one calendar. `zone` (IANA) is its reader's: for days, and for times that name none."""

    def __init__(self, zone: str, contents: Contents) -> None:
        self._contents = contents
        self._readers: tzinfo = ZoneInfo(zone)
        self._known: dict[str, tzinfo | None] = {}

    def moment(self, told: Property) -> Moment:
        """Raises Unreadable, as everything here."""
        return self._read(told.value, told)

    def moments(self, told: Property) -> list[Moment]:
        return [self._read(value, told) for value in told.value.split(",")]

    def periods(self, told: Property) -> list[tuple[Moment, Length | None]]:
        """Of RDATE: times, and of those that are periods their own length."""
        return [self._period(value, told) for value in told.value.split(",")]

    def _period(self, value: str, told: Property) -> tuple[Moment, Length | None]:
        begun, _, ended = value.strip().partition("/")
        start = self._read(begun, told)
        if not ended:
            return start, None
        if ended.lstrip("+-")[:1] in ("P", "p"):
            return start, length(ended)
        return start, Length(rest=max(self._read(ended, told).utc - start.utc, timedelta()))

    def _read(self, value: str, told: Property) -> Moment:
        found = _TIME.fullmatch(value.strip())
        if not found:
            raise Unreadable("no time")
        year, month, day, hour, minute, second, is_utc = found.groups()
        try:
            on = date(int(year), int(month), int(day))
            if hour is None:
                return Moment(datetime.combine(on, time()), self._readers, is_day=True)
            # A leap second is nobody's appointment: the one before.
            at = time(int(hour), int(minute), 59 if second == "60" else int(second))
        except ValueError:
            raise Unreadable("no time") from None
        return Moment(datetime.combine(on, at), UTC if is_utc else self._zone(told))

    def _zone(self, told: Property) -> tzinfo:
        """As the world knows it, as Windows calls it, or as the calendar describes it.

        Else the calendar's own or the reader's: an hour beside is better than nothing at all.
        """
        name = told.parameters.get("TZID", "").strip()
        if name not in self._known:
            self._known[name] = named(name) or described(self._contents.zones.get(name, []))
        return self._known[name] or named(self._contents.zone) or self._readers


def length(value: str) -> Length:
    """Of a DURATION; of a negative one nothing. Raises Unreadable."""
    found = _LENGTH.fullmatch(value.strip().upper())
    if not found:
        raise Unreadable("no length of time")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    if found[1] == "-":
        return Length()
    return Length(weeks * 7 + days, timedelta(hours=hours, minutes=minutes, seconds=seconds))
