"""On PostgreSQL two workers that tell of the same erasures, first and once more, do not wait for each other."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.worker.events import claim, run
from tests.housekeeping.test_erasure_mails import ASKED, ask, of_erasures
from tests.housekeeping.test_erasure_mails import run as work_at
from tests.housekeeping.test_files_meanwhile import _waiting
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox
from tests.tasks.planning import at

LATER = at("2026-12-23 09:00")

pytestmark = pytest.mark.parametrize("environ", ["postgresql"], indirect=True)


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """Both are held where they look for who is to be told, and let go together."""
    with clock.standing_at(ASKED):
        alice.deliver(submission(), timestamp=clock.unix())
        ask(alice)
    with clock.standing_at(LATER):
        first, again = claim(Event.name.in_(["erasure.asked", "erasure.pressing"]), "worker", 5)

    def in_a_thread(event: Any) -> None:
        try:
            with clock.standing_at(LATER):
                run(event, filon.settings)
        finally:
            filon.close()  # this thread's connection

    with psycopg.connect(filon.settings.database_owner) as other, ThreadPoolExecutor(2) as pool:
        other.execute("SELECT set_config('filon.tenant', %s, true)", (str(alice.tenant),))
        other.execute("SELECT 1 FROM member WHERE tenant_id = %s FOR UPDATE", (alice.tenant,))
        begun: list[Future[None]] = []
        for event in (first, again):
            begun.append(pool.submit(in_a_thread, event))
            until(lambda: _waiting(filon) == len(begun), "another that waits for a row")
        other.rollback()
        for one in begun:
            one.result()
    work_at(alice, LATER)
    assert sorted(subject.split()[2] for subject in of_erasures(mailbox)) == ["demande", "demande"]
    assert len([subject for subject in of_erasures(mailbox) if "toujours" in subject]) == 1
