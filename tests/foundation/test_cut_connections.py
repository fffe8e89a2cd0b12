"""A connection that was cut while nobody used it, as by a restart of the server, costs nobody's request."""

from __future__ import annotations

import psycopg
import pytest
from peewee import PeeweeException

from filon.tenants.models import Tenant
from tests.parts.postgres import Postgres
from tests.parts.processes import until
from tests.parts.service import Filon, PairedSite, submission


def _cut_all(postgres: Postgres) -> None:
    with psycopg.connect(postgres.superuser_dsn, autocommit=True) as server:
        others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        server.execute(f"SELECT pg_terminate_backend(pid) {others}")
        until(lambda: server.execute(f"SELECT count(*) {others}").fetchone() == (0,), "them to be gone")


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
