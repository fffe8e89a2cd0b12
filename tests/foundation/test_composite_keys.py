"""Lock 3: the database itself refuses a row that points into another tenant, whoever writes it."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest

from filon.foundation.database import tables
from filon.foundation.ids import new_id
from filon.foundation.row_security import tenant_tables
from filon.leads.models import Lead
from tests.foundation.neighbours import Neighbours, is_refused, settle
from tests.parts.service import Filon, PairedSite


@pytest.fixture
def both(filon: Filon, alice: PairedSite, charlie: PairedSite) -> Neighbours:
    return settle(filon, alice, charlie)


class Owner:
    """A connection that none of our code sees: on PostgreSQL as the owner, whom row security does not bind."""

    def __init__(self, filon: Filon) -> None:
        settings = filon.settings
        self.sqlite = settings.engine == "sqlite"
        self.connection: Any
        if self.sqlite:
            self.connection = sqlite3.connect(settings.database.removeprefix("sqlite:///"))
            self.connection.execute("PRAGMA foreign_keys = 1")
        else:
            self.connection = psycopg.connect(settings.database_owner)

    def run(self, sql: str, *values: Any) -> Any:
        """`?` marks the values; ids as each engine keeps them."""
        if self.sqlite:
            return self.connection.execute(sql, [v.bytes if isinstance(v, UUID) else v for v in values])
        return self.connection.execute(sql.replace("?", "%s"), values)

    def keys(self) -> dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]]:
        """Foreign keys: table → (columns, other table, other columns)."""
        found: dict[str, list[Any]] = {}
        if not self.sqlite:
            for table, here, other, there in self.run(
                """SELECT conrelid::regclass::text,
                    (SELECT array_agg(attname ORDER BY n) FROM unnest(conkey) WITH ORDINALITY k(a, n)
                     JOIN pg_attribute ON attrelid = conrelid AND attnum = a),
                    confrelid::regclass::text,
                    (SELECT array_agg(attname ORDER BY n) FROM unnest(confkey) WITH ORDINALITY k(a, n)
                     JOIN pg_attribute ON attrelid = confrelid AND attnum = a)
                   FROM pg_constraint WHERE contype = 'f'"""
            ):
                found.setdefault(table, []).append((tuple(map(str, here)), other, tuple(map(str, there))))
            return found
        for (table,) in self.run("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            by_key: dict[int, list[Any]] = {}
            for row in self.run(f"PRAGMA foreign_key_list('{table}')"):
                by_key.setdefault(row[0], []).append(row)
            for rows in by_key.values():
                rows.sort(key=lambda row: row[1])
                found.setdefault(table, []).append(
                    (tuple(r[3] for r in rows), rows[0][2], tuple(r[4] for r in rows))
                )
        return found


@pytest.fixture
def owner(both: Neighbours) -> Any:
    owner = Owner(both.filon)
    yield owner
    owner.connection.close()


def test_it_works(both: Neighbours, owner: Owner) -> None:
    owner.run("UPDATE lead SET duplicate_of_id = ? WHERE id = ?", both.hers, both.hers)
    owner.connection.commit()
    rows = owner.run("SELECT duplicate_of_id FROM lead WHERE id = ?", both.hers).fetchall()
    assert [Lead.id.python_value(found) for (found,) in rows] == [both.hers]


def test_a_reference_into_another_tenant_is_refused(both: Neighbours, owner: Owner) -> None:
    site = UUID(both.charlie.id)
    (member,) = owner.run("SELECT id FROM member WHERE tenant_id = ?", both.charlie.tenant).fetchone()
    member = Lead.id.python_value(member)
    attempts: list[tuple[str, list[Any]]] = [
        ("UPDATE lead SET duplicate_of_id = ? WHERE id = ?", [both.his, both.hers]),
        ("UPDATE lead SET owner_id = ? WHERE id = ?", [member, both.hers]),
        ("UPDATE interaction SET lead_id = ? WHERE lead_id = ?", [both.his, both.hers]),
        ("UPDATE interaction SET member_id = ? WHERE lead_id = ?", [member, both.hers]),
        ("UPDATE pairing_code SET site_id = ? WHERE tenant_id = ?", [site, both.alice.tenant]),
        ("UPDATE member SET site_id = ? WHERE tenant_id = ?", [site, both.alice.tenant]),
        # Moving a row that others point to, and deleting one.
        ("UPDATE lead SET tenant_id = ?, number = 99 WHERE id = ?", [both.charlie.tenant, both.hers]),
        ("DELETE FROM lead WHERE id = ?", [both.hers]),
        (
            "INSERT INTO interaction (tenant_id, id, lead_id, kind, happened_at, member_name, text, details) "
            "VALUES (?, ?, ?, 'note', '2026-01-01 00:00:00', '', '', '{}')",
            [both.alice.tenant, new_id(), both.his],
        ),
        (
            "INSERT INTO link (tenant_id, id, purpose, member_id, digest, path, expires_at) "
            "VALUES (?, ?, 'sign-in', ?, 'x', '', '2026-01-01 00:00:00')",
            [both.alice.tenant, new_id(), member],
        ),
        (
            "INSERT INTO member_session (tenant_id, id, member_id, digest, scheme, colour, created_at, expires_at)"
            " VALUES (?, ?, ?, 'x', '', '', '2026-01-01 00:00:00', '2026-01-01 00:00:00')",
            [both.alice.tenant, new_id(), member],
        ),
    ]
    for sql, values in attempts:
        errors = (sqlite3.IntegrityError, psycopg.errors.ForeignKeyViolation)
        assert is_refused(partial(owner.run, sql, *values), errors), f"it ran: {sql}"
        owner.connection.rollback()


def test_every_reference_carries_its_tenant(owner: Owner) -> None:
    keys = owner.keys()
    assert len(keys) >= 7, "the tables that point to others"
    for table, references in keys.items():
        for columns, other, targets in references:
            assert columns[0] == targets[0] == "tenant_id", f"{table} points to {other} without its tenant"
            assert targets == ("tenant_id", "id")
            assert len(columns) == 2


def test_every_column_that_names_another_row_is_such_a_reference(owner: Owner) -> None:
    known = {
        column for references in owner.keys().values() for columns, _, _ in references for column in columns
    }
    # What an event or a session caused, a message is about or follows, or a file came with, may be gone: no key.
    free = {"about_id", "thread_id", "cause_id", "session_id", "outside_id", "submission_id"}
    named = {
        field.column_name
        for table in tables
        if table._meta.table_name in tenant_tables()
        for field in table._meta.sorted_fields
        if field.column_name.endswith("_id")
    }
    assert named - free <= known


def test_unique_keys_start_with_the_tenant(owner: Owner) -> None:
    for table in tables:
        if table._meta.table_name not in tenant_tables():
            continue
        assert table._meta.primary_key.field_names[0] == "tenant", table
        for index in table._meta.indexes:
            if not isinstance(index, tuple):  # of some rows only
                assert not index._unique, f"{table.__name__}: {index._name}"
                continue
            columns, unique = index
            assert not unique or columns[0] == "tenant", f"{table.__name__}: {columns}"
        single = [field.name for field in table._meta.sorted_fields if field.unique]
        # A business's own number is counted over all of them: it says nothing of what they hold.
        assert single == (["number"] if table._meta.table_name == "tenant" else []), table
