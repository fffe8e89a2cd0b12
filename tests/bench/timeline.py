"""A prospect's page with its thread, short and as long as threads get, in a business with half of all leads."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from tests.bench.asking import Browser, compared, p95s, settled
from tests.bench.crowd import TALKATIVE
from tests.bench.running import Web, on_each_engine, with_address

# The long thread is there from the beginning, so that it is the same in both crowds.
SMALL = 10_000
_OLDER = re.compile(rb'href="([^"]*before=[^"]*)"')
_A_MOMENT = b'<li class="day">'


def measure(rows: int = 1_000_000) -> dict[str, dict[str, Any]]:
    """`rows` leads with five moments each. p95 is the worst page, a median of three runs; growth is against 10,000."""
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    small, large = (_p95s(folder, with_address(make()), count) for count in (SMALL, rows))
    return compared(small, large)


def _p95s(folder: Path, environ: dict[str, str], rows: int) -> dict[str, float]:
    cookie = settled(environ, rows, with_moments=True)
    page = f"/app/prospects/{TALKATIVE}"
    pages = {
        "short": "/app/prospects/100",
        "long": page,
        "exchanges": f"{page}?show=exchanges",
        "notes": f"{page}?show=notes",
    }
    with Web(environ, folder / "timeline.log") as web:
        browser = Browser(web.port, cookie)
        pages["far_back"] = _far_back(browser, page)
        browser.close()
    return p95s(environ, folder / "timeline.log", cookie, pages, _A_MOMENT)


def _far_back(browser: Browser, page: str) -> str:
    """The address of moments far down the thread."""
    for _page in range(20):
        older = _OLDER.search(browser.get(page))
        if older is None:
            raise SystemExit(f"timeline: {page} has nothing older")
        page = unescape(older[1].decode())
    return page
