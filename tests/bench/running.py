"""The service as it runs for real: granian on a loopback port, a worker beside it, durable databases."""

from __future__ import annotations

import contextlib
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from filon.cli.running import THREADS
from tests.parts.databases import Databases
from tests.parts.postgres import Postgres
from tests.parts.processes import Server, free_port, listening

PYTHON = sys.executable


class Web:
    """One web server process group with a factory's app; ends with the `with` block."""

    def __init__(
        self,
        environ: dict[str, str],
        log: Path,
        *,
        factory: str = "filon.app:create_app",
        ready: str = "/readyz",
        processes: int = 1,
        threads: int = THREADS,
        port: int | None = None,
        argv: Callable[[int], list[str]] | None = None,
    ) -> None:
        """Serve on the port of the settings' address, or on `port` when something stands in between.

        With as many threads as `filon web` has unless told otherwise.

        `argv` starts another server on a port, instead of granian.
        """
        self.port = port or int(environ["FILON_ADDRESS"].rpartition(":")[2])
        self.address = f"http://127.0.0.1:{self.port}"
        self._ready = ready
        granian = [
            PYTHON,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--factory",
            factory,
            "--host",
            "127.0.0.1",
        ]
        granian += ["--port", str(self.port), "--workers", str(processes), "--blocking-threads", str(threads)]
        granian += ["--no-ws", "--log-level", "warning"]
        command = argv(self.port) if argv else granian
        self.server = Server(
            command, log=log, ready=self._answers, env={**os.environ, **environ}, seconds=120
        )

    def _answers(self) -> bool:
        # A question costs a hundred times as much, and would be put fifty times a second.
        if not listening(self.port):
            return False
        try:
            requests.get(f"{self.address}{self._ready}", timeout=1)
        except requests.RequestException:
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()


def with_address(environ: dict[str, str]) -> dict[str, str]:
    """The same settings on a free port of this machine."""
    return {**environ, "FILON_ADDRESS": f"http://127.0.0.1:{free_port()}"}


def on_each_engine(
    measure: Callable[[Path, Callable[[], dict[str, str]]], dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    """Figures by engine: `measure` gets a folder, and what makes settings for a fresh, durable database."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, Postgres(durable=True) as postgres:
        databases = Databases(Path(folder), postgres)
        figures = {}
        for name, make in (("sqlite", databases.sqlite), ("postgresql", databases.postgresql)):
            figures[name] = measure(Path(folder), make)
            # As soon as they are there: an hour's figures are not lost when the other engine's fail.
            print(name, figures[name], file=sys.stderr, flush=True)
    return figures


class Worker:
    """One worker process; ends with the `with` block. Two may share a database, as Web's may."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        # It takes what is due as soon as it is up: nothing tells from outside that it is.
        argv = [PYTHON, "-m", "filon.worker"]
        self.server = Server(argv, log=log, ready=lambda: True, env={**os.environ, **environ})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()


def peak_mb(pid: int) -> float:
    """The most memory that the process has had, in megabytes, and those that it has begun and not ended yet."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    peak = int(line.split()[1]) / 1024
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError, ValueError):  # one that has just ended has no such line
            peak += sum(peak_mb(int(began)) for began in (thread / "children").read_text().split())
    return peak


def p95(took: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(took, n=20)[-1]
