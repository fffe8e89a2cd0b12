"""Locks by number that one process at a time has, and that the system takes back when it ends, however it ends.

On PostgreSQL the server keeps them for a connection, so that workers of several hosts share them; on SQLite the kernel
keeps them for a file beside the database, also for containers that see each other's files but not their processes.
"""

from __future__ import annotations

import fcntl
import os
from typing import Protocol

from filon.foundation.config import Settings
from filon.foundation.long_connections import connect_for_long


class ProcessLocks(Protocol):
    """One process's door to the locks. Each method raises psycopg.Error or OSError when the door is shut for good."""

    def take(self, number: int) -> bool:
        """Have the lock from now on; False when another process has it. `number` is below 2**63."""

    def check(self) -> None:
        """Raise when what was taken may be lost."""

    def close(self) -> None:
        """Give all back."""


def process_locks(settings: Settings) -> ProcessLocks:
    """The locks of this database. A process opens them once: the kernel counts by process."""
    if settings.engine == "sqlite":
        return _FileLocks(f"{settings.database.removeprefix('sqlite:///')}-locks")
    return _AdvisoryLocks(settings.database)


class _FileLocks:
    """Each number is a byte of an empty file."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, number: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except (BlockingIOError, PermissionError):  # POSIX lets a system choose which
            return False
        return True

    def check(self) -> None:
        """A file stays open."""

    def close(self) -> None:
        os.close(self._file)


class _AdvisoryLocks:
    def __init__(self, dsn: str) -> None:
        self._connection = connect_for_long(dsn)

    def take(self, number: int) -> bool:
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (number,)).fetchone()
        return bool(row and row[0])

    def check(self) -> None:
        self._connection.execute("SELECT 1")

    def close(self) -> None:
        self._connection.close()
