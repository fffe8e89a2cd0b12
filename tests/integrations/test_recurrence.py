"""Repetitions are those that dateutil finds, and rules on which it walks for ever end at once."""

from __future__ import annotations

import contextlib
import time
from datetime import datetime, timedelta
from itertools import chain

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from filon.integrations.icalendar_text import Unreadable
from filon.integrations.recurrence import Patience, TooDense, read

START = datetime(2026, 1, 5, 10)  # noqa: DTZ001  # a wall clock's, as all here
FIRST, LAST = START + timedelta(days=300), START + timedelta(days=700)
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def _between(
    rule: str, start: datetime = START, first: datetime = FIRST, last: datetime = LAST
) -> list[datetime]:
    return list(read(rule).between(start, first, last, Patience()))


def test_it_works() -> None:
    first = datetime(2026, 12, 1)  # noqa: DTZ001
    assert _between("FREQ=MONTHLY;BYDAY=-1FR", START, first, first + timedelta(days=70)) == [
        datetime(2026, 12, 25, 10),  # noqa: DTZ001
        datetime(2027, 1, 29, 10),  # noqa: DTZ001
    ]


def _some(values: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most, unique=True).map(lambda each: ",".join(map(str, each)))


def _signed(most: int) -> st.SearchStrategy[int]:
    return st.integers(-most, most).filter(bool)


@st.composite
def _rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = {"FREQ": frequency}
    day, which = st.sampled_from(DAYS), draw(st.booleans()) and frequency in ("YEARLY", "MONTHLY")
    weekday = st.tuples(_signed(5), day).map(lambda one: f"{one[0]}{one[1]}") if which else day
    said = {
        "INTERVAL": st.integers(1, 6),
        "WKST": st.sampled_from(DAYS),
        "BYMONTH": _some(st.integers(1, 12)),
        "BYMONTHDAY": _some(_signed(31)),
        "BYDAY": _some(weekday),
        "BYHOUR": _some(st.integers(0, 23)),
        "BYMINUTE": _some(st.integers(0, 59)),
    }
    if frequency == "YEARLY":
        said |= {"BYYEARDAY": _some(_signed(366))}
    for name, values in said.items():
        if draw(st.integers(0, 2)) == 0:
            parts[name] = str(draw(values))
    if frequency == "YEARLY" and not which and "BYDAY" in parts and draw(st.booleans()):
        parts["BYWEEKNO"] = draw(_some(_signed(53)))
    if draw(st.integers(0, 3)) == 0:
        parts["COUNT"] = str(draw(st.integers(1, 400)))
    if any(name.startswith("BY") for name in parts) and draw(st.integers(0, 3)) == 0:
        parts["BYSETPOS"] = draw(_some(_signed(4)))
    return ";".join(f"{name}={value}" for name, value in parts.items())


# Near the end of time, where dateutil stops walking when a rule finds nothing.
LATE_FIRST, LATE_LAST = datetime(9997, 2, 1), datetime(9998, 3, 1)  # noqa: DTZ001


@settings(deadline=None, max_examples=300)
@given(_rules(), st.datetimes(datetime(9993, 1, 1), datetime(9997, 6, 1)))  # noqa: DTZ001
def test_dateutil_finds_the_same(rule: str, begun: datetime) -> None:
    start = begun.replace(microsecond=0)
    said = dict(part.split("=") for part in rule.split(";"))
    if said["FREQ"] == "WEEKLY" and "BYSETPOS" in said:
        # Of the week in which it begins dateutil counts the days from then on, RFC 5545 (3.3.10) all of them.
        start -= timedelta(days=(start.weekday() - DAYS.index(said.get("WKST", "MO"))) % len(DAYS))
    ends = rule if "COUNT" in rule else f"{rule};UNTIL={LATE_LAST:%Y%m%dT%H%M%S}"
    try:
        theirs = [one for one in rrulestr(ends, dtstart=start) if LATE_FIRST <= one <= LATE_LAST]
    except ValueError:
        # It refuses what can never be, as hours that the interval leaves out, and falls off the end of time.
        assume(False)
    try:
        ours = _between(rule, start, LATE_FIRST, LATE_LAST)
    except TooDense:
        assume(False)
    assert ours == theirs


def test_the_first_of_a_weeks_days_is_so_in_the_week_in_which_it_begins_too() -> None:
    saturday, last = datetime(2026, 2, 7, 10), datetime(2026, 2, 17)  # noqa: DTZ001
    found = _between("FREQ=WEEKLY;BYDAY=MO,SA;BYSETPOS=1", saturday, saturday, last)
    assert found == [datetime(2026, 2, 9, 10), datetime(2026, 2, 16, 10)]  # noqa: DTZ001


def test_the_year_that_a_week_is_counted_to_may_be_the_next_one() -> None:
    first, last = datetime(2024, 12, 1), datetime(2025, 2, 1)  # noqa: DTZ001
    assert _between("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO,TH", START.replace(year=2020), first, last) == [
        datetime(2024, 12, 30, 10),  # noqa: DTZ001
        datetime(2025, 1, 2, 10),  # noqa: DTZ001
    ]


def test_a_week_without_a_day_is_that_of_the_first_occurrence() -> None:
    # dateutil takes all seven days; RFC 5545, 3.3.10 takes what is missing from DTSTART.
    assert _between("FREQ=YEARLY;BYWEEKNO=20") == [datetime(2027, 5, 17, 10)]  # noqa: DTZ001


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;INTERVAL=7",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31;COUNT=5",
    ],
)
def test_what_never_is_is_found_out_at_once(rule: str) -> None:
    begun = time.process_time()
    assert _between(rule) == []
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;COUNT=999999999;INTERVAL=2",
        f"FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}",
        f"FREQ=YEARLY;BYDAY=MO,TU;BYHOUR=1,2;BYMINUTE={','.join(map(str, range(60)))};BYSECOND=0,1,2,3,4,5,6,7",
    ],
)
def test_what_is_too_often_is_said_to_be_and_at_once(rule: str) -> None:
    begun = time.process_time()
    with pytest.raises(TooDense):
        _between(rule)
    assert time.process_time() - begun < 1


def test_many_long_rules_together_have_an_end() -> None:
    patience, begun = Patience(), time.process_time()
    rule, start = read("FREQ=YEARLY;COUNT=1000;BYDAY=-1TU"), START.replace(year=1)
    walks = chain.from_iterable(rule.between(start, FIRST, LAST, patience) for _ in range(100_000))
    with pytest.raises(TooDense):
        list(walks)
    assert time.process_time() - begun < 30


@pytest.mark.parametrize(
    "rule",
    [
        *("", "FREQ", "FREQ=", "FREQ=HOURS", "INTERVAL=2", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1"),
        *("FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=x", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYMONTHDAY=0"),
        *(
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=DAILY;FREQ=DAILY",
            "FREQ=YEARLY;RSCALE=CHINESE",
            "FREQ=DAILY;WKST=1",
        ),
        "FREQ=DAILY;BYHOUR=" + "1," * 2000 + "1",
    ],
)
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(Unreadable):
        read(rule)


@given(st.text(alphabet="FREQ=DAILYWKNO;BSTH,0123456789-+MU", max_size=60))
def test_nothing_else_comes_of_garbage(text: str) -> None:
    try:
        rule = read(f"FREQ=DAILY;{text}")
    except Unreadable:
        return
    with pytest.raises(TooDense) if rule.count and rule.count > 10**6 else contextlib.nullcontext():
        list(rule.between(START, FIRST, LAST, Patience()))
