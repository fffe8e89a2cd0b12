"""What a member may type into a field of each kind: read as they meant it, or refused with a sentence."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from filon.foundation import clock
from filon.foundation.errors import Invalid
from filon.leads import kinds
from filon.leads.dates import read_day

OAK = SimpleNamespace(id=UUID(int=1), name="Chêne")
BEECH = SimpleNamespace(id=UUID(int=2), name="Hêtre, rouge")

# Kind, what is typed, and how it is shown when it would be typed again.
READ = [
    ("text", "  Deux   mots ", "Deux mots"),
    ("text", "الدار البيضاء", "الدار البيضاء"),
    ("lines", " Une\r\nDeux ", "Une\nDeux"),
    ("number", "12", "12"),
    ("number", "2,50", "2.5"),
    ("number", "-3", "-3"),
    ("number", "- 0", "0"),
    ("number", "1 250,125", "1250.125"),
    ("number", "١٢", "12"),
    ("money", "38 500,50 MAD", "38500.50"),
    ("money", "1’250 €", "1250"),
    ("date", "2026-05-03", "2026-05-03"),
    ("date", "3/5/2026", "2026-05-03"),
    ("date", "03.05.26", "2026-05-03"),
    ("date", "3 mai 2026", "2026-05-03"),
    ("date", "1er février 2027", "2027-02-01"),
    ("date", "May 3, 2026", "2026-05-03"),
    ("date", "3 ماي 2026", "2026-05-03"),
    ("date", "٣ مايو ٢٠٢٦", "2026-05-03"),
    ("yes_no", "Oui", "yes"),
    ("yes_no", "لا", "no"),
    ("choice", "chene", str(OAK.id)),
    ("choice", str(OAK.id), str(OAK.id)),
    ("choices", "Hêtre, rouge\nChêne", f"{OAK.id},{BEECH.id}"),
    ("choices", f"{BEECH.id},{OAK.id},chêne", f"{OAK.id},{BEECH.id}"),
    ("phone", "06 61 23 45 67", "+212661234567"),
    ("email", " Salma@Atlas.ma ", "Salma@Atlas.ma"),
    ("link", "www.atlas.ma/plan?a=1", "https://www.atlas.ma/plan?a=1"),
    ("link", "http://atlas.ma", "http://atlas.ma"),
]


@pytest.mark.parametrize(("kind", "typed", "shown"), READ)
def test_it_works(kind: str, typed: str, shown: str) -> None:
    options: list[Any] = [OAK, BEECH]
    rows = kinds.read(kind, typed, "MA", options)
    assert kinds.shown(kind, rows) == shown
    assert kinds.read(kind, shown, "MA", options) == rows, "what is shown can be typed again"


@pytest.mark.parametrize("kind", [kind for kind, *_more in READ])
def test_nothing_typed_is_nothing(kind: str) -> None:
    assert kinds.read(kind, " \n ", "MA", []) == []
    assert kinds.shown(kind, []) == ""


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 501),
        ("lines", "x" * 20_001),
        ("number", "douze"),
        ("number", "1e9"),
        ("number", "9" * 12),
        ("number", "NaN"),
        ("money", "-5"),
        ("money", "9" * 13),
        ("date", "31/2/2026"),
        ("date", "mai 2026"),
        ("date", "0000-00-00"),
        ("date", "3 brumaire"),
        ("date", "1/1/1850"),
        ("yes_no", "peut-être"),
        ("choice", "Sapin"),
        ("choices", "Chêne, Sapin"),
        ("phone", "06 61"),
        ("email", "salma@"),
        ("link", "javascript:alert(1)"),
        ("link", "java\tscript://atlas.ma"),
        ("link", "data:text/html,x"),
        ("link", "https://user@atlas.ma"),
        ("link", "https://"),
        ("link", "un plan"),
        ("link", "https://[::1"),
    ],
)
def test_what_can_not_be_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        kinds.read(kind, typed, "MA", [OAK, BEECH])
    assert refused.value.errors["value"][0]


def test_a_year_that_is_left_out_is_this_one() -> None:
    assert read_day("3 mai") == date(clock.now().year, 5, 3)
    assert read_day("3/5") == date(clock.now().year, 5, 3)
