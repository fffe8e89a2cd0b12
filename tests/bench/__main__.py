"""bin/bench NAME [--rows N] [--json]: runs tests/bench/NAME.py, prints its figures, ends with 1 if they are wrong."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

Figures = dict[str, dict[str, Any]]


def main() -> None:
    folder = Path(__file__).parent
    names = [m.name for m in pkgutil.iter_modules([str(folder)]) if not m.name.startswith("_")]
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("name", choices=[n for n in names if hasattr(_module(n), "measure")])
    parser.add_argument("--rows", type=int, help="how much work; each bench has its own default")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    wanted = parser.parse_args()
    bench = _module(wanted.name)
    figures: Figures = bench.measure(wanted.rows) if wanted.rows else bench.measure()
    _table(wanted.name, figures)
    if wanted.json:
        print(json.dumps({"bench": wanted.name, "figures": figures}))
    # Only some know which figures must not be.
    if hasattr(bench, "wrong") and (found := bench.wrong(figures)):
        sys.exit("\n".join(found))


def _module(name: str) -> Any:
    return importlib.import_module(f"tests.bench.{name}")


def _table(name: str, figures: Figures) -> None:
    print(f"\n{name}", file=sys.stdout)
    for engine, values in figures.items():
        for figure, value in values.items():
            shown = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
            print(f"  {engine:<12}{figure:<22}{shown}")


if __name__ == "__main__":
    main()
