"""A calendar at an address is fetched when it has changed, and nothing else is taken for one."""

from __future__ import annotations

import socket
import threading

import pytest

from filon.integrations import outside_feed
from filon.integrations.calendars import Later, Missing, NoCalendar, Unauthorised
from filon.integrations.outside_feed import Fetched
from tests.integrations.answering import Answering, Asked
from tests.integrations.peers import Peer, read_request

TEXT = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def _fetch(peer: Peer, path: str = "/feed.ics", etag: str = "", last_modified: str = "") -> Fetched | None:
    address = f"http://127.0.0.1:{peer.port}{path}"
    return outside_feed.fetch(address, etag, last_modified, allow_private=True)


def _always(begun: str, body: bytes = b"") -> Peer:
    return Answering(lambda _asked: (begun, body)).peer()


def test_it_works() -> None:
    modified = "Mon, 30 Nov 2026 09:00:00 GMT"

    def answer(asked: Asked) -> tuple[str, bytes]:
        if (
            asked.headers.get("if-none-match") == 'W/"1"'
            and asked.headers.get("if-modified-since") == modified
        ):
            return "304 Same", b""
        return f'200 Here\r\nETag: W/"1"\r\nLast-Modified: {modified}', TEXT

    server = Answering(answer)
    with server.peer() as peer:
        fetched = _fetch(peer, "/feed.ics?key=1#part")
        assert fetched == Fetched(TEXT, 'W/"1"', modified)
        assert _fetch(peer, etag=fetched.etag, last_modified=fetched.last_modified) is None
    assert server.asked[0].path == "/feed.ics?key=1"
    assert "if-none-match" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("begun", "raised", "seconds"),
    [
        ("401 Who", Unauthorised, None),
        ("403 No", Unauthorised, None),
        ("404 Nothing", Missing, None),
        ("410 Gone", Missing, None),
        ("429 Slowly\r\nRetry-After: 60", Later, 60),
        ("503 Busy", Later, None),
        ("400 What", NoCalendar, None),
        ("204 Nothing", NoCalendar, None),
        ("302 Nowhere", NoCalendar, None),
    ],
)
def test_what_a_refusal_means(begun: str, raised: type[Exception], seconds: int | None) -> None:
    with _always(begun) as peer, pytest.raises(raised) as caught:
        _fetch(peer)
    assert getattr(caught.value, "seconds", None) == seconds


@pytest.mark.parametrize(
    "body", [b"", b"<!DOCTYPE html><title>Sign in</title>", b"BEGIN:VCARD", b"\x00" * 100, b" " * 5000 + TEXT]
)
def test_what_is_no_calendar_is_not_taken_for_one(body: bytes) -> None:
    with _always("200 Here", body) as peer, pytest.raises(NoCalendar):
        _fetch(peer)


def test_what_stands_before_a_calendar_by_mistake_is_forgiven() -> None:
    with _always("200 Here", b"\xef\xbb\xbf\r\n\r\n" + TEXT.lower()) as peer:
        assert _fetch(peer)


def test_redirects_are_followed_a_few_times_only() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        return ("200 Here", TEXT) if len(asked.path) > 3 else (f"302 There\r\nLocation: {asked.path}x", b"")

    with Answering(answer).peer() as peer:
        assert _fetch(peer, "/")
    endless = Answering(lambda asked: (f"302 There\r\nLocation: {asked.path}x", b""))
    with endless.peer() as peer, pytest.raises(NoCalendar):
        _fetch(peer)
    assert len(endless.asked) == outside_feed.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "there",
    [
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://127.0.0.1/",
        "//no-such-host.invalid:x/",
        "http://[::1",
    ],
)
def test_nobody_sends_us_to_what_is_no_web_server(there: str) -> None:
    with _always(f"302 There\r\nLocation: {there}") as peer, pytest.raises(NoCalendar):
        _fetch(peer)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://127.0.0.1/",
            "https://localhost/a.ics",
            "webcal://10.0.0.1/a.ics",
            "http://169.254.169.254/latest",
        ),
        *("file:///etc/passwd", "", "feed", "webcal:", "ftp://example.com/a.ics"),
    ],
)
def test_private_addresses_and_what_is_none_are_not_called(address: str) -> None:
    with pytest.raises(NoCalendar):
        outside_feed.fetch(address, "", "")


def test_webcal_is_asked_encrypted() -> None:
    heard: list[bytes] = []

    def listen(connection: socket.socket, _over: threading.Event) -> None:
        heard.append(connection.recv(1))

    with Peer(listen) as peer, pytest.raises(Later):
        outside_feed.fetch(f"WebCal://127.0.0.1:{peer.port}/a.ics", "", "", allow_private=True)
    assert heard == [b"\x16"]


def test_what_has_no_end_is_not_read_to_it() -> None:
    sent = []

    def endless(connection: socket.socket, over: threading.Event) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 Here\r\n\r\nBEGIN:VCALENDAR\r\n")
        while not over.is_set():
            connection.sendall(b"X-NOTHING:nothing\r\n" * 5000)
            sent.append(95_000)

    with Peer(endless) as peer, pytest.raises(NoCalendar):
        _fetch(peer)
    assert sum(sent) < outside_feed.LONGEST + 8 * 1024 * 1024


def test_a_name_that_does_not_resolve_just_now_is_asked_again_later() -> None:
    with pytest.raises(Later):
        outside_feed.fetch("https://no-such-host.invalid/a.ics", "", "")
