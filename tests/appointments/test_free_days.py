"""The free days of a page: a week, and the next one with something free, however far that is."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from filon.desk.free_days import free_days
from filon.foundation import clock

UTC = ZoneInfo("UTC")


def test_it_works() -> None:
    """Closed for a season: the page goes on from where it looked, and looks no further than it must."""
    today = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    open_on = [today + timedelta(days=days) for days in (120, 121, 180)]
    furthest = today

    def free(start: datetime, end: datetime) -> list[datetime]:
        nonlocal furthest
        furthest = max(furthest, end)
        return [at for at in open_on if start <= at < end]

    closed = free_days(free, UTC, None, 200)
    assert (closed.days, closed.next_on) == ([], None)
    assert closed.after is not None
    on = free_days(free, UTC, closed.after, 200)
    assert on.next_on == open_on[0].date()
    assert furthest < open_on[-1], "the first later day is enough"
    found = free_days(free, UTC, on.next_on, 200)
    assert [day for day, _hours in found.days] == [open_on[0].date(), open_on[1].date()]
    assert free_days(free, UTC, None, 60).after is None, "no further than is booked ahead"
