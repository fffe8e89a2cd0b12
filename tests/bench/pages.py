"""The list, the search, the board and a prospect's page, one after the other in the same crowds: filled once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import board, search, timeline
from tests.bench import list as listing
from tests.bench.asking import settled_both
from tests.bench.running import on_each_engine

_BENCHES = {"list": listing, "search": search, "board": board, "timeline": timeline}


def measure(rows: int = 1_000_000) -> dict[str, dict[str, Any]]:
    """`rows` leads in 500 businesses with own fields and five moments each; figures as each of the benches has them."""
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    crowds = settled_both(folder, make, rows, with_moments=True, with_own_fields=True)
    return {
        f"{name}_{figure}": value
        for name, bench in _BENCHES.items()
        for figure, value in bench.ask(crowds).items()
    }
