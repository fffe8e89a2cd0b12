"""A receipt is a promise: nothing is answered before it is on the disk, and nothing when the disk is full."""

from __future__ import annotations

import pytest

from filon.foundation.database import database
from filon.intake.models import Submission
from filon.leads.models import Lead
from filon.notifications.models import Notification
from tests.parts.service import Filon, PairedSite, submission


@pytest.fixture
def on_sqlite(filon: Filon) -> None:
    if filon.settings.engine != "sqlite":
        pytest.skip("PostgreSQL's disk is the server's")


def test_it_works(filon: Filon, alice: PairedSite, on_sqlite: None) -> None:
    """Each commit waits until the disk has it (FULL is 2), on the connection that requests use."""
    assert alice.deliver(submission()).status_code == 200
    with filon.inside(alice.tenant, write=False):
        assert database.execute_sql("PRAGMA synchronous").fetchone() == (2,)


def test_a_full_disk_in_the_middle_of_a_write_leaves_nothing_half_written(
    filon: Filon, alice: PairedSite, on_sqlite: None
) -> None:
    assert alice.deliver(submission()).status_code == 200
    connection = database.connection()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    people = [submission({"name": f"Karim {n}", "message": "x" * 20_000}) for n in range(50)]
    answer = alice.deliver(*people)
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert filon.client.get("/healthz").status_code == 200
    with filon.inside(alice.tenant, write=False):
        assert (Lead.select().count(), Submission.select().count()) == (1, 1)
    connection.execute("PRAGMA max_page_count = 1073741823")
    again = alice.deliver(*people)
    assert [one["answer"] for one in again.json["answers"]] == ["recorded"] * 50
    filon.work()
    with filon.inside(alice.tenant, write=False):
        assert (Lead.select().count(), Submission.select().count()) == (51, 51)
        assert Notification.select().count() > 0
