"""Migrations: an empty database and one of each past release come to the very shape that the models expect."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from peewee import PeeweeException
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

from filon.app import create_app
from filon.foundation import config, migrating
from filon.foundation.database import database, tables
from filon.foundation.engines import role_in_use
from filon.foundation.fields import IdField
from filon.foundation.leases import Lease  # noqa: F401  # a table that only workers know
from filon.foundation.limits import Attempts
from filon.foundation.migrating import Ahead, Behind
from filon.foundation.row_security import tenant_tables
from filon.foundation.secrets import keyring
from filon.foundation.starting import start
from filon.interactions.models import Interaction
from filon.leads import search
from filon.leads.models import Lead
from filon.tenants.models import Site, Tenant
from tests.foundation.neighbours import is_refused
from tests.foundation.past_release import thaw
from tests.parts.postgres import Postgres
from tests.parts.service import Filon, PairedSite, environment, submission

RELEASES = ["0.1"]
MIGRATIONS = sorted(file.stem for file in migrating.FOLDER.glob("[0-9]*.py"))
# Tables that came after a release: what it kept has no rows in them.
TABLES_SINCE = {
    "0.1": {
        *("absence", "assignment_rule", "assignment_share"),
        *("appointment", "appointment_host", "appointment_kind", "appointment_participant"),
        *("appointment_question", "appointment_step"),
        *("appointment_need", "appointment_resource", "appointment_use"),
        *("busy_time", "calendar_account", "calendar_push", "day_hours", "outside_calendar", "outside_event"),
        *("minutes", "minutes_step", "export_note", "unread_event"),
        *("api_key", "attachment", "bulk_change", "bulk_change_lead", "export", "field", "field_value"),
        *("erasure_request", "form_map", "label", "lead_merge", "ledger"),
        *("lead_tag", "mention", "note_revision", "setting_change", "shop_order", "snippet", "suspicion"),
        *("task", "view"),
        *("import", "import_batch", "import_change", "import_map"),
    }
}
# What models can't say, made by migrations: SQLite's full-text table with its own storage, PostgreSQL's trigrams, and
# its constraints by which nobody is met twice, and nothing taken twice.
FULL_TEXT, OURS = "lead_found", ["lead_search_trigrams", "participant_no_double", "use_no_double"]
MODELS = [table for table in tables if table.__name__ != "TenantModel"]
_count = 0


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, postgres: Postgres, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of a service on a database in which nothing is."""
    global _count
    _count += 1
    if request.param == "sqlite":
        yield environment(f"sqlite:///{tmp_path}/empty.sqlite")
    else:
        dsns = postgres.create_database(f"filon_empty_{_count}")
        yield environment(dsns.app, operator=dsns.operator, owner=dsns.owner)
    database.obj.close()


def bring_up(environ: dict[str, str]) -> list[str]:
    return migrating.migrate(start(config.load(environ)))


@pytest.fixture
def as_owner() -> Iterator[None]:
    token = role_in_use.set("owner")
    yield
    if not database.obj.is_closed():
        database.obj.close()
    role_in_use.reset(token)


def shape() -> dict[str, Any]:
    """All that makes the tables of the database in use: columns in order, keys, references, indexes."""
    found: dict[str, Any] = {}
    ours = {table for table in database.obj.get_tables() if not table.startswith(FULL_TEXT)}
    for table in sorted(ours - {"schema_migration", "sqlite_stat1"}):
        if database.obj.name == "sqlite":
            columns = database.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
            references = database.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall()
        else:
            columns = database.execute_sql(
                "SELECT attnum, attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                (table,),
            ).fetchall()
            references = database.execute_sql(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid = %s::regclass AND conname <> ALL(%s)",
                (table, OURS),
            ).fetchall()
        # The key's own index is left out: `columns` says what the key is, and on SQLite it may be the table itself.
        key = tuple(database.obj.get_primary_keys(table))
        indexes = [
            (tuple(i.columns), i.unique) for i in database.obj.get_indexes(table) if i.name not in OURS
        ]
        indexes = [index for index in indexes if index != (key, True)]
        # The order of columns is history, their names, kinds and nullability are not.
        found[table] = (sorted(c[1:] for c in columns), sorted(map(str, references)), sorted(indexes))
    return found


def differences() -> Any:
    """What the models would change in the database in use."""
    found = diff_models(database.obj, MODELS)
    found.drop_indexes[:] = [index for index in found.drop_indexes if index.name not in OURS]
    return found


def shape_of_models(environ: dict[str, str]) -> dict[str, Any]:
    """The same for tables that peewee makes from the models as they are now."""
    start(config.load(environ))
    waiting = list(MODELS)
    while waiting:  # a table that points to others comes after them
        missing = [
            model for model in waiting if is_refused(partial(model.create_table, safe=False), PeeweeException)
        ]
        assert len(missing) < len(waiting), missing
        waiting = missing
    return shape()


@pytest.fixture
def expected(
    as_owner: None, request: pytest.FixtureRequest, postgres: Postgres, tmp_path: Path
) -> dict[str, Any]:
    """The shape that the models expect, on the engine of the test."""
    global _count
    _count += 1
    if "sqlite" in request.node.callspec.id:
        made = shape_of_models(environment(f"sqlite:///{tmp_path}/models.sqlite"))
    else:
        dsns = postgres.create_database(f"filon_models_{_count}")
        made = shape_of_models(environment(dsns.app, operator=dsns.operator, owner=dsns.owner))
    database.obj.close()
    return made


def test_it_works(expected: dict[str, Any], empty: dict[str, str]) -> None:
    assert bring_up(empty) == MIGRATIONS
    assert not differences()
    assert set(shape()) == {model._meta.table_name for model in MODELS}
    for table, parts in shape().items():
        assert parts == expected[table], table


def test_the_owner_of_a_bare_database_brings_in_what_the_search_needs(postgres: Postgres) -> None:
    dsns = postgres.create_database("filon_bare", template="template1")
    assert bring_up(environment(dsns.app, operator=dsns.operator, owner=dsns.owner)) == MIGRATIONS
    database.obj.close()


def test_a_second_run_does_nothing(empty: dict[str, str], as_owner: None) -> None:
    bring_up(empty)
    before = shape()
    assert bring_up(empty) == []
    assert shape() == before
    database.obj.close()


def test_a_service_refuses_a_database_that_is_behind(empty: dict[str, str]) -> None:
    with pytest.raises(Behind, match=f"{', '.join(MIGRATIONS)}: run `filon migrate"):
        create_app(config.load(empty))


def test_a_service_refuses_a_database_of_a_newer_one(empty: dict[str, str], as_owner: None) -> None:
    bring_up(empty)
    database.execute_sql(
        "INSERT INTO schema_migration (name, applied) "
        "SELECT '9999_of_tomorrow', applied FROM schema_migration WHERE name = '0001_the_walls'"
    )
    with pytest.raises(Ahead, match="9999_of_tomorrow"):
        create_app(config.load(empty))


def test_a_migration_runs_whole_or_not_at_all(empty: dict[str, str], as_owner: None, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_half.py").write_text(
        "def up(migrator, db):\n"
        "    db.execute_sql('CREATE TABLE half (id integer)')\n"
        "    raise ZeroDivisionError\n"
    )
    start(config.load(empty))
    with pytest.raises(ZeroDivisionError):
        Runner(database.obj, str(folder)).up()
    assert "half" not in database.obj.get_tables()
    assert Runner(database.obj, str(folder)).applied() == {}


@pytest.mark.parametrize("release", RELEASES)
def test_a_past_release_becomes_this_one(
    release: str, expected: dict[str, Any], empty: dict[str, str]
) -> None:
    thaw(release, empty)
    bring_up(empty)
    assert not differences()
    for table, parts in shape().items():
        assert parts == expected[table], table


@pytest.mark.parametrize("release", RELEASES)
def test_what_a_past_release_kept_is_read_and_goes_on(release: str, empty: dict[str, str]) -> None:
    thaw(release, empty)
    _ask(empty, "UPDATE lead SET amount = 38500.5 WHERE number = 2 RETURNING number")
    bring_up(empty)
    filon = Filon(empty)
    named = _ask(empty, f"SELECT name, tenant_id FROM {Tenant._meta.table_name}")
    tenants = {name: IdField().python_value(id) for name, id in named}
    alice, charlie = tenants["Menuiserie Atlas"], tenants["Garage Charlie"]
    rows: dict[str, int] = {}
    for tenant in (alice, charlie):
        with filon.inside(tenant, write=False):
            for model in MODELS:
                if model._meta.table_name in tenant_tables():
                    count = len(list(model.select()))
                    rows[model._meta.table_name] = rows.get(model._meta.table_name, 0) + count
    assert set(rows) == set(tenant_tables())
    assert {table for table, count in rows.items() if not count} == TABLES_SINCE[release]

    with filon.inside(alice, write=False):
        assert search.find("salma", limit=5) == [1], "indexed by the migration"
        assert search.find("سلام younes ohara", limit=5) == []
        assert search.find("YOUNES hara", limit=5) == [2]
        assert search.find("cuisine 4 SALMA", limit=5) == [1], "and by what was noted"
        assert [lead.name_key for lead in Lead.select().order_by(Lead.number)] == [
            "salma bennani",
            "younes o hara",
        ]
        first, second = Lead.select().order_by(Lead.number)
        assert (first.name, first.phone) == ("Salma Bennani", "+212661234567")
        assert {_promised(lead) for lead in (first, second)} <= {None, timedelta(minutes=30)}
        assert second.is_waiting
        assert (first.amount, second.amount) == (None, Decimal("38500.50"))
        assert (second.name, second.message) == ("Younès Ô’Hara ✂", "سلام")
        assert [i.kind for i in Interaction.of(first.id)] == ["note", "call", "request"]
        site = Site.get()
        secret = keyring().unseal(site.secret, context=f"site {alice.hex} {site.id.hex}")
    # The site's plugin was not told of the new release: it signs as before.
    caller = PairedSite.__new__(PairedSite)
    caller.filon, caller.tenant = filon, alice
    caller.take(str(site.id), _base64url(secret))
    answer = caller.deliver(submission({"email": "nouveau@example.com"}))
    assert answer.json["answers"][0]["answer"] == "recorded"
    assert answer.json["answers"][0]["number"] == 3


def _promised(lead: Any) -> timedelta | None:
    """How long after they asked somebody who waits is due, None for who does not wait."""
    return lead.answer_due_at - lead.to_call_since if lead.is_waiting else lead.answer_due_at


def _base64url(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def _ask(environ: dict[str, str], statement: str) -> list[Any]:
    """Of all businesses, as their database's owner."""
    if environ["FILON_DATABASE"].startswith("sqlite:"):
        with closing(sqlite3.connect(environ["FILON_DATABASE"].removeprefix("sqlite:///"))) as file, file:
            return file.execute(statement).fetchall()
    with psycopg.connect(environ["FILON_DATABASE_OWNER"]) as owner:
        return owner.execute(statement.encode()).fetchall()


def test_the_planner_knows_the_tables_that_have_rows_and_guesses_at_empty_ones(
    empty: dict[str, str], as_owner: None
) -> None:
    """A plan made for an empty table reads all of it, and is kept when it fills."""
    bring_up(empty)
    Attempts.create(key="k", ends_at=1, count=1)
    bring_up(empty)
    if database.obj.name == "postgresql":
        rows = database.execute_sql("SELECT relname, reltuples FROM pg_class").fetchall()
        assert {name: count for name, count in rows if name in ("attempts", "lead")} == {
            "attempts": 1,
            "lead": -1,
        }
    else:
        (known,) = zip(*database.execute_sql("SELECT DISTINCT tbl FROM sqlite_stat1"), strict=True)
        assert set(known) == {"attempts", "schema_migration"}
