"""Exports as their readers see them: asked for, downloaded, and opened as a spreadsheet would."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html import unescape
from typing import Any
from xml.etree import ElementTree

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.parts.service import PairedSite

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def ask(browser: FlaskClient, format: str = "csv", **shown: str) -> TestResponse:
    """Press the button on a list that shows this; comes to the page of exports."""
    return browser.post("/app/exports", data={"format": format, **shown}, follow_redirects=True)


def links(browser: FlaskClient) -> list[str]:
    """Addresses of the files that are ready, the newest first."""
    page = browser.get("/app/exports").text
    return [unescape(found) for found in re.findall(r'href="(/app/exports/[^"]+)" download=', page)]


def export(site: PairedSite, browser: FlaskClient, format: str = "csv", **shown: str) -> TestResponse:
    """The whole way of a member: ask, let the worker write it, download."""
    ask(browser, format, **shown)
    site.filon.work()
    return browser.get(links(browser)[0])


def undo(cell: str) -> str:
    """What a reader of the documented rule does: one apostrophe less where a part of a cell begins with one."""
    return re.sub(r"(^|[;,\t\r\n])'", r"\1", cell)


def rows_of_csv(content: bytes, separator: str = ";", *, undone: bool = True) -> list[dict[str, str]]:
    """Rows by the words of their heads; as they stand in the file, or with the rule undone."""
    text = content.decode("utf-8")
    assert text.startswith("\ufeff"), "Excel knows UTF-8 by its mark"
    head, *rows = csv.reader(io.StringIO(text[1:], newline=""), delimiter=separator)
    return [
        {name: undo(cell) if undone else cell for name, cell in zip(head, row, strict=True)} for row in rows
    ]


def rows_of_xlsx(content: bytes) -> list[dict[str, tuple[str, str]]]:
    """Rows by the words of their heads; of each cell (its type in the file, what it holds)."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # our own file
    assert not list(sheet.iter(f"{_MAIN}f")), "there is a formula"
    lines = [{_column(c): _cell(c) for c in row} for row in sheet.iter(f"{_MAIN}row")]
    head = {column: word for column, (_kind, word) in lines[0].items()}
    return [{head[column]: cell for column, cell in line.items()} for line in lines[1:]]


def _column(cell: Any) -> str:
    return re.sub(r"\d", "", cell.get("r"))


def _cell(cell: Any) -> tuple[str, str]:
    return cell.get("t", "n"), "".join(part.text or "" for part in cell.iter() if part.tag in _TEXTS)


_TEXTS = (f"{_MAIN}t", f"{_MAIN}v")
