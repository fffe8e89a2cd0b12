"""A long file is read by a program of its own, and reads as a short one does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest

from filon.foundation.i18n import speaking
from filon.intake.imports.ahead import read_ahead
from filon.intake.imports.cells import Row
from filon.intake.imports.contexts import reader_of
from filon.intake.imports.newcomers import Arrivals
from filon.intake.imports.reading import open_rows
from tests.intake.imports.bringing import bring
from tests.intake.imports.test_own_fields import define, fill
from tests.intake.imports.test_round_trip import exported
from tests.parts.service import Filon, PairedSite

LONG = 1_000_000


def read_all(one: Any, read: Any, left: int) -> list[Any]:
    with open_rows(one) as file:
        return [made for _next, made in read_ahead(file, 0, 2, read, left)]


def die_at_the_end(rows: Sequence[Row]) -> list[Row]:
    if len(rows) == 1:
        os.kill(os.getpid(), 9)
    return list(rows)


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    define(filon, alice)
    fill(filon, alice)
    one = bring(filon, alice, exported(filon, alice, "csv") + b"\xd8\x9f;so;ein\r\n")
    with filon.inside(alice.tenant), speaking("ar"):
        read = reader_of(one).read_all
        short, long = read_all(one, read, 0), read_all(one, read, LONG)
    assert long == short
    assert len(long) > 1, "there are batches"
    assert any(reading.own for batch in long for reading in batch)


def test_what_a_row_makes_comes_as_columns(filon: Filon, alice: PairedSite) -> None:
    one = bring(
        filon, alice, "Nom;Mail;Date\nAlice;alice@example.com;03/12/2025\n;;4/12/2025\nBob;bob@example.com;\n"
    )
    with filon.inside(alice.tenant):
        first, last = read_all(one, Arrivals(reader_of(one), source="file", currency="MAD"), LONG)
    assert (first.columns["last_name"], last.columns["email"]) == (["Alice", ""], ["bob@example.com"])
    assert [reading.is_refused for reading in first.readings] == [False, True]
    first.change(0, {"last_name": "Zoé"})
    assert (first.columns["name_key"][0], "zoe" in first.found_by[0]) == ("zoe", True)


def test_a_program_that_dies_is_not_the_end_of_the_file(filon: Filon, alice: PairedSite) -> None:
    one = bring(filon, alice, "Nom\nAlice\nBob\nCharlie\n")
    with filon.inside(alice.tenant), open_rows(one) as file:
        coming = read_ahead(file, 0, 2, die_at_the_end, LONG)
        assert len(next(coming)[1]) == 2
        with pytest.raises(EOFError):
            next(coming)
