"""Real worker processes: they wake at once, share the work, and one that is killed loses and doubles nothing."""

from __future__ import annotations

import time
from pathlib import Path

from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.process_locks import process_locks
from filon.foundation.transactions import transaction
from filon.worker.events import claim, free_held_by_dead
from tests.bench.running import Worker
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox


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


def test_what_a_killed_worker_had_in_hand_is_done_at_once_by_the_next(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    """Its lease would last for a minute and a half."""
    mailbox.answer = "hang"
    with Worker(filon.environ, tmp_path / "one.log") as killed:
        _ask(alice)
        until(lambda: mailbox.attempts == 1, "the mail to be on its way")
        killed.server.kill()
    mailbox.answer = "accept"
    with Worker(filon.environ, tmp_path / "two.log"):
        mailbox.wait_for(1, 20)
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
        (killed,) = (worker for pid, worker in pids.items() if f"-{pid}-outside" in leased.leased_by)
        killed.server.kill()
        mailbox.answer = "accept"
        mailbox.wait_for(1, 20)
        until(lambda: not _events("notification.queued"), "the outbox to be empty")
    assert len(set(_message_ids(mailbox))) == 1


def test_the_living_are_left_alone_and_each_death_counts_as_a_try(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.answer = "hang"
    locks = process_locks(filon.settings)
    with Worker(filon.environ, tmp_path / "one.log") as worker:
        _ask(alice)
        until(lambda: mailbox.attempts == 1, "the mail to be on its way")
        free_held_by_dead(locks, living=1)
        (leased,) = _leased()
        assert leased.attempts == 0
        worker.server.kill()
        free_held_by_dead(locks, living=int(leased.leased_by.partition("@")[0]))
        assert _leased(), "nobody takes from itself"

        def freed() -> bool:
            free_held_by_dead(locks, living=1)
            return not _leased()

        until(freed, "the system to notice the death")
    locks.close()
    with across_tenants("look at the test's events"), transaction(write=False):
        (event,) = Event.select()
    assert (event.attempts, event.dead_at) == (1, None)
    assert "WorkerDied" in event.last_error


def test_a_lease_without_a_workers_number_is_left_to_its_end(filon: Filon, alice: PairedSite) -> None:
    _ask(alice)
    claim(Event.name.is_null(False), "somebody")
    locks = process_locks(filon.settings)
    free_held_by_dead(locks, living=1)
    locks.close()
    assert len(_leased()) == 1


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
