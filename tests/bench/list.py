"""The first page of the list, over HTTP and signed in, in a business with half of all leads: small against large."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from filon.foundation import migrating
from filon.tenants import sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member, Tenant
from tests.bench.crowd import COMMON, RARE, settle
from tests.bench.running import Web, on_each_engine, with_address
from tests.parts.service import Filon

SMALL = 10_000
RUNS, REQUESTS, WARM_UP = 3, 200, 30
QUERIES = {
    "newest": "status=all",
    "filtered_by_name": "status=won&source=google_ads&sort=name",
    "common": f"q={COMMON.lower()}",
    "rare": f"q={RARE.lower()}",
}


def measure(rows: int = 1_000_000) -> dict[str, dict[str, Any]]:
    """`rows` leads in 500 businesses. p95 is the worst query's, a median of three runs; growth is against 10,000."""
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    small, large = (_p95s(folder, with_address(make()), count) for count in (SMALL, rows))
    figures = {f"{name}_ms": round(large[name], 1) for name in QUERIES}
    figures |= {f"{name}_small_ms": round(small[name], 1) for name in QUERIES}
    growth = max(large[name] / small[name] for name in QUERIES)
    return {"p95_ms": round(max(large.values()), 1), "growth": round(growth, 2), **figures}


def _p95s(folder: Path, environ: dict[str, str], rows: int) -> dict[str, float]:
    service = Filon(environ)
    site = service.add_client()
    with service.inside(site.tenant):
        number = Tenant.current().number
        cookie = f"{COOKIE}={sessions.open_session(Member.get(Member.role == 'owner'))}"
    service.close()
    settle(environ, site.tenant, number, rows)
    migrating.migrate(service.settings)
    service.close()
    with Web(environ, folder / "list.log") as web:
        connection = HTTPConnection("127.0.0.1", web.port)
        pages = {name: f"/app/prospects?{query}" for name, query in QUERIES.items()}
        runs = [
            {name: _p95(connection, page, cookie) for name, page in pages.items()} for _run in range(RUNS)
        ]
        connection.close()
    return {name: statistics.median(run[name] for run in runs) for name in QUERIES}


def _p95(connection: HTTPConnection, page: str, cookie: str) -> float:
    """Milliseconds from asking until the whole page is there."""
    took = []
    for turn in range(WARM_UP + REQUESTS):
        began = time.perf_counter()
        connection.request("GET", page, headers={"Cookie": cookie})
        answer = connection.getresponse()
        html = answer.read()
        took.append((time.perf_counter() - began) * 1000)
        if turn == 0 and (answer.status != 200 or b'class="name"' not in html):
            raise SystemExit(f"list: {page} answered {answer.status} without a row")
    return statistics.quantiles(took[WARM_UP:], n=20)[-1]
