"""Moments and identifiers: aware, in UTC, the same on both engines; ids that sort by birth."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from filon.foundation import clock, ids
from filon.foundation.database import database
from filon.tenants.models import Tenant
from tests.parts.service import Filon, PairedSite

A_MOMENT = datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=timezone(timedelta(hours=2)))


def test_it_works() -> None:
    assert clock.now().tzinfo == UTC
    assert abs(clock.now().timestamp() - clock.unix()) < 2
    with clock.standing_at(A_MOMENT):
        assert clock.now() == A_MOMENT
        assert clock.now().utcoffset() == timedelta(0)
        with clock.standing_at(A_MOMENT + timedelta(days=1)):
            assert clock.unix() == int(A_MOMENT.timestamp()) + 86_400
        assert clock.now() == A_MOMENT
    assert clock.now() != A_MOMENT


def test_a_moment_comes_back_as_it_went_in(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        Tenant.update(created_at=A_MOMENT).execute()
    with filon.inside(alice.tenant, write=False):
        if filon.settings.engine == "postgresql":
            database.execute_sql("SET LOCAL timezone = 'Africa/Casablanca'")
        found = Tenant.current().created_at
        assert (found, found.tzinfo) == (A_MOMENT, UTC)
        assert Tenant.select().where(Tenant.created_at == A_MOMENT).count() == 1
        assert Tenant.select().where(Tenant.created_at < A_MOMENT + timedelta(microseconds=1)).count() == 1


def test_a_moment_without_a_zone_is_refused(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant), pytest.raises(ValueError, match="created_at"):
        Tenant.update(created_at=datetime(2026, 1, 1)).execute()  # noqa: DTZ001  # that is the point


def test_ids_grow_also_within_a_millisecond() -> None:
    made = [ids.new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {one.version for one in made} == {7}


def test_ids_of_many_threads_differ() -> None:
    with ThreadPoolExecutor(8) as pool:
        lanes = list(pool.map(lambda _: [ids.new_id() for _ in range(2000)], range(8)))
    assert all(lane == sorted(lane) for lane in lanes)
    assert len({one for lane in lanes for one in lane}) == 16_000


def test_tokens_are_long_and_fit_an_address() -> None:
    tokens = {ids.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
