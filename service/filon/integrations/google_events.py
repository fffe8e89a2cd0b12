"""What an event of Google's says (API v3, resource Event), and how one of ours is said to it."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from filon.integrations.calendars import Entry, Known, Span

# All that is asked of an event: no title, no description, no place and nobody's address leaves Google.
ASKED = (
    "id,etag,iCalUID,status,start,end,transparency,eventType,recurrence,recurringEventId,"
    "attendees(self,responseStatus),extendedProperties(private(filon))"
)
# What it makes of our identifier, and tells also where a calendar is published (RFC 5545's UID).
_OUR_UID = re.compile(r"filon([0-9a-f]{32,64})v?@google\.com")
# A place where somebody works takes none of their time; outOfOffice and focusTime do.
_TAKES_NO_TIME = {"workingLocation"}


def ids(key: str) -> tuple[str, str]:
    """What Google is to know the entry of this key as, the same each time: the second where the first won't do.

    Identifiers are at least five of 0-9 and a-v (base32hex), of which all of these letters are.
    """
    return f"filon{key.lower()}", f"filon{key.lower()}v"


def body(entry: Entry) -> dict[str, Any]:
    """All that we say of an event. What is its owner's (guests, reminders, a colour, whether it is free) is not.

    No sequence: Google counts its own, and refuses one that is behind it. No iCalUID: it goes by our identifier, which
    can't be given together with one.
    """
    # It shows a description as HTML.
    details = html.escape(f"{entry.details}\n\n{entry.link}".strip(), quote=False)
    return {
        "summary": entry.title,
        "description": details,
        "location": entry.place,
        "start": _moment(entry.starts_at, entry.zone),
        "end": _moment(entry.ends_at, entry.zone),
        "status": "tentative" if entry.is_tentative else "confirmed",
        "extendedProperties": {"private": {"filon": entry.key}},
    }


def patch(entry: Entry) -> dict[str, Any]:
    """The same for one that is there, which may have been made an all-day one: null takes a field away."""
    said = body(entry)
    for edge in ("start", "end"):
        said[edge]["date"] = None
    return said


def known(item: dict[str, Any], zone: str) -> Known:
    """Read an event; `zone` is its calendar's, in which its days begin."""
    starts_at, ends_at = _read(item.get("start"), zone), _read(item.get("end"), zone)
    busy: tuple[Span, ...] = ()
    if starts_at and ends_at and starts_at < ends_at and _takes_time(item):
        busy = ((starts_at, ends_at),)
    # What its owner repeats of ours is theirs.
    uid = "" if "recurringEventId" in item else str(item.get("iCalUID", ""))
    said = item.get("extendedProperties", {}).get("private", {}).get("filon", "")
    return Known(
        id=str(item["id"]),
        etag=str(item.get("etag", "")),
        uid=uid,
        busy=busy,
        starts_at=starts_at,
        ends_at=ends_at,
        mark=(said or key_in(uid)) if uid else "",
    )


def key_in(uid: str) -> str:
    """The key of the entry that Google knows by this UID, "" for any other event."""
    found = _OUR_UID.fullmatch(uid)
    return found[1] if found else ""


def is_gone(item: dict[str, Any]) -> bool:
    """Whether it has been taken away; of one of a series nothing is told then but its identifier."""
    return item.get("status") == "cancelled"


def _takes_time(item: dict[str, Any]) -> bool:
    has_declined = any(
        guest.get("self") and guest.get("responseStatus") == "declined" for guest in item.get("attendees", ())
    )
    is_free = item.get("transparency") == "transparent" or item.get("eventType") in _TAKES_NO_TIME
    return not (is_free or has_declined)


def _moment(at: datetime, zone: str) -> dict[str, Any]:
    # The moment in UTC, whatever this machine or Google believes of the zone, in which it is shown.
    return {"dateTime": at.astimezone(UTC).isoformat(timespec="seconds"), "timeZone": zone}


def _read(edge: dict[str, str] | None, zone: str) -> datetime | None:
    """A start or end in UTC: the beginning of a day for those that last whole days, whose end is the day after."""
    if not edge:
        return None
    if day := edge.get("date"):
        return datetime.combine(date.fromisoformat(day), time(), _zone(zone)).astimezone(UTC)
    at = datetime.fromisoformat(edge["dateTime"])
    # The offset may be left out where the zone is said.
    return (at if at.tzinfo else at.replace(tzinfo=_zone(edge.get("timeZone") or zone))).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        # One that is newer than this machine's tables: hours off for whole days is better than no calendar at all.
        return ZoneInfo("UTC")
