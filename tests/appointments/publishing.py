"""A calendar that somebody publishes at an address of its own, over a real server."""

from __future__ import annotations

import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from icalendar import Calendar, Event

from tests.parts.processes import free_port


class Publisher:
    """Serves `text`; `asked` counts, `answered` are statuses."""

    def __init__(self) -> None:
        self.text = b""
        self.status = 200
        self.answered: list[int] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802
                etag = f'"{hash(publisher.text)}"'
                is_same = self.headers.get("If-None-Match") == etag
                status = 304 if is_same and publisher.status == 200 else publisher.status
                publisher.answered.append(status)
                self.send_response(status)
                self.send_header("ETag", etag)
                self.send_header("Content-Length", "0" if status == 304 else str(len(publisher.text)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(publisher.text)

            def log_message(self, *_: Any) -> None:
                pass

        port = free_port()
        self.address = f"http://127.0.0.1:{port}/prive-5d1f/mon%20agenda.ics"
        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def publish(
        self, *events: tuple[datetime, datetime, dict[str, Any]], name: str = "Équipe, terrain"
    ) -> None:
        calendar = Calendar()
        calendar.add("prodid", "-//A publisher//FR")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", name)
        for number, (start, end, more) in enumerate(events):
            event = Event()
            said = {"uid": f"{number}@publisher", "summary": "Secret", "dtstart": start, "dtend": end}
            for key, value in (said | more).items():
                event.add(key, value)
            calendar.add_component(event)
        self.text = calendar.to_ical()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
