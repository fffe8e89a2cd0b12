"""PostgreSQL: the rows of one moment that go into a backup, and rows that are put back into fresh tables.

By COPY in one snapshot and not by pg_dump: nothing to install beside the program, no version to match the server's,
rows counted and hashed as they pass, tables made by our own migrations: an older backup becomes this release.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from filon.foundation import migrating
from filon.foundation.config import Settings
from filon.foundation.database import database
from filon.housekeeping.backup_file import Copied, Damaged, Manifest, Writer

# Of what is in the schema: ours, and not an extension's.
_TABLES = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
"""
_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
_COLUMNS = """
    SELECT attname FROM pg_attribute WHERE attrelid = format('public.%%I', %s::text)::regclass AND attnum > 0
    AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
_REFERENCES = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
# COPY writes a line's end inside of a value as two letters.
_ROW_END = b"\n"
# A service that goes on serving has these tables for milliseconds only.
_PATIENCE = "30s"


def write_rows(settings: Settings, writer: Writer, folder: Path) -> Copied:
    """Add every table's rows as they are at one moment, while others write."""
    rows: dict[str, int] = {}
    columns: dict[str, list[str]] = {}
    with psycopg.connect(settings.database_owner) as owner:
        owner.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        owner.read_only = True
        # Whom a policy binds would write a backup without its rows and see no error.
        owner.execute("SET LOCAL row_security = off")
        for (table,) in owner.execute(_TABLES).fetchall():
            columns[table] = [name for (name,) in owner.execute(_COLUMNS, (table,))]
            rows[table] = _write(owner, table, columns[table], writer, folder / "rows")
        migrations = owner.execute("SELECT name FROM schema_migration ORDER BY name").fetchall()
    return Copied([name for (name,) in migrations], rows, columns)


def _write(
    owner: psycopg.Connection[Any], table: str, columns: list[str], writer: Writer, spool: Path
) -> int:
    rows = 0
    with spool.open("w+b") as file, owner.cursor() as cursor:
        with cursor.copy(_copy(table, columns, "TO STDOUT")) as copy:
            for chunk in copy:
                file.write(chunk)
                rows += bytes(chunk).count(_ROW_END)
        file.flush()
        file.seek(0)
        writer.add(f"rows/{table}", file)
    spool.unlink()
    return rows


def _copy(table: str, columns: list[str], how: str) -> sql.Composed:
    return sql.SQL("COPY public.{} ({}) " + how).format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )


def is_empty(settings: Settings) -> bool:
    """Whether no client is in the database."""
    with psycopg.connect(settings.database_owner) as owner:
        if ("tenant",) not in owner.execute(_TABLES).fetchall():
            return True
        owner.execute("SET LOCAL row_security = off")
        return owner.execute("SELECT 1 FROM tenant LIMIT 1").fetchone() is None


def set_aside(schema: str) -> bool:
    """Move all that is there into a schema of this name, inside the owner's transaction; False for nothing."""
    tables = [table for (table,) in _run(_TABLES).fetchall()]
    if not tables:
        return False
    _run(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
    _run(f'CREATE SCHEMA "{schema}"')
    for table in tables:
        _run(f'ALTER TABLE public."{table}" SET SCHEMA "{schema}"')
    for (function,) in _run(_FUNCTIONS).fetchall():
        _run(f'ALTER FUNCTION {function} SET SCHEMA "{schema}"')
    return True


def put_back(manifest: Manifest, contents: Iterator[tuple[str, Iterator[bytes]]]) -> None:
    """Make the tables of the backup's release and fill them, inside the owner's transaction.

    References are checked when all is there, whatever the order of the tables; triggers have done their work before.
    """
    migrating.bring_up_to(manifest.migrations[-1])
    references = _run(_REFERENCES).fetchall()
    for table, name, _definition in references:
        _run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, content in contents:
        if name.startswith("rows/"):
            _fill(name.removeprefix("rows/"), content, manifest)
    for table, name, definition in references:
        _run(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _fill(table: str, content: Iterator[bytes], manifest: Manifest) -> None:
    if table == "schema_migration":  # the migrations that ran have entered themselves
        return
    _run(f'ALTER TABLE public."{table}" DISABLE TRIGGER USER')
    _run(f'DELETE FROM public."{table}"')  # noqa: S608  # our names; a migration may have put rows there
    cursor = database.obj.connection().cursor()
    with cursor.copy(_copy(table, manifest.columns[table], "FROM STDIN")) as copy:
        for chunk in content:
            copy.write(chunk)
    if cursor.rowcount != manifest.rows[table]:
        raise Damaged(f"{table}: {cursor.rowcount} rows of {manifest.rows[table]}")
    _run(f'ALTER TABLE public."{table}" ENABLE TRIGGER USER')


def _run(statement: str) -> Any:
    return database.execute_sql(statement)
