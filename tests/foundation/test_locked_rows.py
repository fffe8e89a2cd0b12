"""A row that somebody else holds on PostgreSQL is waited for, but not for ever: a process that waits serves nobody."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from filon.foundation.database import database
from filon.foundation.postgres_engine import LOCK_PATIENCE_SECONDS
from tests.parts.service import Filon, PairedSite, submission

pytestmark = pytest.mark.parametrize("environ", ["postgresql"], indirect=True)


@pytest.fixture
def held(filon: Filon, alice: PairedSite) -> Iterator[psycopg.Connection]:
    """A transaction of somebody else's that holds Alice's business."""
    with psycopg.connect(filon.settings.database_owner) as other:
        other.execute("SELECT set_config('filon.tenant', %s, true)", (str(alice.tenant),))
        locked = other.execute("SELECT 1 FROM tenant WHERE id = %s FOR UPDATE", (alice.tenant,))
        assert locked.fetchall() == [(1,)]
        yield other


@pytest.fixture
def in_a_hurry(filon: Filon) -> Iterator[None]:
    """So that the test needn't wait as long as the service does."""
    connection = database.connection()
    connection.execute("SET lock_timeout = '50ms'")
    yield
    connection.execute(f"SET lock_timeout = '{LOCK_PATIENCE_SECONDS}s'")


def test_it_works(filon: Filon, alice: PairedSite, held: psycopg.Connection, in_a_hurry: None) -> None:
    answer = alice.deliver(submission())
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    held.rollback()
    assert alice.deliver(submission()).json["answers"][0]["answer"] == "recorded"


def test_every_connection_of_the_service_has_an_end_of_patience(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant, write=False):
        patience = database.execute_sql("SELECT current_setting('lock_timeout')").fetchone()
    assert patience == (f"{LOCK_PATIENCE_SECONDS}s",)
