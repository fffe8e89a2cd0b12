"""The search's own walls: on SQLite the guard keeps each tenant to its rowids, on PostgreSQL one function looks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
import pytest

from filon.foundation import searching
from filon.foundation.database import database
from filon.foundation.guard import UnscopedStatement
from filon.leads import search
from tests.foundation.neighbours import Neighbours, is_refused, settle
from tests.parts.databases import Databases
from tests.parts.service import Filon


def _settled(filon: Filon) -> Neighbours:
    both = settle(filon, filon.add_client(), filon.add_client("Garage Charlie", "charlie@garage.example"))
    filon.work()
    return both


@pytest.fixture
def both(filon: Filon) -> Neighbours:
    return _settled(filon)


@pytest.fixture
def on_sqlite(databases: Databases) -> Iterator[Neighbours]:
    filon = Filon(databases.sqlite())
    yield _settled(filon)
    filon.close()


@pytest.fixture
def on_postgresql(databases: Databases) -> Iterator[Neighbours]:
    filon = Filon(databases.postgresql())
    yield _settled(filon)
    filon.close()


def test_it_works(both: Neighbours) -> None:
    for site, name in ((both.alice, "salma"), (both.charlie, "karim")):
        with both.filon.inside(site.tenant, write=False):
            assert search.find("example", limit=9)[-1] == 1
            assert search.find(name, limit=9) == [1]


def test_the_guard_keeps_each_to_its_own_rowids(on_sqlite: Neighbours) -> None:
    with on_sqlite.filon.inside(on_sqlite.charlie.tenant, write=False):
        his = searching.rowids_here()
    with on_sqlite.filon.inside(on_sqlite.alice.tenant):
        hers = searching.rowids_here()
        looking = "SELECT rowid FROM lead_found WHERE lead_found MATCH ?"
        assert (
            len(database.execute_sql(f"{looking} AND rowid BETWEEN ? AND ?", ("exa", *hers)).fetchall()) == 2
        )
        attempts: list[tuple[str, tuple[Any, ...]]] = [
            (looking, ("exa",)),
            (f"{looking} AND rowid BETWEEN ? AND ?", ("exa", *his)),
            (f"{looking} AND rowid BETWEEN ? AND ?", ("exa", hers[0], his[1])),
            (f"{looking} AND (rowid BETWEEN ? AND ? OR rowid > 0)", ("exa", *hers)),
            (f"{looking} AND rowid = ?", ("exa", his[0] + 1)),
            ("SELECT text FROM lead_found WHERE rowid = ?", (his[0] + 1,)),
            ("SELECT text FROM lead_search WHERE place BETWEEN ? AND ?", his),
            ("SELECT block FROM lead_found_data", ()),
            ("INSERT INTO lead_found (lead_found) VALUES ('delete-all')", ()),
            ("INSERT INTO lead_found (rowid, text) VALUES (?, 'x')", (his[0] + 1,)),
            ("DELETE FROM lead_found WHERE rowid = ?", (his[0] + 1,)),
        ]
        for sql, values in attempts:
            assert is_refused(partial(database.execute_sql, sql, values), UnscopedStatement), sql


def test_the_function_takes_its_tenant_from_the_transaction(on_postgresql: Neighbours) -> None:
    asked = "SELECT count(*) FROM find_leads(ARRAY['exa'], 9223372036854775807, 9)"
    with psycopg.connect(on_postgresql.filon.settings.database) as app:
        for tenant, count in (
            (on_postgresql.alice.tenant, 2),
            (on_postgresql.charlie.tenant, 1),
            ("", 0),
        ):
            app.execute(f"SET LOCAL filon.tenant = '{tenant}'")
            assert app.execute(asked).fetchone() == (count,), tenant
            # What the terms hold is compared, never run, and finds no neighbour either.
            for term in ("%", "' OR true --", "%' OR tenant_id IS NOT NULL OR text LIKE '%", "\\"):
                found = app.execute(
                    "SELECT count(*) FROM find_leads(ARRAY[%s], 9223372036854775807, 9)", (term,)
                )
                assert found.fetchone() in [(0,), (count,)], term
        app.rollback()
        assert app.execute(asked).fetchone() == (0,)


def test_the_function_is_the_owners_and_for_two_roles_only(on_postgresql: Neighbours) -> None:
    with psycopg.connect(on_postgresql.filon.settings.database) as app:
        found = app.execute(
            "SELECT prosecdef, proconfig, proowner::regrole::text, proacl::text FROM pg_proc "
            "WHERE proname = 'find_leads'"
        ).fetchall()
    assert len(found) == 1
    is_definer, settings, owner, rights = found[0]
    assert (is_definer, settings, owner) == (True, ["search_path=pg_catalog, pg_temp"], "filon_owner")
    assert sorted(right.split("=")[0] for right in rights.strip("{}").split(",")) == [
        "filon_app",
        "filon_operator",
        "filon_owner",
    ]
