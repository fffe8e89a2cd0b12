"""Databases of either engine for tests, and the business that most tests begin with."""

from __future__ import annotations

import copy
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filon.foundation import clock, config, migrating
from filon.foundation.database import database
from filon.foundation.starting import start
from tests.parts.postgres import Dsns, Postgres
from tests.parts.service import Filon, PairedSite, environment

# What the migrations left, and SQLite's own.
_KEPT = ("schema_migration", "sqlite_schema", "sqlite_sequence", "sqlite_stat1")
# A business given as rows was made so lately that nothing of it is due again.
_FRESH = timedelta(seconds=30)


class Databases:
    """Migrated databases of either engine, each a copy of one that was migrated once."""

    def __init__(self, folder: Path, postgres: Postgres | None) -> None:
        self._folder = folder
        self._postgres = postgres
        self._count = 0
        self._emptied: list[dict[str, str]] = []
        self._businesses: dict[tuple[str, config.Settings], tuple[datetime, PairedSite, Any]] = {}

    def sqlite(self) -> dict[str, str]:
        """Environment of a service on a fresh SQLite file."""
        model = self._folder / "model.sqlite"
        if not model.exists():
            self._migrate(environment(f"sqlite:///{model}"))
        self._count += 1
        path = self._folder / f"{self._count}.sqlite"
        shutil.copyfile(model, path)
        return environment(f"sqlite:///{path}", files=f"{self._folder}/files")

    def postgresql(self) -> dict[str, str]:
        """Environment of a service on a fresh PostgreSQL database, as the app's role."""
        assert self._postgres is not None
        if not (self._folder / "model.made").exists():
            self._migrate(self._environment_of(self._postgres.create_database("filon_model")))
            (self._folder / "model.made").touch()
        if self._emptied:
            return self._emptied.pop()
        self._count += 1
        return self._environment_of(
            self._postgres.create_database(f"filon_{self._count}", template="filon_model")
        )

    def give_back(self, environ: dict[str, str]) -> None:
        """End with a database of sqlite() or postgresql(): remove it, or empty it for the next test.

        A copy of PostgreSQL's costs more than most tests.
        """
        if _is_sqlite(environ):
            if database.obj.database == _path(environ):
                database.obj.close()
            for ending in ("", "-wal", "-shm"):
                Path(_path(environ) + ending).unlink(missing_ok=True)
            return
        assert self._postgres is not None
        self._postgres.empty_database(_name(environ), keep=_KEPT)
        self._emptied.append(environ)

    def add_first_client(self, filon: Filon) -> PairedSite:
        """As filon.add_client(), in a database of ours.

        It takes many statements: they run once, and the next services of that kind are given the rows. Where the
        clock stands, or there is a business already, it is made by the statements as ever.
        """
        kind = (filon.settings.engine, filon.kind)
        stands = abs(clock.now() - datetime.now(UTC)) > timedelta(seconds=1)
        if stands or not filon.is_empty:
            return filon.add_client()
        kept = self._businesses.get(kind)
        if kept is None or clock.now() - kept[0] > _FRESH:
            others = self._read_rows(filon.environ)
            site = filon.add_client()
            if not others:
                rows = self._read_rows(filon.environ)
                rows.pop("attempts")  # how often somebody tried to pair is no part of the business
                self._businesses[kind] = clock.now(), copy.copy(site), rows  # its test may change it
            return site
        _made_at, first, rows = kept
        self._write_rows(filon.environ, rows)
        filon.is_empty = False
        site = copy.copy(first)
        site.filon = filon
        return site

    def _read_rows(self, environ: dict[str, str]) -> Any:
        if self._postgres and not _is_sqlite(environ):
            return self._postgres.read_rows(_name(environ), but=_KEPT)
        with closing(sqlite3.connect(_path(environ))) as connection:
            tables = connection.execute("SELECT name FROM pragma_table_list WHERE type = 'table'")
            names = {name for (name,) in tables} - set(_KEPT)
            rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
        return {name: values for name, values in rows.items() if values}

    def _write_rows(self, environ: dict[str, str], rows: Any) -> None:
        if self._postgres and not _is_sqlite(environ):
            self._postgres.write_rows(_name(environ), rows)
            return
        with closing(sqlite3.connect(_path(environ))) as connection, connection:
            for table, values in rows.items():
                marks = ",".join("?" * len(values[0]))
                connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)

    def _migrate(self, environ: dict[str, str]) -> None:
        settings = start(config.load(environ))
        migrating.migrate(settings)
        database.obj.close()

    def _environment_of(self, dsns: Dsns) -> dict[str, str]:
        return environment(dsns.app, operator=dsns.operator, owner=dsns.owner, files=f"{self._folder}/files")


def _is_sqlite(environ: dict[str, str]) -> bool:
    return environ["FILON_DATABASE"].startswith("sqlite:")


def _name(environ: dict[str, str]) -> str:
    return urlsplit(environ["FILON_DATABASE"]).path.lstrip("/")


def _path(environ: dict[str, str]) -> str:
    return environ["FILON_DATABASE"].removeprefix("sqlite:///")
