"""The board, its next cards and its counts, over HTTP and signed in, in a business with half of all leads."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.bench.asking import settled
from tests.bench.crowd import COMMON, RARE
from tests.bench.running import Web, on_each_engine, with_address

RUNS, REQUESTS, WARM_UP = 3, 60, 10
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
    """`rows` leads in 500 businesses. p95 is the worst page's, a median of three runs.

    `other_p95` is that of boards that are narrowed or searched.
    """
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    environ = with_address(make())
    cookie = settled(environ, rows)
    with Web(environ, folder / "board.log") as web:
        connection = HTTPConnection("127.0.0.1", web.port)
        pages = PAGES | {"next_cards": _deep(connection, cookie)} | OTHERS
        runs = [
            {name: _p95(connection, page, cookie) for name, page in pages.items()} for _run in range(RUNS)
        ]
        connection.close()
    took = {name: statistics.median(run[name] for run in runs) for name in pages}
    return {
        "p95_ms": round(max(took[name] for name in took if name not in OTHERS), 1),
        "other_p95_ms": round(max(took[name] for name in OTHERS), 1),
        **{f"{name}_ms": round(took[name], 1) for name in took},
    }


def _deep(connection: HTTPConnection, cookie: str) -> str:
    """The address of cards far down a column."""
    _status, html = _get(connection, BOARD, cookie)
    page = ""
    for _page in range(20):
        more = _MORE.search(html)
        if more is None:
            break
        page = unescape(more[1].decode())
        _status, html = _get(connection, page, cookie)
    return page


def _p95(connection: HTTPConnection, page: str, cookie: str) -> float:
    """Milliseconds from asking until the whole page is there."""
    took = []
    for turn in range(WARM_UP + REQUESTS):
        began = time.perf_counter()
        status, html = _get(connection, page, cookie)
        took.append((time.perf_counter() - began) * 1000)
        if turn == 0 and (status != 200 or (b'class="name"' not in html and "/count" not in page)):
            raise SystemExit(f"board: {page} answered {status} without a card")
    return statistics.quantiles(took[WARM_UP:], n=20)[-1]


def _get(connection: HTTPConnection, page: str, cookie: str) -> tuple[int, bytes]:
    connection.request("GET", page, headers={"Cookie": cookie})
    answer = connection.getresponse()
    return answer.status, answer.read()
