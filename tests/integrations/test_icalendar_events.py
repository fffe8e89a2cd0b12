"""Events of any calendar are read as the time that they take, and what nobody can read spoils nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.integrations.calendars import Known, NoCalendar
from filon.integrations.icalendar_events import Reading, of_feed, of_resource
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
    shown,
)

EASTERN = """BEGIN:VTIMEZONE
TZID:Our own
BEGIN:DAYLIGHT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
END:VTIMEZONE
"""


def test_it_works() -> None:
    reading = reading_of(
        """
UID:1@example.com
DTSTART;TZID=Europe/Paris:20261201T100000
DTEND;TZID=Europe/Paris:20261201T113000
SUMMARY:Chantier\\, puis café
BEGIN:VALARM
DURATION:PT5M
TRIGGER:-PT15M
END:VALARM"""
    )
    begun, ended = at(2026, 12, 1, 9), at(2026, 12, 1, 10, 30)
    [known] = reading.known
    assert (known.id, known.uid) == ("1@example.com", "1@example.com")
    assert (known.busy, known.starts_at, known.ends_at) == (((begun, ended),), begun, ended)
    assert reading.unread == ()


@pytest.mark.parametrize(
    ("event", "busy"),
    [
        ("DTSTART:20261201T090000Z\nDURATION:PT1H30M", ["2026-12-01T09:00/10:30"]),
        ("DTSTART:20261201T090000Z", []),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T080000Z", []),
        ("DTSTART:20261201T090000Z\nDURATION:-PT1H", []),
        # A day of Paris; the end is not included, the same day twice is that day, without an end it is one day.
        ("DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261207", ["2026-12-04T23:00/2026-12-06T23:00"]),
        ("DTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261205", ["2026-12-04T23:00/2026-12-05T23:00"]),
        ("DTSTART;VALUE=DATE:20261205", ["2026-12-04T23:00/2026-12-05T23:00"]),
        ("DTSTART;VALUE=DATE:20261205\nDURATION:P2D", ["2026-12-04T23:00/2026-12-06T23:00"]),
        # The day on which the clocks go forward has 23 hours.
        ("DTSTART;VALUE=DATE:20270328", ["2027-03-27T23:00/2027-03-28T22:00"]),
        ("DTSTART:20270327T100000\nDURATION:P1D", ["2027-03-27T09:00/2027-03-28T08:00"]),
        ("DTSTART:20270327T100000\nDURATION:PT24H", ["2027-03-27T09:00/2027-03-28T09:00"]),
        # No zone is the reader's; neither is one that nobody knows.
        ("DTSTART:20261201T100000\nDURATION:PT1H", ["2026-12-01T09:00/10:00"]),
        ("DTSTART;TZID=Nowhere/Else:20261201T100000\nDURATION:PT1H", ["2026-12-01T09:00/10:00"]),
        ("DTSTART;TZID=Romance Standard Time:20261201T100000\nDURATION:PT1H", ["2026-12-01T09:00/10:00"]),
        ('DTSTART;TZID="Morocco Standard Time":20261201T100000\nDURATION:PT1H', ["2026-12-01T10:00/11:00"]),
        ("DTSTART;TZID=/x.org/2026_1/Asia/Tokyo:20261201T100000\nDURATION:PT1H", ["2026-12-01T01:00/02:00"]),
        ("DTSTART;TZID=Europe:20261201T100000\nDURATION:PT1H", ["2026-12-01T09:00/10:00"]),
        ("DTSTART;TZID=../../etc/passwd:20261201T100000\nDURATION:PT1H", ["2026-12-01T09:00/10:00"]),
        # 2:30 is skipped, and is read as an hour after 1:30; it comes twice, and is the first of them.
        ("DTSTART:20270328T023000\nDURATION:PT1H", ["2027-03-28T01:30/02:30"]),
        ("DTSTART:20271031T023000\nDURATION:PT1H", ["2027-10-31T00:30/01:30"]),
        ("DTSTART:20261201T090060Z\nDURATION:PT1H", ["2026-12-01T09:00/10:00"]),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nSTATUS:CANCELLED", []),
        ("DTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nSTATUS:tentative", ["2026-12-01T09:00/10:00"]),
        # Begun before the window, and going on long after.
        ("DTSTART:20200101T000000Z\nDTEND:20261202T000000Z", ["2020-01-01T00:00/2026-12-02T00:00"]),
        ("DTSTART:20261201T090000Z\nDTEND:99991231T235959Z", ["2026-12-01T09:00/9999-12-31T23:59"]),
        ("DTSTART:20261201T090000Z\nDURATION:P999999W", []),
    ],
)
def test_one_event(event: str, busy: list[str]) -> None:
    if "P999999W" in event:
        assert reading_of(f"UID:1\n{event}").unread == ("1",)
        return
    assert busy_in(event) == busy


def test_what_is_out_of_the_window_is_not_told_and_what_is_free_in_it_takes_no_time() -> None:
    reading = reading_of(
        "UID:before\nDTSTART:20261101T090000Z\nDURATION:PT1H",
        "UID:after\nDTSTART:20280101T090000Z\nDTEND:20280101T100000Z",
        "UID:free\nDTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nTRANSP:TRANSPARENT",
    )
    assert [(one.uid, one.busy) for one in reading.known] == [("free", ())]


@settings(deadline=None)
@given(st.datetimes(datetime(2027, 1, 1), datetime(2027, 11, 29)))  # noqa: DTZ001
def test_a_zone_is_read_as_the_calendar_describes_it(wall: datetime) -> None:
    event = f"DTSTART;TZID=Our own:{wall:%Y%m%dT%H%M%S}\nDURATION:PT1H"
    begun = wall.replace(microsecond=0, fold=0, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    [known] = reading_of(event, before=EASTERN).known
    assert known.busy == ((begun, begun + timedelta(hours=1)),)


@pytest.mark.parametrize(
    "broken",
    [
        EASTERN.replace("FREQ=YEARLY", "FREQ=SECONDLY"),
        EASTERN.replace("-0500", "5"),
        EASTERN.replace("DTSTART:2007", "DTSTART:x"),
        "BEGIN:VTIMEZONE\nTZID:Our own\nEND:VTIMEZONE\n",
    ],
)
def test_a_zone_that_nobody_can_read_is_the_calendars_own_or_the_readers(broken: str) -> None:
    event = "DTSTART;TZID=Our own:20261201T100000\nDURATION:PT1H"
    assert busy_in(event, before=broken) == ["2026-12-01T09:00/10:00"]
    assert busy_in(event, before=broken + "X-WR-TIMEZONE:Asia/Tokyo\n") == ["2026-12-01T01:00/02:00"]


@pytest.mark.parametrize(
    "bad",
    [
        "UID:1",
        "UID:1\nDTSTART:",
        "UID:1\nDTSTART:tomorrow",
        "UID:1\nDTSTART:20261301T090000Z",
        "UID:1\nDTSTART:20261201T250000Z",
        "UID:1\nDTSTART:20261201T090000Z\nDTEND:later",
        "UID:1\nDTSTART:20261201T090000Z\nDURATION:1 hour",
        "UID:1\nRECURRENCE-ID:once\nDTSTART:20261201T090000Z",
        "UID:1\nDTSTART:20261201T090000Z\nBEGIN:VEVENT\nUID:2",
    ],
)
def test_one_that_nobody_can_read_is_counted_and_spoils_nothing(bad: str) -> None:
    reading = reading_of(bad, GOOD)
    assert "good" in [one.uid for one in reading.known]
    assert reading.unread


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00",
        b"<!doctype html><html></html>",
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        calendar_of(GOOD)[:-20],
        calendar_of(GOOD) + b"<p>more</p>",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\n" * 1 + b"BEGIN:X\r\n" * 50,
    ],
)
def test_what_is_no_calendar_or_breaks_off_is_none(text: bytes) -> None:
    with pytest.raises(NoCalendar):
        of_feed(text, WINDOW, PARIS)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_nothing_else_comes_of_garbage(noise: bytes, at: int) -> None:
    text = calendar_of(ONCE_A_WEEK, GOOD)
    try:
        of_feed(text[:at] + noise + text[at:], WINDOW, PARIS)
    except NoCalendar:
        return


def test_without_a_uid_an_event_is_known_again() -> None:
    one, other = "DTSTART:20261201T090000Z\nDURATION:PT1H", "DTSTART:20261202T090000Z\nDURATION:PT1H"
    uids = [known.uid for known in reading_of(one, other, one).known]
    assert len(set(uids)) == len(uids) == 2
    assert uids == [known.uid for known in reading_of(one, other).known]
    long = "UID:" + "x" * 5000 + "\n" + one
    assert len(reading_of(long).known[0].uid) < 100


def test_an_etag_is_another_when_the_time_is_and_only_then() -> None:
    first = reading_of(GOOD + "\nDTSTAMP:20261101T000000Z\nSUMMARY:A").known[0].etag
    assert reading_of(GOOD + "\nDTSTAMP:20261102T000000Z\nSUMMARY:B").known[0].etag == first
    assert reading_of(GOOD.replace("PT1H", "PT2H")).known[0].etag != first


def test_long_lines_and_old_line_ends_are_read() -> None:
    text = calendar_of(ONCE_A_WEEK + "EXDATE:20261214T090000Z,20261221T090000Z").decode()
    folded = text.replace("EXDATE:2026", "EXDATE:20\r\n 26").replace("T110000", "T11\r\n\t0000")
    bare = folded.replace("\r\n", "\n")
    for each in (folded, bare, "\ufeff" + folded):
        [known] = of_feed(each.encode(), WINDOW, PARIS).known
        assert [shown(span) for span in known.busy] == [ALL_FOUR[0], ALL_FOUR[3]]


def test_an_address_of_a_server_holds_one_event_wherever_it_is() -> None:
    text = calendar_of("UID:1\nDTSTART:20200101T090000Z\nDURATION:PT1H")
    begun = at(2020, 1, 1, 9)
    [known] = of_resource(text, "https://a/1.ics", '"e"', WINDOW, PARIS).known
    assert known == Known("https://a/1.ics", '"e"', "1", (), begun, begun + timedelta(hours=1))
    task = b"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\nEND:VTODO\nEND:VCALENDAR"
    assert of_resource(task, "", "", WINDOW, PARIS) == Reading((), ()), "it is none"
    nothing = of_resource(b"garbage", "", "", WINDOW, PARIS)
    assert (nothing.known, len(nothing.unread)) == ((), 1)
