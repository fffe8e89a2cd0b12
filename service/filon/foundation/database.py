"""The database in use: one name that models are bound to, made real by `connect`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peewee import DatabaseProxy, Model

from filon.foundation.config import Settings
from filon.foundation.postgres_engine import PostgresEngine
from filon.foundation.sqlite_engine import SqliteEngine

database: Any = DatabaseProxy()
tables: list[Any] = []


class Table(Model):
    """Base of every table, global ones included; tables with a tenant stand on tenancy.TenantModel."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        tables.append(cls)

    class Meta:
        database = database
        legacy_table_names = False


def connect(settings: Settings) -> Any:
    """Bind all models to the database that the settings name; connections open at first use, one a thread."""
    if settings.engine == "sqlite":
        path = Path(settings.database.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        # Before SQLite makes it for all to read; its log files take this file's mode.
        path.touch(mode=0o600)
        engine: Any = SqliteEngine(str(path))
    else:
        engine = PostgresEngine(
            {
                "app": settings.database,
                "operator": settings.database_operator,
                "owner": settings.database_owner,
            }
        )
    database.initialize(engine)
    return engine


def is_postgresql() -> bool:
    return bool(database.obj.name == "postgresql")


def locked(query: Any) -> Any:
    """The query, whose rows nobody else changes or locks until the transaction ends.

    Rows that point to them may be written meanwhile. On SQLite the writer is alone anyway.
    """
    return query.for_update("FOR NO KEY UPDATE") if is_postgresql() else query
