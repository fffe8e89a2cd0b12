"""An event of ours as the text that a calendar elsewhere keeps (RFC 5545, without METHOD: RFC 4791, 4.1)."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from icalendar import Calendar, Event

from filon.foundation import clock
from filon.integrations.calendars import Entry

PRODUCT = "-//Filon//Appointments//FR"


def new(entry: Entry) -> bytes:
    """A VCALENDAR that holds nothing else."""
    return _around(_written(Event(), entry))


def again(entry: Entry, there: bytes) -> bytes:
    """The same, and whatever its owner has added to the event there: alarms, guests, a category."""
    try:
        calendar: Any = Calendar.from_ical(there)
        [event] = calendar.walk("VEVENT")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return new(entry)
    if str(event.get("uid", "")) != entry.uid:
        return new(entry)
    for name in ("dtend", "duration", "rrule", "rdate", "exdate", "recurrence-id", *_OURS):
        event.pop(name, None)
    return _around(_written(event, entry))


_OURS = (
    *("uid", "dtstamp", "last-modified", "dtstart", "sequence", "status", "transp"),
    *("summary", "description", "location", "url"),
)


def _written(event: Any, entry: Entry) -> Any:
    """With what is ours. Times are UTC: a reader whose rules for a country's clocks are old has the right moment."""
    event.add("uid", entry.uid)
    event.add("dtstamp", clock.now())
    event.add("last-modified", clock.now())
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("summary", entry.title)
    for name, value in (("description", entry.details), ("location", entry.place), ("url", entry.link)):
        if value:
            event.add(name, value)
    return event


def _around(event: Any) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text
