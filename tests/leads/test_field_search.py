"""Leads found and sorted by the business's own fields, by the index of each kind of value."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from filon.foundation.errors import Invalid
from filon.leads import custom_fields, field_search
from filon.leads.fields import COLUMNS, KINDS
from filon.leads.models import Lead
from tests.foundation.neighbours import record
from tests.leads.own import add_field
from tests.parts.service import Filon, PairedSite

# What the first, second and third lead have; the fourth has nothing.
VALUES = {
    "text": ("Maârif", "anfa", "Maarif Extension"),
    "lines": ("Une", "Deux", "Trois"),
    "number": ("2", "10", "-3"),
    "money": ("1000", "999,50", "20 000"),
    "date": ("2026-05-03", "2026-05-04", "2025-12-31"),
    "yes_no": ("yes", "no", "yes"),
    "choice": ("Chêne", "Hêtre", "Noyer"),
    "choices": ("Chêne, Noyer", "Hêtre", "Noyer"),
    "phone": ("0661234567", "0522001122", "0533001122"),
    "email": ("a@x.ma", "b@x.ma", "c@x.ma"),
    "link": ("a.ma", "b.ma", "c.ma"),
}


def fill(filon: Filon, site: PairedSite, kind: str) -> Any:
    record(filon, site, "Salma", "Younes", "Nadia", "Karim")
    field = add_field(site, "Champ", kind)
    with filon.inside(site.tenant):
        for number, typed in enumerate(VALUES[kind], 1):
            custom_fields.change_value(Lead.by_number(number), field, typed, "MA")
    return field


def found(filon: Filon, site: PairedSite, field: Any, operator: str, typed: str = "") -> list[int]:
    with filon.inside(site.tenant, write=False):
        condition = field_search.condition(field, operator, typed, "MA")
        return [lead.number for lead in Lead.kept().where(condition).order_by(Lead.number)]


@pytest.mark.parametrize(
    ("kind", "operator", "typed", "numbers"),
    [
        ("text", "is", "MAARIF", [1]),
        ("text", "begins", "maa", [1, 3]),
        ("lines", "begins", "d", [2]),
        ("number", "is", "10,0", [2]),
        ("number", "at_least", "2", [1, 2]),
        ("number", "at_most", "0", [3]),
        ("money", "at_most", "1000", [1, 2]),
        ("date", "at_least", "3/5/2026", [1, 2]),
        ("date", "at_most", "31.12.2025", [3]),
        ("yes_no", "is", "oui", [1, 3]),
        ("choice", "is", "hetre", [2]),
        ("choices", "is", "Noyer, Hêtre", [1, 2, 3]),
        ("phone", "is", "06 61 23 45 67", [1]),
        ("phone", "begins", "+212 5", []),
        ("phone", "begins", "2125", [2, 3]),
        ("email", "is", "B@X.ma", [2]),
        ("link", "is", "https://c.ma", [3]),
    ],
)
def test_it_works(
    filon: Filon, alice: PairedSite, kind: str, operator: str, typed: str, numbers: list[int]
) -> None:
    field = fill(filon, alice, kind)
    assert found(filon, alice, field, operator, typed) == numbers
    assert found(filon, alice, field, "filled") == [1, 2, 3]
    assert found(filon, alice, field, "empty") == [4]


@pytest.mark.parametrize(
    ("kind", "ascending"),
    [("text", [2, 1, 3]), ("number", [3, 1, 2]), ("money", [2, 1, 3]), ("date", [3, 1, 2])],
)
def test_they_are_sorted_page_by_page(
    filon: Filon, alice: PairedSite, kind: str, ascending: list[int]
) -> None:
    field = fill(filon, alice, kind)
    for descending, numbers in ((False, ascending), (True, ascending[::-1])):
        with filon.inside(alice.tenant, write=False):
            first = field_search.in_order(field, descending=descending, limit=2)
            rest = field_search.in_order(field, descending=descending, after=first[-1], limit=2)
        assert [number for _value, number in first + rest] == numbers


@pytest.mark.parametrize(("operator", "typed"), [("is", ""), ("is", "grande"), ("contains", "1")])
def test_what_makes_no_sense_is_refused(filon: Filon, alice: PairedSite, operator: str, typed: str) -> None:
    field = fill(filon, alice, "number")
    with pytest.raises(Invalid):
        found(filon, alice, field, operator, typed)


@pytest.mark.parametrize("kind", KINDS)
def test_an_index_serves_each_kind(filon: Filon, alice: PairedSite, kind: str) -> None:
    """As SQLite plans it: PostgreSQL rightly reads such a small table whole."""
    if filon.settings.engine != "sqlite":
        return
    field = fill(filon, alice, kind)
    column = {"text": "key"}.get(COLUMNS[kind], COLUMNS[kind])
    with filon.inside(alice.tenant, write=False):
        condition = field_search.condition(field, "is", VALUES[kind][1], "MA")
        sql, params = Lead.select(Lead.number).where(condition).sql()
    with closing(sqlite3.connect(filon.settings.database.removeprefix("sqlite:///"))) as connection:
        named = [str(one) if isinstance(one, Decimal | date) else one for one in params]
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", named).fetchall()
    assert f"field_value_tenant_id_field_id_{column}_number" in str(plan)


def test_another_business_finds_nothing_by_it(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    field = fill(filon, alice, "text")
    assert found(filon, charlie, field, "is", "Anfa") == []
