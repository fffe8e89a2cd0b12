"""Real worker processes: they wake at once, share the work, and one that is killed loses and doubles nothing."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from filon.foundation import clock
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
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


def test_a_worker_killed_while_it_sends(
    filon: Filon, alice: PairedSite, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.answer = "hang"
    with Worker(filon.environ, tmp_path / "one.log") as killed:
        _ask(alice)
        until(lambda: mailbox.attempts == 1, "the mail to be on its way")
        killed.server.kill()
    mailbox.answer = "accept"
    with across_tenants("let the lease of the dead run out"), transaction():
        assert Event.update(lease_until=clock.now() - timedelta(seconds=1)).execute() == 1
    with Worker(filon.environ, tmp_path / "two.log"):
        mailbox.wait_for(1)
        until(lambda: not _events("notification.queued"), "the outbox to be empty")
    assert len(set(_message_ids(mailbox))) == 1


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
