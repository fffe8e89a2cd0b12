"""Working time: what counts between two moments, and when so much of it is over, on clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from filon.tenants.working_time import Closing, Week, WorkingTime

PARIS, CASABLANCA = ZoneInfo("Europe/Paris"), ZoneInfo("Africa/Casablanca")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
NEVER, MINUTE = timedelta(), timedelta(minutes=1)
# Monday to Friday 8:30 to 12:30 and 14:00 to 18:30, Saturday morning.
WORKSHOP: Week = (((510, 750), (840, 1110)),) * 5 + (((540, 780),), ())
ALL_DAY: Week = (((0, 1440),),) * 7


def at(text: str, zone: ZoneInfo = PARIS, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_it_works() -> None:
    work = WorkingTime(PARIS, WORKSHOP)
    thursday = at("2026-04-23 12:00")
    assert work.after(thursday, hours(1)) == at("2026-04-23 14:30"), "lunch does not count"
    assert work.between(thursday, at("2026-04-23 14:30")) == hours(1)
    assert work.after(at("2026-04-24 18:00"), hours(2)) == at("2026-04-25 10:30"), "into Saturday"
    assert work.after(at("2026-04-25 22:00"), hours(0.5)) == at("2026-04-27 09:00"), "over Sunday"


def test_without_hours_every_minute_counts() -> None:
    for week in ((), ((),) * 7, ALL_DAY):
        work = WorkingTime(CASABLANCA, week)
        assert work.after(at("2026-04-25 23:50"), hours(0.5)) == at("2026-04-26 00:20")
        assert work.between(at("2026-04-25 23:50"), at("2026-04-27 00:20")) == hours(24.5)
        assert work.day == hours(24)


def test_a_working_day_is_the_longest_of_the_week() -> None:
    work = WorkingTime(PARIS, WORKSHOP)
    assert work.day == hours(8.5)
    assert work.after(at("2026-04-21 15:00"), work.day) == at("2026-04-22 15:00")


def test_over_midnight() -> None:
    """A restaurant writes "19 h – 24 h" on Friday and "0 h – 2 h" on Saturday."""
    work = WorkingTime(CASABLANCA, ((), (), (), (), ((1140, 1440),), ((0, 120),), ()))
    assert work.after(at("2026-04-24 23:30", CASABLANCA), hours(1)) == at("2026-04-25 00:30", CASABLANCA)
    assert work.after(at("2026-04-24 23:30", CASABLANCA), hours(3)) == at("2026-05-01 19:30", CASABLANCA)


def test_a_closing_does_not_count() -> None:
    work = WorkingTime(PARIS, WORKSHOP, ((date(2026, 12, 24), date(2027, 1, 3)),))
    asked = at("2026-12-23 18:00")
    assert work.after(asked, hours(1)) == at("2027-01-04 09:00")
    assert work.between(asked, at("2027-01-04 09:00")) == hours(1)
    assert work.opens(at("2026-12-26 10:00")) == at("2027-01-04 08:30")
    assert work.closing(at("2027-01-03 23:59")) == (date(2026, 12, 24), date(2027, 1, 3))
    assert work.closing(at("2027-01-04 00:00")) is None


def test_when_it_opens() -> None:
    work = WorkingTime(PARIS, WORKSHOP)
    open_at, closed_at = at("2026-04-23 10:00"), at("2026-04-23 12:30")
    assert work.opens(open_at) == open_at
    assert work.opens(closed_at) == at("2026-04-23 14:00"), "a span ends before its last moment"


@pytest.mark.parametrize(
    ("zone", "night", "length"),
    [
        (PARIS, "2026-03-29", 23),
        (PARIS, "2026-10-25", 25),
        # Morocco keeps one hour ahead, but for Ramadan.
        (CASABLANCA, "2026-02-15", 25),
        (CASABLANCA, "2026-03-22", 23),
    ],
)
def test_the_night_on_which_clocks_change(zone: ZoneInfo, night: str, length: int) -> None:
    begin = at(night, zone)
    end = (begin + timedelta(days=1)).replace(tzinfo=zone)  # the next midnight on the wall
    work = WorkingTime(zone, ALL_DAY)
    assert work.between(begin, end) == hours(length)
    assert work.between(begin + 5 * MINUTE, end - 5 * MINUTE) == hours(length) - 10 * MINUTE
    assert work.after(begin, hours(length)) == end
    day_shift = WorkingTime(zone, (((480, 1020),),) * 7)
    assert day_shift.between(begin, end) == hours(9), "by day nothing changes"


def test_an_hour_that_the_clock_skips_or_shows_twice() -> None:
    skipped = WorkingTime(PARIS, (((135, 165), (180, 240)),) * 7)  # 2:15 to 2:45, 3:00 to 4:00
    night = at("2026-03-29 00:00")
    assert skipped.between(night, night + hours(12)) == hours(1)
    assert skipped.opens(night) == at("2026-03-29 03:00")
    into = WorkingTime(PARIS, (((60, 150),),) * 7)  # 1:00 to 2:30
    assert into.between(night, night + hours(12)) == hours(1), "until the clock jumps"
    twice = at("2026-10-25 00:00")
    assert into.between(twice, twice + hours(12)) == hours(1.5), "until it is half past two the first time"


def _spans() -> some.SearchStrategy[tuple[tuple[int, int], ...]]:
    marks = some.lists(some.integers(0, 1440), unique=True, max_size=8).map(sorted)
    return marks.map(lambda found: tuple(zip(found[::2], found[1::2], strict=False)))


def _closings() -> some.SearchStrategy[tuple[Closing, ...]]:
    days = some.dates(date(2026, 1, 1), date(2026, 12, 31))
    spans = some.builds(lambda first, more: (first, first + timedelta(days=more)), days, some.integers(0, 40))
    return some.lists(spans, max_size=3).map(tuple)


_WORK = some.builds(
    WorkingTime,
    some.sampled_from([PARIS, CASABLANCA, ZoneInfo("America/Santiago"), ZoneInfo("Australia/Lord_Howe")]),
    some.one_of(some.just(()), some.tuples(*[_spans()] * 7)),
    _closings(),
)
_MOMENT = some.integers(0, 365 * 24 * 60 * 60).map(lambda seconds: NEW_YEAR + timedelta(seconds=seconds))
_LENGTH = some.timedeltas(timedelta(), timedelta(days=9))


@settings(max_examples=100, deadline=None)
@given(_WORK, _MOMENT, _LENGTH)
@example(WorkingTime(PARIS, ALL_DAY), at("2026-10-25 02:30", fold=1).astimezone(UTC), hours(1))
def test_one_is_the_inverse_of_the_other(work: WorkingTime, start: datetime, length: timedelta) -> None:
    end = work.after(start, length)
    assert work.between(start, end) == length
    if length:
        assert work.between(start, end - timedelta(microseconds=1)) < length, "not a moment too late"


@settings(max_examples=100, deadline=None)
@given(_WORK, _MOMENT, _LENGTH, _LENGTH)
def test_parts_add_up(work: WorkingTime, start: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = start + first, start + first + second
    assert work.between(start, end) == work.between(start, middle) + work.between(middle, end)
    assert work.after(work.after(start, first), second) == work.after(start, first + second)
    assert NEVER <= work.between(start, middle) <= middle - start


@settings(max_examples=100, deadline=None)
@given(_WORK, _MOMENT, _MOMENT, _LENGTH)
def test_who_asks_later_is_due_later(
    work: WorkingTime, one: datetime, other: datetime, length: timedelta
) -> None:
    earlier, later = min(one, other), max(one, other)
    assert work.after(earlier, length) <= work.after(later, length)
    assert work.between(later, earlier) == NEVER


@settings(max_examples=100, deadline=None)
@given(_WORK, _MOMENT)
def test_what_counts_begins_when_it_opens(work: WorkingTime, start: datetime) -> None:
    opens = work.opens(start)
    assert work.between(start, opens) == NEVER
    assert work.between(opens, opens + timedelta(microseconds=1)) > NEVER
    assert (opens == start) or work.between(start, opens + MINUTE) > NEVER
