"""Leads narrowed and sorted by what a business made its own: fields of every kind, tags and stages."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from filon.foundation.access import Actor
from filon.leads import arranging, custom_fields, tags
from filon.leads.conditions import read
from filon.leads.fields import COLUMNS, KINDS, Field
from filon.leads.filter_fields import fields_here, sound
from filon.leads.labels import Label
from filon.leads.list_columns import said_columns
from filon.leads.listing import Choice, order_named, page_of
from filon.leads.models import Lead
from filon.leads.own_filters import with_value
from filon.leads.schemas import ListQuery
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.foundation.neighbours import record
from tests.leads.own import add_field
from tests.leads.test_listing import everything, narrow_windows
from tests.parts.service import Filon, PairedSite

# What the first, second and third lead have; the fourth has nothing.
VALUES = {
    "text": ("Maârif", "anfa", "Maarif Extension"),
    "lines": ("Une", "Deux", "Trois"),
    "number": ("2", "10", "-3"),
    "money": ("1000", "999,50", "20 000"),
    "date": ("2026-05-03", "2026-05-04", "2025-12-31"),
    "yes_no": ("yes", "no", "yes"),
    "choice": ("Noyer", "Hêtre", "Noyer"),
    "choices": ("Chêne, Noyer", "Hêtre", "Noyer"),
    "phone": ("0661234567", "0522001122", "0533001122"),
    "email": ("a@x.ma", "b@x.ma", "c@x.ma"),
    "link": ("a.ma", "b.ma", "c.ma"),
}
FILTERS = [
    ("fields.text:is:MAARIF", [1]),
    ("fields.text:begins:maa", [1, 3]),
    ("fields.text:has:EXTEN", [3]),
    ("fields.lines:has:eu", [2]),
    ("fields.number:is:10", [2]),
    ("fields.number:over:1", [1, 2]),
    ("fields.number:between:-5,2", [1, 3]),
    ("fields.money:under:1000", [2]),
    ("fields.date:from:2026-05-03", [1, 2]),
    ("fields.date:until:2025-12-31", [3]),
    ("fields.date:between:2026-05-03,2026-05-03", [1]),
    ("fields.yes_no:yes", [1, 3]),
    ("fields.yes_no:no", [2]),
    ("fields.yes_no:empty", [4]),
    ("fields.choice:is:hetre", [2]),
    ("fields.choice:is:Hêtre,noyer", [1, 2, 3]),
    ("fields.choice:not:noyer", [2, 4]),
    ("fields.choices:is:noyer", [1, 3]),
    ("fields.choices:not:noyer,hetre", [4]),
    ("fields.phone:is:06 61 23 45 67", [1]),
    ("fields.phone:has:0011", [2, 3]),
    ("fields.email:is:B@X.ma", [2]),
    ("fields.link:has:c.ma", [3]),
    ("tags:is:vip", [1, 2]),
    ("tags:is:VIP,chaud", [1, 2, 3]),
    ("tags:not:vip", [3, 4]),
    ("tags:empty", [4]),
    ("stage:filled", [2]),
    ("stage:is:Nouveau · Devis", [2]),
    ("any(fields.number:over:5;tags:is:chaud)", [2, 3]),
    ("fields.yes_no:yes;any(fields.text:is:anfa;tags:is:vip)", [1]),
]


def fill(filon: Filon, site: PairedSite) -> None:
    """Four leads and a field of each kind, called by it; Salma and Younes have a tag, Younes is at a stage."""
    record(filon, site, "Salma", "Younes", "Nadia", "Karim")
    for kind, values in VALUES.items():
        field = add_field(site, kind, kind)
        with filon.inside(site.tenant):
            for number, typed in enumerate(values, 1):
                custom_fields.change_value(Lead.by_number(number), field, typed, "MA")
    with filon.inside(site.tenant):
        for number, name in ((1, "VIP"), (2, "VIP"), (3, "Chaud")):
            tags.add_tag(Lead.by_number(number), tags.tag_named(name))
        stage = arranging.add("stage", "Devis", "new").about_id
        Lead.update(stage_id=stage).where(Lead.number == 2).execute()


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    fill(filon, alice)
    filters = [*FILTERS, *((f"fields.{kind}:filled", [1, 2, 3]) for kind in KINDS)]
    for text, numbers in [*filters, *((f"fields.{kind}:empty", [4]) for kind in KINDS)]:
        for bounds in ({"WINDOW": 2_000}, {"NEAR": 1, "WINDOW": 1}):
            choice = Choice(where=read(text))
            with narrow_windows(**bounds):
                assert sorted(everything(alice, choice)) == numbers, (text, bounds)


def _of(kind: str) -> Callable[[str], Any]:
    return {"number": Decimal, "money": lambda typed: Decimal(typed.replace(",", ".").replace(" ", ""))}.get(
        kind, lambda typed: typed.lower().replace("â", "a")
    )


@pytest.mark.parametrize(
    "bounds",
    [
        {"WINDOW": 2_000},
        {"NEAR": 1, "WINDOW": 1},
        {"NEAR": 1, "WINDOW": 1, "RARE": 1, "LONGEST_SECONDS": 0.0},
    ],
    ids=["near", "rare", "tired"],
)
def test_they_are_sorted_page_by_page(filon: Filon, alice: PairedSite, bounds: dict[str, float]) -> None:
    fill(filon, alice)
    ascending = {kind: _ascending(kind) for kind in KINDS if kind not in ("lines", "choices", "phone")}
    for kind, order in ascending.items():
        for sort, numbers in ((f"fields.{kind}", order), (f"-fields.{kind}", order[::-1])):
            for where, passing in (
                ("", {1, 2, 3, 4}),
                ("tags:not:chaud", {1, 2, 4}),
                ("tags:is:chaud", {3}),
                (f"fields.{kind}:filled", {1, 2, 3}),
                (f"fields.{kind}:empty;tags:empty", {4}),
                ("fields.number:over:1", {1, 2}),
                ("fields.choice:not:noyer", {2, 4}),
            ):
                choice = Choice(sort=sort, where=read(where))
                wanted = [number for number in [*numbers, 4] if number in passing]
                with narrow_windows(**bounds):
                    assert everything(alice, choice, limit=1) == wanted, (sort, where)


def _ascending(kind: str) -> list[int]:
    if kind == "choice":  # in the order of the list, then by number
        return [2, 1, 3]
    if kind == "yes_no":
        return [1, 3, 2]
    return sorted((1, 2, 3), key=lambda number: _of(kind)(VALUES[kind][number - 1]))


def test_what_makes_no_sense_is_refused(filon: Filon, alice: PairedSite) -> None:
    fill(filon, alice)
    nonsense = [
        *("fields.number:over:grand", "fields.number:has:1", "fields.text:has:!!", "fields.choice:is:pin"),
        *("fields.date:from:hier", "fields.gone:filled", "tags:is:nobody", "stage:is:x"),
    ]
    with filon.inside(alice.tenant, write=False):
        for text in nonsense:
            _tree, wrong = sound(read(text.replace("!", "!!")), fields_here())
            assert len(wrong) == 1, text
        assert order_named("fields.choices") is None
        with pytest.raises(ValueError, match="no order"):
            page_of(Choice(sort="fields.gone"))


def test_nobody_learns_what_is_hidden_from_them(filon: Filon, alice: PairedSite) -> None:
    fill(filon, alice)
    with filon.inside(alice.tenant):
        Field.update(seen_by="owner").where(Field.key == "number").execute()
    with filon.inside(alice.tenant, Actor("manager", None, "Bob"), write=False):
        assert "fields.number" not in fields_here()
        assert order_named("fields.number") is None
        for asked in ({"sort": "-fields.number"}, {"where": "fields.number:over:1"}):
            assert ListQuery().validate(asked).keys() == asked.keys()
        assert said_columns(["fields.number", "fields.text"]) == "fields.text"
    shown = {"status": "all", "columns": "fields.number", "sort": "-fields.number"}
    html = signed_in(alice).get("/app/prospects", query_string=shown).text
    assert '<td class="num" data-hide>10</td>' in html
    headers = frame_bearer(alice)
    html = filon.client.get(f"{base(alice)}/prospects", query_string=shown, headers=headers).text
    assert "Prospects" in html
    assert "fields.number" not in html


def test_another_business_finds_nothing_by_it(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    fill(filon, alice)
    record(filon, charlie, "Amine")
    with filon.inside(charlie.tenant, write=False):
        assert not [key for key in fields_here() if key.startswith("fields.")]
        with pytest.raises(ValueError, match="no order"):
            page_of(Choice(sort="fields.number"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_index_serves_each_kind(filon: Filon, alice: PairedSite, kind: str) -> None:
    """As SQLite plans it: PostgreSQL rightly reads such a small table whole."""
    if filon.settings.engine != "sqlite":
        return
    field = add_field(alice, "Champ", kind)
    column = {"text": "key"}.get(COLUMNS[kind], COLUMNS[kind])
    with filon.inside(alice.tenant, write=False):
        option = Label.of("option", field.id.hex)
        wanted = {"amount": Decimal(1), "day": date(2026, 5, 3), "truth": True}.get(column, "a")
        condition = with_value(Lead, field, field.column == (option[0].id if option else wanted))
        sql, params = Lead.select(Lead.number).where(condition).sql()
    with closing(sqlite3.connect(filon.settings.database.removeprefix("sqlite:///"))) as connection:
        named = [str(one) if isinstance(one, Decimal | date) else one for one in params]
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", named).fetchall()
    assert f"field_value_tenant_id_field_id_{column}_number" in str(plan)
