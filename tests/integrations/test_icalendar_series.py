"""Repeated events take the time that all their repetitions do, moved and cancelled ones included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.integrations.icalendar_events import of_feed
from tests.integrations.icalendar_reading import (
    ALL_FOUR,
    GOOD,
    ONCE_A_WEEK,
    PARIS,
    WINDOW,
    at,
    busy_in,
    calendar_of,
    reading_of,
)

REPLACING = "UID:week\nRECURRENCE-ID;TZID=Europe/Paris:20261214T100000\n"


def test_a_repeated_one_is_told_once_with_all_its_times() -> None:
    assert busy_in(ONCE_A_WEEK) == ALL_FOUR
    [known] = reading_of(ONCE_A_WEEK).known
    assert (known.starts_at, known.ends_at) == (at(2026, 12, 7, 9), at(2026, 12, 7, 10))


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("EXDATE;TZID=Europe/Paris:20261214T100000", [0, 2, 3]),
        ("EXDATE:20261214T090000Z,20261221T090000Z", [0, 3]),
        ("EXDATE;VALUE=DATE:20261214", [0, 2, 3]),
        ("EXDATE:garbage\nEXDATE:20261228T090000Z", [0, 1, 2]),
    ],
)
def test_what_is_taken_out_is_free(line: str, left: list[int]) -> None:
    assert busy_in(ONCE_A_WEEK + line) == [ALL_FOUR[one] for one in left]


def test_more_can_be_put_in_with_a_length_of_their_own() -> None:
    more = "RDATE;TZID=Europe/Paris:20261208T100000\n"
    more += "RDATE;VALUE=PERIOD:20261209T080000Z/PT2H,20261210T080000Z/20261210T083000Z"
    assert busy_in(ONCE_A_WEEK + more) == [
        ALL_FOUR[0],
        "2026-12-08T09:00/10:00",
        "2026-12-09T08:00/10:00",
        "2026-12-10T08:00/08:30",
        *ALL_FOUR[1:],
    ]


@pytest.mark.parametrize(
    ("instead", "second"),
    [
        ("DTSTART;TZID=Europe/Paris:20261215T150000\nDURATION:PT30M", ["2026-12-15T14:00/14:30"]),
        ("DTSTART:20261214T090000Z\nDURATION:PT1H\nSTATUS:CANCELLED", []),
        ("DTSTART:20261214T090000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20290101T090000Z\nDURATION:PT1H", []),
        # Of two versions the newer one, whichever comes first.
        ("SEQUENCE:2\nDTSTART:20261216T090000Z\nDURATION:PT1H", ["2026-12-16T09:00/10:00"]),
    ],
)
def test_one_of_them_can_be_another(instead: str, second: list[str]) -> None:
    older = REPLACING + "SEQUENCE:1\nDTSTART:20261217T090000Z\nDURATION:PT1H"
    events = [REPLACING + instead, ONCE_A_WEEK]
    if "SEQUENCE" in instead:
        events.append(older)
    assert busy_in(*events) == [ALL_FOUR[0], *second, *ALL_FOUR[2:]]


def test_all_later_ones_can_be_others() -> None:
    later = REPLACING.replace("-ID;", "-ID;RANGE=THISANDFUTURE;")
    later += "DTSTART;TZID=Europe/Paris:20261214T140000\nDURATION:PT30M"
    assert busy_in(ONCE_A_WEEK, later) == [
        ALL_FOUR[0],
        *(f"2026-12-{day}T13:00/13:30" for day in (14, 21, 28)),
    ]


def test_an_invitation_to_one_of_them_alone_is_that_one() -> None:
    assert busy_in(REPLACING + "DTSTART:20261214T090000Z\nDURATION:PT1H") == ["2026-12-14T09:00/10:00"]


def test_the_newer_version_of_an_event_counts_and_of_equal_ones_all() -> None:
    one = "UID:1\nSEQUENCE:{}\nDTSTART:202612{:02}T090000Z\nDURATION:PT1H"
    assert busy_in(one.format(1, 5), one.format(2, 6), one.format(0, 7)) == ["2026-12-06T09:00/10:00"]
    assert busy_in(one.format(1, 5), one.format(1, 6)) == ["2026-12-05T09:00/10:00", "2026-12-06T09:00/10:00"]


def test_repeated_wall_clocks_stay_where_they_are_when_the_clocks_change() -> None:
    window = (at(2027, 3, 26), at(2027, 3, 30))
    daily = "UID:1\nDTSTART;TZID=Europe/Paris:20200101T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    assert busy_in(daily, window=window) == [
        *(
            "2027-03-26T07:00/08:00",
            "2027-03-27T07:00/08:00",
            "2027-03-28T06:00/07:00",
            "2027-03-29T06:00/07:00",
        ),
    ]
    days = "UID:1\nDTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY;BYDAY=SU"
    assert busy_in(days, window=window) == ["2027-03-27T23:00/2027-03-28T22:00"]


@pytest.mark.parametrize("until", ["20261214", "20261214T100000", "20261214T090000Z"])
def test_the_end_of_a_rule_is_included_however_it_is_written(until: str) -> None:
    assert busy_in(ONCE_A_WEEK.replace("COUNT=4", f"UNTIL={until}")) == ALL_FOUR[:2]


def test_what_touches_is_one_span() -> None:
    event = "DTSTART:20261201T090000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY;COUNT=3\nRDATE:20261201T093000Z"
    assert busy_in(event) == ["2026-12-01T09:00/12:00"]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5"])
def test_what_is_all_the_time_is_busy_throughout(rule: str) -> None:
    event = f"DTSTART:20261210T090000Z\nDURATION:PT1S\nRRULE:{rule}"
    assert busy_in(event) == ["2026-12-10T09:00/2027-12-01T00:00"]


@pytest.mark.parametrize("line", ["RRULE:FREQ=NEVER", "RDATE:some day"])
def test_of_one_whose_repetitions_nobody_can_read_the_first_is_busy(line: str) -> None:
    reading = reading_of(f"{GOOD}\n{line}")
    assert len(reading.unread) == 1
    assert [one.busy for one in reading.known] == [((at(2026, 12, 1, 9), at(2026, 12, 1, 10)),)]


@st.composite
def _series(draw: st.DrawFn) -> str:
    start = draw(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20))).replace(microsecond=0, second=0)  # noqa: DTZ001
    zone = draw(st.sampled_from([PARIS, "America/New_York", "Africa/Casablanca", "Asia/Kolkata"]))
    rule = draw(
        st.sampled_from(["DAILY;INTERVAL=3", "WEEKLY;BYDAY=MO,WE", "MONTHLY", "MONTHLY;BYDAY=-1TU", "YEARLY"])
    )
    known = f";TZID={zone}:"
    lines = [f"DTSTART{known}{start:%Y%m%dT%H%M%S}", f"DURATION:PT{draw(st.integers(1, 1000))}M"]
    lines += [
        "UID:1",
        f"RRULE:FREQ={rule}" + draw(st.sampled_from(["", ";COUNT=20", ";UNTIL=20270601T000000Z"])),
    ]
    for day in draw(st.lists(st.integers(0, 400), max_size=5)):
        name = draw(st.sampled_from(["EXDATE", "RDATE"]))
        lines.append(f"{name}{known}{start + timedelta(days=day):%Y%m%dT%H%M%S}")
    return "\n".join(lines)


@settings(deadline=None, max_examples=80)
@given(_series())
def test_a_library_finds_the_same_repetitions(event: str) -> None:
    text = calendar_of(event)
    # It adds lengths on the wall, where an hour may be none or two; RFC 5545, 3.8.5.3 says that they are exact.
    lasts = timedelta(minutes=int(event.partition("DURATION:PT")[2].partition("M")[0]))
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(
        WINDOW[0] - timedelta(days=2), WINDOW[1]
    )
    starts = {one.start.astimezone(UTC) for one in found}
    theirs = [(one, one + lasts) for one in starts if one + lasts > WINDOW[0] and one < WINDOW[1]]
    busy = [span for known in of_feed(text, WINDOW, PARIS).known for span in known.busy]
    # Ours are merged: every one of theirs is within one, and no moment is in ours alone.
    assert all(any(one[0] <= start and end <= one[1] for one in busy) for start, end in theirs)
    assert all(any(start == one[0] for start, _end in theirs) for one in busy)
    assert all(any(end == one[1] for _start, end in theirs) for one in busy)
