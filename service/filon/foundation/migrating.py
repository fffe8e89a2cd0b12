"""Bring a database to the shape that the models expect: numbered files in migrations/, each run once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from filon.foundation import row_security
from filon.foundation.config import Settings
from filon.foundation.database import database, is_postgresql
from filon.foundation.engines import role_in_use

FOLDER = Path(__file__).parent / "migrations"


class Behind(RuntimeError):
    """The database lacks migrations: run `filon migrate`."""


def migrate(settings: Settings) -> list[str]:
    """Run what is missing as the database's owner; returns the names of the migrations that ran.

    Each one runs whole or not at all: DDL is transactional on both engines.
    """
    token = role_in_use.set("owner")
    try:
        ran = _runner().up()
        if is_postgresql():
            row_security.secure(settings)
        database.execute_sql("ANALYZE")
        database.close()
    finally:
        role_in_use.reset(token)
    return list(ran)


def missing() -> list[str]:
    """Names of the migrations that this database has not seen."""
    token = role_in_use.set("owner")
    try:
        runner = _runner()
        applied = set(runner.applied())
        return [m.name for m in runner.migrations() if m.name not in applied]
    finally:
        role_in_use.reset(token)


def _runner() -> Any:
    return Runner(database.obj, str(FOLDER))
