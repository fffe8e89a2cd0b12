"""CSV as people's programs write it: encoding, separator and quotes are found out, none of them is asked for."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from filon.intake.imports.cells import Row, Unreadable

SEPARATORS = (";", ",", "\t", "|")
_HEAD_BYTES = 256 * 1024
# A value with more lines than that is a quote that was never closed, unless a program put every cell into quotes.
_MOST_LINES_A_ROW = 200
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What French is written with beyond ASCII; which of the old tables gives most of it is the one that was used.
_FRENCH = frozenset("éèêëàâäçîïôöùûüÿœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ’‘«»…–—€°ñáíóú\u00a0")
_OLD_TABLES = ("cp1252", "mac_roman", "cp850")
# Arabic letters follow each other in words; French has hardly ever two of its own in a row.
_HIGH_RUN = re.compile(rb"[\xc0-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")
# Excel writes its separator above the heads when it is told to.
_SEP_LINE = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)

# A message may be as long as a form takes it; Python's own limit is shorter.
csv.field_size_limit(1 << 21)


def read(path: Path) -> Iterator[Row]:
    """The rows, blank ones too. Raises Unreadable."""
    encoding = encoding_of(path)
    head = _head(path, encoding)
    if head.count("\x00") > len(head) // 10:
        raise Unreadable("kind")
    separator, above = separator_of(head)
    are_closed = _quotes_are_closed(path, encoding, separator)
    with _open(path, encoding) as file:
        for _line in range(above):
            file.readline()
        reader = csv.reader(
            file, delimiter=separator, quoting=csv.QUOTE_MINIMAL if are_closed else csv.QUOTE_NONE
        )
        before = above
        for cells in reader:
            line, before = before + 1, above + reader.line_num
            if not are_closed:
                cells = [_unquoted(cell) for cell in cells]
            yield Row(line, list(cells))


def _open(path: Path, encoding: str) -> TextIOWrapper:
    # A sign that the encoding does not have is shown as such; the row around it is good.
    return path.open("r", encoding=encoding, errors="replace", newline="")


def _head(path: Path, encoding: str) -> str:
    with _open(path, encoding) as file:
        return file.read(_HEAD_BYTES)


def encoding_of(path: Path) -> str:
    """The encoding's name as Python has it: by its mark, by what is valid UTF-8, else by the French in it."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    # Half of UTF-16 is zeros where people write in Latin letters.
    even, odd = (sum(byte == 0 for byte in start[parity::2]) for parity in (0, 1))
    if even + odd > len(start) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8" if _is_utf8(path) else _old_table(path)


def _is_utf8(path: Path) -> bool:
    """Also with a few broken signs in it, where a program cut a value by its bytes."""
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            text = decoder.decode(chunk)
            if not text.isascii():
                broken = text.count("\ufffd")
                bad += broken
                good += sum(sign > "\x7f" for sign in text) - broken
    bad += bool(decoder.decode(b"", True))
    return bad == 0 or good > 20 * bad


def _old_table(path: Path) -> str:
    high = bytearray()
    runs = 0
    with path.open("rb") as file:
        while (chunk := file.read(1 << 20)) and len(high) < 50_000:
            runs += sum(len(found) for found in _HIGH_RUN.findall(chunk))
            high += b"".join(_HIGH.findall(chunk))
    if runs > len(high) / 2:
        return "cp1256"
    counts = Counter(high)

    def french_in(table: str) -> int:
        return sum(n for byte, n in counts.items() if bytes([byte]).decode(table, "replace") in _FRENCH)

    return max(_OLD_TABLES, key=french_in)  # the first of equals


def separator_of(head: str) -> tuple[str, int]:
    """The separator that gives most rows as many cells as each other; and how many lines stand above the heads."""
    first, _end, _rest = head.partition("\n")
    if said := _SEP_LINE.fullmatch(first):
        return said[1], 1
    lines = head.splitlines(keepends=True)[:200]
    # The last one may be cut.
    best = max(SEPARATORS, key=lambda separator: _evenness(lines[:-1] or lines, separator))
    return best, 0


def _evenness(lines: list[str], separator: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if any(row)]
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, rows = Counter(widths).most_common(1)[0]
    return (rows / len(widths) if width > 1 else 0, width)


def _quotes_are_closed(path: Path, encoding: str, separator: str) -> bool:
    """Whether quotes part the file into rows; a stray one would swallow everything after it."""
    before = 0
    with _open(path, encoding) as file:
        reader = csv.reader(file, delimiter=separator)
        try:
            for _row in reader:
                if reader.line_num - before > _MOST_LINES_A_ROW:
                    return _is_all_in_quotes(path, encoding, separator)
                before = reader.line_num
        except csv.Error:
            return False
    return True


def _is_all_in_quotes(path: Path, encoding: str, separator: str) -> bool:
    """Whether the heads are, as in our own export, and no quote in the file is a stray one."""
    cell = r'"(?:[^"]|"")*+"'
    with _open(path, encoding) as file:
        heads = file.readline().rstrip("\r\n")
        if not re.fullmatch(f"{cell}(?:{re.escape(separator)}{cell})*", heads):
            return False
        try:
            return all(True for _row in csv.reader(file, delimiter=separator, strict=True))
        except csv.Error:
            return False


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        cell = cell[1:-1]
    return cell.replace('""', '"')
