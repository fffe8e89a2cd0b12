"""PostgreSQL: a connection for each role, how a transaction begins, and statements that travel together."""

from __future__ import annotations

import select
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from peewee import InternalError, PeeweeException, PostgresqlDatabase

from filon.foundation.engines import Gated, Role, States, role_in_use
from filon.foundation.pipelines import Pipeline, PreparedTexts

# How long a row or a table that somebody else has locked is waited for, as for the writers' turn on SQLite: a process
# that waits serves nobody else.
LOCK_PATIENCE_SECONDS = 20
# How much of what is added to an index of words waits for its place there. Each search reads all that waits; and who
# adds one row too many puts everything into its place.
_WAITING_KILOBYTES = 256
_MOST_GATHERED_KILOBYTES = 64 * 1024


def _check_committed(status: str | None) -> None:
    """PostgreSQL answers COMMIT with ROLLBACK, and no error, when a statement before it had failed."""
    if status != "COMMIT":
        raise InternalError("A failure inside the transaction was not passed on, so nothing of it was kept")


def _is_cut(connection: Any) -> bool:
    """Whether the server has something to say where nothing was asked: its farewell, as before a restart, or the end.

    To begin anew before the first statement loses nothing, so it is no matter should it have been something else.
    """
    heard = select.poll()
    heard.register(connection.pgconn.socket, select.POLLIN)
    return bool(heard.poll(0))


class _Here(threading.local):
    """This thread's transaction, while its statements travel together."""

    pipeline: Pipeline | None = None


class PostgresEngine(Gated, PostgresqlDatabase):
    """PostgreSQL through psycopg 3, with a connection string for each role."""

    name = "postgresql"

    def __init__(self, dsns: dict[Role, str]) -> None:
        super().__init__(dsns["app"], prefer_psycopg3=True)
        self._dsns = dsns
        self._here = _Here()
        self._prepared: WeakKeyDictionary[Any, PreparedTexts] = WeakKeyDictionary()
        # What a connection's last reader left behind, see leave().
        self._ending: WeakKeyDictionary[Any, Pipeline] = WeakKeyDictionary()
        self._state = States(("app", "operator", "owner"), role_in_use.get)

    def _connect(self) -> Any:
        self.database = self._dsns[role_in_use.get()]
        connection = super()._connect()
        # Once psycopg prepares anything by itself, it answers a ROLLBACK with DEALLOCATE ALL (psycopg._preparing), and
        # what our pipelines had prepared would be gone.
        connection.prepare_threshold = None
        if role_in_use.get() != "owner":  # who migrates waits as long as it takes
            connection.execute(f"SET lock_timeout = '{LOCK_PATIENCE_SECONDS}s'")
            connection.execute(f"SET gin_pending_list_limit = {_WAITING_KILOBYTES}")
        return connection

    def open_transaction(self, *, write: bool, tenant: UUID | None, together: bool = False) -> None:
        """BEGIN and the tenant for row security in one trip; readers can't write.

        together=True until the transaction ends: statements are sent without waiting for each, and heard of when
        an answer is read. One that fails is heard of later, at the latest in settle(), which every savepoint and
        every commit ends with.
        """
        mode = "" if write else " READ ONLY"
        # A UUID object can hold nothing but a UUID, so it is safe in the text; neither statement takes parameters.
        begin, tell = f"BEGIN{mode}", f"SET LOCAL filon.tenant = '{tenant or ''}'"
        self._hear_of_the_last()
        if self.is_closed() or not self.is_connection_usable() or _is_cut(self.connection()):
            self._reconnect()
        if together:
            connection = self.connection()
            prepared = self._prepared.setdefault(connection, PreparedTexts())
            self._here.pipeline = Pipeline(connection, prepared)
            try:
                self._here.pipeline.execute(begin, ())
                self._here.pipeline.execute(tell, ())
            except BaseException:
                self.end_transaction(write=write)
                raise
        else:
            self.cursor().execute(f"{begin}; {tell}")

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
            cursor = self.cursor().execute(f"NOTIFY {channel}; COMMIT")
            cursor.nextset()
            _check_committed(cursor.statusmessage)

    def commit(self) -> None:
        """COMMIT, and hear that it was done."""
        if self._here.pipeline is not None:
            _check_committed(self._here.pipeline.execute("COMMIT", ()).status)
        else:
            _check_committed(self.cursor().execute("COMMIT").statusmessage)

    def rollback(self) -> None:
        """ROLLBACK, whatever the statements before it became."""
        if self._here.pipeline is None:
            super().rollback()
            return
        with suppress(PeeweeException):  # it was raised already, or nobody waits for it any more
            self.settle()
        self._here.pipeline.execute("ROLLBACK", ())
        self.settle()

    def leave(self) -> None:
        """End a reader's transaction. Nobody waits for the answer: the next one on this connection hears it first."""
        pipeline = self._here.pipeline
        if pipeline is None:
            super().rollback()
            return
        with suppress(PeeweeException):  # as in rollback()
            pipeline.settle()
        with suppress(
            PeeweeException
        ):  # the server went: what was read stands, and the connection is given up
            pipeline.end("ROLLBACK")
            self._ending[self.connection()], self._here.pipeline = pipeline, None

    def _hear_of_the_last(self) -> None:
        if not self.is_closed() and (ending := self._ending.pop(self.connection(), None)) is not None:
            ending.close()

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

    def overwrite_deleted(self) -> None:
        """Nothing to ask for: the server's own vacuum frees what was deleted."""

    def plan_anew(self) -> None:
        """From now on plan this connection's statements, and its checks of foreign keys, by how large tables are now.

        A plan that was kept when a table was empty may look through all of a business for each row that is added.
        """
        self._tell("DISCARD PLANS")

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Words of the rows that are added inside wait for the first row after it, and find their places together.

        A hundred rows have most of their words in common with the next hundred, and each place is looked for once.
        """
        self._tell(f"SET LOCAL gin_pending_list_limit = {_MOST_GATHERED_KILOBYTES}")
        yield
        self._tell(f"SET LOCAL gin_pending_list_limit = {_WAITING_KILOBYTES}")

    def _tell(self, sql: str) -> None:
        if self._here.pipeline is not None:
            self._here.pipeline.execute(sql, ())
        else:
            self.cursor().execute(sql)

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
