"""What a file holds, row by row, whatever it says it is: its content decides, never its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from filon.intake.imports import csv_files, excel_files
from filon.intake.imports.cells import Cell, Row, Unreadable, blank_ends_cut
from filon.leads.contacts import clean

MOST_BYTES = 25 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200

_ZIP = b"PK\x03\x04"
# Compound files (MS-CFB, section 2.2): Excel until 2003, and files with a password.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What people drop by mistake: PDF, PNG, JPEG, GIF, gzip, RAR, 7-Zip, Windows programs.
_SOMETHING_ELSE = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"MZ"),
)


def kind_of(head: bytes) -> str:
    """ "xlsx" or "csv", from the first bytes. Raises Unreadable for what can be neither."""
    if head.startswith(_ZIP):
        return "xlsx"
    if head.startswith(_COMPOUND):
        raise Unreadable("old_excel")
    if head.startswith(_SOMETHING_ELSE) or not head.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise Unreadable("empty" if not head.strip() else "kind")
    return "csv"


def kind_of_file(path: Path) -> str:
    """As kind_of()."""
    with path.open("rb") as file:
        return kind_of(file.read(512))


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file that are not blank, each with its number in the file. Memory does not grow with the file.

    Raises Unreadable, also midway.
    """
    rows = excel_files.read(path) if kind_of_file(path) == "xlsx" else csv_files.read(path)
    count = 0
    for row in rows:
        row = Row(row.line, blank_ends_cut([_said(cell) for cell in row.cells]))
        if not row.cells:
            continue
        if len(row.cells) > MOST_COLUMNS:
            raise Unreadable("columns")
        count += 1
        if count > MOST_ROWS + 1:  # and the heads
            raise Unreadable("rows")
        yield row


def _said(cell: Cell) -> Cell:
    """What is only white is blank; control signs and halves of characters no database takes."""
    if not isinstance(cell, str):
        return cell
    return clean(cell) if cell.strip() else ""
