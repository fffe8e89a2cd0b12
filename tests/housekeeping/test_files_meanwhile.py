"""On PostgreSQL a file that is handed over while its person is erased waits for that, and not each for the other."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_files import PDF
from tests.desk.test_files import filon as filon  # with an empty folder for its files
from tests.housekeeping.rows import all_rows, where_found
from tests.intake.test_files import ask
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite

pytestmark = pytest.mark.parametrize("environ", ["postgresql"], indirect=True)


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """Both are held where they wait for the business, the erasure first, and let go together."""
    uuid = ask(alice, "plan.pdf")
    bob = at_the_api(signed_in(alice, "manager"))

    def in_a_thread(work: Any) -> Any:
        try:
            return work()
        finally:
            filon.close()  # this thread's connection

    with psycopg.connect(filon.settings.database_owner) as other, ThreadPoolExecutor(2) as pool:
        other.execute("SELECT set_config('filon.tenant', %s, true)", (str(alice.tenant),))
        other.execute("SELECT 1 FROM tenant WHERE id = %s FOR UPDATE", (alice.tenant,))
        begun: list[Future[Any]] = []
        for work in (
            lambda: bob.delete("/api/v1/leads/1/person"),
            lambda: alice.hand_over(uuid, 0, PDF),
        ):
            begun.append(pool.submit(in_a_thread, work))
            until(lambda: _waiting(filon) == len(begun), "another that waits for a row")
        other.rollback()
        erased, handed_over = (one.result() for one in begun)
    assert erased.status_code == 204, erased.text
    assert handed_over.status_code == 410, handed_over.text
    assert where_found(all_rows(filon.environ), "salma", "plan.pdf") == []


def _waiting(filon: Filon) -> int:
    """How many wait for what another transaction holds."""
    with psycopg.connect(filon.settings.database_owner) as looking:
        found = looking.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        ).fetchone()
    assert found
    return int(found[0])
