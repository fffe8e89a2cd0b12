"""Events of any calendar are read as the time that they take, and what nobody can read spoils nothing else."""

from __future__ import annotations

import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.integrations.calendars import Known, NoCalendar, Span
from filon.integrations.icalendar_events import Reading, of_feed, of_resource

WINDOW = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC))
PARIS = "Europe/Paris"


def _text(*events: str, before: str = "") -> bytes:
    bodies = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Another//FR\n{before}{bodies}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def _read(*events: str, before: str = "", zone: str = PARIS, window: Span = WINDOW) -> Reading:
    return of_feed(_text(*events, before=before), window, zone)


def _busy(*events: str, before: str = "", zone: str = PARIS, window: Span = WINDOW) -> list[str]:
    """Each span of one event as 2026-12-01T09:00/10:00, in UTC."""
    reading = _read(*events, before=before, zone=zone, window=window)
    assert reading.unreadable == 0
    assert len({one.uid for one in reading.known}) == len(reading.known)
    return [_shown(span) for one in reading.known for span in one.busy]


def _shown(span: Span) -> str:
    same = span[0].date() == span[1].date()
    return f"{span[0]:%Y-%m-%dT%H:%M}/{span[1]:{'%H:%M' if same else '%Y-%m-%dT%H:%M'}}"


def _at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_it_works() -> None:
    reading = _read(
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
    begun, ended = _at(2026, 12, 1, 9), _at(2026, 12, 1, 10, 30)
    [known] = reading.known
    assert (known.id, known.uid) == ("1@example.com", "1@example.com")
    assert (known.busy, known.starts_at, known.ends_at) == (((begun, ended),), begun, ended)
    assert reading.unreadable == 0


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
        assert _read(event).unreadable == 1
        return
    assert _busy(event) == busy


def test_what_is_out_of_the_window_is_not_told_and_what_is_free_in_it_takes_no_time() -> None:
    reading = _read(
        "UID:before\nDTSTART:20261101T090000Z\nDURATION:PT1H",
        "UID:after\nDTSTART:20280101T090000Z\nDTEND:20280101T100000Z",
        "UID:free\nDTSTART:20261201T090000Z\nDTEND:20261201T100000Z\nTRANSP:TRANSPARENT",
    )
    assert [(one.uid, one.busy) for one in reading.known] == [("free", ())]


ONCE_A_WEEK = """
UID:week
DTSTART;TZID=Europe/Paris:20261207T100000
DTEND;TZID=Europe/Paris:20261207T110000
RRULE:FREQ=WEEKLY;COUNT=4
"""
ALL_FOUR = [f"2026-12-{day:02}T09:00/10:00" for day in (7, 14, 21, 28)]


def test_a_repeated_one_is_told_once_with_all_its_times() -> None:
    assert _busy(ONCE_A_WEEK) == ALL_FOUR
    [known] = _read(ONCE_A_WEEK).known
    assert (known.starts_at, known.ends_at) == (_at(2026, 12, 7, 9), _at(2026, 12, 7, 10))


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
    assert _busy(ONCE_A_WEEK + line) == [ALL_FOUR[one] for one in left]


def test_more_can_be_put_in_with_a_length_of_their_own() -> None:
    more = "RDATE;TZID=Europe/Paris:20261208T100000\n"
    more += "RDATE;VALUE=PERIOD:20261209T080000Z/PT2H,20261210T080000Z/20261210T083000Z"
    assert _busy(ONCE_A_WEEK + more) == [
        ALL_FOUR[0],
        "2026-12-08T09:00/10:00",
        "2026-12-09T08:00/10:00",
        "2026-12-10T08:00/08:30",
        *ALL_FOUR[1:],
    ]


REPLACING = "UID:week\nRECURRENCE-ID;TZID=Europe/Paris:20261214T100000\n"


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
    assert _busy(*events) == [ALL_FOUR[0], *second, *ALL_FOUR[2:]]


def test_all_later_ones_can_be_others() -> None:
    later = REPLACING.replace("-ID;", "-ID;RANGE=THISANDFUTURE;")
    later += "DTSTART;TZID=Europe/Paris:20261214T140000\nDURATION:PT30M"
    assert _busy(ONCE_A_WEEK, later) == [
        ALL_FOUR[0],
        *(f"2026-12-{day}T13:00/13:30" for day in (14, 21, 28)),
    ]


def test_an_invitation_to_one_of_them_alone_is_that_one() -> None:
    assert _busy(REPLACING + "DTSTART:20261214T090000Z\nDURATION:PT1H") == ["2026-12-14T09:00/10:00"]


def test_the_newer_version_of_an_event_counts_and_of_equal_ones_all() -> None:
    one = "UID:1\nSEQUENCE:{}\nDTSTART:202612{:02}T090000Z\nDURATION:PT1H"
    assert _busy(one.format(1, 5), one.format(2, 6), one.format(0, 7)) == ["2026-12-06T09:00/10:00"]
    assert _busy(one.format(1, 5), one.format(1, 6)) == ["2026-12-05T09:00/10:00", "2026-12-06T09:00/10:00"]


def test_repeated_wall_clocks_stay_where_they_are_when_the_clocks_change() -> None:
    window = (_at(2027, 3, 26), _at(2027, 3, 30))
    daily = "UID:1\nDTSTART;TZID=Europe/Paris:20200101T080000\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    assert _busy(daily, window=window) == [
        *(
            "2027-03-26T07:00/08:00",
            "2027-03-27T07:00/08:00",
            "2027-03-28T06:00/07:00",
            "2027-03-29T06:00/07:00",
        ),
    ]
    days = "UID:1\nDTSTART;VALUE=DATE:20200101\nRRULE:FREQ=DAILY;BYDAY=SU"
    assert _busy(days, window=window) == ["2027-03-27T23:00/2027-03-28T22:00"]


@pytest.mark.parametrize("until", ["20261214", "20261214T100000", "20261214T090000Z"])
def test_the_end_of_a_rule_is_included_however_it_is_written(until: str) -> None:
    assert _busy(ONCE_A_WEEK.replace("COUNT=4", f"UNTIL={until}")) == ALL_FOUR[:2]


def test_what_touches_is_one_span() -> None:
    event = "DTSTART:20261201T090000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY;COUNT=3\nRDATE:20261201T093000Z"
    assert _busy(event) == ["2026-12-01T09:00/12:00"]


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


@settings(deadline=None)
@given(st.datetimes(datetime(2027, 1, 1), datetime(2027, 11, 29)))  # noqa: DTZ001
def test_a_zone_is_read_as_the_calendar_describes_it(wall: datetime) -> None:
    event = f"DTSTART;TZID=Our own:{wall:%Y%m%dT%H%M%S}\nDURATION:PT1H"
    begun = wall.replace(microsecond=0, fold=0, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    [known] = _read(event, before=EASTERN).known
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
    assert _busy(event, before=broken) == ["2026-12-01T09:00/10:00"]
    assert _busy(event, before=broken + "X-WR-TIMEZONE:Asia/Tokyo\n") == ["2026-12-01T01:00/02:00"]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5"])
def test_what_is_all_the_time_is_busy_throughout(rule: str) -> None:
    event = f"DTSTART:20261210T090000Z\nDURATION:PT1S\nRRULE:{rule}"
    assert _busy(event) == ["2026-12-10T09:00/2027-12-01T00:00"]


GOOD = "UID:good\nDTSTART:20261201T090000Z\nDURATION:PT1H"


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
    reading = _read(bad, GOOD)
    assert "good" in [one.uid for one in reading.known]
    assert reading.unreadable >= 1


@pytest.mark.parametrize("line", ["RRULE:FREQ=NEVER", "RDATE:some day"])
def test_of_one_whose_repetitions_nobody_can_read_the_first_is_busy(line: str) -> None:
    reading = _read(f"{GOOD}\n{line}")
    assert reading.unreadable == 1
    assert [one.busy for one in reading.known] == [((_at(2026, 12, 1, 9), _at(2026, 12, 1, 10)),)]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00",
        b"<!doctype html><html></html>",
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        _text(GOOD)[:-20],
        _text(GOOD) + b"<p>more</p>",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\n" * 1 + b"BEGIN:X\r\n" * 50,
    ],
)
def test_what_is_no_calendar_or_breaks_off_is_none(text: bytes) -> None:
    with pytest.raises(NoCalendar):
        of_feed(text, WINDOW, PARIS)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_nothing_else_comes_of_garbage(noise: bytes, at: int) -> None:
    text = _text(ONCE_A_WEEK, GOOD)
    try:
        of_feed(text[:at] + noise + text[at:], WINDOW, PARIS)
    except NoCalendar:
        return


def test_without_a_uid_an_event_is_known_again() -> None:
    one, other = "DTSTART:20261201T090000Z\nDURATION:PT1H", "DTSTART:20261202T090000Z\nDURATION:PT1H"
    uids = [known.uid for known in _read(one, other, one).known]
    assert len(set(uids)) == len(uids) == 2
    assert uids == [known.uid for known in _read(one, other).known]
    long = "UID:" + "x" * 5000 + "\n" + one
    assert len(_read(long).known[0].uid) < 100


def test_an_etag_is_another_when_the_time_is_and_only_then() -> None:
    first = _read(GOOD + "\nDTSTAMP:20261101T000000Z\nSUMMARY:A").known[0].etag
    assert _read(GOOD + "\nDTSTAMP:20261102T000000Z\nSUMMARY:B").known[0].etag == first
    assert _read(GOOD.replace("PT1H", "PT2H")).known[0].etag != first


def test_long_lines_and_old_line_ends_are_read() -> None:
    text = _text(ONCE_A_WEEK + "EXDATE:20261214T090000Z,20261221T090000Z").decode()
    folded = text.replace("EXDATE:2026", "EXDATE:20\r\n 26").replace("T110000", "T11\r\n\t0000")
    bare = folded.replace("\r\n", "\n")
    for each in (folded, bare, "\ufeff" + folded):
        [known] = of_feed(each.encode(), WINDOW, PARIS).known
        assert [_shown(span) for span in known.busy] == [ALL_FOUR[0], ALL_FOUR[3]]


def test_an_address_of_a_server_holds_one_event_wherever_it_is() -> None:
    text = _text("UID:1\nDTSTART:20200101T090000Z\nDURATION:PT1H")
    begun = _at(2020, 1, 1, 9)
    known = of_resource(text, "https://a/1.ics", '"e"', WINDOW, PARIS)
    assert known == Known("https://a/1.ics", '"e"', "1", (), begun, begun + timedelta(hours=1))
    assert (
        of_resource(b"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:1\nEND:VTODO\nEND:VCALENDAR", "", "", WINDOW, PARIS)
        is None
    )
    assert of_resource(b"garbage", "", "", WINDOW, PARIS) is None


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
    text = _text(event)
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


def test_a_hundred_thousand_events_take_some_seconds_and_little_memory() -> None:
    one = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:2026120{}T090000Z\r\nEND:VEVENT\r\n"
    text = b"BEGIN:VCALENDAR\r\n" + "".join(one.format(i, i % 9 + 1) for i in range(100_000)).encode()
    begun = time.process_time()
    assert of_feed(text + b"END:VCALENDAR\r\n", WINDOW, PARIS).unreadable == 0
    assert time.process_time() - begun < 30


def test_many_rules_of_all_kinds_have_an_end() -> None:
    rules = ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY"]
    one = "UID:{}\nDTSTART:19700101T090000Z\nDURATION:PT1M\nRRULE:{}"
    begun = time.process_time()
    reading = _read(*(one.format(i, rules[i % 4]) for i in range(10_000)))
    assert time.process_time() - begun < 60
    # Whatever it has no patience for is busy.
    assert all(known.busy for known in reading.known if rules[int(known.uid) % 4] != rules[2])


def test_memory_follows_the_size_of_the_text() -> None:
    text = _text("UID:1\nDTSTART:20261201T090000Z\nEXDATE:" + ",".join(["20261201T090000Z"] * 20_000))
    tracemalloc.start()
    of_feed(text, WINDOW, PARIS)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * len(text)
