"""What the server itself writes, beside our own lines: nobody's token, address or number, whatever goes wrong."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import requests

from filon.foundation.ids import new_token
from tests.bench.running import Web, with_address
from tests.parts.databases import Databases
from tests.parts.processes import until

TOKEN = new_token()
PERSONAL = (TOKEN, "salma", "Salma", "661234567", "06 61 23 45 67")


def test_it_works(databases: Databases, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with Web(
        with_address(databases.sqlite()), log, factory="tests.foundation.broken_server:create_app"
    ) as web:
        for path in (
            f"/boom?token={TOKEN}",
            "/boom?salma@example.com",
            "/boom?%2B212661234567",
            "/boom?06%2061%2023%2045%2067",
            f"/app/sign-in/{TOKEN}",
            f"/app/nowhere/salma@example.com/{TOKEN}",
        ):
            requests.get(f"{web.address}{path}", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=5)
        for nonsense in (
            f"GET /app/sign-in/{TOKEN} HTTP/9.9\r\n\r\n",
            f"SALMA /\x01{TOKEN}\r\nsalma@example.com\r\n\r\n",
            f"POST /app/sign-in HTTP/1.1\r\nContent-Length: 50\r\nCookie: filon_session={TOKEN}\r\n\r\nemail=salma",
        ):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", web.port), 5) as raw:
                raw.sendall(nonsense.encode())
                raw.shutdown(socket.SHUT_WR)
                raw.settimeout(5)
                while raw.recv(4096):
                    pass
        until(lambda: log.read_text().count("ValueError") >= 4, "the server to say what happened")
    written = log.read_text()
    for personal in PERSONAL:
        assert personal not in written, [line for line in written.splitlines() if personal in line]
    # What helps is there: where it happened.
    assert "broken_server.py" in written
