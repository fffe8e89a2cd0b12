"""SQLite: who may write now, among threads and processes, and how a transaction begins."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from peewee import SqliteDatabase, __exception_wrapper__

from filon.foundation.alike import matches
from filon.foundation.engines import Gated, States
from filon.foundation.errors import Crowded

# How long a writer waits for its turn before the visitor's request is told to come back.
WRITER_PATIENCE_SECONDS = 20
# Another process's write takes about a millisecond: whoever looks seldom leaves the file idle between two of them.
_LOOK_AGAIN_SECONDS = 0.0001
_SOON_SECONDS = 0.02
_LOOK_AGAIN_LATER_SECONDS = 0.002


class _Connection(threading.local):
    """Which of its two connections a thread uses now."""

    now = "writer"


class SqliteEngine(Gated, SqliteDatabase):
    """SQLite in WAL mode. Writers queue before BEGIN IMMEDIATE, or the unlucky ones starve.

    Readers have a connection of their own that can't write: the engine's own lock, as READ ONLY on PostgreSQL, so that
    no way of writing a statement slips past. Switching one connection to and fro throws its prepared statements away.
    """

    name = "sqlite"
    field_types = SqliteDatabase.field_types | {"UUID": "BLOB"}  # see fields.IdField

    def __init__(self, path: str, *, synchronous: str = "FULL") -> None:
        # A receipt is a promise: FULL, so that a committed row survives the power cut.
        super().__init__(
            path,
            pragmas={
                "journal_mode": "wal",
                "synchronous": synchronous,
                "foreign_keys": 1,
                "busy_timeout": WRITER_PATIENCE_SECONDS * 1000,
                "temp_store": "memory",
                "cache_size": -16000,
                # A request writes some 25 pages, and most of them again in the next: fewer, larger checkpoints.
                "wal_autocheckpoint": 4000,
            },
        )
        self.register_function(matches, "regexp", 2, deterministic=True)
        self._connection = _Connection()
        self._state = States(("writer", "reader"), lambda: self._connection.now)
        self._turn = threading.Lock()
        self._turn_file = Path(f"{path}-writer")
        self._descriptors: dict[int, int] = {}

    def open_transaction(self, *, write: bool, tenant: UUID | None, together: bool = False) -> None:
        """BEGIN, for a writer IMMEDIATE and after its turn among threads and processes has come."""
        if not write:
            self._connection.now = "reader"
            try:
                self.begin()
            except BaseException:
                self.end_transaction(write=False)
                raise
            return
        self._connection.now = "writer"
        if not self._turn.acquire(timeout=WRITER_PATIENCE_SECONDS):
            raise Crowded()
        try:
            self._take_turn_among_processes()
            self.begin("IMMEDIATE")
        except BaseException:
            self.end_transaction(write=True)
            raise

    def _add_conn_hooks(self, conn: Any) -> None:
        super()._add_conn_hooks(conn)
        if self._connection.now == "reader":
            conn.execute("PRAGMA query_only = 1")

    def close(self) -> bool:
        """Close both of this thread's connections; whether there was one."""
        before = self._connection.now
        closed = False
        try:
            for self._connection.now in ("reader", "writer"):
                closed = super().close() or closed
        finally:
            self._connection.now = before
        return closed

    def _take_turn_among_processes(self) -> None:
        began = time.monotonic()
        while True:
            try:
                fcntl.flock(self._descriptor(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # A process that was stopped while it held the turn must not hang all the others for ever.
                waited = time.monotonic() - began
                if waited > WRITER_PATIENCE_SECONDS:
                    raise Crowded() from None
                time.sleep(_LOOK_AGAIN_SECONDS if waited < _SOON_SECONDS else _LOOK_AGAIN_LATER_SECONDS)
            else:
                return

    def leave(self) -> None:
        """End a reader's transaction."""
        self.rollback()

    def end_transaction(self, *, write: bool) -> None:
        if write:
            try:
                fcntl.flock(self._descriptor(), fcntl.LOCK_UN)
            finally:
                # Whatever happens to the file: or no thread of this process would ever write again.
                self._turn.release()
        else:
            self._connection.now = "writer"

    def commit_and_notify(self, channel: str) -> None:
        """COMMIT: workers see the file's data version change by themselves."""
        self.commit()

    def execute_prepared(self, sql: str, params: Sequence[object]) -> Any:
        """As execute_sql, past peewee's looks at its hooks and settings; sqlite3 keeps what it prepared by itself."""
        self._pass_gate(sql, params)  # which opens the transaction, and with it the connection
        with __exception_wrapper__:
            return self._state.conn.execute(sql, params)

    def overwrite_deleted(self) -> None:
        """From now on this thread's deletes leave zeros in the file, not what was there: for erasures."""
        self.connection().execute("PRAGMA secure_delete = 1")

    def plan_anew(self) -> None:
        """Nothing to ask for: each statement is planned by the schema, not by what tables hold."""

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Nothing to ask for: a full-text table gathers a transaction's words by itself."""
        yield

    def is_together(self) -> bool:
        """Whether answers come later: never here."""
        return False

    def settle(self) -> None:
        """Every statement was heard of at once."""

    def _descriptor(self) -> int:
        # Keyed by process: a lock taken through a descriptor inherited over fork() would be shared.
        process = os.getpid()
        if process not in self._descriptors:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._descriptors[process] = os.open(self._turn_file, flags, 0o600)
        return self._descriptors[process]
