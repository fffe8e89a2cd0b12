"""Lock 4 in the running service, in production mode too: a statement that forgets its tenant never runs."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from peewee import Select, fn

from filon.foundation.database import database
from filon.foundation.fields import id_value
from filon.foundation.guard import UnscopedStatement
from filon.foundation.row_security import tenant_tables
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import NoTransaction, transaction
from filon.foundation.web import view
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.foundation.neighbours import Neighbours, is_refused, names, settle
from tests.parts.service import DRAWN_KEY, Filon, PairedSite, submission

PRODUCTION = {
    "FILON_ENVIRONMENT": "production",
    "FILON_KEYS": DRAWN_KEY,
    "FILON_ADDRESS": "https://filon.example",
    "FILON_ALLOW_PRIVATE_HOSTS": "no",
    "FILON_TRUSTED_PROXIES": "1",
}


@pytest.fixture(params=["development", "production"])
def filon(request: pytest.FixtureRequest, environ: dict[str, str]) -> Filon:
    return Filon({**environ, **(PRODUCTION if request.param == "production" else {})})


@pytest.fixture
def both(filon: Filon, alice: PairedSite, charlie: PairedSite) -> Neighbours:
    return settle(filon, alice, charlie)


def test_it_works(both: Neighbours) -> None:
    """The whole way of a request passes the guard, which stands in it."""
    assert both.alice.deliver(submission()).status_code == 200
    with both.filon.inside(both.alice.tenant, write=False):
        assert Lead.select().count() == 2  # Salma is known: she asks again
        assert database.execute_sql(
            f"SELECT count(*) FROM lead WHERE tenant_id = {database.obj.param}",
            (id_value(both.alice.tenant),),
        ).fetchone() == (2,)


def _sql(text: str) -> Any:
    return lambda other: database.execute_sql(text.replace("?", database.obj.param), _values(text, other))


def _values(text: str, other: Any) -> tuple[Any, ...]:
    return (id_value(other),) * text.count("?")


FORGETFUL = {
    "no condition": _sql("SELECT * FROM lead"),
    "another tenant": _sql("SELECT * FROM lead WHERE tenant_id = ?"),
    "either": _sql("SELECT * FROM lead WHERE tenant_id = ? OR number > 0"),
    "update all": _sql("UPDATE lead SET note = 'x'"),
    "delete all": _sql("DELETE FROM lead"),
    "behind a comment": _sql("/* tenant_id = */ SELECT * FROM lead -- WHERE tenant_id = 1"),
    "union": _sql("SELECT id FROM tenant WHERE 1 = 0 UNION SELECT id FROM lead"),
    "subquery": _sql("SELECT (SELECT max(note) FROM lead)"),
    "common table": _sql("WITH l AS (SELECT * FROM lead) SELECT * FROM l"),
    "a table that nobody knows": _sql("SELECT * FROM secret_ledger"),
    "schema": _sql("SELECT * FROM public.lead"),
    "catalogue": _sql("SELECT * FROM sqlite_master"),
    "the table itself": lambda _other: database.execute(Lead._meta.table.select(Lead._meta.table.note)),
    "a bare Select": lambda _other: database.execute(Select([Lead], [fn.COUNT(Lead.id)])),
    "a join that is not scoped": lambda _other: list(
        Lead.select(Lead, Interaction.text).join(Interaction, on=(Interaction.kind == "request")).tuples()
    ),
    "update from": lambda _other: (
        Lead.update(note=Interaction.text).from_(Interaction).where(Interaction.kind == "request").execute()
    ),
    "two statements": _sql("SELECT 1; SELECT * FROM lead"),
}


def test_what_forgets_its_tenant_is_refused_before_it_runs(both: Neighbours) -> None:
    for what, attempt in FORGETFUL.items():
        with both.filon.inside(both.charlie.tenant):
            assert is_refused(partial(attempt, both.alice.tenant), UnscopedStatement), f"it ran: {what}"
    assert names(both.filon, both.alice) == ["Salma", "Younes"]


def test_the_refusal_quotes_no_value(both: Neighbours) -> None:
    with both.filon.inside(both.charlie.tenant), pytest.raises(UnscopedStatement) as refused:
        database.execute_sql("SELECT * FROM lead WHERE email = 'salma@example.com'")
    assert "salma" not in str(refused.value)


def test_a_joined_table_is_served_once_it_is_tied(both: Neighbours) -> None:
    with both.filon.inside(both.charlie.tenant, write=False):
        found = (
            Lead.select(Interaction.text)
            .join(Interaction, on=(Interaction.lead_id == Lead.id) & (Interaction.tenant == Lead.tenant))
            .where(Interaction.tenant == both.charlie.tenant)
            .tuples()
        )
        assert list(found) == [("Karim asks",)]


def test_a_view_that_forgets_answers_500_and_shows_nothing(filon: Filon) -> None:
    def forgetful() -> Any:
        return str(database.execute_sql("SELECT first_name FROM lead").fetchall())

    filon.serve_also("/app/forgetful", view(forgetful))
    alice = filon.add_client()
    charlie = filon.add_client("Garage Charlie", "charlie@garage.example")
    settle(filon, alice, charlie)
    answer = signed_in(charlie).get("/app/forgetful")
    assert answer.status_code == 500
    assert "Salma" not in answer.text
    assert "SELECT" not in answer.text


def test_no_statement_runs_outside_a_transaction(both: Neighbours) -> None:
    with acting_for(both.alice.tenant), pytest.raises(NoTransaction):
        list(Lead.select())
    with pytest.raises(NoTransaction):
        database.execute_sql("SELECT 1")


def test_the_guard_knows_every_table_of_every_room(both: Neighbours) -> None:
    for table in tenant_tables():
        with (
            acting_for(both.charlie.tenant),
            transaction(write=False),
            pytest.raises(UnscopedStatement, match=table),
        ):
            database.execute_sql(f'SELECT * FROM "{table}"')
