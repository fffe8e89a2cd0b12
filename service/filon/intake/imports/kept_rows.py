"""The rows of a file as they are kept while it is imported: one JSON list a line, so that any place is one seek away.

They are made once, from whatever came, and can be made again from it: everything after reads only these.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from filon.intake.imports.cells import Cell, Row

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# However many they are: rows with long texts make a batch of fewer, or memory and the writers' turn would grow.
_MOST_BATCH_BYTES = 512 * 1024


class Batch(NamedTuple):
    """Some rows, and the place where the next ones begin."""

    rows: list[Row]
    next: int


class Writer:
    """Writes rows that are not there already: a line that comes twice is one person's."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._seen: set[int] = set()
        self.count = self.repeated = 0

    def write(self, row: Row) -> bool:
        """Whether it was new."""
        said = _encode(row.cells)
        mark = hash(said)
        if mark in self._seen:
            self.repeated += 1
            return False
        self._seen.add(mark)
        self._file.write(f"[{row.line},{said}]\n".encode())
        self.count += 1
        return True

    def close(self) -> None:
        self._file.close()


def batches(file: IO[bytes], place: int, size: int) -> Iterator[Batch]:
    """The rows from this place on, up to `size` at once."""
    file.seek(place)
    lines: list[bytes] = []
    begin = place
    for line in file:
        place += len(line)
        lines.append(line)
        if len(lines) == size or place - begin > _MOST_BATCH_BYTES:
            yield Batch(_rows_of(lines), place)
            lines, begin = [], place
    if lines:
        yield Batch(_rows_of(lines), place)


def _rows_of(lines: list[bytes]) -> list[Row]:
    # As one text: beginning to read one takes as long as a row.
    return [Row(*row) for row in json.loads(b"[" + b",".join(lines) + b"]")]


def text_of(cell: Cell) -> str:
    """A cell as a person would have typed it."""
    return cell if isinstance(cell, str) else f"{cell:.15g}"
