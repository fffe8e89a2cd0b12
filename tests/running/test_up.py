"""`filon up`: everything on one machine, as one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import requests

from tests.bench.running import with_address
from tests.parts.databases import Databases
from tests.parts.processes import Server, listening, until

pytestmark = pytest.mark.long


def test_killed_it_leaves_nothing_behind(databases: Databases, tmp_path: Path) -> None:
    """Nor is its port taken by what nobody watches any more."""
    environ = with_address(databases.sqlite())
    port = int(environ["FILON_ADDRESS"].rpartition(":")[2])
    command = [
        str(Path(sys.executable).with_name("filon")),
        "up",
        "--bind",
        f"127.0.0.1:{port}",
        "--processes",
        "1",
    ]

    def is_ready() -> bool:
        return listening(port) and requests.get(f"{environ['FILON_ADDRESS']}/readyz", timeout=5).ok

    Server(command, log=tmp_path / "up.log", ready=is_ready, env=environ).kill()
    until(lambda: not listening(port), "the web server to end")
    until(lambda: not _workers(environ["FILON_DATABASE"]), "the worker to end")


def _workers(database: str) -> list[str]:
    """The workers of this database on this machine."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, environ = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if b"filon.worker" in command and database.encode() in environ:
            found.append(process.name)
    return found
