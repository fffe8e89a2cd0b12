"""An event of Microsoft Graph's, read as what it takes of its owner's time, and one of ours in Graph's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from filon.integrations.calendars import Entry, Known, NoCalendar, Remote, Span, Written

Item = dict[str, Any]

# All that is read of an event.
FIELDS = "id,iCalUId,type,seriesMasterId,start,end,isAllDay,originalStartTimeZone,showAs,isCancelled"
_KEPT = ("@odata.etag", *FIELDS.split(","))
_FREE = {"free", "workingElsewhere"}
_MIDNIGHT = time()


def essence(item: Item) -> Item:
    """All that known() and repeated() read, without the words that people wrote in it."""
    return {name: item[name] for name in _KEPT if item.get(name) is not None}


def known(item: Item) -> Known:
    """A single event. Raises NoCalendar when it is none."""
    starts_at, ends_at = _span(item)
    return _as_known(item, (starts_at, ends_at), [item])


def repeated(whole: Item, parts: Iterable[Item]) -> Known:
    """A series: busy when its parts are, which say only in what they are other than the whole."""
    first = _span(whole)
    return _as_known(whole, first, [{**whole, **essence(part)} for part in parts])


def _as_known(item: Item, own: Span, parts: Iterable[Item]) -> Known:
    busy = sorted(_span(part) for part in parts if _takes_time(part))
    id, etag, uid = item["id"], item.get("@odata.etag") or "", item.get("iCalUId") or ""
    return Known(id, etag, uid, tuple(one for one in busy if one[0] < one[1]), *own)


def _takes_time(item: Item) -> bool:
    return not item.get("isCancelled") and item.get("showAs") not in _FREE


def _span(item: Item) -> Span:
    try:
        starts_at, ends_at = (_read(item[end]["dateTime"]) for end in ("start", "end"))
    except (KeyError, TypeError, ValueError):
        raise NoCalendar("an event without times") from None
    if item.get("isAllDay") and starts_at.time() == ends_at.time() == _MIDNIGHT:
        # Whole days are told as such in every zone: they are those of where it was entered.
        zone = _zone(item.get("originalStartTimeZone") or "")
        starts_at, ends_at = (at.replace(tzinfo=zone).astimezone(UTC) for at in (starts_at, ends_at))
    return starts_at, ends_at


def _read(stamp: str) -> datetime:
    """Times have no offset: they are in the zone that was asked for, UTC."""
    at = datetime.fromisoformat(stamp)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _zone(name: str) -> tzinfo:
    """By the name that Windows gives it, or IANA; UTC for one that nobody knows, as of Outlook's own making."""
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (KeyError, ValueError, OSError):
        return UTC


def marks(item: Item) -> Iterator[tuple[str, str]]:
    """The id of an event that was asked for with our mark, and what the mark says."""
    for mark in item.get("singleValueExtendedProperties") or ():
        if "id" in item and isinstance(mark, dict):
            yield item["id"], str(mark.get("value") or "")


def remote(item: Item) -> Remote:
    """A calendar. Raises NoCalendar when it is none."""
    try:
        return Remote(
            id=item["id"],
            name=item.get("name") or "",
            can_write=bool(item.get("canEdit")),
            is_main=bool(item.get("isDefaultCalendar")),
        )
    except KeyError:
        raise NoCalendar("a calendar without an id") from None


def written(item: Item) -> Written:
    """Where it stands now. Raises NoCalendar when that is not told."""
    try:
        return Written(item["id"], item["@odata.etag"])
    except KeyError:
        raise NoCalendar("written, and not told where") from None


def subscription(item: Item) -> tuple[str, datetime]:
    """Its id, and until when it holds. Raises NoCalendar when that is not told."""
    try:
        return item["id"], _read(item["expirationDateTime"])
    except (KeyError, TypeError, ValueError):
        raise NoCalendar("a subscription that is none") from None


def body(entry: Entry) -> Item:
    """As it is written. Nobody is invited, so nobody is mailed; the reminder is its owner's usual one.

    In UTC: an event that is not repeated needs no zone, and Microsoft's rules of zones may be older than ours.
    """
    return {
        "subject": entry.title,
        "body": {"contentType": "text", "content": "\n\n".join(filter(None, (entry.details, entry.link)))},
        "start": {"dateTime": _naive(entry.starts_at), "timeZone": "UTC"},
        "end": {"dateTime": _naive(entry.ends_at), "timeZone": "UTC"},
        "isAllDay": False,
        "location": {"displayName": entry.place},
        "showAs": "tentative" if entry.is_tentative else "busy",
    }


def between(window: Span) -> dict[str, str]:
    """A window as Graph's own parameters."""
    return {"startDateTime": stamp(window[0]), "endDateTime": stamp(window[1])}


def stamp(at: datetime) -> str:
    """An aware moment in UTC, as 2026-12-01T09:00:00Z."""
    return f"{_naive(at)}Z"


def _naive(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
