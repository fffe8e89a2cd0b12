"""CalDAV servers that are hostile, broken or only unlike others: none hangs us, none is believed too much."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from filon.integrations import webdav
from filon.integrations.calendars import Forgotten, Later, Missing, NoCalendar, Page, Unauthorised
from tests.integrations.answering import Answering, Asked
from tests.integrations.caldav_answers import (
    ENTRY,
    SEVERAL,
    SYNCS,
    WINDOW,
    account_at,
    calendar_at,
    event,
    response,
    several,
)
from tests.integrations.peers import Peer, drip


def test_an_event_that_is_told_to_be_elsewhere_is_none() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        if asked.method == "PROPFIND":
            return SEVERAL, several(response("/cal/", SYNCS))
        return SEVERAL, several(event("http://localhost:1/cal/1.ics", "far"), event("/cal/2.ics", "near"))

    with Answering(answer).peer() as peer:
        [page] = account_at(peer).changes(calendar_at(peer), "", WINDOW)
    assert [one.uid for one in page.known] == ["near"]


BOMB = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'.encode()
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Sign in</body></html>",
        b"<!DOCTYPE html><html></html>",
        BOMB + b']><d:multistatus xmlns:d="DAV:">&i;</d:multistatus>',
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><d:multistatus xmlns:d="DAV:"/>',
        several(response("/cal/", SYNCS))[:-30],
        b'<d:multistatus xmlns:d="DAV:">' + b"<d:x>" * 100 + b"</d:x>" * 100 + b"</d:multistatus>",
        b'<d:multistatus xmlns:d="DAV:">' + b"<d:x/>" * 300_000 + b"</d:multistatus>",
        b'<?xml version="1.0" encoding="none-such"?><d:multistatus xmlns:d="DAV:"/>',
        b"\xff\xfe\x00\x01",
    ],
    ids=["nothing", "html", "html5", "bomb", "file", "cut", "deep", "many", "encoding", "noise"],
)
def test_what_is_no_webdav_is_no_calendar(body: bytes) -> None:
    begun = time.process_time()
    with Answering(lambda _asked: (SEVERAL, body)).peer() as peer:
        with pytest.raises(NoCalendar):
            account_at(peer).calendars()
        with pytest.raises(NoCalendar):
            list(account_at(peer).changes(calendar_at(peer), "", WINDOW))
    assert time.process_time() - begun < 10


def test_who_answers_drop_by_drop_is_cut_off() -> None:
    def slowly(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(10_000)
        connection.sendall(b"HTTP/1.1 207 Several\r\nContent-Length: 100000\r\n\r\n")
        drip(connection, over, b" ")

    begun = time.monotonic()
    with Peer(slowly) as peer, pytest.raises(Later):
        webdav.Door("alice", "secret", allow_private=True, seconds=0.5).properties(
            calendar_at(peer), ("{DAV:}x",)
        )
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("begun", "raised", "seconds"),
    [
        ("401 Who", Unauthorised, None),
        ("403 No", Unauthorised, None),
        ("404 Nothing", Missing, None),
        ("410 Gone", Missing, None),
        ("429 Slowly\r\nRetry-After: 120", Later, 120),
        ("429 Slowly\r\nRetry-After: 99999999", Later, 3600),
        ("503 Busy\r\nRetry-After: soon", Later, None),
        ("503 Busy\r\nRetry-After: Wed, 21 Oct 2015 07:28:00 GMT", Later, 0),
        ("500 Oh", Later, None),
        ("507 Full", Later, None),
        ("423 Locked", Later, None),
        ("400 What", NoCalendar, None),
        ("200 Fine", NoCalendar, None),
        ("302 There\r\nLocation: /", NoCalendar, None),
    ],
)
def test_what_a_refusal_means(begun: str, raised: type[Exception], seconds: int | None) -> None:
    with Answering(lambda _asked: (begun, b"")).peer() as peer:
        account, calendar = account_at(peer), calendar_at(peer)
        with pytest.raises(raised) as caught:
            list(account.changes(calendar, "", WINDOW))
        assert getattr(caught.value, "seconds", None) == seconds
        if begun[0] != "2":
            with pytest.raises(raised):
                account.create(calendar, ENTRY)
            with pytest.raises(raised):
                account.update(calendar, f"{calendar}1.ics", '"1"', ENTRY)


@pytest.mark.parametrize(
    ("begun", "body"),
    [
        ("403 No", '<d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>'),
        ("409 No", '<d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>'),
        *((status, "") for status in ("409 No", "410 Gone", "405 Never", "501 Never")),
    ],
)
def test_a_token_is_refused_in_many_ways(begun: str, body: str) -> None:
    with Answering(lambda _asked: (begun, body.encode())).peer() as peer, pytest.raises(Forgotten):
        list(account_at(peer).changes(calendar_at(peer), "sync:old", WINDOW))


def test_changes_that_are_too_many_are_gone_on_with() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        if "multiget" in asked.body:
            hrefs = [part.partition("<")[0] for part in asked.body.split("href>")[1::2]]
            return SEVERAL, several(*(event(href, href) for href in hrefs))
        at = int(asked.body.partition("sync-token>")[2].partition("<")[0])
        cut = response("/cal/", status="507 Too many") if at < 3 else ""
        gone = response(f"/cal/gone{at}.ics", status="404 Not Found")
        changed = response(f"/cal/{at}.ics", "<d:getetag>1</d:getetag>")
        return SEVERAL, several(cut, gone, changed, more=f"<d:sync-token>{at + 1}</d:sync-token>")

    with Answering(answer).peer() as peer:
        calendar = calendar_at(peer)
        pages = list(account_at(peer).changes(calendar, "sync:1", WINDOW))
    assert [page.token for page in pages] == ["", "", "sync:4"]
    assert [one.id for page in pages for one in page.known] == [f"{calendar}{at}.ics" for at in (1, 2, 3)]
    assert [one for page in pages for one in page.gone] == [f"{calendar}gone{at}.ics" for at in (1, 2, 3)]


def test_changes_without_end_are_given_up() -> None:
    cut = several(response("/cal/", status="507 Too many"), more="<d:sync-token>same</d:sync-token>")
    with Answering(lambda _asked: (SEVERAL, cut)).peer() as peer, pytest.raises(Later):
        list(account_at(peer).changes(calendar_at(peer), "sync:same", WINDOW))


def test_a_server_that_knows_no_limit_is_asked_without() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        if "nresults" in asked.body:
            return "507 No", b'<d:error xmlns:d="DAV:"><d:number-of-matches-within-limits/></d:error>'
        return SEVERAL, several(more="<d:sync-token>2</d:sync-token>")

    with Answering(answer).peer() as peer:
        assert list(account_at(peer).changes(calendar_at(peer), "sync:1", WINDOW)) == [Page((), (), "sync:2")]


def test_a_server_without_sync_says_that_something_has_changed() -> None:
    ctag = ["one"]

    def answer(asked: Asked) -> tuple[str, bytes]:
        if asked.method == "PROPFIND":
            return SEVERAL, several(response("/cal/", f"<s:getctag>{ctag[0]}</s:getctag>"))
        return SEVERAL, several(event("/cal/1.ics", "1"))

    with Answering(answer).peer() as peer:
        account, calendar = account_at(peer), calendar_at(peer)
        [page] = account.changes(calendar, "", WINDOW)
        assert ([one.uid for one in page.known], page.token) == (["1"], "ctag:one")
        assert list(account.changes(calendar, page.token, WINDOW)) == [Page((), (), "ctag:one")]
        ctag[0] = "two"
        with pytest.raises(Forgotten):
            list(account.changes(calendar, page.token, WINDOW))


def test_a_span_with_too_many_events_is_asked_for_in_halves() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        if asked.method == "PROPFIND":
            return SEVERAL, several(response("/cal/", SYNCS))
        if "multiget" in asked.body:
            return SEVERAL, several(
                *(event(f"/cal/{one}.ics", one) for one in ("a", "b") if f"{one}.ics" in asked.body)
            )
        start, end = (asked.body.partition(f'{name}="')[2][:15] for name in ("start", "end"))
        many = start == f"{WINDOW[0]:%Y%m%dT%H%M%S}" and end == f"{WINDOW[1]:%Y%m%dT%H%M%S}"
        which = "a" if start == f"{WINDOW[0]:%Y%m%dT%H%M%S}" else "b"
        return SEVERAL, several(
            response(f"/cal/{which}.ics"), response("/cal/", status="507 Too many") if many else ""
        )

    with Answering(answer).peer() as peer:
        [page] = account_at(peer).changes(calendar_at(peer), "", WINDOW)
    assert [one.uid for one in page.known] == ["a", "b"]


def test_a_batch_that_is_too_long_is_read_in_halves_and_one_that_is_too_long_alone_left_out() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        if asked.method == "PROPFIND":
            return SEVERAL, several(response("/cal/", SYNCS))
        if "multiget" not in asked.body:
            return SEVERAL, several(*(response(f"/cal/{number}.ics") for number in range(8)))
        numbers = [number for number in range(8) if f"/{number}.ics" in asked.body]
        long = b" " * webdav.LONGEST_ANSWER if 5 in numbers else b""
        return SEVERAL, several(*(event(f"/cal/{number}.ics", str(number)) for number in numbers)) + long

    with Answering(answer).peer() as peer:
        [page] = account_at(peer).changes(calendar_at(peer), "", WINDOW)
    assert [one.uid for one in page.known] == ["0", "1", "2", "3", "4", "6", "7"]
    assert [id.rpartition("/")[2] for id in page.unread] == ["5.ics"]


def test_one_event_that_nobody_can_read_spoils_nothing() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        if asked.method == "PROPFIND":
            return SEVERAL, several(response("/cal/", SYNCS))
        bad = event("/cal/1.ics", "bad").replace("DTSTART:2026", "DTSTART:soon")
        return SEVERAL, several(bad, event("/cal/2.ics", "good"))

    with Answering(answer).peer() as peer:
        [page] = account_at(peer).changes(calendar_at(peer), "", WINDOW)
    assert [one.uid for one in page.known] == ["good"]
    assert [id.rpartition("/")[2] for id in page.unread] == ["1.ics"]


def test_without_an_etag_after_writing_it_is_asked_for() -> None:
    def answer(asked: Asked) -> tuple[str, bytes]:
        return (
            ("201 Made", b"")
            if asked.method == "PUT"
            else (SEVERAL, several(response(asked.path, "<d:getetag>7</d:getetag>")))
        )

    server = Answering(answer)
    with server.peer() as peer:
        assert account_at(peer).create(calendar_at(peer), ENTRY).etag == "7"
    assert server.asked[0].headers["if-none-match"] == "*"
    assert server.asked[0].path == f"/cal/{ENTRY.key}.ics"
