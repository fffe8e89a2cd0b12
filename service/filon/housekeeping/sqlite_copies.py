"""SQLite: the copy of a living database that goes into a backup, and a copy that takes a database's place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filon.foundation import storage
from filon.foundation.config import Settings
from filon.housekeeping.backup_file import Copied, Damaged, Writer

MEMBER = "database.sqlite"


class InUse(Exception):
    """A process has the database open: what it writes would go to the file that was set aside."""


def path_of(settings: Settings) -> Path:
    """The database's file."""
    return Path(settings.database.removeprefix("sqlite:///"))


def write_rows(settings: Settings, writer: Writer, folder: Path) -> Copied:
    """Add the database as it is at one moment, while others write.

    In one step: copied page by page it would begin anew at each write of another process.
    """
    copy = folder / MEMBER
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    living = f"{path_of(settings).resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(living, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        # Without a log beside it: one file is all there is.
        target.execute("PRAGMA journal_mode = DELETE")
        check(target)
        migrations = target.execute("SELECT name FROM schema_migration ORDER BY name").fetchall()
        copied = Copied([name for (name,) in migrations], _count(target))
    with copy.open("rb") as content:
        writer.add(MEMBER, content)
    copy.unlink()
    return copied


def check(connection: sqlite3.Connection) -> None:
    """Raise Damaged unless the database's pages hold together."""
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise Damaged(f"SQLite says of the database: {found}")


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  # our names
        for (name,) in names
    }


def is_nothing(path: Path) -> bool:
    """Whether there is no database: none, or the file of one in which nothing was ever written."""
    return not path.exists() or not path.stat().st_size


def is_empty(settings: Settings) -> bool:
    """Whether no client is in the database, or there is none."""
    path = path_of(settings)
    if is_nothing(path):
        return True
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'tenant'").fetchone()
        return tables is None or connection.execute("SELECT 1 FROM tenant LIMIT 1").fetchone() is None


def unpack(content: Iterator[bytes], place: Path) -> None:
    """Write a backup's database to a new file, on the disk when this returns."""
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in content:
            file.write(chunk)
        file.flush()
        os.fsync(descriptor)


def forget(place: Path) -> None:
    """Delete a database with the files that stand beside it; none is fine."""
    for end in ("", "-wal", "-shm", "-journal", "-writer", "-locks"):
        Path(f"{place}{end}").unlink(missing_ok=True)


def settle(place: Path) -> None:
    """Bring everything of a database that nobody uses into its one file, on the disk."""
    with closing(sqlite3.connect(place)) as connection:
        check(connection)
        _alone(connection)


def _alone(connection: sqlite3.Connection) -> None:
    # SQLite leaves its log only when no other connection is open, in whatever process.
    try:
        (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        mode = ""
    if mode != "delete":
        raise InUse("The database is in use: stop the service, then try again")


@contextmanager
def unused(settings: Settings) -> Iterator[None]:
    """Nobody has the database open meanwhile, or InUse is raised."""
    path = path_of(settings)
    if not path.exists():
        yield
        return
    with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as connection:
        _alone(connection)
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        yield


def take_place(settings: Settings, place: Path, aside: Path) -> None:
    """Put the database at `place` where the service looks, and what is there now to `aside`. At once, or not at all."""
    path = path_of(settings)
    with unused(settings):
        if not is_nothing(path):
            os.link(path, aside)
        place.replace(path)
        storage.sync(path.parent)
