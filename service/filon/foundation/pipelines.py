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
from psycopg import OperationalError, errors
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
        self._result: Any = None
        self._rows: deque[tuple[Any, ...]] | None = None
        self.failure: Exception | None = None

    @property
    def rowcount(self) -> int:
        """How many rows it brought or changed, -1 when the server does not say."""
        count = self._heard().command_tuples
        return -1 if count is None else count

    @property
    def status(self) -> str:
        """What the server says was done, such as `COMMIT` or `INSERT 0 1`."""
        return (self._heard().command_status or b"").decode()

    @property
    def description(self) -> list[tuple[str]]:
        """The columns' names, each alone in a tuple."""
        result = self._heard()
        return [((result.fname(n) or b"").decode(),) for n in range(result.nfields)]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left. Raises what the statement failed with."""
        rows, self._rows = self._read(), deque()
        return list(rows)

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, or None."""
        rows = self._read()
        return rows.popleft() if rows else None

    def close(self) -> None:
        """Nothing is held."""

    def hear(self, result: Any) -> None:
        """Take the server's result in; `failure` is set when it is an error."""
        self._result = result
        if result.status == ExecStatus.PIPELINE_ABORTED:
            self.failure = OperationalError("not run, because a statement before it failed")
        elif result.status not in _FINE:
            self.failure = errors.error_from_result(result)

    def _heard(self) -> Any:
        if self._result is None and self.failure is None:
            self._pipeline.settle()
        if self.failure is not None:
            with __exception_wrapper__:
                raise self.failure
        return self._result

    def _read(self) -> deque[tuple[Any, ...]]:
        if self._rows is None:
            with __exception_wrapper__:
                self._rows = self._pipeline.rows_of(self._heard())
        return self._rows


class Pipeline:
    """One transaction's statements on one connection. After close() the connection is psycopg's again."""

    def __init__(self, connection: Any, prepared: PreparedTexts) -> None:
        self._pgconn = connection.pgconn
        self._transformer = Transformer(connection)
        self._prepared = prepared
        # Prepared in this trip, and not heard of yet.
        self._preparing: list[tuple[str, Answer]] = []
        self._sent: deque[Answer] = deque()
        self._is_ending = False
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
            answer.hear(result)
            failure = failure or answer.failure
        return failure

    def rows_of(self, result: Any) -> deque[tuple[Any, ...]]:
        """The result's rows as Python's values."""
        self._transformer.set_pgresult(result)
        return deque(self._transformer.load_rows(0, result.ntuples, tuple))

    def _next_result(self) -> Any:
        pgconn = self._pgconn
        while pgconn.is_busy():
            unsent = pgconn.flush()
            waiting = select.poll()
            waiting.register(pgconn.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
            for _socket, event in waiting.poll():
                if event & ~select.POLLOUT:
                    pgconn.consume_input()
        return pgconn.get_result()

    def end(self, text: str) -> None:
        """Send a last statement of which nobody wants to hear: close() does, before the connection is used again."""
        self.execute(text, ())
        with __exception_wrapper__:
            self._pgconn.pipeline_sync()
            self._pgconn.flush()
        self._is_ending = True

    def close(self) -> None:
        """Leave pipeline mode. What was sent and not settled fails, and so does the connection."""
        if self._is_ending:
            try:
                self._hear()
            except OperationalError:  # the server went meanwhile
                self._pgconn.finish()
        for answer in self._sent:
            answer.failure = OperationalError("the transaction ended before this was heard of")
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
