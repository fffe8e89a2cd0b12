"""Where a day lies in its month, and a week in its year, counted from both ends (RFC 5545, 3.3.10)."""

from __future__ import annotations

import calendar
from datetime import date


def from_both_ends(position: int, length: int) -> set[int]:
    """The first of seven is also the seventh last: 1 and -7."""
    return {position, position - length - 1}


def days_of_month(day: date) -> int:
    """How many the day's month has."""
    return calendar.monthrange(day.year, day.month)[1]


def week_numbers(day: date, week_start: int) -> set[int]:
    """The number of the day's week in the year that this week is counted to, from both ends."""
    near = (day.year + 1, day.year, day.year - 1)
    year = next(one for one in near if day.toordinal() >= first_week(one, week_start))
    first, after = first_week(year, week_start), first_week(year + 1, week_start)
    return from_both_ends((day.toordinal() - first) // 7 + 1, (after - first) // 7)


def first_week(year: int, week_start: int) -> int:
    """The ordinal of the day with which the year's first week begins, the first that has four days in it."""
    fourth = date(min(max(year, 1), 9999), 1, 4)
    return fourth.toordinal() - (fourth.weekday() - week_start) % 7
