"""Alice's Outlook as our client meets it, what a caller knows of it, and an address of ours that Microsoft calls."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from filon.integrations.calendars import Account, Entry, Known, Span
from filon.integrations.graph_calendar import GraphCalendar
from tests.standins.graph_calendar import Graph

DAY = datetime(2026, 12, 1, tzinfo=UTC)
NINE, HOUR = DAY + timedelta(hours=9), timedelta(hours=1)
WINDOW = (DAY, DAY + timedelta(days=60))


class Outlook:
    """`home` is her usual calendar, `account` our client of it."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.mailbox = graph, graph.mailbox
        self.home = next(iter(graph.mailbox.calendars))
        self.account = self.client()

    def client(self, access: str = "") -> GraphCalendar:
        """Another one, with her access token of now."""
        return GraphCalendar(access or self.graph.access, base=self.graph.base, allow_private=True)


@contextmanager
def outlook() -> Iterator[Outlook]:
    """Whatever is done there must be what Microsoft's description allows."""
    with Graph() as graph:
        yield Outlook(graph)
    assert graph.violations == []


def entry(**words: Any) -> Entry:
    """An appointment at nine."""
    plain: dict[str, Any] = {
        "key": "a1" * 16,
        "uid": "rdv-1@filon.example",
        "sequence": 0,
        "zone": "Europe/Paris",
    }
    times = {"starts_at": NINE, "ends_at": NINE + HOUR}
    return Entry(**{**plain, **times, "title": "Nadia Amrani, devis", **words})


class Seen:
    """What a caller knows who reads all changes of a calendar, and reads on."""

    def __init__(self, account: Account, calendar: str) -> None:
        self.account, self.calendar = account, calendar
        self.known: dict[str, Known] = {}
        self.token, self.pages = "", 0

    def read_on(self, window: Span = WINDOW) -> dict[str, Known]:
        """All events by their ids."""
        for page in self.account.changes(self.calendar, self.token, window):
            for id in page.gone:
                self.known.pop(id, None)
            self.known |= {one.id: one for one in page.known}
            self.pages += 1
            token = page.token
        self.token = token
        return self.known

    @property
    def busy(self) -> list[Span]:
        """When she has no time."""
        return sorted(span for one in self.known.values() for span in one.busy)


class Ear:
    """An address of ours: gives validation tokens back by `answer`, and keeps what it is told in `told`."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.validations = 0
        self.kind, self.status = "text/plain", 202
        self.is_encoded = False
        ear = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = urlsplit(self.path).query
                said = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                token = parse_qs(asked).get("validationToken")
                if token:
                    ear.validations += 1
                    self._say(200, asked.partition("=")[2] if ear.is_encoded else token[0])
                else:
                    if ear.status < 300:
                        ear.told += json.loads(said)["value"]
                    self._say(ear.status, "")

            def _say(self, status: int, text: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", ear.kind)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.address = f"http://127.0.0.1:{self._server.server_port}/graph"

    @contextmanager
    def listening(self) -> Iterator[Ear]:
        """While inside."""
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
