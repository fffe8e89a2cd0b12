"""What a calendar elsewhere is asked for and answers, whoever keeps it: CalDAV, Google or Microsoft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# From when until when, both aware, in UTC.
Span = tuple[datetime, datetime]


class Unauthorised(Exception):
    """The other side no longer lets us in: its owner has to give the permission or the password anew."""


class Later(Exception):
    """It has no time, has a fault, or does not answer: ask again in `seconds`, None where it does not say."""

    def __init__(self, why: str, seconds: int | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class Forgotten(Exception):
    """What it told before is too old to be gone on from: read everything anew."""


class Overtaken(Exception):
    """The event is not as we have seen it last: somebody has changed it there, or made it there."""


class Missing(Exception):
    """There is no such event, or no such calendar, any more."""


class NoCalendar(Exception):
    """What answers at the address is no calendar, or nothing that we understand."""


class TooLong(NoCalendar):
    """It may be a calendar, but nobody could read so much."""


@dataclass(frozen=True)
class Remote:
    """A calendar of an account."""

    id: str
    name: str
    can_write: bool = True
    is_main: bool = False


@dataclass(frozen=True)
class Known:
    """An event as it is there: `busy` is when it takes its owner's time, nothing where it is free or cancelled.

    `starts_at` and `ends_at` are those of the event itself, of a repeated one the first; None where it has no time of
    its own. `uid` is what all calendars know it by (RFC 5545), "" for a part of a repeated one that is told by itself.
    `mark` is the key of the entry as which we have written it, "" where nothing says that we did.
    """

    id: str
    etag: str
    uid: str
    busy: tuple[Span, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    mark: str = ""


@dataclass(frozen=True)
class Page:
    """Some of what has changed; `gone` are ids of events. `token`, on the last page only, is where to go on from.

    When that page `is_whole`, all that there is was told: what was not named on any page is gone. `unread` are ids of
    events of which something can't be understood: known as far as it can, or not at all.
    """

    known: tuple[Known, ...]
    gone: tuple[str, ...] = ()
    token: str = ""
    is_whole: bool = False
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """An event to be written. `key` is the same each time that the same one is written: it is never made twice.

    Hexadecimal digits, at most 64. Times are aware; `zone` is the IANA name of where it takes place.
    """

    key: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    details: str = ""
    place: str = ""
    link: str = ""
    is_tentative: bool = False


@dataclass(frozen=True)
class Written:
    """Where it stands there, and as what we have seen it last. When it `was_there` already, it may say what it said."""

    id: str
    etag: str
    was_there: bool = False


class Account(Protocol):
    """All that is asked of the other side. Everything may raise Unauthorised, Later and NoCalendar."""

    def calendars(self) -> list[Remote]:
        """Those in which events can stand, in the other side's order."""

    def changes(self, calendar: str, token: str, window: Span) -> Iterator[Page]:
        """What has changed since the token was told; with "" all that touches the window, a page at a time, whole.

        Raises Forgotten, and Missing when there is no such calendar any more.
        """

    def create(self, calendar: str, entry: Entry) -> Written:
        """Make it, or find that it was made before: then as it is there, whatever it says. Raises Missing."""

    def update(self, calendar: str, id: str, etag: str, entry: Entry) -> Written:
        """Write it as long as it is as it was seen last. Raises Overtaken and Missing."""

    def delete(self, calendar: str, id: str, etag: str) -> None:
        """Take it away as long as it is as it was seen last. Raises Overtaken; one that is gone is no fault."""

    def read(self, calendar: str, id: str, window: Span) -> Known:
        """One event as it is now. Raises Missing."""
