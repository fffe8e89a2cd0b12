"""When a reminder comes again: by the wall clock of the business, and every month of the 31st on its last day."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

REPEATS = ("day", "weekday", "week", "month", "year")


def next_time(begins_at: datetime, repeat: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment after `after` of what began then and comes again every `repeat` (one of REPEATS).

    Counted from the beginning, so that a 31st is one again after a February, and nine o'clock stays nine o'clock
    where summer time begins.
    """
    begun, past = begins_at.astimezone(zone), after.astimezone(zone).date()
    count = max(0, _count_until(begun.date(), past, repeat) - 1)
    while True:
        day = _nth(begun.date(), repeat, count)
        at = datetime.combine(day, begun.timetz().replace(tzinfo=zone)).astimezone(UTC)
        if at > after and at > begins_at and not (repeat == "weekday" and day.weekday() > 4):
            return at
        count += 1


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _nth(begun: date, repeat: str, count: int) -> date:
    if repeat in ("month", "year"):
        return months_later(begun, count * (12 if repeat == "year" else 1))
    return begun + timedelta(days=count * (7 if repeat == "week" else 1))


def _count_until(begun: date, day: date, repeat: str) -> int:
    """How many times it has come until that day, or one too many."""
    days, months = (day - begun).days, (day.year - begun.year) * 12 + day.month - begun.month
    return {"week": days // 7, "month": months, "year": day.year - begun.year}.get(repeat, days)
