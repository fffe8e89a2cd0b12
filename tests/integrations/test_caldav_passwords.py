"""An account is found by its password, which goes to no other host, whoever sends us there."""

from __future__ import annotations

import socket
import threading

import pytest

from filon.integrations import webdav
from filon.integrations.calendars import Later, NoCalendar
from tests.integrations.answering import Answering, Asked
from tests.integrations.caldav_answers import (
    CALENDAR,
    HOME,
    PRINCIPAL,
    SEVERAL,
    WINDOW,
    account_at,
    calendar_at,
    response,
    several,
)
from tests.integrations.peers import Peer


def _found(asked: Asked, home: str = "/home/") -> tuple[str, bytes]:
    """A server with one calendar, to which Alice may not write."""
    if asked.path == "/home/":
        reading = "<d:current-user-privilege-set><d:privilege><d:read/></d:privilege></d:current-user-privilege-set>"
        return SEVERAL, several(response("/home/"), response("/home/c%C3%A9/", CALENDAR + reading))
    return SEVERAL, several(response(asked.path, HOME.format(home) if asked.path == "/me/" else PRINCIPAL))


def test_it_works() -> None:
    server = Answering(_found)
    with server.peer() as peer:
        [calendar] = account_at(peer).calendars()
    assert (calendar.id, calendar.name) == (f"http://127.0.0.1:{peer.port}/home/c%C3%A9/", "cé")
    assert not calendar.can_write
    assert [one.path for one in server.asked] == ["/.well-known/caldav", "/me/", "/home/"]
    assert [one.headers["depth"] for one in server.asked] == ["0", "0", "1"]


def test_where_the_standard_has_nothing_the_root_is_asked() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        return ("404 Nothing", b"<html>") if asked.path.startswith("/.well") else _found(asked)

    with Answering(answer).peer() as peer:
        assert len(account_at(peer).calendars()) == 1


def test_redirects_within_a_host_are_followed_a_few_times_only() -> None:
    def once(asked: Asked) -> tuple[str, bytes]:
        return ("301 There\r\nLocation: /dav/", b"") if asked.path.startswith("/.well") else _found(asked)

    with Answering(once).peer() as peer:
        assert len(account_at(peer).calendars()) == 1
    endless = Answering(lambda asked: (f"302 There\r\nLocation: {asked.path}x", b""))
    with endless.peer() as peer, pytest.raises(NoCalendar):
        account_at(peer).calendars()
    assert len(endless.asked) == 2 * (webdav.MOST_REDIRECTS + 1)


def test_the_password_goes_to_no_other_host_whoever_sends_us() -> None:
    other = Answering(_found)
    with other.peer() as there:
        elsewhere = f"http://localhost:{there.port}/home/"
        ways = [
            Answering(lambda _asked: (f"307 There\r\nLocation: {elsewhere}", b"")),
            Answering(lambda asked: _found(asked, elsewhere)),
            Answering(lambda _asked: (SEVERAL, several(response("/", PRINCIPAL.replace("/me/", elsewhere))))),
        ]
        for way in ways:
            with way.peer() as peer, pytest.raises(NoCalendar):
                account_at(peer).calendars()
            assert way.asked
        # Nor to another port of the same host.
        beside = f"http://127.0.0.1:{there.port}/home/"
        with Answering(lambda asked: _found(asked, beside)).peer() as peer, pytest.raises(NoCalendar):
            account_at(peer).calendars()
    assert other.asked == []


@pytest.mark.parametrize(
    ("told", "there", "may"),
    [
        ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com/1/", True),
        ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com:443/1/", True),
        ("https://example.com/", "https://cloud.example.com/", True),
        ("https://caldav.icloud.com/", "http://p42-caldav.icloud.com/1/", False),
        ("https://caldav.icloud.com/", "http://caldav.icloud.com/1/", False),
        ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com:8443/1/", False),
        ("https://caldav.icloud.com/", "https://icloud.com.example.com/", False),
        ("https://caldav.icloud.com/", "https://example.com/", False),
        ("https://one.co.uk/", "https://two.co.uk/", False),
        ("https://a.one.co.uk/", "https://b.one.co.uk/", True),
        ("https://10.0.0.1/", "https://20.0.0.1/", False),
        ("https://localhost/", "https://otherhost/", False),
        ("https://example.com/", "ftp://example.com/", False),
        ("https://example.com/", "https://user@example.com/", False),
    ],
)
def test_where_the_password_may_go(told: str, there: str, may: bool) -> None:
    assert webdav.may_follow(told, there) is may


def test_a_host_without_a_scheme_is_asked_encrypted() -> None:
    heard: list[bytes] = []

    def listen(connection: socket.socket, _over: threading.Event) -> None:
        heard.append(connection.recv(1))

    with Peer(listen) as peer, pytest.raises(Later):
        account_at(peer, f"127.0.0.1:{peer.port}").calendars()
    assert heard == [b"\x16"]


def test_without_the_allowance_neither_http_nor_private_addresses_are_called() -> None:
    with Answering(_found).peer() as peer:
        for address in (
            f"http://127.0.0.1:{peer.port}",
            f"https://127.0.0.1:{peer.port}",
            "http://example.com",
        ):
            with pytest.raises(NoCalendar):
                account_at(peer, address, allow_private=False).calendars()
        with pytest.raises(NoCalendar):
            list(account_at(peer, allow_private=False).changes(calendar_at(peer), "", WINDOW))
    assert peer.callers == 0
