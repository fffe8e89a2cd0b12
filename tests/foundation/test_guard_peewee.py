"""The SQL guard on what peewee writes: each query passes with all its tenant conditions, and without any one not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import (
    EXCLUDED,
    JOIN,
    IntegerField,
    Model,
    PostgresqlDatabase,
    SqliteDatabase,
    TextField,
    UUIDField,
    Value,
    fn,
)

from filon.foundation.guard import Guard, UnscopedStatement

ALICE, CHARLIE = UUID(int=0xA11CE), UUID(int=0xC4A211E)
ENGINES: dict[str, Any] = {
    "sqlite": SqliteDatabase(":memory:"),
    "postgres": PostgresqlDatabase("never_opened"),
}


class Lead(Model):  # type: ignore[misc]  # peewee is untyped
    tenant = UUIDField(column_name="tenant_id")
    name = TextField()
    amount = IntegerField()

    class Meta:
        table_name = "lead"


class Note(Model):  # type: ignore[misc]
    tenant = UUIDField(column_name="tenant_id")
    lead_id = IntegerField()
    text = TextField()

    class Meta:
        table_name = "note"


def written(query: Any, engine: str) -> tuple[str, Sequence[object]]:
    sql, params = ENGINES[engine].get_sql_context().sql(query).query()
    return sql, params


def refused(query: Any, engine: str) -> bool:
    checker = Guard({"lead": "tenant_id", "note": "tenant_id"}, dialect=engine, known_tables=())  # type: ignore[arg-type]
    sql, params = written(query, engine)
    try:
        checker.check(sql, params, ALICE.hex)
    except UnscopedStatement:
        return True
    return False


FILTERS = st.lists(
    st.sampled_from(
        [
            Lead.amount > 3,
            (Lead.name == "Zoé") | (Lead.name.is_null()),
            Lead.name.contains("tenant_id = ?"),
            Lead.amount.between(1, 5),
            Lead.id.in_([1, 2, 3]),
            ~(Lead.amount << [4]),
            fn.lower(Lead.name) == "x",
        ]
    ),
    max_size=3,
)
TENANTS = st.sampled_from([ALICE, ALICE, CHARLIE, None])
Case = tuple[UUID | None, UUID | None, list[Any]]


def where(query: Any, model: Any, tenant: UUID | None, filters: Sequence[Any] = ()) -> Any:
    conditions = [*filters] if tenant is None else [*filters, model.tenant == tenant]
    return query.where(*conditions) if conditions else query


def joined(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    query = Lead.select(Lead, Note).join(Note, on=(Note.lead_id == Lead.id))
    return where(where(query, Lead, lead, filters), Note, note).order_by(Lead.amount.desc()).limit(20)


def left_joined(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    on = Note.lead_id == Lead.id
    query = Lead.select(Lead.id, fn.COUNT(Note.id).alias("notes"))
    query = query.join(Note, JOIN.LEFT_OUTER, on=on if note is None else on & (Note.tenant == note))
    return where(query, Lead, lead, filters).group_by(Lead.id)


def within(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    return where(
        Lead.select(), Lead, lead, [*filters, Lead.id.in_(where(Note.select(Note.lead_id), Note, note))]
    )


def correlated(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    inner = where(Note.select(fn.MAX(Note.text)), Note, note, [Note.lead_id == Lead.id])
    return where(Lead.select(Lead.id, inner), Lead, lead, filters)


def common(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    cte = where(Lead.select(Lead.id), Lead, lead, filters).cte("chosen")
    return where(Note.select().join(cte, on=(cte.c.id == Note.lead_id)), Note, note).with_cte(cte)


def compound(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    return where(Lead.select(Lead.id), Lead, lead, filters) | where(Note.select(Note.lead_id), Note, note)


def updated(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    query = Lead.update(name=Note.text, amount=Lead.amount + 1).from_(Note)
    return where(where(query, Lead, lead, filters), Note, note)


def deleted(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    return where(
        Lead.delete(), Lead, lead, [*filters, Lead.id.in_(where(Note.select(Note.lead_id), Note, note))]
    )


def copied(lead: UUID | None, note: UUID | None, filters: list[Any]) -> Any:
    del filters
    tenant = Note.tenant if lead is None else Value(lead.hex)
    return Lead.insert_from(where(Note.select(Note.text, tenant), Note, note), [Lead.name, Lead.tenant])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "build", [joined, left_joined, within, correlated, common, compound, updated, deleted]
)
def test_a_query_passes_only_with_all_its_conditions(build: Any, engine: str) -> None:
    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(TENANTS, TENANTS, FILTERS)
    def try_it(lead: UUID | None, note: UUID | None, filters: list[Any]) -> None:
        scoped = lead == ALICE and note == ALICE
        assert refused(build(lead, note, filters), engine) is not scoped

    try_it()


@pytest.mark.parametrize("engine", ENGINES)
def test_writing_rows(engine: str) -> None:
    rows = [{"tenant": ALICE, "name": "Zoé", "amount": 1}, {"tenant": ALICE, "name": "Ali", "amount": 2}]
    assert not refused(Lead.insert_many(rows), engine)
    assert refused(Lead.insert_many([*rows, {**rows[0], "tenant": CHARLIE}]), engine)
    assert refused(Lead.insert(name="Zoé"), engine)
    assert not refused(copied(ALICE, ALICE, []), engine)
    assert not refused(copied(None, ALICE, []), engine)
    assert refused(copied(ALICE, None, []), engine)
    assert refused(copied(CHARLIE, ALICE, []), engine)
    assert refused(Lead.update(tenant=ALICE).where(Lead.tenant == ALICE), engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_upserts_need_the_tenant_in_their_target(engine: str) -> None:
    insert = Lead.insert(tenant=ALICE, name="Zoé", amount=1)
    own = [Lead.tenant, Lead.name]
    assert not refused(insert.clone().on_conflict(action="nothing", conflict_target=own), engine)
    assert not refused(insert.clone().on_conflict(conflict_target=own, preserve=[Lead.amount]), engine)
    added = {Lead.amount: Lead.amount + EXCLUDED.amount}
    assert not refused(insert.clone().on_conflict(conflict_target=own, update=added), engine)
    assert refused(insert.clone().on_conflict(conflict_target=[Lead.name], update=added), engine)
    assert refused(insert.clone().on_conflict(conflict_target=own, update={Lead.tenant: CHARLIE}), engine)
    assert refused(insert.clone().on_conflict_ignore(), engine)


def test_replacing_is_refused() -> None:
    assert refused(Lead.replace(tenant=ALICE, name="Zoé", amount=1), "sqlite")
