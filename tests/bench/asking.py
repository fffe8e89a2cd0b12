"""Pages of a business with half of all leads, asked for over HTTP and signed in, as a browser would."""

from __future__ import annotations

import statistics
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from filon.foundation import migrating
from filon.tenants import sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member, Tenant
from tests.bench.crowd import settle
from tests.bench.running import Web
from tests.parts.service import Filon

RUNS, REQUESTS, WARM_UP = 3, 60, 10


def settled(environ: dict[str, str], rows: int, **more: Any) -> str:
    """Fill the database as crowd.settle() does; returns the cookie of the large business's owner."""
    service = Filon(environ)
    site = service.add_client()
    with service.inside(site.tenant):
        number = Tenant.current().number
        owner = Member.get(Member.role == "owner")
        cookie = f"{COOKIE}={sessions.open_session(owner)}"
    service.close()
    settle(environ, site.tenant, number, rows, owner.id, **more)
    migrating.migrate(service.settings)
    service.close()
    return cookie


class Browser:
    """One connection, kept open and signed in."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port)
        self._headers = {"Cookie": cookie}

    def get(self, page: str, *, holds: bytes = b"") -> bytes:
        """The page as HTML; the bench ends when it does not hold what it should."""
        self._connection.request("GET", page, headers=self._headers)
        answer = self._connection.getresponse()
        html = answer.read()
        if answer.status != 200 or holds not in html:
            raise SystemExit(f"{page} answered {answer.status} without {holds!r}")
        return html

    def close(self) -> None:
        self._connection.close()


def p95s(
    environ: dict[str, str], log: Path, cookie: str, pages: dict[str, str], holds: bytes
) -> dict[str, float]:
    """Name → p95 in milliseconds of asking until the whole page is there: the median of three runs."""
    with Web(environ, log) as web:
        browser = Browser(web.port, cookie)
        runs = [{name: _p95(browser, page, holds) for name, page in pages.items()} for _run in range(RUNS)]
        browser.close()
    return {name: statistics.median(run[name] for run in runs) for name in pages}


def _p95(browser: Browser, page: str, holds: bytes) -> float:
    took = []
    for _turn in range(WARM_UP + REQUESTS):
        began = time.perf_counter()
        browser.get(page, holds=holds)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(took[WARM_UP:], n=20)[-1]


def compared(small: dict[str, float], large: dict[str, float]) -> dict[str, float]:
    """Figures of pages in a small and in a large crowd: the worst p95, and the most that one grew."""
    return {
        "p95_ms": round(max(large.values()), 1),
        "growth": round(max(large[name] / small[name] for name in large), 2),
        **{f"{name}_ms": round(took, 1) for name, took in large.items()},
        **{f"{name}_small_ms": round(took, 1) for name, took in small.items()},
    }
