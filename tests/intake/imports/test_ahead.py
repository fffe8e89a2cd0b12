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
from filon.intake.imports.reading import open_rows
from tests.intake.imports.bringing import bring
from tests.intake.imports.test_own_fields import define, fill
from tests.intake.imports.test_round_trip import exported
from tests.parts.service import Filon, PairedSite

LONG = 1_000_000


def read_all(one: Any, read: Any, left: int) -> list[Any]:
    with open_rows(one) as file:
        return [made for _next, made in read_ahead(file, 0, 2, read, left)]


def die(rows: Sequence[Row]) -> None:
    os.kill(os.getpid(), 9)


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


def test_a_program_that_dies_is_not_the_end_of_the_file(filon: Filon, alice: PairedSite) -> None:
    one = bring(filon, alice, "Nom;Mail\nAlice;alice@example.com\nBob;bob@example.com\n")
    with filon.inside(alice.tenant), pytest.raises(EOFError):
        read_all(one, die, LONG)
