"""On SQLite the whole business is in a few files beside each other: nobody but the service's user may open one."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.running import Worker
from tests.parts.processes import until
from tests.parts.service import Filon, environment, submission

FILES = ("", "-wal", "-shm", "-writer")


@pytest.mark.long
def test_it_works(tmp_path: Path) -> None:
    """Under a umask that gives everything to everybody, from the first command to web and worker at work."""
    path = tmp_path / "data" / "filon.sqlite"
    environ = environment(f"sqlite:///{path}")
    before = os.umask(0)
    try:
        command = [sys.executable, "-m", "filon.cli", "migrate"]
        subprocess.run(command, env={**os.environ, **environ}, check=True, capture_output=True)
        filon = Filon(environ)
        assert filon.add_client().deliver(submission()).status_code == 200
        with Worker(filon.environ, tmp_path / "worker.log"):
            until(
                lambda: "schedule.held" in (tmp_path / "worker.log").read_text(), "the worker to be at work"
            )
            modes = {name: Path(f"{path}{name}").stat().st_mode for name in FILES}
            others = {file.name for file in path.parent.iterdir()} - {f"{path.name}{name}" for name in FILES}
        filon.close()
    finally:
        os.umask(before)
    assert {name: oct(stat.S_IMODE(mode)) for name, mode in modes.items()} == dict.fromkeys(FILES, "0o600")
    assert others == set(), "every file is looked at"
