"""When a repeated reminder comes again: by the wall clock, and in short months on their last day."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.tasks.repeats import REPEATS, next_time

PARIS = ZoneInfo("Europe/Paris")


def _times(begins: str, repeat: str, count: int, zone: ZoneInfo = PARIS) -> list[str]:
    at = begun = datetime.fromisoformat(begins).replace(tzinfo=zone)
    found = []
    for _time in range(count):
        at = next_time(begun, repeat, zone, at)
        found.append(f"{at.astimezone(zone):%Y-%m-%d %H:%M}")
    return found


def test_it_works() -> None:
    assert _times("2026-04-23 09:00", "day", 2) == ["2026-04-24 09:00", "2026-04-25 09:00"]
    assert _times("2026-04-23 09:00", "week", 2) == ["2026-04-30 09:00", "2026-05-07 09:00"]
    assert _times("2026-04-23 09:00", "month", 2) == ["2026-05-23 09:00", "2026-06-23 09:00"]
    assert _times("2026-04-23 09:00", "year", 2) == ["2027-04-23 09:00", "2028-04-23 09:00"]


def test_weekdays_leave_the_weekend_out() -> None:
    assert _times("2026-04-23 09:00", "weekday", 3) == [
        "2026-04-24 09:00",
        "2026-04-27 09:00",
        "2026-04-28 09:00",
    ]


def test_the_last_of_a_month_stays_the_last() -> None:
    assert _times("2026-12-31 10:00", "month", 4) == [
        *("2027-01-31 10:00", "2027-02-28 10:00", "2027-03-31 10:00", "2027-04-30 10:00"),
    ]
    assert _times("2024-02-29 10:00", "year", 4)[-2:] == ["2027-02-28 10:00", "2028-02-29 10:00"]


@pytest.mark.parametrize(
    ("begins", "zone"), [("2026-03-27 09:00", "Europe/Paris"), ("2026-02-13 09:00", "Africa/Casablanca")]
)
def test_nine_o_clock_stays_nine_when_the_clocks_change(begins: str, zone: str) -> None:
    assert {time[-5:] for time in _times(begins, "day", 60, ZoneInfo(zone))} == {"09:00"}


def test_what_was_missed_is_not_made_up_for() -> None:
    begun = datetime(2026, 1, 5, 9, tzinfo=PARIS)
    late = datetime(2026, 4, 23, 10, tzinfo=PARIS)
    assert next_time(begun, "week", PARIS, late) == datetime(2026, 4, 27, 9, tzinfo=PARIS)


@settings(max_examples=300, deadline=None)
@given(
    begun=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001  # a wall clock's
    minutes=st.integers(0, 10 * 365 * 1440),
    repeat=st.sampled_from(REPEATS),
    zone=st.sampled_from(["Europe/Paris", "Africa/Casablanca", "America/Montreal"]),
)
def test_the_next_is_after_and_no_further_than_one_round(
    begun: datetime, minutes: int, repeat: str, zone: str
) -> None:
    here = ZoneInfo(zone)
    begins = begun.replace(tzinfo=here)
    after = begins + timedelta(minutes=minutes)
    found = next_time(begins, repeat, here, after)
    assert found > after
    longest = {"day": 1, "weekday": 4, "week": 7, "month": 31, "year": 366}[repeat]
    assert found - after <= timedelta(days=longest, hours=2) or after == begins
