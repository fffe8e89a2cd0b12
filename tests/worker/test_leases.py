"""An event is run by one worker at a time; when nobody renews its lease any more, another runs it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from filon.foundation import clock
from filon.foundation.fields import in_seconds
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import TRIES, Event
from filon.foundation.transactions import transaction
from filon.schedule import free_events_left_behind
from filon.worker.events import claim, renew, run
from tests.parts.service import Filon, PairedSite, end_leases, submission
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("mailbox")

ANY = Event.name.is_null(False)
NOW = clock.now()


def _claim(worker: str, most: int = 5) -> list[Any]:
    return claim(ANY, worker, most)


def _leased() -> list[Any]:
    with across_tenants("look at leases"), transaction(write=False):
        return list(Event.select().where(Event.lease_until.is_null(False)))


def _attempts() -> list[int]:
    with across_tenants("look at tries"), transaction(write=False):
        return [event.attempts for event in Event.select().order_by(Event.id)]


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


def test_a_lease_taken_while_the_clock_was_ahead_ends_soon_after_it_is_set_back(
    filon: Filon, alice: PairedSite
) -> None:
    alice.deliver(submission())
    (event,) = _claim("lives")
    with across_tenants("lease as a clock that was a day ahead"), transaction():
        Event.update(lease_until=in_seconds(86_400)).where(Event.lease_until.is_null(False)).execute()
    free_events_left_behind(filon.settings)
    assert (_claim("another"), _attempts()) == ([], [0]), "who lives keeps it"
    with across_tenants("how long it lasts"), transaction(write=False):
        assert Event.select().where(Event.lease_until < in_seconds(61)).count() == 1
    renew([event.id], "lives")
    filon.outlast_leases()
    with clock.standing_at(clock.now() + timedelta(seconds=3)):
        assert filon.work() == 2


def test_after_the_lease_another_worker_runs_it(filon: Filon, alice: PairedSite, mailbox: Mailbox) -> None:
    """The first worker was killed. When it was only slow, what it does late counts no more."""
    alice.deliver(submission())
    (event,) = _claim("killed")
    free_events_left_behind(filon.settings)
    assert filon.work() == 0, "its lease lasts"
    filon.outlast_leases()
    with clock.standing_at(clock.now() + timedelta(seconds=3)):
        filon.work()
        assert len(mailbox.mails) == 1
        run(event, filon.settings)  # the first one wakes up
        filon.work()
    assert len(mailbox.mails) == 1
    assert _left() == 0


def test_a_lease_that_is_renewed_does_not_end(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    (event,) = _claim("slow")
    end_leases()
    renew([event.id], "slow")
    free_events_left_behind(filon.settings)
    assert [one.attempts for one in _leased()] == [0]
    end_leases()
    renew([event.id], "another")
    free_events_left_behind(filon.settings)
    renew([event.id], "slow")
    assert _leased() == [], "what is lost stays lost"


def test_hosts_whose_clocks_differ_agree_on_a_lease(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    with clock.standing_at(clock.now() - timedelta(minutes=3)):
        assert _claim("one") == [], "not due yet, says this one's clock"
    with clock.standing_at(clock.now() + timedelta(minutes=3)):
        (event,) = _claim("two")
    for minutes in (-30, 30):
        with clock.standing_at(clock.now() + timedelta(minutes=minutes)):
            renew([event.id], "two")
            free_events_left_behind(filon.settings)
            assert len(_leased()) == 1
    end_leases()
    with clock.standing_at(clock.now() - timedelta(minutes=30)):
        free_events_left_behind(filon.settings)
    assert _leased() == []


def test_only_what_was_begun_counts_as_a_try(filon: Filon, alice: PairedSite) -> None:
    """The second of five kills every worker: it is given up in the end, and takes nobody with it."""
    with filon.inside(alice.tenant):
        for number in range(5):
            Event.add(name="lead.status_changed", payload={"n": number}, happened_at=NOW, due_at=NOW)
    poison, done = 1, []
    for death in range(TRIES):
        with clock.standing_at(NOW + timedelta(hours=2 * death)):
            while events := _claim(f"lane of life {death}"):
                numbers = [event.payload["n"] for event in events]
                if poison in numbers:
                    assert death == 0 or numbers == [poison], "what has failed comes alone"
                    events = events[: numbers.index(poison)]
                for event in events:
                    run(event, filon.settings)
                    done.append(event.payload["n"])
                if poison in numbers:
                    break  # killed
            filon.outlast_leases()
        if death == 0:
            assert _attempts() == [1, 0, 0, 0], "the first is done, the second was begun"
    assert sorted(done) == [0, 2, 3, 4]
    with across_tenants("look at what is left"), transaction(write=False):
        (left,) = Event.select()
    assert (left.payload["n"], left.attempts, left.dead_at is None) == (poison, TRIES, False)
    assert "LeftBehind" in left.last_error


def test_a_late_failure_does_not_disturb_who_has_it_now(
    filon: Filon, alice: PairedSite, mailbox: Mailbox
) -> None:
    alice.deliver(submission())
    run(_claim("inside")[0], filon.settings)
    (late,) = _claim("slow")
    filon.outlast_leases()
    with clock.standing_at(clock.now() + timedelta(seconds=3)):
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
