"""Statements that travel together, on PostgreSQL: each is answered for itself, and a failure leaves nothing hanging."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest
from peewee import (
    DataError,
    IntegrityError,
    InternalError,
    OperationalError,
    PeeweeException,
    ProgrammingError,
)

from filon.foundation.database import database
from filon.foundation.engines import role_in_use
from filon.foundation.pipelines import Pipeline, PreparedTexts
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import TenantChanged, savepoint, transaction
from filon.leads.models import Lead
from tests.foundation.neighbours import is_refused, names
from tests.foundation.test_transactions import add
from tests.parts.databases import Databases
from tests.parts.postgres import Postgres
from tests.parts.service import Filon, PairedSite, submission


@pytest.fixture
def environ(databases: Databases) -> Iterator[dict[str, str]]:
    """PostgreSQL only: SQLite has no trips to save."""
    made = databases.postgresql()
    yield made
    databases.give_back(made)


@pytest.fixture
def connection(postgres: Postgres) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres.superuser_dsn, autocommit=True) as made:
        yield made


@pytest.fixture
def pipeline(connection: psycopg.Connection) -> Iterator[Pipeline]:
    made = Pipeline(connection, PreparedTexts())
    yield made
    made.close()


def test_what_is_undone_beside_them_leaves_them_prepared(filon: Filon, alice: PairedSite) -> None:
    """A thread serves pages, whose statements come one by one, and sites, whose statements travel together."""
    assert alice.deliver(submission()).status_code == 200
    with suppress(ZeroDivisionError), filon.inside(alice.tenant):
        # The driver remembers a hundred texts, and prepares by itself what comes again and again.
        for n in range(120):
            Lead.select(Lead.number.alias(f"number_{n}")).first()
        for _time in range(10):
            Lead.by_number(1)
        raise ZeroDivisionError
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1)
    assert alice.deliver(submission()).json["answers"][0]["answer"] == "joined"


by_number = Prepared(lambda: Lead.select(Lead.first_name).where(Lead.number == slot("number", Lead.number)))


def test_it_works(pipeline: Pipeline) -> None:
    sums = [pipeline.execute("SELECT %s::int + 1, %s", (n, "é ✂ سلام"), prepare=True) for n in range(3)]
    none = pipeline.execute("SELECT 1 WHERE false", ())
    assert [one.fetchall() for one in sums] == [[(n + 1, "é ✂ سلام")] for n in range(3)]
    assert none.fetchone() is None
    assert [name for (name,) in pipeline.execute("SELECT 1 AS one, 2 AS two", ()).description] == [
        "one",
        "two",
    ]


def test_values_of_every_kind_come_back_as_they_went(pipeline: Pipeline) -> None:
    sent = ("a\n'\"\\%", None, True, -5, 2**40, b"\x00\xff'", "")
    text = "SELECT %s::text, %s::text, %s::bool, %s::int, %s::bigint, %s::bytea, %s::text, '100%%'"
    for prepare in (False, True, True):
        assert pipeline.execute(text, sent, prepare=prepare).fetchall() == [(*sent, "100%")]


def test_more_than_the_sockets_hold_goes_both_ways_at_once(pipeline: Pipeline) -> None:
    """Who only writes until all is written, while the server does the same, waits for ever."""
    long = "x" * 100_000
    echoes = [pipeline.execute("SELECT %s", (f"{n}{long}",), prepare=True) for n in range(100)]
    assert [one.fetchall() for one in echoes] == [[(f"{n}{long}",)] for n in range(100)]


def test_what_follows_a_failure_is_not_run_and_the_next_works(
    pipeline: Pipeline, connection: psycopg.Connection
) -> None:
    pipeline.execute("CREATE TEMP TABLE seen (n int)", ())
    pipeline.settle()
    pipeline.execute("SELECT 1 / %s", (0,), prepare=True)
    pipeline.execute("INSERT INTO seen VALUES (%s)", (1,), prepare=True)
    with pytest.raises(DataError, match="division by zero"):
        pipeline.settle()
    # Both texts were on their way to be prepared, and only the server knows which of them is.
    pipeline.execute("INSERT INTO seen VALUES (%s)", (2,), prepare=True)
    assert pipeline.execute("SELECT n FROM seen", ()).fetchall() == [(2,)]
    assert pipeline.execute("SELECT 1 / %s", (1,), prepare=True).fetchall() == [(1,)]


def test_reading_an_answer_tells_of_the_failure_before_it(pipeline: Pipeline) -> None:
    pipeline.execute("SELECT nonsense", ())
    answer = pipeline.execute("SELECT 1", ())
    with pytest.raises(ProgrammingError, match="nonsense"):
        answer.fetchall()
    # Not "no rows": it was never asked.
    with pytest.raises(PeeweeException, match="not run"):
        answer.fetchall()


def test_a_value_that_cannot_be_sent_is_refused_at_once(pipeline: Pipeline) -> None:
    before = pipeline.execute("SELECT 1", ())
    with pytest.raises(DataError, match="NUL"):
        pipeline.execute("SELECT %s", ("a\x00b",))
    assert before.fetchall() == [(1,)]


def test_what_cannot_be_read_is_a_failure_of_its_own_and_the_rest_is_heard(pipeline: Pipeline) -> None:
    unreadable = pipeline.execute("SELECT 'infinity'::timestamp", ())
    after = pipeline.execute("SELECT 2", ())
    with pytest.raises(DataError):
        unreadable.fetchall()
    assert after.fetchall() == [(2,)]
    assert pipeline.execute("SELECT 3", ()).fetchall() == [(3,)]


def test_what_was_never_heard_of_is_not_an_empty_answer(connection: psycopg.Connection) -> None:
    pipeline = Pipeline(connection, PreparedTexts())
    answer = pipeline.execute("SELECT 1", (), prepare=True)
    pipeline.close()
    with pytest.raises(OperationalError, match="before this was heard of"):
        answer.fetchall()
    assert connection.closed  # what is still on its way must not be taken for the answer to the next


def test_how_many_rows_were_changed_is_known(pipeline: Pipeline) -> None:
    pipeline.execute("CREATE TEMP TABLE counted AS SELECT generate_series(1, 3) AS n", ())
    assert pipeline.execute("UPDATE counted SET n = n WHERE n > %s", (1,)).rowcount == 2
    assert pipeline.execute("UPDATE counted SET n = n WHERE n > %s", (9,)).rowcount == 0


def test_preparing_again_after_failures_leaves_nothing_behind_on_the_server(pipeline: Pipeline) -> None:
    for _time in range(20):
        pipeline.execute("SELECT 1 / %s", (0,), prepare=True)
        with pytest.raises(DataError, match="division"):
            pipeline.settle()
    assert pipeline.execute("SELECT count(*) FROM pg_prepared_statements", ()).fetchall() == [(1,)]


@pytest.mark.parametrize("together", [True, False])
def test_a_failure_that_nobody_passed_on_is_not_taken_for_kept(filon: Filon, together: bool) -> None:
    """PostgreSQL answers such a COMMIT with ROLLBACK: no receipt may be given for it."""
    alice = filon.add_client()

    def swallow() -> None:
        with transaction(together=together):
            add(1)
            with suppress(PeeweeException):
                database.execute_sql("SELECT nonsense").fetchall()

    with acting_for(alice.tenant):
        assert is_refused(swallow, InternalError)
    assert names(filon, alice) == []


def test_migrations_cannot_run_among_what_travels_together(filon: Filon) -> None:
    alice = filon.add_client()
    with acting_for(alice.tenant), transaction(together=True):
        assert Lead.waiting_count() == 0
        token = role_in_use.set("owner")
        try:
            assert is_refused(lambda: database.execute_sql("SELECT count(*) FROM lead"), TenantChanged)
        finally:
            role_in_use.reset(token)


def test_the_connection_is_an_ordinary_one_afterwards(filon: Filon) -> None:
    alice = filon.add_client()
    for _again in range(3):
        with acting_for(alice.tenant), transaction(together=True):
            assert by_number.first(number=1) is None
        with acting_for(alice.tenant), transaction(write=False):
            assert Lead.select().count() == 0


def test_a_reader_leaves_without_waiting_and_the_next_finds_everything_in_order(filon: Filon) -> None:
    def fail() -> None:
        with transaction(write=False, together=True):
            database.execute_sql("SELECT 1 / 0").fetchone()

    alice = filon.add_client()
    with acting_for(alice.tenant):
        with transaction(write=False, together=True):
            (server,) = database.execute_sql("SELECT pg_backend_pid()").fetchone()
            os.kill(server, signal.SIGSTOP)
            waited: list[str] = []
            patience = threading.Timer(20, lambda: (waited.append("for it"), os.kill(server, signal.SIGCONT)))
            patience.start()
        patience.cancel()
        patience.join()
        os.kill(server, signal.SIGCONT)
        assert waited == []
        with transaction(write=False, together=True):
            assert by_number.first(number=1) is None
            assert database.execute_sql("SELECT pg_backend_pid()").fetchone() == (server,)
        assert is_refused(fail, DataError)
        for n in (1, 2):
            with transaction(together=n == 1):
                add(n)
    assert names(filon, alice) == ["n1", "n2"]


def test_the_whole_is_undone_when_it_raises(filon: Filon) -> None:
    def add_and_fail() -> None:
        with transaction(together=True):
            add(1)
            raise ZeroDivisionError

    def add_twice() -> None:  # heard of at the commit
        with transaction(together=True):
            add(1)
            add(1)

    def add_again() -> None:
        with savepoint():
            add(2)

    alice = filon.add_client()
    with acting_for(alice.tenant):
        assert is_refused(add_and_fail, ZeroDivisionError)
        assert is_refused(add_twice, IntegrityError)
        with transaction(together=True):
            add_again()
            assert is_refused(add_again, IntegrityError)
    assert names(filon, alice) == ["n2"]


def test_a_server_that_goes_away_in_the_middle_harms_this_transaction_only(
    filon: Filon, postgres: Postgres
) -> None:
    def add_while_it_goes() -> None:
        with transaction(together=True):
            add(1)
            (backend,) = database.execute_sql("SELECT pg_backend_pid()").fetchone()
            with psycopg.connect(postgres.superuser_dsn, autocommit=True) as superuser:
                superuser.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))
            add(2)

    alice = filon.add_client()
    with acting_for(alice.tenant):
        assert is_refused(add_while_it_goes, OperationalError)
        with transaction(together=True):
            add(3)
    assert names(filon, alice) == ["n3"]
