"""A calendar published at an address as an account of its own: it is read whole whenever it has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from filon.integrations.calendars import Entry, Known, Missing, Page, Remote, Span, Written
from filon.integrations.google_events import key_in
from filon.integrations.icalendar_events import of_feed
from filon.integrations.outside_feed import Fetched, fetch

_ONLY = "feed"
_AT_ONCE, _LONGEST_NAME = 500, 100


class Feed:
    """As calendars.Account says of what is only read; `zone` (IANA) is where its days without hours begin and end.

    A token is what the server called the last text by, so that the same is not sent again.
    """

    def __init__(self, address: str, *, zone: str, allow_private: bool = False) -> None:
        self._address, self._zone, self._allow_private = address, zone, allow_private

    def calendars(self) -> list[Remote]:
        """The one that it is, once it could be read."""
        fetched = fetch(self._address, "", "", allow_private=self._allow_private)
        name = _name(fetched.text) if fetched else ""
        return [Remote(_ONLY, name or urlsplit(self._address).hostname or "", can_write=False, is_main=True)]

    def changes(self, calendar: str, token: str, window: Span) -> Iterator[Page]:
        etag, _line, modified = token.partition("\n")
        fetched = fetch(self._address, etag, modified, allow_private=self._allow_private)
        if fetched is None:
            yield Page((), token=token)
            return
        reading = of_feed(fetched.text, window, self._zone)
        # Google publishes its calendars, and in them what we have written into them.
        known = tuple(replace(one, mark=key_in(one.uid)) for one in reading.known)
        unread = set(reading.unread)
        for start in range(0, len(known), _AT_ONCE):
            some = known[start : start + _AT_ONCE]
            yield Page(some, unread=tuple(one.id for one in some if one.id in unread))
        unknown = unread.difference(one.id for one in known)
        yield Page((), token=_token(fetched), is_whole=True, unread=tuple(unknown))

    def create(self, calendar: str, entry: Entry) -> Written:
        raise Missing("nothing is written there")

    def update(self, calendar: str, id: str, etag: str, entry: Entry) -> Written:
        raise Missing("nothing is written there")

    def delete(self, calendar: str, id: str, etag: str) -> None:
        raise Missing("nothing is written there")

    def read(self, calendar: str, id: str, window: Span) -> Known:
        raise Missing("it is read whole")


def _token(fetched: Fetched) -> str:
    """Never empty, for that is what reads everything; ETag and date have no lines."""
    return f"{fetched.etag}\n{fetched.last_modified}"


def _name(text: bytes) -> str:
    """What its publisher calls it, in one of the first lines."""
    for line in text[:5000].decode("utf-8", "replace").splitlines():
        name, _colon, value = line.partition(":")
        if name.partition(";")[0].upper() in ("X-WR-CALNAME", "NAME"):
            shown = "".join(one if one.isprintable() else " " for one in value)
            return " ".join(shown.replace("\\,", ",").replace("\\;", ";").split())[:_LONGEST_NAME]
    return ""
