"""An appointment as others' calendars read it: the invitation in a mail, each change of it, its end (RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from icalendar import Calendar, Event, vCalAddress

from filon.foundation import clock

PRODUCT = "-//Filon//Appointments//FR"


@dataclass(frozen=True)
class Party:
    """Somebody in an invitation: what they are called, and their address."""

    name: str
    email: str


def uid_of(appointment: Any) -> str:
    """What calendars know it by, in mails and in feeds. Without a host, or it would change when the service moves."""
    return f"appt-{appointment.id}@filon"


def invitation(
    appointment: Any,
    summary: str,
    details: str,
    place: str,
    *,
    organiser: Party,
    guest: Party,
    link: str = "",
) -> str:
    """A VCALENDAR for one guest, whose METHOD is method_of(): mail programs show buttons for it.

    The organiser is whom the mail comes from, the guest whom it goes to: else it is taken for forged.
    """
    calendar = new_calendar(method_of(appointment))
    event = event_of(appointment, summary, details, place, link)
    event.add("organizer", _address(organiser), encode=False)
    invited = _address(guest)
    wanted = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    invited.params.update(wanted)
    event.add("attendee", invited, encode=False)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def place_of(appointment: Any, resource: str) -> str:
    """Where it is, as whoever comes there reads it: before the address what it takes, if its name is said.

    Where one is visited, what one comes in is no place.
    """
    if appointment.place_kind != "office":
        return str(appointment.place)
    return ", ".join(filter(None, (resource, appointment.place)))


def method_of(appointment: Any) -> str:
    return "CANCEL" if appointment.is_cancelled else "REQUEST"


def new_calendar(method: str) -> Any:
    calendar = Calendar()
    for name, value in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", method),
    ):
        calendar.add(name, value)
    return calendar


def event_of(appointment: Any, summary: str, details: str, place: str, link: str = "") -> Any:
    """A VEVENT. Its times are UTC: a reader whose rules for a country's clocks are old still has the right moment."""
    event = Event()
    event.add("uid", uid_of(appointment))
    event.add("dtstamp", clock.now())
    event.add("created", appointment.made_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("sequence", appointment.sequence)
    event.add("status", _STATUSES.get(appointment.status, "CONFIRMED"))
    event.add("transp", "TRANSPARENT" if appointment.is_cancelled else "OPAQUE")
    event.add("summary", summary)
    for name, value in (("description", details), ("location", place), ("url", link)):
        if value:
            event.add(name, value)
    return event


_STATUSES = {"cancelled": "CANCELLED", "proposed": "TENTATIVE"}


def _address(one: Party) -> Any:
    address = vCalAddress(f"mailto:{one.email}")
    if one.name:
        address.params["CN"] = one.name
    return address
