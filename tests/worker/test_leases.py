"""An event is run by one worker at a time; when that one dies, another runs it after its lease."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from filon.foundation import clock
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.worker.events import LEASE, claim, run
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox

ANY = Event.name.is_null(False)


def _claim(worker: str, most: int = 5) -> list[Any]:
    return claim(ANY, worker, most)


def _left() -> int:
    with across_tenants("count what is left"), transaction(write=False):
        count: int = Event.select().count()
    return count


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    (event,) = _claim("first")
    assert _claim("second") == [], "it is taken"
    run(event, filon.settings)
    (queued,) = _claim("second")
    assert (event.name, queued.name) == ("lead.recorded", "notification.queued")


def test_after_the_lease_another_worker_runs_it(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """The first worker was killed. When it was only slow, what it does late counts no more."""
    alice.deliver(submission())
    (event,) = _claim("killed")
    with clock.standing_at(clock.now() + LEASE - timedelta(seconds=1)):
        assert _claim("next") == []
    with clock.standing_at(clock.now() + LEASE + timedelta(seconds=1)):
        filon.work()
        assert len(mailbox.mails) == 1
        run(event, filon.settings)  # the first one wakes up
        filon.work()
    assert len(mailbox.mails) == 1
    assert _left() == 0


def test_a_late_failure_does_not_disturb_who_has_it_now(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    alice.deliver(submission())
    run(_claim("inside")[0], filon.settings)
    (late,) = _claim("slow")
    with clock.standing_at(clock.now() + LEASE + timedelta(seconds=1)):
        (taken,) = _claim("next")
        mailbox.stop()
        run(late, filon.settings)
        mailbox.start()
        assert _claim("third") == [], "the lease of `next` stands"
        run(taken, filon.settings)
    assert len(mailbox.mails) == 1
    assert _left() == 0


def test_workers_that_claim_at_once_share_the_events(filon: Filon, alice: PairedSite) -> None:
    for n in range(20):
        alice.deliver(submission({"email": f"visitor{n}@example.com"}))
    ready = Barrier(6)

    def take(n: int) -> list[Any]:
        try:
            ready.wait(10)
            return [event.id for _time in range(6) for event in _claim(f"worker-{n}", 1)]
        finally:
            filon.close()

    with ThreadPoolExecutor(6) as pool:
        taken = [id for ids in pool.map(take, range(6)) for id in ids]
    assert len(taken) == len(set(taken)) == 20


def test_the_longest_due_comes_first(filon: Filon, alice: PairedSite) -> None:
    for minutes in (3, 9, 6):
        moment = clock.now() - timedelta(minutes=minutes)
        if minutes < 5:
            with clock.standing_at(moment):
                alice.deliver(submission({"email": "new@example.com"}), timestamp=int(moment.timestamp()))
            continue
        with filon.inside(alice.tenant), clock.standing_at(moment):
            Event.add(name="lead.status_changed", payload={"m": minutes}, happened_at=moment, due_at=moment)
    assert [event.name for event in _claim("one", 1) + _claim("two", 1) + _claim("three", 1)] == [
        "lead.status_changed",
        "lead.status_changed",
        "lead.recorded",
    ]


def test_an_unknown_event_is_kept_for_a_person(filon: Filon, alice: PairedSite) -> None:
    """A newer release wrote it, or an older one: it fails, is tried again, and hurts nobody."""
    with filon.inside(alice.tenant):
        Event.add(name="lead.sung_to", payload={}, happened_at=clock.now(), due_at=clock.now())
    alice.deliver(submission())
    assert filon.work() >= 2
    with across_tenants("look at what is left"), transaction(write=False):
        left = {event.name: event.attempts for event in Event.select()}
    assert left["lead.sung_to"] == 1
    assert "lead.recorded" not in left
