"""Microsoft Graph's calendars (v1.0): what stands in a person's Outlook, what changes there, our events in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID, uuid5

from filon.integrations import graph_events as events
from filon.integrations.calendars import (
    Entry,
    Forgotten,
    Known,
    Later,
    Missing,
    NoCalendar,
    Page,
    Remote,
    Span,
    Written,
)
from filon.integrations.graph_events import Item
from filon.integrations.graph_failures import MadeBefore, failure
from filon.integrations.guarded import NoAnswer, Refused, call

BASE = "https://graph.microsoft.com/v1.0"
# Before it answers a subscription, it has called us itself, and waited for us up to ten seconds, twice.
ANSWER_SECONDS = 30
# Of calendarView/delta nothing can be left out ($select is refused): an event comes with all that was written in it.
PAGE, LONGEST_PAGE = 50, 16 * 1024 * 1024
_PREFERENCES = ", ".join(
    [
        'IdType="ImmutableId"',
        'outlook.timezone="UTC"',
        'outlook.body-content-type="text"',
        f"odata.maxpagesize={PAGE}",
    ]
)
# Our mark on an event, by which one is found whose answer was lost. Drawn once; never to be changed.
_OURS = UUID("5b1f0d5e-6c0e-4f2b-9d7e-2f6a1c83b9d4")
_MARK = f"String {{{_OURS}}} Name filon"
_SHOWN = f"singleValueExtendedProperties($filter=id eq '{_MARK}')"
_MARKS_AT_ONCE = 500
# So many changes are asked for theirs one by one, as after what we have written ourselves. More, and all that there are
# come at once: nothing says that Microsoft takes a mark and a date in one $filter.
_FEW = 8


@dataclass
class _Series:
    """What one round of changes tells of a repeated event: the whole, and its parts by their ids."""

    whole: Item | None = None
    parts: dict[str, Item] = field(default_factory=dict)


class GraphCalendar:
    """The calendars of whom the access token `access` is from; the methods of calendars.Account, and subscriptions.

    A repeated event is one Known, with the id of its series. A token is the deltaLink, a whole address of Graph's; it
    goes on with the window of the round that it began in, so a window that moves is now and then begun anew with "".
    """

    def __init__(self, access: str, *, base: str = BASE, allow_private: bool = False) -> None:
        self._access = access
        self._base = base
        self._allow_private = allow_private

    def calendars(self) -> list[Remote]:
        fields = {"$select": "id,name,canEdit,isDefaultCalendar", "$top": "100"}
        try:
            pages = self._pages(self._at("me", "calendars", query=fields))
            return [events.remote(item) for items, _link in pages for item in items]
        except Missing as error:
            raise NoCalendar(str(error)) from None

    def changes(self, calendar: str, token: str, window: Span) -> Iterator[Page]:
        if token and not self._is_ours(token):
            raise Forgotten("the token leads elsewhere")
        first = self._at("me", "calendars", calendar, "calendarView", "delta", query=events.between(window))
        series: dict[str, _Series] = {}
        marks: dict[str, str] | None = None
        for items, link in self._pages(token or first, gone=Forgotten):
            told: dict[str, Known | None] = {}
            for item in items:
                _sort(item, told, series)
            for id, one in series.items() if link else ():
                told[id] = self._whole(calendar, id, one, window, all_told=not token)
            there = [one for one in told.values() if one]
            if marks is None and len(there) > _FEW:
                marks = self._marks(calendar)
            known = tuple(
                replace(one, mark=self._mark(calendar, one.id) if marks is None else marks.get(one.id, ""))
                for one in there
            )
            yield Page(known, tuple(id for id, one in told.items() if one is None), link)
        if not link:
            raise NoCalendar("changes without a place to go on from")

    def _mark(self, calendar: str, id: str) -> str:
        """The key of one that we have written, "" of any other, and of one that has gone since."""
        with suppress(Missing):
            item = self._ask("GET", self._event(calendar, id, query={"$select": "id", "$expand": _SHOWN}))
            return dict(events.marks({**item, "id": id})).get(id, "")
        return ""

    def _marks(self, calendar: str) -> dict[str, str]:
        """The keys of what we have written there, by the events' ids: a round of changes can't be asked for them.

        learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get
        """
        query = {
            "$filter": f"singleValueExtendedProperties/any(ep: ep/id eq '{_MARK}' and ep/value ne null)",
            "$expand": _SHOWN,
            "$select": "id",
            "$top": str(_MARKS_AT_ONCE),
        }
        pages = self._pages(self._event(calendar, query=query))
        return dict(pair for items, _link in pages for item in items for pair in events.marks(item))

    def _whole(
        self, calendar: str, id: str, series: _Series, window: Span, *, all_told: bool
    ) -> Known | None:
        """None when there is no such series any more.

        A part taken away is not told of, and nothing promises that the others are told again then.
        """
        with suppress(Missing):
            if series.whole is None:
                return self.read(calendar, id, window)
            if all_told:
                return events.repeated(series.whole, series.parts.values())
            return self._with_parts(calendar, series.whole, window)
        return None

    def read(self, calendar: str, id: str, window: Span) -> Known:
        item = {"id": id, **self._ask("GET", self._event(calendar, id, query={"$select": events.FIELDS}))}
        if item.get("seriesMasterId"):
            return self.read(calendar, item["seriesMasterId"], window)
        if item.get("type") != "seriesMaster":
            return events.known(item)
        return self._with_parts(calendar, item, window)

    def _with_parts(self, calendar: str, whole: Item, window: Span) -> Known:
        query = {**events.between(window), "$select": events.FIELDS}
        pages = self._pages(self._event(calendar, whole["id"], "instances", query=query))
        return events.repeated(whole, (part for items, _link in pages for part in items))

    def create(self, calendar: str, entry: Entry) -> Written:
        made_once = {
            "transactionId": str(uuid5(_OURS, f"{calendar} {entry.key}")),
            "singleValueExtendedProperties": [{"id": _MARK, "value": entry.key}],
        }
        try:
            made = self._ask("POST", self._event(calendar), body={**events.body(entry), **made_once})
        except MadeBefore as before:
            made = self._made_before(calendar, entry, before.id)
            return replace(events.written(made), was_there=True)
        return events.written(made)

    def _made_before(self, calendar: str, entry: Entry, id: str) -> Item:
        if id:
            return self._ask("GET", self._event(calendar, id, query={"$select": "id"}))
        mark = f"ep/id eq '{_MARK}' and ep/value eq '{entry.key}'"
        query = {"$filter": f"singleValueExtendedProperties/any(ep: {mark})", "$select": "id"}
        found = self._ask("GET", self._event(calendar, query=query))
        for item in found.get("value") or ():
            return item
        raise Missing("made once, and taken away since")

    def update(self, calendar: str, id: str, etag: str, entry: Entry) -> Written:
        changed = self._ask("PATCH", self._event(calendar, id), body=events.body(entry), etag=etag)
        return events.written(changed)

    def delete(self, calendar: str, id: str, etag: str) -> None:
        with suppress(Missing):
            self._ask("DELETE", self._event(calendar, id), etag=etag)

    def subscribe(self, address: str, client_state: str, expires_at: datetime) -> tuple[str, datetime]:
        """Have each change in any calendar told to `address`: the subscription's id, and until when it holds.

        The address is called before this returns, and has to answer. It also hears when the subscription needs to be
        renewed, is gone, or has missed something (`lifecycleEvent`). `client_state` has at most 128 characters; an
        end further than 4,230 minutes away is refused.
        """
        wish = {
            "changeType": "created,updated,deleted",
            "notificationUrl": address,
            "lifecycleNotificationUrl": address,
            "resource": "me/events",
            "expirationDateTime": events.stamp(expires_at),
            "clientState": client_state,
        }
        return events.subscription(self._ask("POST", self._at("subscriptions"), body=wish))

    def renew(self, id: str, expires_at: datetime) -> datetime:
        """Until when it holds from now on. Raises Missing: then subscribe anew."""
        wish = {"expirationDateTime": events.stamp(expires_at)}
        return events.subscription(self._ask("PATCH", self._at("subscriptions", id), body=wish))[1]

    def unsubscribe(self, id: str) -> None:
        with suppress(Missing):
            self._ask("DELETE", self._at("subscriptions", id))

    def _at(self, *path: str, query: dict[str, str] | None = None) -> str:
        asked = f"?{urlencode(query, safe='$:,', quote_via=quote)}" if query else ""
        return "/".join([self._base, *(quote(part, safe="") for part in path)]) + asked

    def _event(self, calendar: str, *path: str, query: dict[str, str] | None = None) -> str:
        return self._at("me", "calendars", calendar, "events", *path, query=query)

    def _is_ours(self, link: str) -> bool:
        """Whether the access token may go there."""
        to, base = urlsplit(link), urlsplit(self._base)
        return (to.scheme, to.netloc) == (base.scheme, base.netloc) and to.path.startswith(f"{base.path}/")

    def _pages(self, link: str, gone: type[Exception] = Missing) -> Iterator[tuple[list[Item], str]]:
        """The items of each page; on the last one also where to go on from, for what has such a place."""
        while True:
            page = self._ask("GET", link, gone=gone)
            following, last = page.get("@odata.nextLink") or "", page.get("@odata.deltaLink") or ""
            items = page.get("value")
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise NoCalendar("no list of objects")
            if any(there and not self._is_ours(there) for there in (following, last)):
                raise NoCalendar("it leads elsewhere")
            yield items, last
            if not following:
                return
            if following == link:
                raise Later("it leads in a circle")
            link = following

    def _ask(
        self,
        method: str,
        url: str,
        *,
        body: Item | None = None,
        etag: str = "",
        gone: type[Exception] = Missing,
    ) -> Item:
        headers = {
            "Authorization": f"Bearer {self._access}",
            "Accept": "application/json",
            "Prefer": _PREFERENCES,
        }
        if etag:
            headers["If-Match"] = etag
        if body is not None:
            headers["Content-Type"] = "application/json"
        sent = None if body is None else json.dumps(body).encode()
        how: dict[str, Any] = {"allow_private": self._allow_private, "longest": LONGEST_PAGE}
        try:
            answer = call(method, url, headers=headers, body=sent, seconds=ANSWER_SECONDS, **how)
        except (Refused, NoAnswer) as error:
            raise Later(str(error)) from None
        if answer.status == 204:
            return {}
        if answer.status >= 300:
            raise failure(answer, gone)
        try:
            read = json.loads(answer.body)
        except ValueError:
            raise Later("half an answer") from None
        if not isinstance(read, dict):
            raise NoCalendar("no object")
        return read


def _sort(item: Item, told: dict[str, Known | None], series: dict[str, _Series]) -> None:
    """Into what is told at once, gone ones as None, and what belongs to a series. The later of two words counts."""
    try:
        id, whole = item["id"], item.get("seriesMasterId")
        if "@removed" in item:
            told[id] = None
            series.pop(id, None)
            for one in series.values():
                one.parts.pop(id, None)
        elif whole:
            series.setdefault(whole, _Series()).parts[id] = events.essence(item)
        elif item.get("type") == "seriesMaster":
            series.setdefault(id, _Series()).whole = events.essence(item)
        else:
            told[id] = events.known(item)
    except KeyError:
        raise NoCalendar("an event without an id") from None
