"""An event of the mailbox in Microsoft's words, as each of its ways to ask shows it."""

from __future__ import annotations

from typing import Any

from tests.standins.graph_mailbox import Event
from tests.standins.graph_types import complaints

_STAMP = "2026-11-30T08:00:00Z"
_WORDS: dict[str, Any] = {
    "createdDateTime": _STAMP,
    "lastModifiedDateTime": _STAMP,
    "categories": [],
    "transactionId": None,
    "originalStartTimeZone": "UTC",
    "originalEndTimeZone": "UTC",
    "reminderMinutesBeforeStart": 15,
    "isReminderOn": True,
    "hasAttachments": False,
    "subject": "",
    "bodyPreview": "",
    "importance": "normal",
    "sensitivity": "normal",
    "isAllDay": False,
    "isCancelled": False,
    "isOrganizer": True,
    "responseRequested": True,
    "seriesMasterId": None,
    "showAs": "busy",
    "type": "singleInstance",
    "webLink": "https://outlook.office365.com/owa/?itemid=1",
    "onlineMeetingUrl": None,
    "isOnlineMeeting": False,
    "onlineMeetingProvider": "unknown",
    "allowNewTimeProposals": True,
    "isDraft": False,
    "hideAttendees": False,
    "recurrence": None,
    "onlineMeeting": None,
    "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
    "body": {"contentType": "text", "content": ""},
    "location": {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"},
    "locations": [],
    "attendees": [],
    "organizer": {"emailAddress": {"name": "Alice", "address": "alice@atlas.example"}},
}
# Marks are shown only where they are asked for.
_HIDDEN = {"singleValueExtendedProperties"}


class Mistaken(Exception):
    """The stand-in itself said what Microsoft's types do not allow."""


def full(event: Event, *, immutable: bool) -> dict[str, Any]:
    """All that is told of it; of a part also what it has from its series."""
    above: dict[str, Any] = {}
    if event.series:
        above = {**event.series.words, "recurrence": None}
        above["seriesMasterId"] = event.series.id(immutable=immutable)
    told = {name: value for name, value in (_WORDS | above | event.words).items() if name not in _HIDDEN}
    return _checked({**_head(event, immutable), **told, "changeKey": event.etag[3:-1]})


def in_delta(event: Event, *, immutable: bool) -> dict[str, Any]:
    """Nothing but times of a part that is as its series says: github.com/microsoftgraph/microsoft-graph-docs 7632."""
    if event.series is None or event.words["type"] == "exception":
        return full(event, immutable=immutable)
    words = {name: event.words[name] for name in ("type", "start", "end")}
    series = event.series.id(immutable=immutable)
    return _checked({**_head(event, immutable), "seriesMasterId": series, **words})


def gone(event: Event, *, immutable: bool) -> dict[str, Any]:
    """Taken away, or somewhere outside of the window: both look the same."""
    return {
        "@odata.type": "#microsoft.graph.event",
        "id": event.id(immutable=immutable),
        "@removed": {"reason": "deleted"},
    }


def marks(event: Event, id: str, value: str | None = None) -> list[dict[str, str]]:
    """Its extended properties of that id, and where one is given with that value."""
    said = event.words.get("singleValueExtendedProperties", ())
    return [one for one in said if one["id"] == id and value in (None, one["value"])]


def only(told: dict[str, Any], names: str) -> dict[str, Any]:
    """What $select leaves of it; words about it stay, and what $expand has added."""
    wanted = {*filter(None, names.split(",")), *(_HIDDEN if names else ())}
    return {name: value for name, value in told.items() if not wanted or name in wanted or "@" in name}


def _head(event: Event, immutable: bool) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.event",
        "@odata.etag": event.etag,
        "id": event.id(immutable=immutable),
    }


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    wrong = list(complaints(told, "event", open_types=False))
    if wrong:
        raise Mistaken("; ".join(wrong))
    return told
