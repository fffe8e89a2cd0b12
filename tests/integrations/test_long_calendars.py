"""Calendars without end, or with as many events as fit into one, are read in bounded time and memory."""

from __future__ import annotations

import time
import tracemalloc

from filon.integrations.icalendar_events import of_feed
from tests.integrations.icalendar_reading import (
    PARIS,
    WINDOW,
    calendar_of,
    reading_of,
)


def test_a_hundred_thousand_events_take_some_seconds_and_little_memory() -> None:
    one = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:2026120{}T090000Z\r\nEND:VEVENT\r\n"
    text = b"BEGIN:VCALENDAR\r\n" + "".join(one.format(i, i % 9 + 1) for i in range(100_000)).encode()
    begun = time.process_time()
    assert of_feed(text + b"END:VCALENDAR\r\n", WINDOW, PARIS).unread == ()
    assert time.process_time() - begun < 30


def test_many_rules_of_all_kinds_have_an_end() -> None:
    rules = ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=HOURLY"]
    one = "UID:{}\nDTSTART:19700101T090000Z\nDURATION:PT1M\nRRULE:{}"
    begun = time.process_time()
    reading = reading_of(*(one.format(i, rules[i % 4]) for i in range(10_000)))
    assert time.process_time() - begun < 60
    # Whatever it has no patience for is busy.
    assert all(known.busy for known in reading.known if rules[int(known.uid) % 4] != rules[2])


def test_memory_follows_the_size_of_the_text() -> None:
    text = calendar_of("UID:1\nDTSTART:20261201T090000Z\nEXDATE:" + ",".join(["20261201T090000Z"] * 20_000))
    tracemalloc.start()
    of_feed(text, WINDOW, PARIS)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60 * len(text)


def test_as_many_versions_as_replaced_repetitions_have_an_end() -> None:
    one = "UID:1\nDTSTART:2026120{0}T0900{1:02}Z\nDURATION:PT1M\nEXDATE:20250101T090000Z"
    instead = one + "\nRECURRENCE-ID;RANGE=THISANDFUTURE:20{2:02}{3:02}01T090000Z"
    masters = [one.format(i % 9 + 1, i % 60) for i in range(5_000)]
    others = [instead.format(i % 9 + 1, i % 60, i % 99, i % 12 + 1) for i in range(5_000)]
    begun = time.process_time()
    assert reading_of(*masters, *others).known[0].busy
    assert time.process_time() - begun < 10
