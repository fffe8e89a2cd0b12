"""A prospect's page with its thread, short and as long as threads get, in a business with half of all leads."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.bench.asking import Browser, Crowd, compared, settled_both
from tests.bench.crowd import TALKATIVE
from tests.bench.running import on_each_engine

_OLDER = re.compile(rb'href="([^"]*before=[^"]*)"')
_A_MOMENT = b'<li class="day">'


def measure(rows: int = 1_000_000) -> dict[str, dict[str, Any]]:
    """`rows` leads with five moments each; figures as asking.compared() has them.

    The long thread is as long in the small crowd.
    """
    return on_each_engine(lambda folder, make: ask(settled_both(folder, make, rows, with_moments=True)))


def ask(crowds: tuple[Crowd, Crowd]) -> dict[str, Any]:
    """Figures of a prospect's page in two crowds with moments."""
    return compared(crowds, _pages, _A_MOMENT)


def _pages(browser: Browser) -> dict[str, str]:
    page = f"/app/prospects/{TALKATIVE}"
    return {
        "short": "/app/prospects/100",
        "long": page,
        "exchanges": f"{page}?show=exchanges",
        "notes": f"{page}?show=notes",
        "far_back": _far_back(browser, page),
    }


def _far_back(browser: Browser, page: str) -> str:
    """The address of moments far down the thread."""
    for _page in range(20):
        older = _OLDER.search(browser.get(page))
        if older is None:
            raise SystemExit(f"timeline: {page} has nothing older")
        page = unescape(older[1].decode())
    return page
