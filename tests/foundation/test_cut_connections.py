"""A connection that was cut while nobody used it, as by a restart of the server, costs nobody's request."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from peewee import PeeweeException

from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.tenants.models import Tenant
from tests.parts.postgres import Postgres
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission


def _cut_all(postgres: Postgres) -> None:
    with psycopg.connect(postgres.superuser_dsn, autocommit=True) as server:
        services = "FROM pg_stat_activity WHERE usename IN ('filon_app', 'filon_operator', 'filon_owner')"
        server.execute(f"SELECT pg_terminate_backend(pid) {services}")
        until(lambda: server.execute(f"SELECT count(*) {services}").fetchone() == (0,), "them to be gone")


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """The tests after these get connections of their own: theirs are kept, and some are cut."""
    yield
    Filon.engines.clear()


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_it_works(filon: Filon, alice: PairedSite, postgres: Postgres) -> None:
    """The lead's way sends its statements together, and would hear of the cut only at the first answer."""
    for n in range(3):
        _cut_all(postgres)
        answer = alice.deliver(submission({"name": f"Visitor {n}", "phone": f"066100000{n}"}))
        assert answer.status_code == 200
        assert answer.json["answers"][0]["answer"] == "recorded"


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_one_statement_after_the_other_too(filon: Filon, alice: PairedSite, postgres: Postgres) -> None:
    with filon.inside(alice.tenant, write=False):
        assert Tenant.current().name
    _cut_all(postgres)
    with filon.inside(alice.tenant, write=False):
        assert Tenant.current().name


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_after_a_reader_who_waited_for_no_end_too(
    filon: Filon, alice: PairedSite, postgres: Postgres
) -> None:
    def name() -> str:
        with acting_for(alice.tenant), transaction(write=False, together=True):
            return str(Tenant.current().name)

    known = name()
    _cut_all(postgres)
    assert name() == known


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_what_is_cut_in_the_middle_is_not_begun_anew(
    filon: Filon, alice: PairedSite, postgres: Postgres
) -> None:
    """Half of it would be done."""

    def half() -> None:
        with filon.inside(alice.tenant):
            Tenant.update(name="Half").execute()
            _cut_all(postgres)
            Tenant.update(name="Whole").execute()

    with pytest.raises(PeeweeException):
        half()
    with filon.inside(alice.tenant, write=False):
        assert Tenant.current().name == "Menuiserie Atlas"
