"""Lock 5: on PostgreSQL the app's role sees its tenant's rows and no others, even past all of our own code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
import pytest

from filon.foundation import config, migrating
from filon.foundation.config import Misconfigured
from filon.foundation.database import database
from filon.foundation.row_security import tenant_tables
from filon.foundation.starting import start, start_checked
from tests.foundation.neighbours import Neighbours, is_refused, settle
from tests.parts.databases import Databases
from tests.parts.postgres import Postgres
from tests.parts.service import Filon, environment


@pytest.fixture
def both(databases: Databases) -> Iterator[Neighbours]:
    filon = Filon(databases.postgresql())
    yield settle(filon, filon.add_client(), filon.add_client("Garage Charlie", "charlie@garage.example"))
    filon.close()


@pytest.fixture
def app(both: Neighbours) -> Iterator[psycopg.Connection[Any]]:
    """Somebody who has the app's password and psql."""
    with psycopg.connect(both.filon.settings.database) as connection:
        yield connection


def _leads(connection: psycopg.Connection[Any]) -> list[str]:
    return [name for (name,) in connection.execute("SELECT first_name FROM lead ORDER BY number")]


def test_it_works(both: Neighbours, app: psycopg.Connection[Any]) -> None:
    app.execute(f"SET LOCAL filon.tenant = '{both.alice.tenant}'")
    assert _leads(app) == ["Salma", "Younes"]


def test_without_a_tenant_there_is_nothing(both: Neighbours, app: psycopg.Connection[Any]) -> None:
    for table in tenant_tables():
        assert app.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,), table
        assert app.execute(f'DELETE FROM "{table}"').rowcount == 0, table
    app.rollback()
    for setting in ("", " "):
        app.execute("SELECT set_config('filon.tenant', %s, true)", (setting.strip(),))
        assert _leads(app) == []


def test_another_tenants_rows_can_neither_be_seen_nor_written(
    both: Neighbours, app: psycopg.Connection[Any]
) -> None:
    app.execute(f"SET LOCAL filon.tenant = '{both.charlie.tenant}'")
    app.commit()
    attempts = [
        f"UPDATE lead SET note = 'x' WHERE tenant_id = '{both.alice.tenant}'",
        f"DELETE FROM interaction WHERE tenant_id = '{both.alice.tenant}'",
        f"UPDATE lead SET note = 'x' WHERE id = '{both.hers}'",
    ]
    for sql in attempts:
        app.execute(f"SET LOCAL filon.tenant = '{both.charlie.tenant}'")
        assert app.execute(sql).rowcount == 0, sql
        app.rollback()
    forbidden = [
        f"INSERT INTO used_once VALUES ('{both.alice.tenant}', gen_random_uuid(), now())",
        f"UPDATE lead SET tenant_id = '{both.alice.tenant}' WHERE id = '{both.his}'",
        "TRUNCATE lead CASCADE",
        "ALTER TABLE lead DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON lead",
        "CREATE TABLE public.mine (id int)",
        "DELETE FROM schema_migration",
        "SET ROLE filon_operator",
        "SET ROLE filon_owner",
    ]
    for sql in forbidden:
        app.execute(f"SET LOCAL filon.tenant = '{both.charlie.tenant}'")
        assert is_refused(partial(app.execute, sql), psycopg.errors.InsufficientPrivilege), f"it ran: {sql}"
        app.rollback()


def test_the_setting_ends_with_its_transaction(both: Neighbours, app: psycopg.Connection[Any]) -> None:
    for end in (app.commit, app.rollback):
        app.execute(f"SET LOCAL filon.tenant = '{both.alice.tenant}'")
        assert len(_leads(app)) == 2
        end()
        assert _leads(app) == []
        app.rollback()


def test_our_own_connection_leaves_no_tenant_behind(both: Neighbours) -> None:
    for end_badly in (False, True):
        try:
            with both.filon.inside(both.alice.tenant):
                database.execute_sql("SELECT 1")
                if end_badly:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        raw = database.obj.connection()
        assert raw.execute("SELECT current_setting('filon.tenant', true)").fetchone() in [("",), (None,)]
        assert raw.execute("SELECT count(*) FROM lead").fetchone() == (0,)


def test_the_operators_role_sees_all_and_owns_nothing(both: Neighbours) -> None:
    with psycopg.connect(both.filon.settings.database_operator) as operator:
        assert sorted(_leads(operator)) == ["Karim", "Salma", "Younes"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            operator.execute("ALTER TABLE lead DISABLE ROW LEVEL SECURITY")


def test_every_tenants_table_has_both_policies(both: Neighbours) -> None:
    with psycopg.connect(both.filon.settings.database_owner) as owner:
        secured = {
            table: (on, sorted(policies))
            for table, on, policies in owner.execute(
                """SELECT c.relname, c.relrowsecurity,
                          array(SELECT polname::text || ' to ' || polroles[1]::regrole::text || ' ' || polcmd::text
                                FROM pg_policy WHERE polrelid = c.oid)
                   FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                   WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                     AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = c.oid AND attname = 'tenant_id')"""
            )
        }
    # The doorplate leads to a tenant and is looked at before there is one.
    assert set(secured) - {"doorplate"} == set(tenant_tables())
    both_policies = ["operator to filon_operator *", "tenant to filon_app *"]
    for table in tenant_tables():
        assert secured[table] == (True, both_policies), table


@pytest.fixture
def role(postgres: Postgres) -> Iterator[Any]:
    """Changes a role of the cluster for one test, and changes it back."""
    back: list[str] = []

    def change(sql: str, undo: str) -> None:
        with psycopg.connect(postgres.superuser_dsn, autocommit=True) as connection:
            connection.execute(sql)
        back.append(undo)

    yield change
    with psycopg.connect(postgres.superuser_dsn, autocommit=True) as connection:
        for undo in back:
            connection.execute(undo)


@pytest.mark.parametrize(
    ("change", "undo"),
    [
        ("ALTER ROLE filon_app SUPERUSER", "ALTER ROLE filon_app NOSUPERUSER"),
        ("ALTER ROLE filon_app BYPASSRLS", "ALTER ROLE filon_app NOBYPASSRLS"),
        ("GRANT filon_owner TO filon_app", "REVOKE filon_owner FROM filon_app"),
        ("GRANT filon_operator TO filon_app", "REVOKE filon_operator FROM filon_app"),
        ("GRANT postgres TO filon_app", "REVOKE postgres FROM filon_app"),
    ],
)
def test_a_role_that_could_see_past_the_walls_is_refused(
    databases: Databases, role: Any, change: str, undo: str
) -> None:
    settings = start(config.load(databases.postgresql()))
    start_checked(settings)
    role(change, undo)
    database.obj.close()
    with pytest.raises(Misconfigured, match="FILON_DATABASE "):
        start_checked(settings)
    database.obj.close()


def test_the_owner_is_refused(databases: Databases) -> None:
    environ = databases.postgresql()
    environ = {**environ, "FILON_DATABASE": environ["FILON_DATABASE_OWNER"]}
    with pytest.raises(Misconfigured, match="FILON_DATABASE "):
        start_checked(config.load(environ))
    database.obj.close()
    # Neither web, nor worker, nor anybody at the keyboard.
    for command in (["-m", "filon.worker"], ["-m", "filon.cli", "client", "list"]):
        done = subprocess.run(
            [sys.executable, *command],
            env=os.environ | environ,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode != 0
        assert "FILON_DATABASE must name a role that owns nothing" in done.stderr


def test_one_role_for_app_and_operators_is_refused(postgres: Postgres) -> None:
    """Its two policies together would show everything to everybody."""
    dsns = postgres.create_database("filon_one_role")
    settings = start(config.load(environment(dsns.app, owner=dsns.owner)))
    with pytest.raises(Misconfigured, match="FILON_DATABASE_OPERATOR"):
        migrating.migrate(settings)
    database.obj.close()


def test_the_service_starts_without_the_owners_password(databases: Databases) -> None:
    environ = databases.postgresql()
    filon = Filon({**environ, "FILON_DATABASE_OWNER": ""})
    assert filon.client.get("/readyz").status_code == 200
    filon.close()
