"""Two at the same moment on PostgreSQL, in an order that the test says: the second one waits for the first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import datetime

import psycopg

from filon.foundation import clock
from filon.foundation.database import database
from tests.appointments.calendar import Workshop
from tests.parts.processes import until


def begun(pool: Executor, workshop: Workshop, do: Callable[[], object]) -> Future[None]:
    """Let a thread do it in a transaction of its own; returns when that waits for the one around this."""
    waiting = pool.submit(_on_its_own, workshop, do, clock.now())
    with psycopg.connect(workshop.site.filon.settings.database_owner, autocommit=True) as other:
        waits = "SELECT 1 FROM pg_locks WHERE NOT granted"
        until(lambda: waiting.done() or other.execute(waits).fetchall(), "it to wait", 10)
    assert not waiting.done(), "it waits for nobody"
    return waiting


def done(pool: Executor, workshop: Workshop, do: Callable[[], object]) -> None:
    """Let a thread do it in a transaction of its own, which does not wait for the one around this."""
    pool.submit(_on_its_own, workshop, do, clock.now()).result(timeout=20)


def _on_its_own(workshop: Workshop, do: Callable[[], object], now: datetime) -> None:
    try:
        with clock.standing_at(now), workshop.inside():
            do()
    finally:
        database.obj.close()
