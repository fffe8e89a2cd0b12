"""One process at a time has a lease, and however that one ends, or stops, the next one gets it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from filon.foundation import leases
from filon.foundation.database import database
from filon.foundation.fields import in_seconds
from filon.foundation.leases import Lease
from filon.foundation.transactions import transaction
from tests.parts.service import Filon


def _let_it_end(name: str) -> None:
    with transaction():
        Lease.update(ends_at=in_seconds(-1)).where(Lease.name == name).execute()


def test_it_works(filon: Filon) -> None:
    assert leases.take("schedule", "one", 15)
    assert not leases.take("schedule", "two", 15)
    assert leases.take("schedule", "one", 15), "renewed"
    assert leases.take("another", "two", 15)


def test_one_that_is_not_renewed_is_anybodys(filon: Filon) -> None:
    assert leases.take("schedule", "frozen", 15)
    _let_it_end("schedule")
    assert leases.take("schedule", "next", 15)
    assert not leases.take("schedule", "frozen", 15), "who comes back finds out"


def test_what_is_given_back_is_free(filon: Filon) -> None:
    assert leases.take("schedule", "one", 15)
    leases.give_back("schedule", "two")
    assert not leases.take("schedule", "two", 15), "nobody gives back what another has"
    leases.give_back("schedule", "one")
    assert leases.take("schedule", "two", 15)


def test_one_that_was_taken_while_the_clock_was_ahead_ends_as_soon_as_any(filon: Filon) -> None:
    assert leases.take("schedule", "one", 15)
    with transaction():
        Lease.update(ends_at=in_seconds(86_400)).where(Lease.name == "schedule").execute()
    assert not leases.take("schedule", "next", 15), "it may live, and renew"
    with transaction(write=False):
        assert Lease.select().where(Lease.ends_at <= in_seconds(15)).count() == 1
    assert leases.take("schedule", "one", 15)


def test_a_clock_that_steps_back_a_little_takes_it_from_nobody(filon: Filon) -> None:
    assert leases.take("schedule", "one", 15)
    with transaction():
        Lease.update(ends_at=in_seconds(20)).where(Lease.name == "schedule").execute()
    assert not leases.take("schedule", "next", 15)
    with transaction(write=False):
        assert Lease.select().where(Lease.ends_at > in_seconds(15)).count() == 1, "nor is it cut short"


def test_of_many_at_once_one_gets_it(filon: Filon) -> None:
    def take(n: int) -> bool:
        try:
            return leases.take("schedule", f"worker {n}", 15)
        finally:
            database.obj.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 1
