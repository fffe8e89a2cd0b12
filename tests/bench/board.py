"""The board, its next cards and its counts, over HTTP and signed in, in a business with half of all leads."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.bench.asking import Browser, Crowd, compared, settled_both
from tests.bench.crowd import COMMON, RARE
from tests.bench.running import on_each_engine

BOARD = "/app/prospects/board"
# What people ask for all day.
PAGES = {
    "board": BOARD,
    "waiting": f"{BOARD}?status=waiting",
    "count": f"{BOARD}/lost/count",
}
# What they may ask for, too: a column of what no index holds, four at once.
OTHERS = {
    "narrowed": f"{BOARD}?where=source:is:meta",
    "narrowed_by_amount": f"{BOARD}?where=amount:over:50000",
    "common": f"{BOARD}?q={COMMON.lower()}",
    "rare": f"{BOARD}?q={RARE.lower()}",
}
_MORE = re.compile(rb'hx-get="(/app/prospects/board/(?:new|lost)\?[^"]+)"')


def measure(rows: int = 1_000_000) -> dict[str, dict[str, Any]]:
    """`rows` leads in 500 businesses; figures as asking.compared() has them.

    `other_p95_ms` is that of boards that are narrowed or searched.
    """
    return on_each_engine(lambda folder, make: ask(settled_both(folder, make, rows)))


def ask(crowds: tuple[Crowd, Crowd]) -> dict[str, Any]:
    """Figures of the board in two crowds."""
    return compared(crowds, _pages, b'class="name"', others=OTHERS, counts=["count"])


def _pages(browser: Browser) -> dict[str, str]:
    """The pages, and the address of cards far down a column."""
    page = BOARD
    for _page in range(20):
        more = _MORE.search(browser.get(page, holds=b'class="name"'))
        if more is None:
            break
        page = unescape(more[1].decode())
    return PAGES | {"next_cards": page} | OTHERS
