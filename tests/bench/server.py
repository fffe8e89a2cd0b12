"""granian against gunicorn, as many processes and threads each: the signed path, and one page of the dashboard."""

from __future__ import annotations

import re
import statistics
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filon.cli.running import PROCESSES, THREADS
from filon.tenants import sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member
from tests.bench.ingest import WRITERS, live_a_minute, load, signed_requests
from tests.bench.running import PYTHON, Web, on_each_engine, with_address
from tests.parts.processes import program
from tests.parts.service import Filon

ROUNDS = 3
SECONDS = 5
PAGE = "/app/prospects?status=all"


def measure(rows: int = 12_000) -> dict[str, dict[str, Any]]:
    """`rows` is how many different submissions are prepared; medians of three rounds in which the servers alternate."""
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    rates: dict[str, list[float]] = {}
    for _round in range(ROUNDS):
        for server, argv in (("granian", None), ("gunicorn", _gunicorn)):
            ingest, page = _round_of(folder, make(), argv, rows)
            rates.setdefault(f"{server}_ingest_per_s", []).append(ingest)
            rates.setdefault(f"{server}_page_per_s", []).append(page)
    figures = {name: statistics.median(values) for name, values in rates.items()}
    return {name: round(value, 1) for name, value in figures.items()} | {
        f"{path}_ratio": round(figures[f"granian_{path}_per_s"] / figures[f"gunicorn_{path}_per_s"], 2)
        for path in ("ingest", "page")
    }


def _gunicorn(port: int) -> list[str]:
    return [
        *(PYTHON, "-m", "gunicorn", "--worker-class", "gthread", "--workers", str(PROCESSES)),
        *("--threads", str(THREADS), "--bind", f"127.0.0.1:{port}", "--log-level", "warning"),
        "filon.app:create_app()",
    ]


def _round_of(
    folder: Path, made: dict[str, str], argv: Callable[[int], list[str]] | None, rows: int
) -> tuple[float, float]:
    """(submissions, pages) a second."""
    environ = with_address(made) | {"FILON_TRUSTED_PROXIES": "1"}
    service = Filon(environ)
    sites = [
        service.add_client(f"Business {n}", f"owner{n}@example.com", site=f"https://s{n}.example")
        for n in range(WRITERS)
    ]
    with service.inside(sites[0].tenant):
        cookie = f"{COOKIE}={sessions.open_session(Member.get(Member.role == 'owner'))}"
    requests = signed_requests(sites, rows)
    live_a_minute(service, sites)
    service.close()
    with Web(environ, folder / "server.log", processes=PROCESSES, argv=argv) as web:
        pages = _pages(web, cookie)
        ingest = load(web, folder, requests)
    if ingest.errors or not ingest.requests:
        raise SystemExit(f"server: {ingest.errors} errors of {ingest.requests}")
    return ingest.per_s, pages


def _pages(web: Web, cookie: str) -> float:
    argv = [program("wrk", "wrk"), "-t1", f"-c{WRITERS}", f"-d{SECONDS}", "--timeout", "30s"]
    argv += ["-H", f"Cookie: {cookie}"]
    done = subprocess.run([*argv, web.address + PAGE], capture_output=True, text=True, check=True)
    found = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
    if not found or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise SystemExit(done.stdout + done.stderr)
    return float(found.group(1))
