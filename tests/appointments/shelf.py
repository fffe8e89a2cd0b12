"""A calendar of a member's on a CalDAV server, as its owner handles it with another program."""

from __future__ import annotations

import base64
import http.client
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from icalendar import Calendar, Event

from tests.parts.radicale import PASSWORD, Radicale

AGENDAS = "/app/reglages/agendas"


class Shelf:
    """Events are called by their UID."""

    def __init__(self, radicale: Radicale, name: str = "perso") -> None:
        self.radicale = radicale
        self.server, self.password = radicale.address, PASSWORD
        self.user = radicale.new_user()
        self._calendar = self.add_calendar(name)

    def put(self, uid: str, start: Any, end: Any, **more: Any) -> None:
        """An event of that time, or another one of that UID instead."""
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", datetime.now(UTC))
        event.add("summary", "Un secret")
        for name, value in {"dtstart": start, "dtend": end, **more}.items():
            event.add(name, value)
        self._write(uid, event)

    def move(self, uid: str, start: datetime, end: datetime) -> None:
        event = self._event(uid)
        for name, value in (("dtstart", start), ("dtend", end)):
            event.pop(name)
            event.add(name, value)
        self._write(uid, event)

    def rewrite(self, uid: str, name: str, value: str) -> None:
        event = self._event(uid)
        event[name] = value
        self._write(uid, event)

    def take_away(self, uid: str) -> None:
        self._ask("DELETE", self._path(uid))

    def add_calendar(self, name: str) -> str:
        """Another one beside it; its path."""
        return urlsplit(self.radicale.add_calendar(name, user=self.user)).path

    def drop_calendar(self, path: str) -> None:
        self._ask("DELETE", path)

    def change_password(self, password: str) -> None:
        self.radicale.let_in(self.user, password)

    def ours(self) -> list[Any]:
        """What stands there that Filon has written, the first first."""
        return sorted(
            (one for one in self.events() if str(one["UID"]).endswith("@filon")), key=lambda one: one.start
        )

    def events(self) -> list[Any]:
        return [
            event for path in self._paths() for event in Calendar.from_ical(self._ask("GET", path)).events
        ]

    def _event(self, uid: str) -> Any:
        return next(one for one in self.events() if one["UID"] == uid)

    def _write(self, uid: str, event: Any) -> None:
        calendar = Calendar()
        calendar.add("prodid", "-//A program//EN")
        calendar.add("version", "2.0")
        calendar.add_component(event)
        path = self._path(uid) or f"{self._calendar}{uid}.ics"
        self._ask("PUT", path, calendar.to_ical(), "text/calendar")

    def _path(self, uid: str) -> str:
        """Where it stands: others name their files as they like."""
        found = [path for path in self._paths() if uid.encode() in self._ask("GET", path)]
        return found[0] if found else ""

    def _paths(self) -> list[str]:
        listed = self._ask("PROPFIND", self._calendar, depth="1").decode()
        return sorted(set(re.findall(r"href>([^<]+\.ics)<", listed)))

    def _ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "text/xml", depth: str = "0"
    ) -> bytes:
        parts = urlsplit(self.server)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
        known = base64.b64encode(f"{self.user}:{self.radicale.password_of(self.user)}".encode()).decode()
        headers = {"Authorization": f"Basic {known}", "Content-Type": kind, "Depth": depth}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            read = answer.read()
        finally:
            connection.close()
        assert answer.status < 300, (method, path, answer.status, read[:500])
        return read


def connect(browser: FlaskClient, shelf: Shelf, **typed: str) -> Any:
    """The answer, when its owner types what opens it, or something else instead."""
    said = {"address": shelf.server, "user": shelf.user, "password": shelf.password, **typed}
    return browser.post(f"{AGENDAS}/comptes", data=said)
