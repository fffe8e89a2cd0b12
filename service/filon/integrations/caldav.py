"""Calendars on a CalDAV server: their changes page by page, and events written into them (RFC 4791, RFC 6578)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from filon.integrations import caldav_discovery, icalendar_writing
from filon.integrations.calendars import (
    Entry,
    Forgotten,
    Known,
    Later,
    Missing,
    NoCalendar,
    Overtaken,
    Page,
    Remote,
    Span,
    Written,
)
from filon.integrations.icalendar_events import Reading, of_resource
from filon.integrations.webdav import (
    CALDAV,
    DAV,
    SERVER,
    Door,
    Multistatus,
    Refusal,
    Response,
    TooMuch,
    Vanished,
    absolute,
    prop,
    xml,
)

# Events in one answer, and changes where the server lets us choose.
_BATCH, _PAGE = 50, 500
# Of ours, with what its owner may have added. Reading one of 5 MB takes a minute.
_LONGEST_EVENT = 256 * 1024
# Pages of changes in one go: a server that has more than these has lost its way.
_MOST_PAGES = 1000
_CTAG, _ETAG, _DATA = f"{SERVER}getctag", f"{DAV}getetag", f"{CALDAV}calendar-data"
_TOKEN, _REPORTS = f"{DAV}sync-token", f"{DAV}supported-report-set"
_TOO_MANY = f"{DAV}number-of-matches-within-limits"
_ICALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
# Into an hour nobody puts more events than a server tells at once.
_SHORTEST_SPAN_SECONDS = 3600


class CalDav:
    """An account, as calendars.Account says. `zone` (IANA) is where its days without hours begin and end.

    `address` is what its owner typed, and of use to calendars() alone: an id of a calendar or an event is its address.
    `user` and `password` go to that server over https and nowhere else.
    """

    def __init__(
        self, address: str, user: str, password: str, *, zone: str, allow_private: bool = False
    ) -> None:
        self._address, self._zone = address, zone
        self._door = Door(user, password, allow_private)

    def calendars(self) -> list[Remote]:
        return caldav_discovery.calendars(self._door, self._address)

    def changes(self, calendar: str, token: str, window: Span) -> Iterator[Page]:
        way, _, since = token.partition(":")
        if not token:
            yield from self._everything(calendar, window)
        elif way == "sync":
            yield from self._changes_since(calendar, since, window)
        elif way == "ctag" and since and self._state(calendar) == f"ctag:{since}":
            yield Page((), (), token)
        else:
            # Such a server says that something has changed, and not what.
            raise Forgotten("it has changed")

    def create(self, calendar: str, entry: Entry) -> Written:
        url = absolute(calendar.rstrip("/") + "/", f"{entry.key}.ics")
        try:
            return self._put(url, icalendar_writing.new(entry), {"If-None-Match": "*"})
        except Refusal as refused:
            if refused.condition == f"{CALDAV}no-uid-conflict":
                # It was made before and stands elsewhere by now.
                return replace(self._by_uid(calendar, entry.uid), was_there=True)
            if refused.status == 412:
                return Written(url, self._etag(url), was_there=True)
            # The calendar itself is gone (RFC 4918, 9.7.1).
            raise Missing(str(refused)) if refused.status == 409 else refused from None

    def update(self, calendar: str, id: str, etag: str, entry: Entry) -> Written:
        there = self._door.ask("GET", id, wanted=(200,)).body
        if len(there) > _LONGEST_EVENT:
            raise NoCalendar("longer than an event is that we have made")
        try:
            return self._put(id, icalendar_writing.again(entry, there), {"If-Match": etag})
        except Refusal as refused:
            raise Overtaken(str(refused)) if refused.status == 412 else refused from None

    def delete(self, calendar: str, id: str, etag: str) -> None:
        try:
            self._door.ask("DELETE", id, headers={"If-Match": etag})
        except Missing:
            return
        except Refusal as refused:
            if refused.status != 412:
                raise
            # Of what is gone nothing matches either.
            if self._exists(id):
                raise Overtaken(str(refused)) from None

    def read(self, calendar: str, id: str, window: Span) -> Known:
        for known in self._events(calendar, [id], window).known:
            return known
        raise Missing("there is no such event")

    def _put(self, url: str, body: bytes, condition: dict[str, str]) -> Written:
        answer = self._door.ask("PUT", url, body, {**_ICALENDAR, **condition})
        # A server that has changed what it was given tells no ETag (RFC 4791, 5.3.4).
        return Written(url, answer.headers.get("etag") or self._etag(url))

    def _etag(self, url: str) -> str:
        for one in self._door.properties(url, (_ETAG,))[:1]:
            if etag := one.text(_ETAG):
                return etag
        raise NoCalendar("it tells no ETag")

    def _exists(self, url: str) -> bool:
        try:
            self._etag(url)
        except Missing:
            return False
        return True

    def _by_uid(self, calendar: str, uid: str) -> Written:
        found = ET.Element(f"{CALDAV}prop-filter", name="UID")
        ET.SubElement(found, f"{CALDAV}text-match", collation="i;octet").text = uid
        for one in self._query(calendar, found).responses:
            if etag := one.text(_ETAG):
                return Written(one.url, etag)
        raise Overtaken("it stands where we cannot see it")

    def _state(self, calendar: str) -> str:
        """Where changes go on from after now: "sync:…" where the server can tell them, else "ctag:…"."""
        for one in self._door.properties(calendar, (_TOKEN, _CTAG, _REPORTS))[:1]:
            reports = one.properties.get(_REPORTS)
            can_sync = reports is None or reports.find(f".//{DAV}sync-collection") is not None
            if can_sync and (token := one.text(_TOKEN)):
                return f"sync:{token}"
            return f"ctag:{one.text(_CTAG)}"
        raise NoCalendar("it tells nothing of the calendar")

    def _everything(self, calendar: str, window: Span) -> Iterator[Page]:
        # Asked before: what changes meanwhile is told once more the next time, and not lost.
        token = self._state(calendar)
        yield from self._pages(calendar, self._touching(calendar, window), [], token, window)

    def _touching(self, calendar: str, span: Span) -> list[str]:
        """Addresses of the events in the span. Of a span with too many for one answer, of its halves."""
        period = ET.Element(f"{CALDAV}time-range", start=_utc(span[0]), end=_utc(span[1]))
        try:
            answer = self._query(calendar, period)
            is_cut = any(one.status == 507 for one in answer.responses)
            if not is_cut:
                return [one.url for one in answer.responses if one.status == 200]
        except (TooMuch, Refusal) as refused:
            if isinstance(refused, Refusal) and refused.condition != _TOO_MANY:
                raise
        if (span[1] - span[0]).total_seconds() <= _SHORTEST_SPAN_SECONDS:
            raise Later("it tells too few events at once")
        middle = span[0] + (span[1] - span[0]) / 2
        first = self._touching(calendar, (span[0], middle))
        return list(dict.fromkeys([*first, *self._touching(calendar, (middle, span[1]))]))

    def _query(self, calendar: str, condition: ET.Element) -> Multistatus:
        outer = ET.Element(f"{CALDAV}filter")
        whole = ET.SubElement(outer, f"{CALDAV}comp-filter", name="VCALENDAR")
        ET.SubElement(whole, f"{CALDAV}comp-filter", name="VEVENT").append(condition)
        return self._door.report(calendar, xml("C:calendar-query", prop((_ETAG,)), outer))

    def _changes_since(self, calendar: str, since: str, window: Span) -> Iterator[Page]:
        for _ in range(_MOST_PAGES):
            answer = self._sync(calendar, since)
            others = [one for one in answer.responses if one.url.rstrip("/") != calendar.rstrip("/")]
            is_cut = any(one.status == 507 for one in answer.responses)
            before, since = since, answer.sync_token
            if not since or (is_cut and since == before):
                break
            changed = [one.url for one in others if one.status == 200 and not one.url.endswith("/")]
            gone = [one.url for one in others if one.status in (404, 410)]
            token = "" if is_cut else f"sync:{since}"
            yield from self._pages(calendar, changed, gone, token, window)
            if not is_cut:
                return
        raise Later("its changes have no end")

    def _sync(self, calendar: str, since: str) -> Multistatus:
        token, level = ET.Element(f"{DAV}sync-token"), ET.Element(f"{DAV}sync-level")
        token.text, level.text = since, "1"
        limit = ET.Element(f"{DAV}limit")
        ET.SubElement(limit, f"{DAV}nresults").text = str(_PAGE)
        try:
            return self._door.report(
                calendar, xml("D:sync-collection", token, level, limit, prop((_ETAG,))), depth=0
            )
        except Vanished as vanished:
            raise Forgotten(str(vanished)) from None
        except Refusal as refused:
            if refused.condition == _TOO_MANY:
                # It knows no limits: then all at once.
                question = xml("D:sync-collection", token, level, prop((_ETAG,)))
                return self._door.report(calendar, question, depth=0)
            raise _forgotten(refused) from None

    def _pages(
        self, calendar: str, changed: list[str], gone: list[str], token: str, window: Span
    ) -> Iterator[Page]:
        """One for each batch of changed ones, at least one; the token on the last."""
        for start in range(0, len(changed) or 1, _BATCH):
            page = self._events(calendar, changed[start : start + _BATCH], window)
            is_last = start + _BATCH >= len(changed)
            yield replace(page, gone=(*gone, *page.gone), token=token if is_last else "")
            gone = []

    def _events(self, calendar: str, urls: list[str], window: Span) -> Page:
        """Those events as they are now, and which of them are gone by now."""
        if not urls:
            return Page(())
        hrefs = [ET.Element(f"{DAV}href") for _ in urls]
        for href, url in zip(hrefs, urls, strict=True):
            href.text = urlsplit(url).path
        question = xml("C:calendar-multiget", prop((_ETAG, _DATA)), *hrefs)
        try:
            answer = self._door.report(calendar, question).responses
        except TooMuch:
            return self._events_of_halves(calendar, urls, window)
        told = [(one.url, self._event(one, window)) for one in answer if one.status == 200]
        return Page(
            # None at an address that holds no event but a task, or one that nobody can read.
            known=tuple(known for _, reading in told for known in reading.known),
            gone=tuple(one.url for one in answer if one.status in (404, 410)),
            unread=tuple(url for url, reading in told if reading.unread),
        )

    def _events_of_halves(self, calendar: str, urls: list[str], window: Span) -> Page:
        middle = len(urls) // 2
        if not middle:
            # One that is too long for anybody.
            return Page((), unread=tuple(urls))
        one, other = (self._events(calendar, half, window) for half in (urls[:middle], urls[middle:]))
        return Page(one.known + other.known, one.gone + other.gone, unread=one.unread + other.unread)

    def _event(self, one: Response, window: Span) -> Reading:
        text = one.text(_DATA).encode()
        return of_resource(text, one.url, one.text(_ETAG), window, self._zone) if text else Reading((), ())


def _forgotten(refused: Refusal) -> Exception:
    """What a refused token means: servers differ in how they say it, or can no longer tell changes at all."""
    conditions = (f"{DAV}valid-sync-token", f"{DAV}supported-report")
    is_so = refused.condition in conditions or refused.status in (405, 409, 410, 501)
    return Forgotten(str(refused)) if is_so else refused


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
