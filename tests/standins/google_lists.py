"""The lists of Google's stand-in: calendars, events and what has changed of them, a page at a time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.standins.google_refusals import Refusal, broken
from tests.standins.google_store import ALL_TIME, Account, Calendar, Item, Store, Window

if TYPE_CHECKING:
    from tests.standins.google_calendar import Call

# May differ from one list to the next.
_FREE = {"fields", "prettyPrint", "alt", "key", "quotaUser", "pageToken"}
_NOT_WITH_SYNC = {"iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty"}
_NOT_WITH_SYNC |= {"timeMin", "timeMax", "updatedMin"}
# That the stand-in does not know: better refused than passed over.
_NOT_KNOWN = _NOT_WITH_SYNC - {"timeMin", "timeMax"} | {"eventTypes", "timeZone", "showHiddenInvitations"}


@dataclass
class _Listing:
    """One list under way: what is left of it, and the token at its end."""

    question: dict[str, str]
    left: list[Item]
    sync: str


@dataclass(frozen=True)
class _Sync:
    """A token: until which change of which calendar all was told, and how it was asked for."""

    calendar: str
    number: int
    window: Window
    question: dict[str, str]


class Lists:
    """`forget` makes every token too old."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._listings: dict[str, _Listing] = {}
        self._syncs: dict[str, _Sync] = {}
        self._forgotten: set[str] = set()
        self.answers: dict[str, Callable[[Account, Call], Any]] = {
            "calendar.calendarList.list": self._calendars,
            "calendar.events.list": self._events,
            "calendar.events.instances": self._instances,
        }

    def forget(self) -> None:
        """All tokens told until now have expired."""
        self._forgotten |= self._syncs.keys()

    def _calendars(self, account: Account, call: Call) -> Item:
        entries = [self._entry(account, self._store.calendars[id]) for id in account.roles]
        items, tokens = self._page(call, entries, "", most=250, usual=100)
        return {"kind": "calendar#calendarList", "etag": '"p1"', "items": items, **tokens}

    def _entry(self, account: Account, calendar: Calendar) -> Item:
        entry = {
            "kind": "calendar#calendarListEntry",
            "etag": '"1"',
            "id": calendar.id,
            "summary": calendar.summary,
            "timeZone": calendar.zone,
            "backgroundColor": calendar.colour,
            "accessRole": account.roles[calendar.id],
            "selected": True,
        }
        if calendar.id in account.names:
            entry["summaryOverride"] = account.names[calendar.id]
        return entry | ({"primary": True} if calendar.id == account.mail else {})

    def _events(self, account: Account, call: Call) -> Item:
        calendar = find_calendar(self._store, account, call)
        if unknown := call.query.keys() & _NOT_KNOWN:
            if "syncToken" in call.query:
                raise broken(f"{unknown} can't be given together with a syncToken")
            raise broken(f"the stand-in does not know {unknown}")
        single = call.query.get("singleEvents") == "true"
        if token := call.query.get("syncToken"):
            sync = self._sync(calendar, token, call)
            window = sync.window
            found = self._store.since(calendar, sync.number, single=single, window=window)
        else:
            window = _window(call)
            deleted = call.query.get("showDeleted") == "true"
            found = self._store.listed(calendar, single=single, window=window, deleted=deleted)
        if "pageToken" in call.query:
            found, next_sync = iter(()), ""
        else:
            next_sync = self._told(_Sync(calendar.id, self._store.number, window, _question(call, sync=True)))
        items, tokens = self._page(call, found, next_sync, most=2500, usual=250)
        return self._answer(account, calendar, [_trimmed(item, call) for item in items], tokens)

    def _instances(self, account: Account, call: Call) -> Item:
        calendar = find_calendar(self._store, account, call)
        if not calendar.events.get(call.path["eventId"], {}).get("recurrence"):
            raise Refusal(404, "notFound", "Not Found")
        window = _window(call)
        found = [
            item
            for item in self._store.instances(calendar, call.path["eventId"])
            if calendar.touches(item, window) and item["status"] != "cancelled"
        ]
        items, tokens = self._page(call, found, "", most=2500, usual=250)
        return self._answer(account, calendar, [_trimmed(item, call) for item in items], tokens)

    def _answer(self, account: Account, calendar: Calendar, items: list[Item], tokens: Item) -> Item:
        return {
            "kind": "calendar#events",
            "etag": f'"{self._store.number}"',
            "summary": calendar.summary,
            "updated": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "timeZone": calendar.zone,
            "accessRole": account.roles[calendar.id],
            "defaultReminders": [],
            "items": items,
            **tokens,
        }

    def _told(self, sync: _Sync) -> str:
        token = f"C{secrets.token_urlsafe(12)}="
        self._syncs[token] = sync
        return token

    def _sync(self, calendar: Calendar, token: str, call: Call) -> _Sync:
        if wrong := call.query.keys() & _NOT_WITH_SYNC:
            raise broken(f"{sorted(wrong)} can't be given together with a syncToken")
        if call.query.get("showDeleted") == "false":
            raise broken("showDeleted can't be false together with a syncToken")
        if token in self._forgotten:
            message = "Sync token is no longer valid, a full sync is required."
            raise Refusal(410, "fullSyncRequired", message, domain="calendar")
        sync = self._syncs.get(token)
        if not sync or sync.calendar != calendar.id:
            raise broken("a syncToken that was never told of this calendar")
        if sync.question != _question(call, sync=True):
            raise broken(f"asked otherwise than at first: {sync.question}")
        return sync

    def _page(
        self, call: Call, found: Iterable[Item], sync: str, *, most: int, usual: int
    ) -> tuple[list[Item], Item]:
        """The next of these, or of those whose page is asked for; and the token that leads on."""
        if token := call.query.get("pageToken"):
            listing = self._listings.get(token)
            if not listing or listing.question != _question(call):
                raise broken("a pageToken that was not told, or a question other than at its first page")
        else:
            listing = _Listing(_question(call), list(found), sync)
        size = min(int(call.query.get("maxResults", usual)), most)
        items, left = listing.left[:size], listing.left[size:]
        if left:
            token = secrets.token_urlsafe(12)
            self._listings[token] = _Listing(listing.question, left, listing.sync)
            return items, {"nextPageToken": token}
        return items, {"nextSyncToken": listing.sync} if listing.sync else {}


def find_calendar(store: Store, account: Account, call: Call) -> Calendar:
    """The calendar of the path, or 404 where the account has none such."""
    id = call.path["calendarId"]
    id = account.mail if id == "primary" else id
    if id not in account.roles:
        raise Refusal(404, "notFound", "Not Found")
    return store.calendars[id]


def _question(call: Call, *, sync: bool = False) -> dict[str, str]:
    """What has to be the same for the next page, and with `sync` for the next list."""
    left_out = _FREE | ({"syncToken", "timeMin", "timeMax"} if sync else set())
    return {name: value for name, value in call.query.items() if name not in left_out}


def _window(call: Call) -> Window:
    starts_at, ends_at = (
        datetime.fromisoformat(call.query[name]) if name in call.query else usual
        for name, usual in zip(("timeMin", "timeMax"), ALL_TIME, strict=True)
    )
    if starts_at >= ends_at:
        raise Refusal(400, "timeRangeEmpty", "The specified time range is empty.", is_violation=True)
    return starts_at, ends_at


def _trimmed(item: Item, call: Call) -> Item:
    """With more guests than maxAttendees only the owner of the calendar is told of."""
    guests = item.get("attendees", [])
    if len(guests) <= int(call.query.get("maxAttendees", len(guests))):
        return item
    return {**item, "attendees": [one for one in guests if one.get("self")], "attendeesOmitted": True}
