"""SQLite and PostgreSQL behind one face: connections, how a transaction begins, the gate before each statement."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal
from uuid import UUID
from weakref import WeakKeyDictionary

from peewee import PeeweeException, PostgresqlDatabase, SqliteDatabase, _ConnectionLocal

from filon.foundation.errors import Crowded
from filon.foundation.pipelines import Pipeline, PreparedTexts

Role = Literal["app", "operator", "owner"]
role_in_use: ContextVar[Role] = ContextVar("role_in_use", default="app")

# foundation.transactions puts its check here; without one no statement runs.
Gate = Callable[[Any, str, Sequence[object]], None]
# How long a writer waits for its turn before the visitor's request is told to come back.
WRITER_PATIENCE_SECONDS = 20
_LOOK_AGAIN_SECONDS = 0.0005


class Ungated(RuntimeError):
    """A statement came before foundation.transactions was imported: nothing may run unchecked."""


class _Gated:
    gate: Gate | None = None

    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> Any:
        self._pass_gate(sql, params or ())
        return super().execute_sql(sql, params)  # type: ignore[misc]

    def _pass_gate(self, sql: str, params: Sequence[object]) -> None:
        if self.gate is None:
            raise Ungated(sql)
        self.gate(self, sql, params)


class _States:
    """peewee keeps one connection a thread; we keep one a thread and kind: a role, or reader and writer."""

    def __init__(self, kinds: Sequence[str], kind_now: Callable[[], str]) -> None:
        object.__setattr__(self, "_states", {kind: _ConnectionLocal() for kind in kinds})
        object.__setattr__(self, "_kind_now", kind_now)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._states[self._kind_now()], name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._states[self._kind_now()], name, value)


class _Kind(threading.local):
    """Which of its two connections this thread uses now, on SQLite."""

    now = "writer"


class SqliteEngine(_Gated, SqliteDatabase):
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
        self._kind = _Kind()
        self._state = _States(("writer", "reader"), lambda: self._kind.now)
        self._turn = threading.Lock()
        self._line = threading.Lock()
        self._turn_file = Path(f"{path}-writer")
        self._descriptors: dict[int, int] = {}

    def open_transaction(self, *, write: bool, tenant: UUID | None, together: bool = False) -> None:
        """BEGIN, for a writer IMMEDIATE and after its turn among threads and processes has come."""
        if not write:
            self._kind.now = "reader"
            try:
                self.begin()
            except BaseException:
                self.end_transaction(write=False)
                raise
            return
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
        if self._kind.now == "reader":
            conn.execute("PRAGMA query_only = 1")

    def close(self) -> bool:
        """Close both of this thread's connections; whether there was one."""
        before = self._kind.now
        closed = False
        for kind in ("reader", "writer"):
            self._kind.now = kind
            closed = super().close() or closed
        self._kind.now = before
        return closed

    def _take_turn_among_processes(self) -> None:
        deadline = time.monotonic() + WRITER_PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(self._descriptor(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # A process that was stopped while it held the turn must not hang all the others for ever.
                if time.monotonic() > deadline:
                    raise Crowded() from None
                time.sleep(_LOOK_AGAIN_SECONDS)
            else:
                return

    @contextmanager
    def in_line(self) -> Iterator[None]:
        """One request at a time that will write, from before its first look: each call into SQLite lets go of the
        interpreter, and four threads that take it from each other there do half the work of one.
        """
        if not self._line.acquire(timeout=WRITER_PATIENCE_SECONDS):
            raise Crowded()
        try:
            yield
        finally:
            self._line.release()

    def end_transaction(self, *, write: bool) -> None:
        if write:
            fcntl.flock(self._descriptor(), fcntl.LOCK_UN)
            self._turn.release()
        else:
            self._kind.now = "writer"

    def commit_and_notify(self, channel: str) -> None:
        """COMMIT: workers see the file's data version change by themselves."""
        self.commit()

    def execute_prepared(self, sql: str, params: Sequence[object]) -> Any:
        """As execute_sql; sqlite3 keeps what it prepared by itself."""
        return self.execute_sql(sql, params)

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


class _Here(threading.local):
    """This thread's transaction, while its statements travel together."""

    pipeline: Pipeline | None = None


class PostgresEngine(_Gated, PostgresqlDatabase):
    """PostgreSQL through psycopg 3, with a connection string for each role."""

    name = "postgresql"

    def __init__(self, dsns: dict[Role, str]) -> None:
        super().__init__(dsns["app"], prefer_psycopg3=True)
        self._dsns = dsns
        self._here = _Here()
        self._prepared: WeakKeyDictionary[Any, PreparedTexts] = WeakKeyDictionary()
        self._state = _States(("app", "operator", "owner"), role_in_use.get)

    def _connect(self) -> Any:
        self.database = self._dsns[role_in_use.get()]
        return super()._connect()

    def open_transaction(self, *, write: bool, tenant: UUID | None, together: bool = False) -> None:
        """BEGIN and the tenant for row security in one trip; readers can't write.

        together=True until the transaction ends: statements are sent without waiting for each, and heard of when
        an answer is read. One that fails is heard of later, at the latest in settle(), which every savepoint and
        every commit ends with.
        """
        mode = "" if write else " READ ONLY"
        # A UUID object can hold nothing but a UUID, so it is safe in the text; neither statement takes parameters.
        begin, tell = f"BEGIN{mode}", f"SET LOCAL filon.tenant = '{tenant or ''}'"
        if self.is_closed() or not self.is_connection_usable():
            self._reconnect()
        if together:
            connection = self.connection()
            prepared = self._prepared.setdefault(connection, PreparedTexts())
            self._here.pipeline = Pipeline(connection, prepared)
            self._here.pipeline.execute(begin, ())
            self._here.pipeline.execute(tell, ())
        else:
            self.cursor().execute(f"{begin}; {tell}")

    @contextmanager
    def in_line(self) -> Iterator[None]:
        """Writers don't wait for each other: while one waits for the server, the next works."""
        yield

    def end_transaction(self, *, write: bool) -> None:
        """Give the connection back as it was."""
        pipeline, self._here.pipeline = self._here.pipeline, None
        if pipeline is not None:
            pipeline.close()

    def commit_and_notify(self, channel: str) -> None:
        """COMMIT in one trip with the notice that wakes the workers."""
        if self._here.pipeline is not None:
            self._here.pipeline.execute(f"NOTIFY {channel}", ())
            self.commit()
        else:
            self.cursor().execute(f"NOTIFY {channel}; COMMIT")

    def commit(self) -> None:
        """COMMIT, and hear that it was done."""
        self._end_with("COMMIT", super().commit)

    def rollback(self) -> None:
        """ROLLBACK, whatever the statements before it became."""
        if self._here.pipeline is not None:
            with suppress(PeeweeException):  # it was raised already, or nobody waits for it any more
                self.settle()
        self._end_with("ROLLBACK", super().rollback)

    def _end_with(self, word: str, otherwise: Callable[[], None]) -> None:
        if self._here.pipeline is not None:
            self._here.pipeline.execute(word, ())
            self.settle()
        else:
            otherwise()

    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> Any:
        """Run a statement; while they travel together, send it."""
        return self._send(sql, params or (), prepare=False)

    def execute_prepared(self, sql: str, params: Sequence[object]) -> Any:
        """As execute_sql, for a text that comes again and again."""
        return self._send(sql, params, prepare=True)

    def _send(self, sql: str, params: Sequence[object], *, prepare: bool) -> Any:
        self._pass_gate(sql, params)  # which may open the transaction, and with it the pipeline
        if self._here.pipeline is not None:
            return self._here.pipeline.execute(sql, params, prepare=prepare)
        return PostgresqlDatabase.execute_sql(self, sql, params)

    def is_together(self) -> bool:
        """Whether answers come later, so that asking and reading should be apart."""
        return self._here.pipeline is not None

    def settle(self) -> None:
        """Hear what became of all statements sent so far; raises what the first failure raises."""
        if self._here.pipeline is not None:
            self._here.pipeline.settle()

    def _reconnect(self) -> None:
        if not self.is_closed():
            self.close()
        self.connect()
