"""A second real CalDAV server on loopback: xandikos, which knows one person, Alice, and asks for no password."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.parts.processes import Server, free_port, listening
from tests.parts.radicale import PASSWORD, Radicale


class Xandikos(Radicale):
    """Keeps everything below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.calendars = f"{self.address}/alice/calendars"
        self._passwords = {"alice": PASSWORD}
        places = [f"--directory={folder / 'calendars'}", f"--state-dir={folder / 'state'}"]
        self._server = Server(
            [
                *(sys.executable, "-m", "xandikos", "serve", "--autocreate", "--no-detect-systemd", *places),
                *("--current-user-principal=/alice/", "--listen-address=127.0.0.1", f"--port={self.port}"),
            ],
            log=folder / "xandikos.log",
            ready=lambda: listening(self.port),
        )
