"""`filon up`: everything on one machine, as one."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.bench.running import with_address
from tests.parts.databases import Databases
from tests.parts.processes import Server, listening, until

pytestmark = pytest.mark.long


class Up(Server):
    """The command, with a web server of one worker."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        self.port = int(environ["FILON_ADDRESS"].rpartition(":")[2])
        self.database = environ["FILON_DATABASE"]
        command = [str(Path(sys.executable).with_name("filon")), "up", "--processes", "1"]
        super().__init__(
            [*command, "--bind", f"127.0.0.1:{self.port}"], log=log, ready=self._is_ready, env=environ
        )

    def _is_ready(self) -> bool:
        return listening(self.port) and requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).ok

    def parts(self) -> dict[int, bytes]:
        """Its processes on this machine: number → command."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command, environ = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
            except OSError:  # it has ended meanwhile
                continue
            if self.database.encode() in environ:
                found[int(process.name)] = command
        return found

    def web_server(self) -> int:
        """The number of the process that starts the web server's workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return next(int(child) for child in children if b"granian" in self.parts()[int(child)])


@pytest.fixture
def up(databases: Databases, tmp_path: Path) -> Iterator[Up]:
    """It serves."""
    running = Up(with_address(databases.sqlite()), tmp_path / "up.log")
    yield running
    running.stop()


def test_killed_it_leaves_nothing_behind(up: Up) -> None:
    """Nor is its port taken by what nobody watches any more."""
    up.kill()
    until(lambda: not listening(up.port), "the web server to end")
    until(lambda: not up.parts(), "the worker to end")


def test_it_ends_as_a_whole(up: Up) -> None:
    """Whatever starts it again then finds the port free, as after a part was killed for memory."""
    os.kill(up.web_server(), signal.SIGKILL)
    assert up.process.wait(60) != 0
    until(lambda: not up.parts(), "all its parts to end")
    assert not listening(up.port)
