"""Two databases for the tests of the SQL guard: Alice alone, and Alice beside Charlie, another tenant."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Literal

import psycopg

from filon.foundation.guard import Guard
from tests.parts.postgres import Postgres

ALICE, CHARLIE = "a11ce000", "c4a211e0"
ROWIDS = (7 << 32, (8 << 32) - 1)
CHARLIES_ROWIDS = (8 << 32, (9 << 32) - 1)
Dialect = Literal["sqlite", "postgres"]

SCHEMA = """
CREATE TABLE lead (tenant_id TEXT, id INT, name TEXT, plan_id INT, parent_id INT, number INT,
    tags TEXT DEFAULT '[]', UNIQUE (tenant_id, name));
CREATE TABLE note (tenant_id TEXT, id INT, lead_id INT, text TEXT);
CREATE TABLE site (tenant_id TEXT, id INT, lead_id INT);
CREATE TABLE plan (id INT, lead_id INT, name TEXT, owner TEXT);
CREATE TABLE price (id INT);
INSERT INTO plan VALUES (1, 1, 'one', 'nobody'), (2, 4, 'two', 'nobody');
INSERT INTO price VALUES (9);
"""
SEARCH = "CREATE VIRTUAL TABLE lead_search USING fts5(text, tokenize = 'trigram');"

# What an engine answers to a statement that it can't run.
NotRun = (sqlite3.Error, sqlite3.Warning, psycopg.Error)


def guard(dialect: Dialect = "sqlite") -> Guard:
    return Guard(
        {"lead": "tenant_id", "note": "tenant_id", "site": "tenant_id"},
        {"lead_search": "rowid"} if dialect == "sqlite" else None,
        dialect=dialect,
        known_tables={"plan", "price"},
        functions={"find_leads"},
    )


class World:
    """One database with the rows of some tenants. Statements come with `?`, whatever the engine."""

    def __init__(self, connection: Any, dialect: Dialect, tenants: Sequence[str]) -> None:
        self.connection, self.dialect = connection, dialect
        for statement in (SCHEMA + SEARCH * (dialect == "sqlite")).strip().split(";")[:-1]:
            self.run(statement)
        for tenant in tenants:
            self._settle(tenant)

    def _settle(self, tenant: str) -> None:
        # Some of Charlie's rows have the same ids as Alice's, so that joins can meet them.
        for number in (1, 2, 3):
            own = number if tenant == ALICE else number + 2
            self.run(
                "INSERT INTO lead VALUES (?, ?, ?, 1, NULL, ?, '[]')", [tenant, own, f"{tenant} {own}", own]
            )
            self.run("INSERT INTO note VALUES (?, ?, ?, ?)", [tenant, own, own, f"{tenant} note {own}"])
            self.run("INSERT INTO site VALUES (?, ?, ?)", [tenant, own + 1, own])
            if self.dialect == "sqlite":
                first = ROWIDS[0] if tenant == ALICE else CHARLIES_ROWIDS[0]
                self.run("INSERT INTO lead_search (rowid, text) VALUES (?, 'shared')", [first + number])

    def run(self, sql: str, params: Sequence[object] = ()) -> list[str]:
        """The rows that a statement answers, as sorted text."""
        if self.dialect == "postgres":
            sql = sql.replace("?", "%s")
        cursor = self.connection.execute(sql, tuple(params))
        return sorted(map(repr, cursor.fetchall())) if cursor.description else []

    def contents(self, whose: str) -> list[str]:
        found = [
            self.run(f"SELECT * FROM {t} WHERE tenant_id = ?", [whose]) for t in ("lead", "note", "site")
        ]
        if self.dialect == "sqlite":
            rowids = ROWIDS if whose == ALICE else CHARLIES_ROWIDS
            found.append(self.run("SELECT rowid, * FROM lead_search WHERE rowid BETWEEN ? AND ?", rowids))
        return sum(found, [])


class Worlds:
    """Whatever the guard lets pass for Alice must come out the same in both worlds."""

    def __init__(self, alone: World, together: World) -> None:
        self.alone, self.together, self.dialect = alone, together, alone.dialect
        self.charlies = together.contents(CHARLIE)

    def difference(self, sql: str, params: Sequence[object]) -> str | None:
        """What Charlie's presence changes for Alice, or she for him; None when nothing. Then all is undone.

        Raises one of NotRun when no world could run the statement.
        """
        for world in (self.alone, self.together):
            world.run("SAVEPOINT before")
        try:
            failures, answers = [], []
            for world in (self.alone, self.together):
                try:
                    answers.append(world.run(sql, params))
                except NotRun as failure:
                    failures.append(failure)
            if len(failures) == 2:
                raise failures[0]
            if failures or answers[0] != answers[1]:
                return f"answers differ: {failures or answers}"
            if self.alone.contents(ALICE) != self.together.contents(ALICE):
                return "Alice's rows differ afterwards"
            return None if self.together.contents(CHARLIE) == self.charlies else "Charlie's rows have changed"
        finally:
            for world in (self.alone, self.together):
                world.run("ROLLBACK TO SAVEPOINT before")
                world.run("RELEASE SAVEPOINT before")


def sqlite_worlds() -> Worlds:
    def world(*tenants: str) -> World:
        return World(sqlite3.connect(":memory:", isolation_level=None), "sqlite", tenants)

    return Worlds(world(ALICE), world(ALICE, CHARLIE))


def postgres_worlds(server: Postgres, name: str) -> Worlds:
    """The same on PostgreSQL, without row-level security, so that only the guard stands between the two."""

    def world(name: str, *tenants: str) -> World:
        connection = psycopg.connect(server.create_database(name).owner)
        return World(connection, "postgres", tenants)

    return Worlds(world(f"{name}_alone", ALICE), world(f"{name}_together", ALICE, CHARLIE))
