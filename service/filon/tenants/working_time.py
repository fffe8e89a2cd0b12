"""Time that counts: what lies within a business's opening hours, on its own wall clock, outside its closings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

# As in tenants.hours, but never changed: day (0 is Monday) → spans in minutes after midnight, in order.
Week = tuple[tuple[tuple[int, int], ...], ...]
# First and last day, both closed.
Closing = tuple[date, date]

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
_ROUND_THE_CLOCK: Week = (((0, DAY // MINUTE),),) * 7


@dataclass(frozen=True)
class WorkingTime:
    """Opening hours on the clocks of `zone`. A business that never opens has said nothing: it works round the clock.

    All moments are aware; answers are UTC.
    """

    zone: ZoneInfo
    week: Week = ()
    closings: tuple[Closing, ...] = ()

    @property
    def day(self) -> timedelta:
        """What one working day is: as much as the longest day of the week has."""
        return max(sum(closes - opens for opens, closes in spans) for spans in self._week) * MINUTE

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` counts; nothing when `end` comes first."""
        # Moments of one zone are compared by their wall clocks.
        start, end, counted = start.astimezone(UTC), end.astimezone(UTC), timedelta()
        for opens, closes in self._spans(start):
            if max(opens, start) >= end:
                break
            counted += min(closes, end) - max(opens, start)
        return counted

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The first moment by which so much of the time since `start` has counted."""
        start, left = start.astimezone(UTC), length
        if left <= timedelta():
            return start
        for opens, closes in self._spans(start):
            counted = closes - max(opens, start)
            if counted >= left:
                return max(opens, start) + left
            left -= counted
        raise AssertionError("weeks go on for ever")

    def opens(self, at: datetime) -> datetime:
        """The first moment from `at` on that counts: `at` itself while it is open."""
        opens, _closes = next(self._spans(at))
        return max(opens, at.astimezone(UTC))

    def closing(self, at: datetime) -> Closing | None:
        """The closing that `at` falls into, if any; of several the one that ends last."""
        day = at.astimezone(self.zone).date()
        return max((one for one in self.closings if one[0] <= day <= one[1]), key=_last, default=None)

    @property
    def _week(self) -> Week:
        return self.week if any(self.week) else _ROUND_THE_CLOCK

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Spans in which time counts, in order, from the one on that ends after `start`."""
        week, day = self._week, start.astimezone(self.zone).date()
        while True:
            if not any(first <= day <= last for first, last in self.closings):
                for opens, closes in moments_of(week[day.weekday()], day, self.zone):
                    if closes > start:
                        yield opens, closes
            day += DAY


def _last(closing: Closing) -> date:
    return closing[1]


# Whoever asks today asks for the days that everybody asks for.
@lru_cache(maxsize=4096)
def moments_of(
    spans: tuple[tuple[int, int], ...], day: date, zone: ZoneInfo
) -> tuple[tuple[datetime, datetime], ...]:
    """One day's spans, as in Week, as moments: those that the clock leaves anything of."""
    found = ((_moment(day, opens, zone), _moment(day, closes, zone)) for opens, closes in spans)
    return tuple((opens, closes) for opens, closes in found if opens < closes)


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """When a wall clock shows so many minutes after midnight: the first time, when it does so twice.

    What it skips is the moment at which it jumps, so that later on the wall is never earlier in the world.
    """
    wall = datetime.combine(day, time()) + minutes * MINUTE
    before = wall.replace(tzinfo=zone).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    # In a gap, and only there, the offset of before the jump gives the later of the two (PEP 495).
    return _jump(after, before, zone) if after < before else before


def _jump(start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """The moment between these two at which the zone's clock jumps."""
    jumped = end.astimezone(zone).utcoffset()
    steps = range((end - start) // MINUTE)
    return start + MINUTE * bisect_left(
        steps, True, key=lambda step: (start + step * MINUTE).astimezone(zone).utcoffset() == jumped
    )
