"""Finding leads by three to ten letters, by a number and by two words, in a business with half of all leads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.asking import compared, p95s, settled
from tests.bench.crowd import COMMON, RARE
from tests.bench.running import on_each_engine, with_address

SMALL = 10_000
TYPED = {
    "three_letters": "ben",
    "four_letters": "mart",
    "common": COMMON.lower(),
    "common_begun": COMMON[:5].lower(),
    "rare": RARE.lower(),
    "rare_begun": RARE[:5].lower(),
    "two_words": "salma+cherkaoui",
    "company": "orangers",
    "address": "cherkaoui7",
    "phone": "06123",
    "narrowed": f"{COMMON.lower()}&where=status:is:won",
}


def measure(rows: int = 1_000_000) -> dict[str, dict[str, Any]]:
    """`rows` leads in 500 businesses. p95 is the worst search's, a median of three runs; growth is against 10,000."""
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    small, large = (_p95s(folder, with_address(make()), count) for count in (SMALL, rows))
    return compared(small, large)


def _p95s(folder: Path, environ: dict[str, str], rows: int) -> dict[str, float]:
    cookie = settled(environ, rows)
    pages = {name: f"/app/prospects?status=all&q={typed}" for name, typed in TYPED.items()}
    return p95s(environ, folder / "search.log", cookie, pages, b'class="name"')
