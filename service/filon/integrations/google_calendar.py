"""Google Calendar, API v3, as revision 20261030 of its discovery document describes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from filon.integrations import google_events
from filon.integrations.calendars import (
    Entry,
    Forgotten,
    Known,
    Later,
    Missing,
    Overtaken,
    Page,
    Remote,
    Span,
    Written,
)
from filon.integrations.google_refusals import good, reason
from filon.integrations.json_calls import Told, ask, understood

BASE = "https://www.googleapis.com/calendar/v3"
# Google gives up to 2,500 in a page; of these one is about half a megabyte.
_PAGE = 1000
_LONGEST_ANSWER = 4 * 1024 * 1024
_WRITERS = {"owner", "writer", "writerWithoutPrivateAccess"}


class NotWatched(Exception):
    """Google tells nothing of this calendar by itself (holidays, an address it does not take): it has to be asked."""


class GoogleCalendar:
    """The calendars of one account (calendars.Account), by an access token of oauth.GOOGLE.

    The window of changes() is that of the first call; Google keeps it in its token. Read everything anew, without a
    token, when a later one is wanted.
    """

    def __init__(self, access: str, *, base: str = BASE, allow_private: bool = False) -> None:
        self._access = access
        self._base = base
        self._allow_private = allow_private

    def calendars(self) -> list[Remote]:
        """All on the account's list, but those that it hides."""
        fields = "nextPageToken,items(id,summary,summaryOverride,accessRole,primary)"
        found: list[Remote] = []
        for said in self._pages("users/me/calendarList", {"fields": fields, "maxResults": "250"}):
            with understood():
                found += [_remote(item) for item in said.get("items", ())]
        return found

    def changes(self, calendar: str, token: str, window: Span) -> Iterator[Page]:
        """As calendars.Account says. Each of a series comes as an event of its own.

        With a token what was moved out of the window comes as well, as it is now.
        """
        query = {
            "singleEvents": "true",
            # With one more guest than that, only the owner's own answer is told.
            "maxAttendees": "1",
            "maxResults": str(_PAGE),
            "fields": f"nextPageToken,nextSyncToken,timeZone,items({google_events.ASKED})",
        }
        query |= {"syncToken": token} if token else _between(window)
        for said in self._pages(_events(calendar), query):
            yield _page(said)

    def create(self, calendar: str, entry: Entry) -> Written:
        """As calendars.Account says; one that was deleted there is brought back, and says what the entry says."""
        for id in google_events.ids(entry.key):
            told = self._ask("POST", _events(calendar), _SILENT, {"id": id, **google_events.body(entry)})
            if told.status != 409:
                return _written(good(told))
            try:
                there = self._get(calendar, id)
            except Missing:
                raise Later("it has one of this name, and does not show it yet") from None
            if not google_events.is_gone(there):
                return replace(_written(there), was_there=True)
            # Some it does not let anybody bring back (403): those are made under the next name.
            with suppress(Missing):
                return self.update(calendar, id, str(there["etag"]), entry)
        raise Missing("deleted there for good")

    def update(self, calendar: str, id: str, etag: str, entry: Entry) -> Written:
        """As calendars.Account says. What its owner has set there (guests, reminders, a colour) stays."""
        told = self._ask("PATCH", _event(calendar, id), _SILENT, google_events.patch(entry), etag)
        if told.status == 412:
            raise Missing("deleted there") if self._is_gone(calendar, id) else Overtaken(id)
        return _written(good(told))

    def delete(self, calendar: str, id: str, etag: str) -> None:
        """As calendars.Account says."""
        told = self._ask("DELETE", _event(calendar, id), {"sendUpdates": "none"}, etag=etag)
        if told.status == 412 and not self._is_gone(calendar, id):
            raise Overtaken(id)
        if told.status not in (404, 410, 412):
            good(told)

    def read(self, calendar: str, id: str, window: Span) -> Known:
        """As calendars.Account says; of one that its owner has made a series, `busy` is what falls into the window."""
        item = self._get(calendar, id)
        if google_events.is_gone(item):
            raise Missing("deleted there")
        with understood():
            zone = self._zone(calendar) if "date" in item["start"] else "UTC"
            whole = google_events.known(item, zone)
        if not item.get("recurrence"):
            return whole
        query = {
            **_between(window),
            "maxAttendees": "1",
            "fields": f"nextPageToken,items({google_events.ASKED})",
        }
        busy: list[Span] = []
        for said in self._pages(f"{_event(calendar, id)}/instances", query):
            with understood():
                for one in said.get("items", ()):
                    busy += google_events.known(one, zone).busy
        return replace(whole, busy=tuple(busy))

    def watch(
        self, calendar: str, channel_id: str, token: str, address: str, expires_at: datetime
    ) -> tuple[str, datetime]:
        """Have `address` (https) called whenever something changes: the resource's id, and until when, in UTC.

        The calls have no body: X-Goog-Channel-ID is `channel_id` (at most 64 letters, never used before) and
        X-Goog-Channel-Token is `token`. Google may set an earlier end than asked. Raises NotWatched.
        """
        said = {
            "id": channel_id,
            "type": "web_hook",
            "token": token,
            "address": address,
            "expiration": str(round(expires_at.timestamp() * 1000)),
        }
        told = self._ask("POST", f"{_events(calendar)}/watch", {}, said)
        why = reason(told)
        if told.status == 400 or why.startswith(("push", "webhook")):
            raise NotWatched(why)
        channel = good(told)
        with understood():
            return str(channel["resourceId"]), datetime.fromtimestamp(int(channel["expiration"]) / 1000, UTC)

    def stop(self, channel_id: str, resource_id: str) -> None:
        """End what watch() began; one that has ended is no fault."""
        told = self._ask("POST", "channels/stop", {}, {"id": channel_id, "resourceId": resource_id})
        if told.status != 404:
            good(told)

    def _get(self, calendar: str, id: str) -> dict[str, Any]:
        query = {"maxAttendees": "1", "fields": google_events.ASKED}
        return good(self._ask("GET", _event(calendar, id), query))

    def _is_gone(self, calendar: str, id: str) -> bool:
        try:
            return google_events.is_gone(self._get(calendar, id))
        except Missing:
            return True

    def _zone(self, calendar: str) -> str:
        """An event does not say in which zone its whole days are; a list does."""
        query = {"maxResults": "1", "fields": "timeZone"}
        return str(good(self._ask("GET", _events(calendar), query)).get("timeZone", "UTC"))

    def _pages(self, path: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        page: dict[str, str] = {}
        while True:
            told = self._ask("GET", path, query | page)
            # 400 as well: only by its token does this question differ from the first one, which was taken.
            if told.status in (400, 410) and "syncToken" in query:
                raise Forgotten(f"answered {told.status} {reason(told)}")
            said = good(told)
            yield said
            if not said.get("nextPageToken"):
                return
            page = {"pageToken": said["nextPageToken"]}

    def _ask(
        self,
        method: str,
        path: str,
        query: dict[str, str],
        said: dict[str, Any] | None = None,
        etag: str = "",
    ) -> Told:
        headers = {"Authorization": f"Bearer {self._access}", "Accept": "application/json"}
        if said is not None:
            headers["Content-Type"] = "application/json"
        if etag:
            headers["If-Match"] = etag
        return ask(
            method,
            f"{self._base}/{path}?{urlencode({'prettyPrint': 'false', **query})}",
            headers=headers,
            body=None if said is None else json.dumps(said).encode(),
            allow_private=self._allow_private,
            longest=_LONGEST_ANSWER,
        )


# Nobody is written to by Google: who is to know of an appointment is told by us.
_SILENT = {"sendUpdates": "none", "fields": "id,etag"}


def _events(calendar: str) -> str:
    return f"calendars/{quote(calendar, safe='')}/events"


def _event(calendar: str, id: str) -> str:
    return f"{_events(calendar)}/{quote(id, safe='')}"


def _between(window: Span) -> dict[str, str]:
    starts_at, ends_at = window
    return {
        "timeMin": starts_at.isoformat(timespec="seconds"),
        "timeMax": ends_at.isoformat(timespec="seconds"),
    }


def _page(said: dict[str, Any]) -> Page:
    zone = str(said.get("timeZone", "UTC"))
    known, gone = [], []
    with understood():
        for item in said.get("items", ()):
            if google_events.is_gone(item):
                gone.append(str(item["id"]))
            else:
                known.append(google_events.known(item, zone))
    return Page(tuple(known), tuple(gone), str(said.get("nextSyncToken", "")))


def _remote(item: dict[str, Any]) -> Remote:
    return Remote(
        id=str(item["id"]),
        name=str(item.get("summaryOverride") or item.get("summary") or ""),
        can_write=item.get("accessRole") in _WRITERS,
        is_main=bool(item.get("primary")),
    )


def _written(said: dict[str, Any]) -> Written:
    with understood():
        return Written(id=str(said["id"]), etag=str(said["etag"]))
