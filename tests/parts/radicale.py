"""A real CalDAV server on loopback: radicale, with two people and no calendars."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from tests.parts.processes import Server, free_port, listening

PASSWORD = "joinery-and-more"


class Radicale:
    """Keeps everything below `folder`; alice and bob sign in with PASSWORD, others as they are let in."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.calendars = f"{self.address}/alice"
        self._people = folder / "people"
        self._passwords: dict[str, str] = {}
        for user in ("alice", "bob"):
            self.let_in(user, PASSWORD)
        settings = [
            f"--server-hosts=127.0.0.1:{self.port}",
            *(
                "--auth-type=htpasswd",
                f"--auth-htpasswd-filename={self._people}",
                "--auth-htpasswd-encryption=plain",
            ),
            # Else it waits a second with each refusal.
            "--auth-delay=0",
            f"--storage-filesystem-folder={folder / 'calendars'}",
        ]
        self._server = Server(
            [sys.executable, "-m", "radicale", "--config=", *settings],
            log=folder / "radicale.log",
            ready=lambda: listening(self.port),
        )

    def new_user(self) -> str:
        """Somebody else who signs in with PASSWORD, and has nothing yet."""
        user = f"member{len(self._passwords)}"
        self.let_in(user, PASSWORD)
        return user

    def let_in(self, user: str, password: str) -> None:
        """With this password from now on, and no other."""
        self._passwords[user] = password
        self._people.write_text("".join(f"{one}:{known}\n" for one, known in self._passwords.items()))

    def password_of(self, user: str) -> str:
        return self._passwords[user]

    def add_calendar(self, name: str, kind: str = "VEVENT", user: str = "alice") -> str:
        """A calendar of theirs for things of that kind; its address."""
        url = f"{self.calendars if user == 'alice' else f'{self.address}/{user}'}/{name}/"
        body = f"""<?xml version="1.0" encoding="utf-8"?>
        <C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
          <D:set><D:prop>
            <D:displayname>{name.capitalize()}</D:displayname>
            <C:supported-calendar-component-set><C:comp name="{kind}"/></C:supported-calendar-component-set>
          </D:prop></D:set>
        </C:mkcalendar>"""
        self._ask("MKCALENDAR", url, user=user, data=body.encode())
        return url

    def put(self, url: str, event: str) -> None:
        """Write what stands between BEGIN:VCALENDAR and its end, as another program of Alice's would."""
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Another//FR\n{event}\nEND:VCALENDAR\n"
        self.replace(url, text.replace("\n", "\r\n"))

    def replace(self, url: str, text: str) -> None:
        """Write this, whatever stands there."""
        self._ask("PUT", url, data=text.encode(), headers={"Content-Type": "text/calendar"})

    def text(self, url: str) -> str:
        return self._ask("GET", url).text

    def remove(self, url: str) -> None:
        self._ask("DELETE", url)

    def _ask(self, method: str, url: str, user: str = "alice", **what: Any) -> requests.Response:
        answer = requests.request(method, url, auth=(user, self._passwords[user]), timeout=10, **what)
        assert answer.ok, answer.text
        return answer

    def stop(self) -> None:
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
