"""Every row of every table, read past all our code: what is really in a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

Rows = dict[str, list[tuple[Any, ...]]]


def all_rows(environ: dict[str, str]) -> Rows:
    """Table → its rows, in an order that does not depend on how they are kept."""
    if environ["FILON_DATABASE"].startswith("sqlite:"):
        with closing(sqlite3.connect(environ["FILON_DATABASE"].removeprefix("sqlite:///"))) as connection:
            return _read(
                connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall(),
                lambda table: connection.execute(f'SELECT * FROM "{table}"').fetchall(),
            )
    with psycopg.connect(environ["FILON_DATABASE_OWNER"]) as owner:
        return _read(
            owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall(),
            lambda table: owner.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall(),
        )


def _read(names: list[Any], rows: Any) -> Rows:
    return {
        str(table): sorted(rows(table), key=repr)
        for (table,) in names
        if not str(table).startswith("sqlite_")
    }


def where_found(rows: Rows, *traces: str) -> list[str]:
    """Where one of these texts or ids stands, as `table: value`, in capitals or not."""
    wanted = [trace.lower() for trace in traces]
    found = []
    for table, lines in rows.items():
        for value in (value for line in lines for value in line):
            text = _as_text(value).lower()
            found += [f"{table}: {text[:80]}" for trace in wanted if trace in text]
    return found


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="replace") + value.hex()
    return value.hex if isinstance(value, UUID) else str(value)
