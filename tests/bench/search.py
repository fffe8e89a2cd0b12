"""Finding leads by three to ten letters, by a number and by two words, in a business with half of all leads."""

from __future__ import annotations

from typing import Any

from tests.bench.asking import Crowd, compared, settled_both
from tests.bench.crowd import COMMON, RARE
from tests.bench.running import on_each_engine

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
    """`rows` leads in 500 businesses; figures as asking.compared() has them."""
    return on_each_engine(lambda folder, make: ask(settled_both(folder, make, rows)))


def ask(crowds: tuple[Crowd, Crowd]) -> dict[str, Any]:
    """Figures of the search in two crowds."""
    pages = {name: f"/app/prospects?status=all&q={typed}" for name, typed in TYPED.items()}
    return compared(crowds, lambda _browser: pages, b'class="name"')
