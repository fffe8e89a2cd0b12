"""One event at Google's stand-in: read, made, changed and deleted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.standins.google_lists import find_calendar
from tests.standins.google_refusals import Refusal, broken
from tests.standins.google_store import Account, Calendar, Item, Store

if TYPE_CHECKING:
    from tests.standins.google_calendar import Call

_WRITERS = {"owner", "writer", "writerWithoutPrivateAccess"}
_MOST_PROPERTY_NAME, _MOST_PROPERTY = 44, 1024


class Events:
    """`keeps_deleted` are identifiers that nobody can bring back, as Google has some."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.keeps_deleted: set[str] = set()
        self.answers: dict[str, Callable[[Account, Call], Any]] = {
            "calendar.events.get": self._get,
            "calendar.events.insert": self._insert,
            "calendar.events.update": self._update,
            "calendar.events.patch": self._patch,
            "calendar.events.delete": self._delete,
        }

    def _get(self, account: Account, call: Call) -> Item:
        calendar = find_calendar(self._store, account, call)
        # A deleted one as well: "The get method always returns them."
        return _there(calendar, call)

    def _insert(self, account: Account, call: Call) -> Item:
        calendar = self._writable(account, call)
        event = dict(call.body)
        if "id" in event and "iCalUID" in event:
            raise broken("only one of id and iCalUID should be supplied")
        if "id" in event and not re.fullmatch(r"[a-v0-9]{5,1024}", event["id"]):
            raise broken(f"the id {event['id']} is not 5 to 1024 of a-v and 0-9")
        if call.etag:
            raise broken("there is no conditional insert")
        if event.get("id") in calendar.events:
            raise Refusal(409, "duplicate", "The requested identifier already exists.")
        _check(event)
        return self._store.put(calendar, event)

    def _update(self, account: Account, call: Call) -> Item:
        calendar, there = self._changeable(account, call)
        _check(call.body)
        return self._store.put(calendar, {**call.body, "id": there["id"], "iCalUID": there["iCalUID"]})

    def _patch(self, account: Account, call: Call) -> Item:
        calendar, there = self._changeable(account, call)
        event = _merged(there, call.body)
        _check(event)
        return self._store.put(calendar, event)

    def _delete(self, account: Account, call: Call) -> None:
        calendar = self._writable(account, call)
        there = _there(calendar, call)
        if there["status"] == "cancelled":
            raise Refusal(410, "deleted", "Resource has been deleted")
        _match(there, call)
        self._store.remove(calendar, there["id"])

    def _writable(self, account: Account, call: Call) -> Calendar:
        calendar = find_calendar(self._store, account, call)
        if account.roles[calendar.id] not in _WRITERS:
            message = "You need to have writer access to this calendar."
            raise Refusal(403, "requiredAccessLevel", message, domain="calendar")
        return calendar

    def _changeable(self, account: Account, call: Call) -> tuple[Calendar, Item]:
        calendar = self._writable(account, call)
        there = _there(calendar, call)
        _match(there, call)
        if there["id"] in self.keeps_deleted and there["status"] == "cancelled":
            raise Refusal(403, "forbidden", "Forbidden")
        return calendar, there


def _there(calendar: Calendar, call: Call) -> Item:
    if call.path["eventId"] not in calendar.events:
        raise Refusal(404, "notFound", "Not Found")
    return calendar.events[call.path["eventId"]]


def _match(there: Item, call: Call) -> None:
    if call.etag and call.etag != there["etag"]:
        raise Refusal(412, "conditionNotMet", "Precondition Failed")


def _merged(there: Item, patch: Item) -> Item:
    """Objects are merged, everything else is replaced, and null takes away."""
    merged = dict(there)
    for name, value in patch.items():
        if isinstance(value, dict) and isinstance(there.get(name), dict):
            merged[name] = _merged(there[name], value)
        else:
            merged[name] = value
    return {name: value for name, value in merged.items() if value is not None}


def _check(event: Item) -> None:
    """What the descriptions say in words."""
    edges = [event.get("start", {}), event.get("end", {})]
    for edge in edges:
        if ("date" in edge) == ("dateTime" in edge):
            raise broken(f"either date or dateTime: {edge}")
        try:
            has_zone = bool(ZoneInfo(edge["timeZone"])) if "timeZone" in edge else False
        except (ZoneInfoNotFoundError, ValueError):
            raise broken(f"no time zone: {edge['timeZone']}") from None
        if "dateTime" in edge and not has_zone and datetime.fromisoformat(edge["dateTime"]).tzinfo is None:
            raise broken("a time with neither offset nor zone")
    if len({"date" in edge for edge in edges}) > 1:
        raise broken("start and end must both be dates, or both be times")
    begins, ends = (datetime.fromisoformat(edge.get("dateTime") or edge["date"]) for edge in edges)
    if ends < begins:
        raise Refusal(400, "timeRangeEmpty", "The specified time range is empty.", is_violation=True)
    for kept in event.get("extendedProperties", {}).values():
        if any(
            len(name) > _MOST_PROPERTY_NAME or len(value) > _MOST_PROPERTY for name, value in kept.items()
        ):
            raise broken("an extended property that is too long")
    source = event.get("source", {}).get("url", "https://")
    if not source.startswith(("http://", "https://")):
        raise broken("The URL scheme must be HTTP or HTTPS.")
