"""Free slots by arithmetic: against one who looks at every minute, whatever is open, busy and kept free around it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as some

from filon.appointments.slots import Interval, Shape, starts

HOUR = 60
# In minutes from some midnight on; the arithmetic does not care what its numbers count.
NINE, NOON, FOUR = 9 * HOUR, 12 * HOUR, 16 * HOUR
ALWAYS = (0, 10_000)


def test_it_works() -> None:
    hour = Shape(HOUR)
    assert starts(hour, [(NINE, NOON)], [], *ALWAYS) == [540, 600, 660]
    assert starts(hour, [(NINE, NOON)], [(600, 630)], *ALWAYS) == [540, 660], "one goes on at the next step"
    assert starts(hour, [(NINE, NOON), (FOUR, FOUR + 90)], [], 601, 961) == [660, 960]


def test_whoever_is_busy_until_ten_is_free_at_ten() -> None:
    assert starts(Shape(30), [(NINE, 630)], [(NINE, 600)], *ALWAYS) == [600]
    assert starts(Shape(30), [(NINE, 600)], [(570, 700)], *ALWAYS) == [540]


def test_what_stays_free_around_it_may_lie_outside_of_the_hours() -> None:
    visit = Shape(30, before=60, after=60)
    assert starts(visit, [(NINE, 570)], [], *ALWAYS) == [540]
    assert starts(visit, [(NINE, 570)], [(470, 480)], *ALWAYS) == [540]
    assert starts(visit, [(NINE, 570)], [(470, 481)], *ALWAYS) == []
    assert starts(visit, [(NINE, 570)], [(629, 640)], *ALWAYS) == []


def _opened(widths: list[int]) -> list[Interval]:
    """Every other width is open, the ones between are closed."""
    edges, at = [], 0
    for width in widths:
        edges.append((at, at + width))
        at += width
    return edges[1::2]


_intervals = some.lists(some.tuples(some.integers(-50, 600), some.integers(0, 90)), max_size=12)


@given(
    length=some.integers(1, 90),
    before=some.integers(0, 40),
    after=some.integers(0, 40),
    widths=some.lists(some.integers(0, 120), max_size=9),
    busy=_intervals,
    earliest=some.integers(-10, 500),
    span=some.integers(0, 500),
)
@example(length=30, before=0, after=0, widths=[0, 60], busy=[(30, 0)], earliest=0, span=100)
def test_as_one_who_looks_at_every_minute(
    length: int,
    before: int,
    after: int,
    widths: list[int],
    busy: list[tuple[int, int]],
    earliest: int,
    span: int,
) -> None:
    shape, opened = Shape(length, before, after), _opened(widths)
    taken = [(begins, begins + long) for begins, long in busy]
    busy_minutes = {minute for begins, until in taken for minute in range(begins, until)}
    latest = earliest + span
    expected = [
        at
        for opens, closes in opened
        for at in range(opens, closes - length + 1)
        if (at - opens) % shape.step == 0
        and earliest <= at < latest
        and busy_minutes.isdisjoint(range(at - before, at + length + after))
    ]
    assert starts(shape, opened, taken, earliest, latest) == expected
