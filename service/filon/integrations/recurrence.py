"""When what is repeated takes place within a span, however its rule is made, in bounded time (RFC 5545, 3.3.10).

dateutil, on which the libraries for this stand, walks from the first occurrence on until one is found, to the year
9999: for FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30 that takes 18 seconds, for MINUTELY minutes. Here only the periods that
touch the span are looked at. All times are a wall clock's, naive.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

from filon.integrations.calendar_days import days_of_month, from_both_ends, week_numbers
from filon.integrations.icalendar_text import Unreadable

# Naive, as all times here.
FIRST_WALL, LAST_WALL = datetime.min, datetime.max  # noqa: DTZ901  # wall clocks
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST_RULE = 2000
# Of an hour each, those of a year: what is denser is busy throughout. Of moments on a day likewise.
MOST_OCCURRENCES, _MOST_TIMES = 10_000, 1440
_LARGEST = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (-53, 53),
    "BYYEARDAY": (-366, 366),
    "BYMONTHDAY": (-31, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 60),
    "BYSETPOS": (-366, 366),
}
_ZERO_IS_ONE = {"BYHOUR", "BYMINUTE", "BYSECOND"}
# RFC 7529: of the calendar that everybody has.
_SAYS_NOTHING = {"RSCALE=GREGORIAN", "SKIP=OMIT"}
_PARTS = {*_LARGEST, "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}
_ABOUT_DAYS = {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"}
_SHORT = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
_LONG = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"}


class TooDense(Exception):
    """It happens so often, or takes so long to tell, that whoever asks takes it for always."""


@dataclass
class Patience:
    """How many days and hours may still be looked at, for all the rules of a calendar together.

    A thousand that come each weekday of a year need a third of it, and all of it is used up within some seconds.
    """

    left: int = 1_000_000

    def look(self, many: int) -> None:
        self.left -= many
        if self.left < 0:
            raise TooDense


@dataclass(frozen=True)
class Rule:
    """A RRULE. `until` as it stands there; `by` are the numbers of each BY… part but BYDAY's (which, weekday)."""

    frequency: str
    interval: int
    count: int | None
    until: str
    by: dict[str, frozenset[int]]
    weekdays: frozenset[tuple[int, int]]
    week_start: int

    def between(
        self, start: datetime, first: datetime, last: datetime, patience: Patience
    ) -> Iterator[datetime]:
        """Occurrences from `first` to `last`, both included, of what has begun at `start`. Raises TooDense."""
        seen = told = 0
        # Which ones count can only be told from the beginning on.
        begin = start if self.count is not None else max(start, first)
        for moments in self._periods(start, begin, last, patience):
            for moment in moments:
                if moment < start:
                    continue
                seen += 1
                if moment > last or (self.count is not None and seen > self.count):
                    return
                if moment < first:
                    continue
                told += 1
                if told > MOST_OCCURRENCES:
                    raise TooDense
                yield moment

    def _periods(
        self, start: datetime, begin: datetime, last: datetime, patience: Patience
    ) -> Iterator[list[datetime]]:
        """The occurrences of each period that touches begin…last, in order; BYSETPOS chosen."""
        for days, times in self._shapes(start, begin, last):
            patience.look(len(days) + 1)
            on = [day for day in days if self._is_on(day, start.date())]
            patience.look(len(on) * len(times))
            moments = [datetime.combine(day, at) for day in on for at in times]
            if chosen := self.by.get("BYSETPOS"):
                count = len(moments)
                at = sorted({one - 1 if one > 0 else count + one for one in chosen})
                moments = [moments[one] for one in at if 0 <= one < count]
            yield moments

    def _shapes(
        self, start: datetime, begin: datetime, last: datetime
    ) -> Iterator[tuple[list[date], list[time]]]:
        """The days of each period and the times on them."""
        if self.frequency in _SHORT:
            yield from self._short_periods(start, begin, last)
            return
        times = self._times(start)
        for day, end in self._long_periods(start.date(), begin.date(), last.date()):
            yield list(self._days(day, end, start)), times

    def _long_periods(self, start: date, begin: date, last: date) -> Iterator[tuple[date, date]]:
        """First day and the day after the last of each period, those between by the interval left out."""
        if self.frequency in ("YEARLY", "MONTHLY"):
            months = 12 if self.frequency == "YEARLY" else 1
            origin = start.year * 12 + (start.month - 1 if months == 1 else 0)
            now = begin.year * 12 + begin.month - 1
            step = months * self.interval
            at = origin + (now - origin) // step * step
            while at <= last.year * 12 + last.month - 1 and at + months <= 9999 * 12:
                yield date(at // 12, at % 12 + 1, 1), date((at + months) // 12, (at + months) % 12 + 1, 1)
                at += step
            return
        length = 7 if self.frequency == "WEEKLY" else 1
        first = start.toordinal() - ((start.weekday() - self.week_start) % 7 if length == 7 else 0)
        step = length * self.interval
        at = first + (begin.toordinal() - first) // step * step
        while at <= last.toordinal() and at >= 1 and at + length <= date.max.toordinal():
            yield date.fromordinal(at), date.fromordinal(at + length)
            at += step

    def _days(self, day: date, end: date, start: datetime) -> Iterator[date]:
        """The days from `day` to before `end`, only those of the months that are meant where that is told."""
        months = self.by.get("BYMONTH")
        if (
            not months
            and self.frequency == "YEARLY"
            and not self.weekdays
            and not self.by.keys() & _ABOUT_DAYS
        ):
            months = frozenset({start.month})
        while day < end:
            if months and day.month not in months:
                day = min(end, day.replace(day=1) + timedelta(days=days_of_month(day)))
                continue
            yield day
            day += timedelta(days=1)

    def _short_periods(
        self, start: datetime, begin: datetime, last: datetime
    ) -> Iterator[tuple[list[date], list[time]]]:
        seconds = _SHORT[self.frequency]
        origin = start.replace(second=0) if seconds > 1 else start
        origin = origin.replace(minute=0) if seconds > 60 else origin
        step = timedelta(seconds=seconds * self.interval)
        at = origin + max((begin - origin) // step, 0) * step
        if (last - at) / step > MOST_OCCURRENCES:
            raise TooDense
        while at <= last:
            if self._is_at(at, seconds):
                yield [at.date()], self._times(start, at, seconds)
            if LAST_WALL - at < step:
                return
            at += step

    def _is_at(self, at: datetime, seconds: int) -> bool:
        told = [("BYHOUR", at.hour)]
        told += [("BYMINUTE", at.minute)] if seconds < 3600 else []
        told += [("BYSECOND", at.second)] if seconds < 60 else []
        return all(value in self.by.get(name, {value}) for name, value in told)

    def _times(self, start: datetime, at: datetime | None = None, within: int = 86_400) -> list[time]:
        """The times on a day, or within the hour, minute or second that begins `at`."""
        hours = {at.hour} if at else self.by.get("BYHOUR", {start.hour})
        minutes = {at.minute} if at and within <= 60 else self.by.get("BYMINUTE", {start.minute})
        seconds = {at.second} if at and within == 1 else self.by.get("BYSECOND", {start.second})
        if len(hours) * len(minutes) * len(seconds) > _MOST_TIMES:
            raise TooDense
        parts = product(sorted(hours), sorted(minutes), sorted(seconds))
        return [time(hour, minute, second) for hour, minute, second in parts if second < 60]

    def _is_on(self, day: date, start: date) -> bool:
        """Whether the day fits all that is said of days, the first occurrence's own where nothing is."""
        by = self.by
        if "BYMONTH" in by and day.month not in by["BYMONTH"]:
            return False
        if "BYMONTHDAY" in by and not by["BYMONTHDAY"] & from_both_ends(day.day, days_of_month(day)):
            return False
        if "BYYEARDAY" in by:
            length = 366 if calendar.isleap(day.year) else 365
            if not by["BYYEARDAY"] & from_both_ends(day.timetuple().tm_yday, length):
                return False
        if "BYWEEKNO" in by and not by["BYWEEKNO"] & week_numbers(day, self.week_start):
            return False
        if self.weekdays:
            return self._is_weekday(day)
        return self._is_as_first(day, start)

    def _is_as_first(self, day: date, start: date) -> bool:
        said = self.by.keys() & {"BYMONTHDAY", "BYYEARDAY"}
        if self.frequency == "WEEKLY" or (self.frequency == "YEARLY" and "BYWEEKNO" in self.by and not said):
            return bool(said) or day.weekday() == start.weekday()
        if said or self.frequency not in ("YEARLY", "MONTHLY"):
            return True
        is_month = self.frequency == "MONTHLY" or "BYMONTH" in self.by or day.month == start.month
        return is_month and day.day == start.day

    def _is_weekday(self, day: date) -> bool:
        weekday = day.weekday()
        if (0, weekday) in self.weekdays:
            return True
        if self.frequency == "MONTHLY" or (self.frequency == "YEARLY" and "BYMONTH" in self.by):
            nth, length = day.day, days_of_month(day)
        elif self.frequency == "YEARLY":
            nth, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
        else:
            # "The second Tuesday" of a week or a day is every one.
            return any(weekday == each for _which, each in self.weekdays)
        which = {(nth - 1) // 7 + 1, -((length - nth) // 7 + 1)}
        return any((one, weekday) in self.weekdays for one in which)


def read(text: str) -> Rule:
    """A rule as it stands in RRULE; raises Unreadable."""
    if len(text) > _LONGEST_RULE:
        raise Unreadable("too long a rule")
    parts: dict[str, str] = {}
    for part in text.strip().upper().rstrip(";").split(";"):
        name, _, value = part.partition("=")
        if name.startswith("X-") or part in _SAYS_NOTHING:
            continue
        if name not in _PARTS or name in parts or not value:
            raise Unreadable("no rule that we know")
        parts[name] = value
    frequency = parts.get("FREQ", "")
    if frequency not in _LONG and frequency not in _SHORT:
        raise Unreadable("no frequency")
    by = {name: _numbers(name, parts[name]) for name in _LARGEST if name in parts}
    if parts.get("WKST", "MO") not in _DAYS:
        raise Unreadable("no weekday")
    return Rule(
        frequency,
        _number(parts.get("INTERVAL", "1"), 1, 10_000),
        _number(parts["COUNT"], 1, 10**9) if "COUNT" in parts else None,
        parts.get("UNTIL", ""),
        by,
        _weekdays(parts.get("BYDAY", "")),
        _DAYS.index(parts.get("WKST", "MO")),
    )


def _number(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,10}", text.strip()) or not least <= int(text) <= most:
        raise Unreadable("no such number")
    return int(text)


def _numbers(name: str, text: str) -> frozenset[int]:
    numbers = frozenset(_number(part, *_LARGEST[name]) for part in text.split(","))
    if 0 in numbers and name not in _ZERO_IS_ONE:
        raise Unreadable("there is no zeroth")
    return numbers


def _weekdays(text: str) -> frozenset[tuple[int, int]]:
    found = set()
    for part in text.split(",") if text else ():
        day = re.fullmatch(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", part.strip())
        if not day:
            raise Unreadable("no weekday")
        found.add((int(day[1] or 0), _DAYS.index(day[2])))
    return frozenset(found)
