"""The two kinds of files that an export can be, written row by row in constant memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import xlsxwriter

from filon.foundation.defusing import defuse
from filon.foundation.i18n import direction, language
from filon.reports.columns import Column, Value
from filon.reports.worksheet import PlainSheet

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
# What a worksheet holds below its head, and a cell, in UTF-16 units: "Excel specifications and limits".
MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767
# XML 1.0 has no way to say these (production 2, Char).
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TooManyRows(Exception):
    """This kind of file holds no more."""


class Rows(Protocol):
    """A file in the making."""

    def write(self, values: Sequence[Value]) -> None: ...

    def close(self) -> None: ...


def begin(format: str, path: Path, columns: Sequence[Column]) -> Rows:
    """Begin a file of this format with its head, in the language being spoken. It needs a folder of its own."""
    return Csv(path, columns) if format == "csv" else Xlsx(path, columns)


class Csv:
    """UTF-8 with its mark, by which Excel knows it; separators as a spreadsheet expects them in the language.

    Each cell is in quotes, for programs that take several signs for separators at once, and follows the rule of
    filon.foundation.defusing.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._point = "." if language() == "en" else ","
        separator = "," if language() == "en" else ";"
        self._writer = csv.writer(
            self._file, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL
        )
        self.write([column.words() for column in columns])

    def write(self, values: Sequence[Value]) -> None:
        self._writer.writerow([defuse(self._said(value)) for value in values])

    def close(self) -> None:
        self._file.close()

    def _said(self, value: Value) -> str:
        if isinstance(value, Decimal):
            return f"{value:.2f}".replace(".", self._point)
        if isinstance(value, float):
            return f"{value:.15g}".replace(".", self._point)
        if isinstance(value, datetime):
            return _moment(value)
        return "" if value is None else str(value)


class Xlsx:
    """One worksheet. Text stays text, whatever it looks like; numbers and moments are such.

    Text is cut after the 32,767 signs that a cell holds, and loses the control signs that XML can't say.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet("Filon", PlainSheet)
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        # What a person edits there stays text, too.
        self._text = self._book.add_format({"quote_prefix": True})
        bold = self._book.add_format({"bold": True})
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
            self._sheet.write_string(0, place, column.words(), bold)
        if direction() == "rtl":
            self._sheet.right_to_left()
        self._sheet.freeze_panes(1, 0)
        self._columns, self._rows = len(columns), 0

    def write(self, values: Sequence[Value]) -> None:
        """Raises TooManyRows."""
        if self._rows == MOST_ROWS:
            raise TooManyRows
        self._rows += 1
        for column, value in enumerate(values):
            if isinstance(value, str):
                if value:
                    self._sheet.write_string(self._rows, column, _in_cell(value), self._text)
            elif isinstance(value, datetime) and value.tzinfo:  # Excel knows no zones
                self._sheet.write_string(self._rows, column, _moment(value), self._text)
            elif isinstance(value, datetime):
                self._sheet.write_datetime(self._rows, column, value, self._moment)
            elif isinstance(value, date):
                self._sheet.write_datetime(self._rows, column, value, self._day)
            elif isinstance(value, Decimal):
                self._sheet.write_number(self._rows, column, float(value), self._money)
            elif value is not None:
                self._sheet.write_number(self._rows, column, value)

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._rows, self._columns - 1)
        self._book.close()


def _moment(value: datetime) -> str:
    """As spreadsheets know it by themselves, "2026-10-25 02:30:00"; as text where it has a zone, "…+01:00"."""
    return value.isoformat(sep=" ", timespec="seconds")


def _in_cell(text: str) -> str:
    if not text.isprintable():  # as most are
        text = _NOT_IN_XML.sub("", text)
    if len(text) <= LONGEST_CELL // 2:  # no sign has more than two units
        return text
    return text.encode("utf-16-le")[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore")
