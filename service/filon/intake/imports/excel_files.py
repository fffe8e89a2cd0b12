"""Excel's .xlsx, read row by row: a zip of XML (ECMA-376, part 1, section 18) of which only texts and numbers matter.

By hand, for safety: a reader that builds the sheet in memory takes as much as the file claims, and one cell in the
last corner claims seventeen thousand million. Here memory holds the table of shared texts, which is bounded, and a row.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from xml.parsers import expat

from filon.intake.imports.cells import Cell, Row, Unreadable
from filon.intake.imports.excel_xml import elements, local, pieces

MOST_PARTS = 2_000
# Of all that is read, unpacked: a hundred times what people's files have.
MOST_UNPACKED = 600 * 1024 * 1024
# Whatever is small in the zip: a row stands in the memory at once, a shared text in as many cells as name it.
MOST_SIGNS_A_ROW = 4 * 1024 * 1024
MOST_SIGNS = MOST_UNPACKED
_MOST_CELLS_A_ROW = 1_000
_COLUMN = re.compile("[A-Z]+")
# Number formats that every Excel has and that say a day or a time (section 18.8.30).
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED_IN_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DAY_ZERO, _DAY_ZERO_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
_LAST_DAY = 2_958_465  # the last of the year 9999
# "_x000D_" is how a sign is written that XML can't say (section 22.4.2.4).
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def read(path: Path) -> Iterator[Row]:
    """The rows of the first sheet that has any. Raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as book:
            _refuse_bombs(book)
            yield from _Book(book).rows()
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    except (KeyError, ValueError, RuntimeError, OSError) as error:
        raise Unreadable("damaged") from error


def _refuse_bombs(book: zipfile.ZipFile) -> None:
    """By what the zip says of itself: zipfile never unpacks more of a part than that."""
    parts = book.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("heavy")


class _Book:
    def __init__(self, book: zipfile.ZipFile) -> None:
        self._book = book
        self._names = set(book.namelist())
        if "xl/workbook.xml" not in self._names:
            raise Unreadable("kind")

    def rows(self) -> Iterator[Row]:
        sheets, is_1904 = self._sheets()
        texts, moments = self._shared_texts(), self._moments()
        for sheet in sheets:
            rows = _Sheet(texts, moments, _DAY_ZERO_1904 if is_1904 else _DAY_ZERO).rows(self._open(sheet))
            found = False
            for row in rows:
                found = found or any(cell != "" for cell in row.cells)
                yield row
            if found:
                return

    def _open(self, name: str) -> IO[bytes]:
        return self._book.open(name)

    def _sheets(self) -> tuple[list[str], bool]:
        """The sheets in the order of their tabs, and whether days count from 1904."""
        ids: list[str] = []
        is_1904 = False
        for tag, attributes, _text in elements(self._open("xl/workbook.xml"), {"sheet", "workbookPr"}):
            if tag == "sheet":
                ids.append(next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), ""))
            else:
                is_1904 = attributes.get("date1904") in ("1", "true")
        targets: dict[str, str] = {}
        if "xl/_rels/workbook.xml.rels" in self._names:
            for _tag, about, _text in elements(self._open("xl/_rels/workbook.xml.rels"), {"Relationship"}):
                target = about.get("Target", "")
                targets[about.get("Id", "")] = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
        named = [targets[id] for id in ids if targets.get(id) in self._names]
        return named or sorted(n for n in self._names if n.startswith("xl/worksheets/sheet")), is_1904

    def _shared_texts(self) -> list[str]:
        name = next((n for n in self._names if n.lower() == "xl/sharedstrings.xml"), None)
        shared = elements(self._open(name), {"si"}) if name else ()
        return [_unescaped(text) for _tag, _about, text in shared]

    def _moments(self) -> list[bool]:
        """For each style of a cell, whether its number is a moment."""
        if "xl/styles.xml" not in self._names:
            return []
        own: dict[int, bool] = {}
        styles: list[bool] = []
        wanted = {"numFmt", "xf", "cellXfs"}
        for tag, about, _text in elements(self._open("xl/styles.xml"), wanted, inside="cellXfs"):
            if tag == "numFmt":
                code = _QUOTED_IN_FORMAT.sub("", about.get("formatCode", "")).lower()
                own[int(about.get("numFmtId", "0"))] = bool(re.search("[dy]|h|mmm", code))
            elif tag == "xf":
                format = int(about.get("numFmtId", "0"))
                styles.append(own.get(format, format in _DATE_FORMATS))
        return styles


class _Sheet:
    """One sheet being read: the handlers fill `_done`, which rows() empties after each piece of the file."""

    def __init__(self, texts: list[str], moments: list[bool], day_zero: datetime) -> None:
        self._texts, self._moments, self._day_zero = texts, moments, day_zero
        self._done: list[Row] = []
        self._cells: list[Cell] = []
        self._line = 0
        self._kind, self._column = "", -1
        self._is_moment = False
        self._parts: list[str] = []
        self._listens = False
        self._signs = self._signs_of_row = 0

    def rows(self, file: IO[bytes]) -> Iterator[Row]:
        for _piece in pieces(file, self._start, self._end, self._said):
            yield from self._done
            self._done.clear()

    def _start(self, tag: str, about: dict[str, str]) -> None:
        tag = local(tag) if ":" in tag else tag
        if tag == "c":
            self._kind = about.get("t", "n")
            style = about.get("s")
            self._is_moment = style is not None and self._has_moments(int(style))
            place = about.get("r")
            self._column = _number_of(place) if place else self._column + 1
            self._parts.clear()
        elif tag in ("v", "t"):
            self._listens = True
        elif tag == "row":
            self._line = int(about.get("r") or self._line + 1)
            self._cells, self._column, self._signs_of_row = [], -1, 0

    def _end(self, tag: str) -> None:
        tag = local(tag) if ":" in tag else tag
        if tag in ("v", "t"):
            self._listens = False
        elif tag == "c":
            if self._parts:
                self._put(self._value("".join(self._parts)))
        elif tag == "row":
            self._done.append(Row(self._line, self._cells))

    def _said(self, text: str) -> None:
        if self._listens:
            self._count(len(text))
            self._parts.append(text)

    def _count(self, signs: int) -> None:
        self._signs += signs
        self._signs_of_row += signs
        if self._signs > MOST_SIGNS or self._signs_of_row > MOST_SIGNS_A_ROW:
            raise Unreadable("heavy")

    def _has_moments(self, style: int) -> bool:
        return 0 <= style < len(self._moments) and self._moments[style]

    def _put(self, value: Cell) -> None:
        if self._column >= _MOST_CELLS_A_ROW:
            raise Unreadable("columns")
        missing = self._column - len(self._cells)
        if missing < 0:  # a place that has been already: cells stand in their order
            raise Unreadable("damaged")
        self._cells.extend([""] * missing)
        self._cells.append(value)

    def _value(self, text: str) -> Cell:
        if self._kind == "s":
            place = int(text)
            shared = self._texts[place] if 0 <= place < len(self._texts) else ""
            self._count(len(shared))
            return shared
        if self._kind == "n":
            return self._number(text)
        if self._kind == "b":
            return "1" if text == "1" else "0"
        if self._kind == "e":  # #N/A and its like: nothing that anybody wrote
            return ""
        return _unescaped(text)

    def _number(self, text: str) -> Cell:
        value = float(text)
        if self._is_moment and 0 < value < _LAST_DAY:
            moment = self._day_zero + timedelta(milliseconds=round(value * 86_400_000))
            return moment.isoformat(timespec="milliseconds").removesuffix(".000")
        return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _number_of(place: str) -> int:
    """The column of a cell's place, from 0: "B7" is 1."""
    letters = _COLUMN.match(place)
    if letters is None or len(letters[0]) > 3:
        raise Unreadable("damaged")
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
