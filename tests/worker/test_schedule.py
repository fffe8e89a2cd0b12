"""What runs by itself runs in one worker; when that one dies, another takes the schedule over."""

from __future__ import annotations

import json
import signal
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from filon import schedule
from filon.foundation import clock
from filon.foundation.fields import in_seconds
from filon.foundation.leases import Lease
from filon.foundation.limits import Attempts
from filon.foundation.transactions import transaction
from filon.schedule import JOBS
from filon.tenants.models import UsedOnce
from tests.bench.running import Worker
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, end_leases, submission

pytestmark = pytest.mark.usefixtures("mailbox")


def _holds(log: Path) -> bool:
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return any(line.get("event") == "schedule.held" for line in lines)


@pytest.mark.long
def test_it_works(filon: Filon, tmp_path: Path) -> None:
    logs = [tmp_path / f"{n}.log" for n in range(3)]
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(filon.environ, log)) for log in logs]
        until(lambda: any(map(_holds, logs)), "a worker to hold the schedule")
        (first,) = [n for n, log in enumerate(logs) if _holds(log)]
        workers[first].server.kill()
        end_leases()
        until(lambda: sum(map(_holds, logs)) == 2, "another to take it over", 20)
        (second,) = [n for n, log in enumerate(logs) if _holds(log) and n != first]
        workers[second].server.stop()
        until(lambda: sum(map(_holds, logs)) == 3, "the last to take it over", 20)


@pytest.mark.long
def test_a_worker_that_is_frozen_keeps_the_schedule_from_nobody(filon: Filon, tmp_path: Path) -> None:
    """It is not dead: the kernel and the server would keep its locks and its connections for it."""
    with Worker(filon.environ, tmp_path / "one.log") as frozen:
        until(lambda: _holds(tmp_path / "one.log"), "it to hold the schedule")
        with transaction():
            Lease.update(ends_at=in_seconds(1)).execute()  # as after a quarter of a minute
            # While this test is the one who writes, so that it is not frozen with the writer's turn in its hand.
            frozen.server.freeze()
        with Worker(filon.environ, tmp_path / "two.log"):
            until(lambda: _holds(tmp_path / "two.log"), "the other to take it over", 10)
            frozen.server.process.send_signal(signal.SIGCONT)
            until(lambda: "schedule.lost" in (tmp_path / "one.log").read_text(), "it to find out", 10)


def test_every_job_is_a_sentence_and_runs_on_an_empty_house(filon: Filon) -> None:
    for job in JOBS:
        job.run(filon.settings)
    assert [job.run.__name__ for job in JOBS] == [
        "note_that_a_worker_lives",
        "free_events_left_behind",
        "wake_waiting_sites",
        "tell_the_operator",
        "escalate_unanswered_leads",
        "forget_what_has_expired",
        "forget_old_bulk_changes",
        "forget_old_notifications",
        "forget_old_exports",
        "remind_of_silent_leads",
        "notice_silent_forms",
        "forget_old_tests",
        "follow_clock_changes",
        "look_at_calendars_elsewhere",
        "forget_removed_files",
        "forget_files_that_no_row_names",
        "forget_old_imports",
        "empty_the_trash",
    ]


def test_what_may_be_overdue_is_done_when_a_worker_takes_the_schedule(
    filon: Filon, alice: PairedSite, tmp_path: Path
) -> None:
    """One that is ended every five minutes would never come to what is done every ten."""
    long_ago = clock.now() - timedelta(days=2)
    with clock.standing_at(long_ago):
        alice.deliver(submission(), timestamp=int(long_ago.timestamp()))

    def used() -> int:
        with filon.inside(alice.tenant, write=False):
            count: int = UsedOnce.select().count()
        return count

    assert used() == 1
    with Worker(filon.environ, tmp_path / "worker.log"):
        until(lambda: used() == 0, "the old name to be forgotten", 10)


def test_what_has_expired_is_forgotten_for_every_tenant(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    for site in (alice, charlie):
        site.deliver(submission())
    for moment, left in ((clock.now(), 1), (clock.now() + timedelta(days=1), 0)):
        with clock.standing_at(moment):
            schedule.forget_what_has_expired(filon.settings)
        for site in (alice, charlie):
            with filon.inside(site.tenant, write=False):
                assert UsedOnce.select().count() == left
        with transaction(write=False):
            assert Attempts.select().count() == left, "pairing was counted under one address"
