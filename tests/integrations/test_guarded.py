"""The guarded HTTP client: calls what it was told, nothing private, nothing else, and never for long."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from filon.integrations import guarded
from tests.integrations.peers import Peer, drip, read_request


def _post(peer: Peer, path: str = "/", host: str = "127.0.0.1", **how: Any) -> guarded.Answer:
    return guarded.post(
        f"http://{host}:{peer.port}{path}", body=b"{}", headers={"X-One": "1"}, allow_private=True, **how
    )


def _answering(answer: bytes, heard: list[bytes] | None = None) -> Peer:
    def speak(connection: socket.socket, _over: threading.Event) -> None:
        request = read_request(connection)
        if heard is not None:
            heard.append(request)
        connection.sendall(answer)

    return Peer(speak)


def test_it_works() -> None:
    heard: list[bytes] = []
    with _answering(b"HTTP/1.1 201 Made\r\nContent-Length: 4\r\n\r\ndone", heard) as peer:
        answer = _post(peer, "/wp-json/?rest_route=/filon/v1/flush")
    assert (answer.status, answer.body) == (201, b"done")
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /wp-json/?rest_route=/filon/v1/flush HTTP/1.1\r\n")
    assert f"\r\nHost: 127.0.0.1:{peer.port}".encode() in head
    assert b"\r\nX-One: 1" in head
    assert body == b"{}"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "https://localhost:8443/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[ff02::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/",
        "http://user:pass@127.0.0.1/",
        "http://example.com@127.0.0.1/",
        "http://no-such-host.invalid/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//example.com/",
        "http:///path",
        "http://[not-an-address/",
        "http://example.com:99999/",
        "",
    ],
)
def test_what_is_never_called(url: str) -> None:
    with _resolving() as seen, pytest.raises(guarded.Refused):
        guarded.post(url, body=b"{}", headers={})
    assert seen["connect"] == []


_seen: list[dict[str, list[Any]]] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    # Python tells of every name it resolves and every address it connects to; a hook can't be taken away again.
    if _seen and event == "socket.getaddrinfo":
        _seen[-1]["names"].append(args[0])
    elif _seen and event == "socket.connect":
        _seen[-1]["connect"].append(args[1])


sys.addaudithook(_hook)


@contextmanager
def _resolving() -> Iterator[dict[str, list[Any]]]:
    """The names that are resolved and the addresses that are connected to inside."""
    seen: dict[str, list[Any]] = {"names": [], "connect": []}
    _seen.append(seen)
    try:
        yield seen
    finally:
        _seen.remove(seen)


def test_a_name_is_resolved_once_and_its_address_called() -> None:
    """A name that answers otherwise the second time (rebinding) is not asked a second time."""
    with _answering(b"HTTP/1.1 204 Nothing\r\n\r\n") as peer, _resolving() as seen:
        assert _post(peer, host="localhost").status == 204
    assert seen["names"].count("localhost") == 1
    assert {target[0] for target in seen["connect"]} <= {"127.0.0.1", "::1"}


def test_an_address_that_takes_no_call_gives_way_to_the_next() -> None:
    """As on a machine without IPv6, for a site that has both."""
    with _answering(b"HTTP/1.1 204 Nothing\r\n\r\n") as peer:
        connected = guarded._connect(["127.0.0.2", "127.0.0.1"], peer.port, 5)
        assert connected.getpeername() == ("127.0.0.1", peer.port)
        connected.close()


def test_a_redirect_is_an_answer_like_any_other() -> None:
    with _answering(b"HTTP/1.1 200 Yes\r\nContent-Length: 0\r\n\r\n") as target:
        location = f"Location: http://127.0.0.1:{target.port}/\r\n".encode()
        with _answering(b"HTTP/1.1 307 There\r\n" + location + b"Content-Length: 0\r\n\r\n") as peer:
            assert _post(peer).status == 307
            assert (peer.callers, target.callers) == (1, 0)


def test_an_answer_has_a_longest_length() -> None:
    longest = guarded.LONGEST_ANSWER
    head = b"HTTP/1.1 200 Yes\r\nContent-Length: %d\r\n\r\n"
    with _answering(head % longest + b"x" * longest) as peer:
        assert len(_post(peer).body) == longest
    with _answering(head % (longest + 1) + b"x" * (longest + 1)) as peer, pytest.raises(guarded.NoAnswer):
        _post(peer)


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    sent = 0

    def endless(connection: socket.socket, over: threading.Event) -> None:
        nonlocal sent
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 Yes\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not over.is_set():
            connection.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
            sent += 65_536

    with Peer(endless) as peer, pytest.raises(guarded.NoAnswer, match="too long"):
        _post(peer)
    assert sent < 40 * guarded.LONGEST_ANSWER


def _slow_head(connection: socket.socket, over: threading.Event) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 Yes\r\nX-Slow: ")
    drip(connection, over, b"x")


def _slow_body(connection: socket.socket, over: threading.Event) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 Yes\r\nContent-Length: 100000\r\n\r\n")
    drip(connection, over, b"x")


def _slow_chunks(connection: socket.socket, over: threading.Event) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 Yes\r\nTransfer-Encoding: chunked\r\n\r\n")
    drip(connection, over, b"1\r\nx\r\n")


def _silent(connection: socket.socket, over: threading.Event) -> None:
    over.wait(10)


def _deaf(connection: socket.socket, over: threading.Event) -> None:
    """Accepts the call and reads nothing of it."""
    over.wait(10)


@pytest.mark.parametrize("speak", [_slow_head, _slow_body, _slow_chunks, _silent])
def test_nobody_holds_us_for_long(speak: Any) -> None:
    """Each byte comes in time for the socket; the whole does not."""
    begun = time.monotonic()
    with Peer(speak) as peer, pytest.raises(guarded.NoAnswer):
        _post(peer, seconds=0.4)
    assert time.monotonic() - begun < 3


def test_one_who_never_reads_does_not_hold_us_either() -> None:
    begun = time.monotonic()
    with Peer(_deaf) as peer, pytest.raises(guarded.NoAnswer):
        guarded.post(
            f"http://127.0.0.1:{peer.port}/",
            body=b"x" * 30_000_000,
            headers={},
            allow_private=True,
            seconds=0.4,
        )
    assert time.monotonic() - begun < 3


def test_a_handshake_that_never_ends() -> None:
    def half_a_handshake(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(1)
        drip(connection, over, b"\x16")

    begun = time.monotonic()
    with Peer(half_a_handshake) as peer, pytest.raises(guarded.NoAnswer):
        guarded.post(
            f"https://127.0.0.1:{peer.port}/", body=b"{}", headers={}, allow_private=True, seconds=0.4
        )
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("answer", [b"", b"\x00\xff\n", b"HTTP/1.1 twenty\r\n\r\n", b"SSH-2.0-x\r\n"])
def test_what_is_no_http_is_no_answer(answer: bytes) -> None:
    with _answering(answer) as peer, pytest.raises(guarded.NoAnswer):
        _post(peer)


def test_an_address_can_carry_no_header() -> None:
    heard: list[bytes] = []
    with _answering(b"HTTP/1.1 204 Nothing\r\n\r\n", heard) as peer:
        for path in ("/a b", "/a\x7fb", "/é", "/a HTTP/1.1\r\nX-Two: 2"):
            with pytest.raises(guarded.NoAnswer):
                _post(peer, path)
    assert heard == []


def test_any_method_is_called_and_what_the_answer_is_called_is_told() -> None:
    heard: list[bytes] = []
    answered = b'HTTP/1.1 207 Several\r\nETag: "one"\r\nContent-Length: 300000\r\n\r\n' + b"x" * 300_000
    with _answering(answered, heard) as peer:
        address = f"http://127.0.0.1:{peer.port}/cal"
        answer = guarded.call(
            "PROPFIND", address, headers={"Depth": "1"}, allow_private=True, longest=400_000
        )
    assert (answer.status, len(answer.body), answer.headers["etag"]) == (207, 300_000, '"one"')
    assert heard[0].startswith(b"PROPFIND /cal HTTP/1.1\r\n")
    assert b"\r\nDepth: 1" in heard[0]
