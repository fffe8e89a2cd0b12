"""What visitors type is no formula in a spreadsheet, and comes back as it was by the documented rule."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon.foundation.defusing import defuse
from tests.reports.reading import undo

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What an attacker would put together.
_NASTY = st.text(st.sampled_from("=+-@＝＋－＠﹦'\"’ \t\r\n\u00a0\u200b\ufeff;,|A1"), max_size=8)


def test_it_works() -> None:
    assert defuse("=1+1") == "'=1+1"
    assert defuse("+212661234567") == "'+212661234567"
    assert defuse("Salma = Bennani") == "Salma = Bennani"
    assert (defuse("'a"), defuse("")) == ("''a", "")
    assert defuse("Bonjour;=1+1, 12 rue X") == "Bonjour;'=1+1, 12 rue X"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "=cmd|' /C calc'!A0",
            "@SUM(1)",
            "-2+3",
            "\t=1",
            "\r=1",
            "\n=1",
            " \n",
            " =1",
            "\u00a0=1",
            '"=1',
            "”=1",
        ),
        *("＝1", "＋1", "－1", "＠1", "﹦1", "⁺1", "−1", "\u200b=1", "\ufeff=1", "\0=1", " ' =1"),
    ],
)
def test_what_could_be_a_formula_is_marked(text: str) -> None:
    assert defuse(text).startswith("'")
    assert undo(defuse(text)) == text


@given(st.text() | _NASTY)
def test_no_cell_begins_with_a_sign_that_matters_and_undoing_gives_the_same(text: str) -> None:
    cell = defuse(text)
    assert not cell.lstrip(" ").startswith(TRIGGERS)
    assert undo(cell) == text


@given(st.lists(st.text() | _NASTY, min_size=1), st.sampled_from(";,"))
def test_a_row_comes_back_whole(texts: list[str], separator: str) -> None:
    (row,) = csv.reader(io.StringIO(_written(texts, separator), newline=""), delimiter=separator)
    assert [undo(cell) for cell in row] == texts


@given(st.lists(st.text() | _NASTY, min_size=1), st.sampled_from(";,"))
def test_no_cell_begins_with_a_sign_whatever_a_program_takes_for_a_separator(
    texts: list[str], separator: str
) -> None:
    """Which one it is, Windows says, and not the file."""
    for cell in re.split("[;,\t\r\n]", _written(texts, separator)):
        assert not cell.lstrip(' "').startswith(TRIGGERS)


def _written(texts: list[str], separator: str) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([defuse(text) for text in texts])
    return file.getvalue()
