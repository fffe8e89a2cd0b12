"""PostgreSQL statements that travel together: each is sent as it comes, and heard of when an answer is needed.

psycopg has pipelines too, and they cost 25 µs of the interpreter's time a statement; the lead's way runs a dozen a
request. Here libpq's pipeline mode is used as its manual says (chapter "Pipeline Mode"), through psycopg's own binding
of it, with psycopg's adaptation of values and its errors.
"""

from __future__ import annotations

import itertools
import re
import select
from collections import deque
from collections.abc import Sequence
from typing import Any

from peewee import __exception_wrapper__
from psycopg import Error, OperationalError, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus

_PLACEHOLDER = re.compile(r"%[s%]")
_FINE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
# Enough for every query that is prepared; whoever prepares texts without end would fill the server's memory.
_MOST_PREPARED = 200


class PreparedTexts:
    """What one connection's server has prepared: query text → name. Names are never used twice."""

    def __init__(self) -> None:
        self.names: dict[str, bytes] = {}
        self._number = itertools.count()

    def new_name(self) -> bytes:
        return b"filon_%d" % next(self._number)


class Answer:
    """What a statement brought, as a cursor. Whatever is read of it waits until it was heard of."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._heard = False
        self._rows: deque[tuple[Any, ...]] = deque()
        self._columns: list[tuple[str]] = []
        self._count = -1
        self._status = ""
        self.failure: Exception | None = None

    @property
    def rowcount(self) -> int:
        """How many rows it brought or changed, -1 when the server does not say."""
        self._wait()
        return self._count

    @property
    def status(self) -> str:
        """What the server says was done, such as `COMMIT` or `INSERT 0 1`."""
        self._wait()
        return self._status

    @property
    def description(self) -> list[tuple[str]]:
        """The columns' names, each alone in a tuple."""
        self._wait()
        return self._columns

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left. Raises what the statement failed with."""
        self._wait()
        rows, self._rows = list(self._rows), deque()
        return rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, or None."""
        self._wait()
        return self._rows.popleft() if self._rows else None

    def close(self) -> None:
        """Nothing is held."""

    def fail(self, failure: Exception) -> None:
        """Nothing more will be heard of it: reading it raises this."""
        self._heard, self.failure = True, failure

    def hear(self, result: Any, transformer: Any) -> None:
        """Take the server's result in; `failure` is set when it is an error, or can't be read."""
        self._heard = True
        try:
            self._take(result, transformer)
        except Error as error:
            self.failure = error

    def _take(self, result: Any, transformer: Any) -> None:
        if result.status == ExecStatus.PIPELINE_ABORTED:
            self.failure = OperationalError("not run, because a statement before it failed")
            return
        if result.status not in _FINE:
            self.failure = errors.error_from_result(result)
            return
        self._count = -1 if result.command_tuples is None else result.command_tuples
        self._status = (result.command_status or b"").decode()
        if result.status == ExecStatus.TUPLES_OK:
            transformer.set_pgresult(result)
            self._rows = deque(transformer.load_rows(0, result.ntuples, tuple))
            self._columns = [((result.fname(n) or b"").decode(),) for n in range(result.nfields)]

    def _wait(self) -> None:
        if not self._heard:
            self._pipeline.settle()
        if self.failure is not None:
            with __exception_wrapper__:
                raise self.failure


class Pipeline:
    """One transaction's statements on one connection. After close() the connection is psycopg's again."""

    def __init__(self, connection: Any, prepared: PreparedTexts) -> None:
        self._pgconn = connection.pgconn
        self._transformer = Transformer(connection)
        self._prepared = prepared
        # Prepared in this trip, and not heard of yet.
        self._preparing: list[tuple[str, Answer]] = []
        self._sent: deque[Answer] = deque()
        self._pgconn.enter_pipeline_mode()

    def execute(self, text: str, params: Sequence[Any], *, prepare: bool = False) -> Answer:
        """Send a statement with `%s` for its parameters. prepare=True for texts that come again and again."""
        with __exception_wrapper__:
            values = (
                self._transformer.dump_sequence(params, [PyFormat.TEXT] * len(params)) if params else None
            )
            if prepare and (name := self._name(text)):
                self._pgconn.send_query_prepared(name, values)
            else:
                # Without a type a value is what its place makes of it, as for the prepared ones.
                self._pgconn.send_query_params(_numbered(text), values)
        answer = Answer(self)
        self._sent.append(answer)
        return answer

    def _name(self, text: str) -> bytes | None:
        name = self._prepared.names.get(text)
        if name is None and len(self._prepared.names) < _MOST_PREPARED:
            name = self._prepared.names[text] = self._prepared.new_name()
            self._pgconn.send_prepare(name, _numbered(text))
            answer = Answer(self)
            self._preparing.append((text, answer))
            self._sent.append(answer)
        return name

    def settle(self) -> None:
        """Hear of everything sent so far. Raises what the first failure raises; all after it were not run."""
        if not self._sent:
            return
        with __exception_wrapper__:
            try:
                self._pgconn.pipeline_sync()
                failure = self._hear()
            except BaseException:
                # Interrupted in the middle of an exchange: nobody can say what is still on its way.
                self._pgconn.finish()
                raise
            for text, answer in self._preparing:
                if answer.failure is not None:
                    del self._prepared.names[text]
            self._preparing.clear()
            if failure is not None:
                raise failure

    def _hear(self) -> Exception | None:
        failure: Exception | None = None
        while (result := self._next_result()) is None or result.status != ExecStatus.PIPELINE_SYNC:
            if result is None:  # the end of one statement's results
                continue
            answer = self._sent.popleft()
            answer.hear(result, self._transformer)
            failure = failure or answer.failure
        return failure

    def _next_result(self) -> Any:
        pgconn = self._pgconn
        while True:
            unsent = pgconn.flush()
            if not pgconn.is_busy():
                return pgconn.get_result()
            waiting = select.poll()
            waiting.register(pgconn.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
            for _socket, event in waiting.poll():
                if event & ~select.POLLOUT:
                    pgconn.consume_input()

    def close(self) -> None:
        """Leave pipeline mode. What was sent and not settled fails, and so does the connection."""
        for answer in self._sent:
            answer.fail(OperationalError("the transaction ended before this was heard of"))
        for text, _answer in self._preparing:
            del self._prepared.names[text]
        self._sent.clear()
        if self._pgconn.status == ConnStatus.BAD:
            return
        try:
            self._pgconn.exit_pipeline_mode()
        except OperationalError:
            self._pgconn.finish()


def _numbered(text: str) -> bytes:
    """The text with $1, $2 … for each %s, as PostgreSQL wants it."""
    found = _numbered_texts.get(text)
    if found is None:
        number = itertools.count(1)
        made = _PLACEHOLDER.sub(lambda m: "%" if m[0] == "%%" else f"${next(number)}", text)
        found = made.encode()
        if len(_numbered_texts) < _MOST_PREPARED * 5:
            _numbered_texts[text] = found
    return found


_numbered_texts: dict[str, bytes] = {}
