"""Real worker processes: they wake at once, share the work, and one that is killed loses and doubles nothing."""

from __future__ import annotations

import signal
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.database import database
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.notifications.models import Notification
from filon.schedule import free_events_left_behind
from filon.worker.events import claim, run
from filon.worker.process import Worker as Process
from tests.bench.running import Worker
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, end_leases, submission
from tests.parts.smtp import Mailbox

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("mailbox")]


def _ask(site: PairedSite, n: int = 0) -> None:
    answer = site.deliver(submission({"name": f"Visitor {n}", "email": f"visitor{n}@example.com"}))
    assert answer.json["answers"][0]["answer"] == "recorded"


def _events(name: str) -> int:
    with across_tenants("count the test's events"), transaction(write=False):
        count: int = Event.select().where(Event.name == name).count()
    return count


def _message_ids(mailbox: Mailbox) -> list[str]:
    return [str(mail.message["Message-ID"]) for mail in mailbox.mails]


def test_it_works(filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path) -> None:
    """A commit wakes the worker; the polling below that would take half a second for each of two steps."""
    with Worker(filon.environ, tmp_path / "worker.log"):
        _ask(alice)
        mailbox.wait_for(1)
        waits = []
        for n in range(1, 8):
            begun = time.monotonic()
            _ask(alice, n)
            waits.append(mailbox.wait_for(n + 1)[n].monotonic - begun)
    assert max(waits) < 2, waits
    assert sorted(waits)[2] < 0.4, waits


def test_two_workers_share_the_work_and_double_nothing(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    with Worker(filon.environ, tmp_path / "one.log"), Worker(filon.environ, tmp_path / "two.log"):
        for n in range(25):
            _ask(alice, n)
        mailbox.wait_for(25)
        until(lambda: not _events("notification.queued"), "the outbox to be empty")
    assert len(_message_ids(mailbox)) == len(set(_message_ids(mailbox))) == 25


def test_what_a_killed_worker_had_in_hand_is_done_soon_by_the_next(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    """On a single machine: it is started again, and its mail waits for the rest of a short lease, here over at once."""
    mailbox.answer = "hang"
    with Worker(filon.environ, tmp_path / "one.log") as killed:
        _ask(alice)
        until(lambda: mailbox.attempts == 1, "the mail to be on its way")
        killed.server.kill()
    mailbox.answer = "accept"
    end_leases()
    with Worker(filon.environ, tmp_path / "two.log"):
        mailbox.wait_for(1, 30)
        until(lambda: not _events("notification.queued"), "the outbox to be empty")
    assert len(set(_message_ids(mailbox))) == 1


def test_a_worker_beside_it_takes_it_too(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.answer = "hang"
    with (
        Worker(filon.environ, tmp_path / "one.log") as one,
        Worker(filon.environ, tmp_path / "two.log") as two,
    ):
        _ask(alice)
        until(lambda: mailbox.attempts == 1, "the mail to be on its way")
        (leased,) = _leased()
        pids = {str(worker.server.process.pid): worker for worker in (one, two)}
        (killed,) = (worker for pid, worker in pids.items() if f"-{pid}-" in leased.leased_by)
        killed.server.kill()
        end_leases()
        mailbox.answer = "accept"
        mailbox.wait_for(1, 20)
        until(lambda: not _events("notification.queued"), "the outbox to be empty")
    assert len(set(_message_ids(mailbox))) == 1


def test_a_living_worker_that_loses_its_connections_loses_no_event(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    """On PostgreSQL all are cut, as by a restart; on SQLite there are none, but what is slow keeps its lease too."""
    mailbox.answer = "hang"
    with Worker(filon.environ, tmp_path / "one.log"), Worker(filon.environ, tmp_path / "two.log"):
        _ask(alice)
        until(lambda: mailbox.attempts == 1, "the mail to be on its way")
        for _cut in range(2):
            _cut_connections(filon)
            (before,) = _leased()

            def renewed(last: datetime = before.lease_until) -> bool:
                free_events_left_behind(filon.settings)
                (lease,) = _leased()
                return bool(lease.lease_until > last)

            until(renewed, "the lease to be renewed")
        (lease,) = _leased()
        assert (lease.attempts, lease.leased_by) == (0, before.leased_by)
        mailbox.answer = "accept"
        mailbox.wait_for(1)
        until(lambda: not _events("notification.queued"), "the outbox to be empty")
    assert mailbox.attempts == 1, "nobody sent it a second time"


def _cut_connections(filon: Filon) -> None:
    if filon.settings.engine == "sqlite":
        return
    with across_tenants("know the test's own connection"), transaction(write=False):
        ((ours,),) = database.execute_sql("SELECT pg_backend_pid()").fetchall()
    filon.close()
    for dsn in (filon.settings.database, filon.settings.database_operator):
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND usename = current_user AND pid NOT IN (pg_backend_pid(), %s)",
                (ours,),
            )


def test_a_worker_that_was_stopped_finds_out_that_it_lost_its_lease(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.answer = "hang"
    with Worker(filon.environ, tmp_path / "one.log") as stopped:
        _ask(alice)
        until(lambda: mailbox.attempts == 1, "the mail to be on its way")
        # As the one who writes, so that it is not stopped with that turn in its hand.
        with across_tenants("write while it is stopped"), transaction():
            Event.select().count()
            stopped.server.freeze()
        filon.outlast_leases()
        mailbox.answer = "accept"
        with clock.standing_at(clock.now() + timedelta(seconds=3)):
            filon.work()
        assert not _events("notification.queued")
        _ask(alice, 1)
        (event,) = claim(Event.name == "lead.recorded", "another")
        stopped.server.process.send_signal(signal.SIGCONT)
        until(lambda: "lease lost" in (tmp_path / "one.log").read_text(), "it to find out")
        assert [lease.leased_by for lease in _leased()] == ["another"]
        run(event, filon.settings)
        until(lambda: not _events("notification.queued"), "the outbox to be empty")
    assert len(set(_message_ids(mailbox))) == 2
    with filon.inside(alice.tenant, write=False):
        assert [one.sent_at is not None for one in Notification.select()] == [True, True]


class _Stumbling(Process):
    """A worker whose threads meet, the first time each, something that nobody thought of."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.stumbled: list[str] = []
        self.schedule_held = threading.Event()

    def _stumble(self, where: str) -> None:
        if where not in self.stumbled:
            self.stumbled.append(where)
            raise RuntimeError(where)

    def _watch_sqlite(self) -> None:
        self._stumble("watch")
        super()._watch_sqlite()

    def _watch_postgresql(self) -> None:
        self._stumble("watch")
        super()._watch_postgresql()

    def _work_once(self, *how: Any) -> bool:
        self._stumble(threading.current_thread().name)
        return super()._work_once(*how)

    def _run_schedule(self) -> None:
        self._stumble("schedule")
        self.schedule_held.set()
        super()._run_schedule()


def test_no_thread_ends_by_what_it_did_not_expect(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    worker = _Stumbling(filon.settings)
    running = threading.Thread(target=lambda: (worker.run(), filon.close()))
    running.start()
    try:
        assert worker.schedule_held.wait(10)
        _ask(alice)
        mailbox.wait_for(1)
        until(lambda: len(worker.stumbled) == 10, "each thread to have stumbled")
        until(lambda: not _events("notification.queued"), "the outbox to be empty")
    finally:
        worker.stop()
        running.join(20)
    assert not running.is_alive()


def _leased() -> list[Event]:
    with across_tenants("look at the test's events"), transaction(write=False):
        return list(Event.select().where(Event.leased_by.is_null(False)))


def test_a_hanging_mail_server_delays_nothing_inside(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.answer = "hang"
    with Worker(filon.environ, tmp_path / "worker.log"):
        for n in range(6):
            _ask(alice, n)
        until(lambda: mailbox.attempts >= 2, "several mails to hang")
        _ask(alice, 6)
        until(lambda: not _events("lead.recorded"), "the reactions that stay in the house")
        assert _events("notification.queued") == 7
        mailbox.answer = "accept"
        mailbox.wait_for(7)


def test_a_worker_ends_when_asked_and_finishes_what_it_has_begun(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.answer = "hang"
    with Worker(filon.environ, tmp_path / "worker.log") as worker:
        _ask(alice)
        until(lambda: mailbox.attempts == 1, "the mail to be on its way")
        worker.server.process.terminate()
        mailbox.answer = "accept"
        assert worker.server.process.wait(10) == 0
    assert len(mailbox.mails) == 1
    assert _events("notification.queued") == 0
