"""From what somebody typed to the calendars of their account (RFC 6764, RFC 5397, RFC 4791)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from filon.integrations.calendars import Missing, NoCalendar, Remote
from filon.integrations.webdav import CALDAV, DAV, MOST_REDIRECTS, Door, Response, absolute, may_follow

_TYPE = f"{DAV}resourcetype"
_CALENDAR = (
    _TYPE,
    f"{DAV}displayname",
    f"{DAV}current-user-privilege-set",
    f"{CALDAV}supported-calendar-component-set",
)
_PRINCIPAL, _HOME = f"{DAV}current-user-principal", f"{CALDAV}calendar-home-set"
_WRITING = {f"{DAV}all", f"{DAV}write", f"{DAV}write-content", f"{DAV}bind"}


def calendars(door: Door, typed: str) -> list[Remote]:
    """What can hold events in the account, in the server's order; the one whose own address was typed is the main one.

    `typed` is a host, or the address of a server, of a person (principal) or of a calendar. Raises NoCalendar,
    Unauthorised and Later.
    """
    answered = False
    for start in _starts(typed):
        try:
            here = door.properties(start, (*_CALENDAR, _PRINCIPAL, _HOME), redirects=MOST_REDIRECTS)[:1]
            homes = [home for one in here for home in _homes(door, one)]
        # Many servers have nothing, or a page for people, at the address where the standard begins.
        except (NoCalendar, Missing):
            continue
        answered = True
        itself = [_remote(one, is_main=True) for one in here if _is_calendar(one)]
        found = _in_homes(door, homes) or itself
        if found:
            typed_one = {one.id for one in itself}
            return [Remote(**{**vars(one), "is_main": one.id in typed_one}) for one in found]
    raise NoCalendar("there is no calendar" if answered else "no calendar server answers there")


def _starts(typed: str) -> Iterator[str]:
    """Where to begin, in this order: the address as typed if it names a place, then where the standard says."""
    typed = typed.strip()
    address = typed if "://" in typed else f"https://{typed}"
    address = re.sub(r"^caldav(s?)://", r"http\1://", address, flags=re.IGNORECASE)
    try:
        has_host = bool(urlsplit(address).hostname)
    except ValueError:
        has_host = False
    if not has_host:
        return
    if urlsplit(address).path.strip("/"):
        yield absolute(address, "")
    yield absolute(address, "/.well-known/caldav")
    yield absolute(address, "/")


def _homes(door: Door, here: Response) -> list[str]:
    """Where the calendars of whoever asks are, as far as the password may go there."""
    homes = here.hrefs(_HOME)
    for principal in () if homes else here.hrefs(_PRINCIPAL)[:1]:
        if may_follow(here.url, principal):
            told = door.properties(principal, (_HOME,), redirects=MOST_REDIRECTS)
            homes = [home for one in told[:1] for home in one.hrefs(_HOME) if may_follow(one.url, home)]
    return [home for home in homes if may_follow(here.url, home)]


def _in_homes(door: Door, homes: list[str]) -> list[Remote]:
    found = {
        one.url: _remote(one)
        for home in homes
        for one in door.properties(home, _CALENDAR, depth=1, redirects=MOST_REDIRECTS)
        if _is_calendar(one)
    }
    return list(found.values())


def _is_calendar(one: Response) -> bool:
    kind = one.properties.get(_TYPE)
    if kind is None or kind.find(f"{CALDAV}calendar") is None:
        return False
    kept = one.properties.get(f"{CALDAV}supported-calendar-component-set")
    # A server that does not say takes every kind (RFC 4791, 5.2.3).
    return kept is None or any(each.get("name", "").upper() == "VEVENT" for each in kept)


def _remote(one: Response, *, is_main: bool = False) -> Remote:
    allowed = one.properties.get(f"{DAV}current-user-privilege-set")
    return Remote(
        id=one.url,
        name=one.text(f"{DAV}displayname") or unquote(one.url.rstrip("/").rpartition("/")[2]),
        can_write=allowed is None or any(each.tag in _WRITING for each in allowed.iter()),
        is_main=is_main,
    )
