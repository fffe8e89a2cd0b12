"""Bring a database to the shape that the models expect: numbered files in migrations/, each run once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from filon.foundation import row_security
from filon.foundation.config import Settings
from filon.foundation.database import database, is_postgresql
from filon.foundation.engines import role_in_use
from filon.foundation.searching import search_tables

FOLDER = Path(__file__).parent / "migrations"


class Behind(RuntimeError):
    """The database lacks migrations: run `filon migrate`."""


class Ahead(RuntimeError):
    """A newer Filon has migrated this database: an older one must not write to it."""


def migrate(settings: Settings) -> list[str]:
    """Run what is missing as the database's owner; returns the names of the migrations that ran.

    Each one runs whole or not at all: DDL is transactional on both engines.
    """
    with as_owner():
        ran = bring_up(settings)
        database.close()
    return ran


@contextmanager
def as_owner() -> Iterator[None]:
    """Statements run as the role that owns the tables, and past the gate."""
    token = role_in_use.set("owner")
    try:
        yield
    finally:
        role_in_use.reset(token)


def bring_up(settings: Settings) -> list[str]:
    """As migrate(), inside as_owner() and whatever transaction is open there."""
    ran = _runner().up()
    if is_postgresql():
        row_security.secure(settings)
    _analyze()
    return list(ran)


def bring_up_to(migration: str) -> None:
    """Run migrations up to this one, inside as_owner(): the shape of tables whose rows are put back."""
    _runner().up(migration)


def known() -> list[str]:
    """This program's migrations, in order."""
    return [migration.name for migration in _runner().migrations()]


def _analyze() -> None:
    """Count what the planner needs to know, in tables that have rows.

    Without it PostgreSQL may check a foreign key by the wrong index. What it learns of an empty table is as bad: it
    then reads the whole table for every query whose plan is kept, until it counts again.
    """
    for table in database.obj.get_tables():
        if table.startswith(tuple(search_tables)):  # its storage is the engine's own affair
            continue
        if database.execute_sql(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone():  # noqa: S608  # our names
            database.execute_sql(f'ANALYZE "{table}"')


def check() -> None:
    """Raise Behind or Ahead unless the database has seen exactly this program's migrations."""
    with as_owner():
        applied = set(_runner().applied())
    if missing := [name for name in known() if name not in applied]:
        raise Behind(f"The database lacks {', '.join(missing)}: run `filon migrate`")
    if newer := sorted(applied - set(known())):
        raise Ahead(f"The database has {', '.join(newer)}, made by a newer Filon: update this program")


def _runner() -> Any:
    return Runner(database.obj, str(FOLDER))
