"""Calendars put together, and what is read of them in short."""

from __future__ import annotations

from datetime import UTC, datetime

from filon.integrations.calendars import Span
from filon.integrations.icalendar_events import Reading, of_feed

WINDOW = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 12, 1, tzinfo=UTC))
PARIS = "Europe/Paris"
ONCE_A_WEEK = """
UID:week
DTSTART;TZID=Europe/Paris:20261207T100000
DTEND;TZID=Europe/Paris:20261207T110000
RRULE:FREQ=WEEKLY;COUNT=4
"""
ALL_FOUR = [f"2026-12-{day:02}T09:00/10:00" for day in (7, 14, 21, 28)]
GOOD = "UID:good\nDTSTART:20261201T090000Z\nDURATION:PT1H"


def calendar_of(*events: str, before: str = "") -> bytes:
    bodies = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Another//FR\n{before}{bodies}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def reading_of(*events: str, before: str = "", zone: str = PARIS, window: Span = WINDOW) -> Reading:
    return of_feed(calendar_of(*events, before=before), window, zone)


def busy_in(*events: str, before: str = "", zone: str = PARIS, window: Span = WINDOW) -> list[str]:
    """Each span of one event as 2026-12-01T09:00/10:00, in UTC."""
    reading = reading_of(*events, before=before, zone=zone, window=window)
    assert not reading.unread
    assert len({one.uid for one in reading.known}) == len(reading.known)
    return [shown(span) for one in reading.known for span in one.busy]


def shown(span: Span) -> str:
    same = span[0].date() == span[1].date()
    return f"{span[0]:%Y-%m-%dT%H:%M}/{span[1]:{'%H:%M' if same else '%Y-%m-%dT%H:%M'}}"


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc, arg-type]
