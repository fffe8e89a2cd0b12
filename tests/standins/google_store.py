"""What the stand-in of Google Calendar keeps, and what its people do in Google's own screens."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Item = dict[str, Any]
Window = tuple[datetime, datetime]
# All of it, without a first and a last day: their moments in other zones are no more.
ALL_TIME = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))


@dataclass
class Calendar:
    """`changed` names each event's last change; `left` the times it had before a change, by that change."""

    id: str
    summary: str
    zone: str = "Europe/Paris"
    colour: str = "#0088aa"
    events: dict[str, Item] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    left: dict[str, list[tuple[int, Window]]] = field(default_factory=dict)

    def span(self, item: Item) -> Window:
        """From when until when it lasts; all time where nothing says."""
        if "start" not in item or "end" not in item:
            return ALL_TIME
        return self._moment(item["start"]), self._moment(item["end"])

    def _moment(self, edge: dict[str, str]) -> datetime:
        zone = ZoneInfo(edge.get("timeZone") or self.zone)
        if "date" in edge:
            return datetime.combine(date.fromisoformat(edge["date"]), time(), ZoneInfo(self.zone))
        at = datetime.fromisoformat(edge["dateTime"])
        return at if at.tzinfo else at.replace(tzinfo=zone)

    def touches(self, item: Item, window: Window) -> bool:
        """As timeMin and timeMax say: it ends after the first and begins before the second."""
        starts_at, ends_at = self.span(item)
        return ends_at > window[0] and starts_at < window[1]

    def has_left(self, id: str, since: int, window: Window) -> bool:
        """Whether it was in the window at some time since that change."""
        spans = [span for number, span in self.left.get(id, ()) if number > since]
        return any(ends_at > window[0] and starts_at < window[1] for starts_at, ends_at in spans)


@dataclass
class Account:
    """Somebody at Google: `roles` by calendar, in the order of their list; `names` they gave to calendars of others."""

    mail: str
    name: str
    roles: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


class Store:
    """Accounts and calendars by mail and id. `on_change` is called with the calendar whenever something changes."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.calendars: dict[str, Calendar] = {}
        self.on_change: Callable[[Calendar], None] = lambda calendar: None
        self.lock = threading.RLock()
        self._numbers = itertools.count(1)
        self.number = 0

    def account(self, mail: str, name: str = "") -> Account:
        """A new account, with the calendar that everybody has, whose id is the mail address."""
        account = self.accounts[mail] = Account(mail, name or mail.partition("@")[0].title())
        self.calendar(account, mail, mail)
        return account

    def calendar(
        self, account: Account, id: str, summary: str, role: str = "owner", zone: str = "Europe/Paris"
    ) -> Calendar:
        """A calendar on the account's list: a new one, or a known one that is shared with it."""
        calendar = self.calendars.setdefault(id, Calendar(id, summary, zone))
        account.roles[id] = role
        return calendar

    def put(self, calendar: Calendar, item: Item) -> Item:
        """Keep an event as it is from now on, under a new etag; its own id or a new one."""
        with self.lock:
            self.number = next(self._numbers)
            id = item.get("id") or secrets.token_hex(13)
            before = calendar.events.get(id)
            if before:
                calendar.left.setdefault(id, []).append((self.number, calendar.span(before)))
            kept = {**_given(calendar, id), **item, "id": id, **_counted(self.number, before)}
            calendar.events[id] = kept
            calendar.changed[id] = self.number
        self.on_change(calendar)
        return kept

    def add(self, calendar: Calendar, start: str, end: str, **more: Any) -> Item:
        """An event that its owner makes; `2026-12-01T09:00:00+01:00`, or `2026-12-01` for whole days."""
        return self.put(calendar, {"summary": "Dentiste", "start": _edge(start), "end": _edge(end), **more})

    def change(self, calendar: Calendar, id: str, **more: Any) -> Item:
        """Somebody changes an event."""
        return self.put(calendar, {**deepcopy(calendar.events[id]), **more})

    def remove(self, calendar: Calendar, id: str) -> None:
        """Somebody deletes an event, and with a series each of it."""
        for one in [id, *(item["id"] for item in self.instances(calendar, id))]:
            self.change(calendar, one, status="cancelled")

    def series(self, calendar: Calendar, start: datetime, hours: float, times: int, every_days: int) -> Item:
        """An event that comes again `times` times: what it is expanded to is kept beside it."""
        whole = self.add(
            calendar,
            start.isoformat(),
            (start + timedelta(hours=hours)).isoformat(),
            recurrence=[f"RRULE:FREQ=DAILY;INTERVAL={every_days};COUNT={times}"],
        )
        for turn in range(times):
            begins = start + timedelta(days=turn * every_days)
            self.put(
                calendar,
                {
                    "id": f"{whole['id']}_{begins.astimezone(UTC):%Y%m%dT%H%M%SZ}",
                    "iCalUID": whole["iCalUID"],
                    "recurringEventId": whole["id"],
                    "originalStartTime": _edge(begins.isoformat()),
                    "start": _edge(begins.isoformat()),
                    "end": _edge((begins + timedelta(hours=hours)).isoformat()),
                },
            )
        return whole

    def fill(self, calendar: Calendar, first: datetime, count: int) -> list[str]:
        """Half an hour busy every hour, `count` times; the ids."""
        begins = [first + timedelta(hours=number) for number in range(count)]
        return [
            self.add(calendar, at.isoformat(), (at + timedelta(minutes=30)).isoformat())["id"]
            for at in begins
        ]

    def instances(self, calendar: Calendar, id: str) -> list[Item]:
        """The events of a series."""
        return [item for item in calendar.events.values() if item.get("recurringEventId") == id]

    def listed(self, calendar: Calendar, *, single: bool, window: Window, deleted: bool) -> Iterator[Item]:
        """What a first list shows, in a stable order."""
        for item in calendar.events.values():
            is_told = deleted or item["status"] != "cancelled"
            if is_told and _is_shown(item, single=single) and calendar.touches(item, window):
                yield item

    def since(self, calendar: Calendar, number: int, *, single: bool, window: Window) -> Iterator[Item]:
        """What has changed after that change and is or was in the window, deleted ones as little as is promised."""
        for id, changed in calendar.changed.items():
            item = calendar.events[id]
            if changed <= number or not _is_shown(item, single=single):
                continue
            if calendar.touches(item, window) or calendar.has_left(id, number, window):
                yield _bare(item) if item["status"] == "cancelled" else item


def _given(calendar: Calendar, id: str) -> Item:
    """What Google adds to what it was not told."""
    return {
        "kind": "calendar#event",
        "status": "confirmed",
        "htmlLink": f"https://www.google.com/calendar/event?eid={id}",
        "creator": {"email": calendar.id, "self": True},
        "organizer": {"email": calendar.id, "self": True},
        "iCalUID": f"{id}@google.com",
        "reminders": {"useDefault": True},
        "eventType": "default",
    }


def _counted(number: int, before: Item | None) -> Item:
    """What Google sets itself at every change."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "etag": f'"{number:016d}"',
        "created": before["created"] if before else now,
        "updated": now,
        "sequence": before["sequence"] + 1 if before else 0,
    }


def _is_shown(item: Item, *, single: bool) -> bool:
    return not (item.get("recurrence") if single else item.get("recurringEventId"))


def _bare(item: Item) -> Item:
    told = ("kind", "etag", "id", "status", "recurringEventId", "originalStartTime")
    return {name: item[name] for name in told if name in item}


def _edge(moment: str) -> dict[str, str]:
    return {"dateTime": moment} if "T" in moment else {"date": moment}
