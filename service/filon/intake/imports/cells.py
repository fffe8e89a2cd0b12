"""A row of a file, and why a file can't be read."""

from __future__ import annotations

from typing import NamedTuple

# A moment is text in ISO 8601; a number is one only where the file says so.
Cell = str | int | float

REASONS = ("kind", "empty", "old_excel", "damaged", "heavy", "rows", "columns", "heads")


class Unreadable(Exception):
    """`reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Row(NamedTuple):
    """`line` is the number that the person sees in their program."""

    line: int
    cells: list[Cell]


def blank_ends_cut(cells: list[Cell]) -> list[Cell]:
    """Without the blank cells at its end."""
    while cells and cells[-1] == "":
        cells.pop()
    return cells
