"""How often is too often: floods in memory, attempts in the database, where a refusal stays counted."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from filon.foundation import clock
from filon.foundation.errors import TooMany
from filon.foundation.limits import Attempts, Flood, count_attempt, forget_old_attempts
from filon.foundation.transactions import AlreadyOpen, transaction
from tests.parts.service import Filon, PairedSite

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def attempt(key: str = "alice@atlas.example", *, most: int = 3) -> None:
    count_attempt("sign-in", key, most=most, seconds=3600)


def test_it_works(filon: Filon) -> None:
    with clock.standing_at(NOON):
        for _ in range(3):
            attempt()
        with pytest.raises(TooMany) as refused:
            attempt()
        assert refused.value.retry_after == 3600
        attempt("bob@atlas.example")
    with clock.standing_at(NOON + timedelta(minutes=59)), pytest.raises(TooMany) as refused:
        attempt()
    assert refused.value.retry_after == 60
    with clock.standing_at(NOON + timedelta(minutes=60)):
        attempt()


def test_a_clock_that_was_ahead_locks_nobody_out_and_lets_nobody_try_for_ever(filon: Filon) -> None:
    with clock.standing_at(NOON + timedelta(days=300)), suppress(TooMany):
        for _ in range(4):
            attempt()
    with clock.standing_at(NOON):
        for _ in range(3):
            attempt()
        with pytest.raises(TooMany):
            attempt()


def test_an_attempt_stays_counted_when_all_else_is_undone(filon: Filon, alice: PairedSite) -> None:
    for _ in range(3):
        with suppress(ZeroDivisionError), transaction():
            attempt()
            raise ZeroDivisionError
    with pytest.raises(TooMany):
        attempt()


def test_it_is_counted_before_the_transaction_or_not_at_all(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        Attempts.select().count()
        with pytest.raises(AlreadyOpen):
            attempt()


def test_nobodys_address_is_kept(filon: Filon) -> None:
    attempt("alice@atlas.example")
    with transaction(write=False):
        assert all("alice" not in row.key and len(row.key) == 64 for row in Attempts.select())


def test_what_is_counted_apart_is_counted_apart(filon: Filon) -> None:
    for what in ("pairing", "sign-in"):
        count_attempt(what, "1.2.3.4", most=1, seconds=3600)
    with pytest.raises(TooMany):
        count_attempt("pairing", "1.2.3.4", most=1, seconds=3600)


def test_windows_that_are_over_are_forgotten(filon: Filon) -> None:
    with clock.standing_at(NOON):
        attempt()
        assert forget_old_attempts() == 0
    with clock.standing_at(NOON + timedelta(hours=2)):
        attempt("bob@atlas.example")
        assert forget_old_attempts() == 1


def test_a_flood_is_stopped_and_others_are_not() -> None:
    flood = Flood(burst=5, per_second=0.01)
    for _ in range(5):
        flood.spend("site a")
    with pytest.raises(TooMany) as refused:
        flood.spend("site a")
    assert 90 <= refused.value.retry_after <= 100
    flood.spend("site b")


def test_a_refused_request_costs_nothing_more() -> None:
    flood = Flood(burst=1, per_second=1000)
    flood.spend("a")
    with pytest.raises(TooMany):
        flood.spend("a", 100)
    with pytest.raises(TooMany) as refused:
        flood.spend("a", 100)
    assert refused.value.retry_after == 1


def test_memory_stays_bounded_when_everybody_has_another_address() -> None:
    flood = Flood(burst=1, per_second=0.001)
    for number in range(20_050):
        flood.spend(f"10.0.{number // 256}.{number % 256}")
    with pytest.raises(TooMany):
        flood.spend(f"10.0.{20_049 // 256}.{20_049 % 256}")
    assert len(flood._buckets) == 20_000
