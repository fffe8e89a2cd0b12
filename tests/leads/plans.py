"""How the engine would answer the statements that something asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from filon.foundation.database import database
from tests.parts.service import Filon


@contextmanager
def noted() -> Iterator[list[tuple[str, Any]]]:
    """The statements asked while inside, each with its parameters."""
    statements: list[tuple[str, Any]] = []
    engine, let_pass = database.obj, database.obj._pass_gate

    def noting(sql: str, params: Any) -> None:
        statements.append((sql, params))
        let_pass(sql, params)

    engine._pass_gate = noting
    try:
        yield statements
    finally:
        del engine._pass_gate


def count_rows(filon: Filon, table: str) -> None:
    """Let PostgreSQL know what a table holds, as it does by itself in time."""
    if filon.settings.engine == "postgresql":
        with psycopg.connect(filon.settings.database_owner, autocommit=True) as owner:
            owner.execute(f"ANALYZE {table}".encode())


def plan(sql: str, params: Any) -> str:
    """What the engine says it will do, as the app's role."""
    if database.obj.name == "sqlite":
        rows = database.obj.connection().execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
        return "\n".join(str(row[3]) for row in rows)
    cursor = database.obj.cursor()
    cursor.execute("SET LOCAL enable_seqscan = off")
    cursor.execute("SET LOCAL enable_sort = off")
    cursor.execute(f"EXPLAIN {sql}", params)
    return "\n".join(line for (line,) in cursor.fetchall())
