"""When somebody is free: arithmetic over intervals, without a clock, a zone or a database.

Times are whole seconds of the Unix epoch. An interval is [start, end): whoever is busy until ten is free at ten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Interval = tuple[int, int]
MINUTE = 60
# However long it takes, visitors are not offered a grid of minutes.
LONGEST_STEP = 30 * MINUTE


@dataclass(frozen=True)
class Shape:
    """How long it takes, and how long one must be free `before` and `after` it; in seconds."""

    length: int
    before: int = 0
    after: int = 0

    @property
    def step(self) -> int:
        """From one possible start to the next: as long as it takes, but for what takes longer than half an hour."""
        return min(self.length, LONGEST_STEP)


def starts(
    shape: Shape, opened: Iterable[Interval], busy: Iterable[Interval], earliest: int, latest: int
) -> list[int]:
    """All possible starts from `earliest` until before `latest`, in order.

    It lies within one of the `opened` intervals (in order, none over another), whose opening counts the steps. With
    what is before and after it, which may lie outside of those, it meets nothing `busy` (in any order).
    """
    blocked, step = _blocked(shape, busy), shape.step
    found: list[int] = []
    at = 0
    for opens, closes in opened:
        start, last = _first(step, opens, earliest), min(closes - shape.length, latest - 1)
        while start <= last:
            while at < len(blocked) and blocked[at][1] <= start:
                at += 1
            until = min(last + 1, blocked[at][0]) if at < len(blocked) else last + 1
            if start < until:
                # All that lie between two things at once: of a team's month they are thousands.
                found.extend(range(start, until, step))
                start = _first(step, opens, until)
            else:
                start = _first(step, opens, blocked[at][1])
    return found


def with_room(shape: Shape, busy: Iterable[Iterable[Interval]], at: Iterable[int]) -> list[int]:
    """Those of these starts, in their order, at which one at least of those whose times are `busy` has room for it."""
    blocked = [_blocked(shape, times) for times in busy]
    return [start for start in at if not all(_meets(start, times) for times in blocked)]


def _meets(start: int, blocked: Sequence[Interval]) -> bool:
    last = bisect_right(blocked, start, key=lambda one: one[0]) - 1
    return last >= 0 and start < blocked[last][1]


def _first(step: int, opens: int, earliest: int) -> int:
    """The first of the steps from `opens` on that is not before `earliest`."""
    return opens + step * max(0, -((opens - earliest) // step))


def _blocked(shape: Shape, busy: Iterable[Interval]) -> Sequence[Interval]:
    """The starts at which it would meet something, as intervals in order, none over another."""
    # It meets [from, until) when it begins, with what is before it, before `until` and ends after `from`.
    ahead, behind = shape.length + shape.after - 1, shape.before
    wide = sorted([(begins - ahead, until + behind) for begins, until in busy if begins < until])
    joined: list[Interval] = []
    for begins, until in wide:
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], until)
        else:
            joined.append((begins, until))
    return joined
