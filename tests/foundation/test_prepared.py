"""Queries whose text is kept: nothing of the first call is in the second, least of all its tenant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from filon.foundation.access import SYSTEM, Actor, acting_as
from filon.foundation.database import database
from filon.foundation.engines import sent_ahead
from filon.foundation.errors import Forbidden
from filon.foundation.guard import UnscopedStatement
from filon.foundation.migrating import as_owner
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import NoTenant, acting_for
from filon.foundation.transactions import TenantChanged, transaction
from filon.leads.models import Lead
from filon.tenants.models import Member, Session
from tests.foundation.neighbours import Neighbours, settle
from tests.parts.databases import Databases
from tests.parts.service import Filon, PairedSite


@pytest.fixture
def both(filon: Filon, alice: PairedSite, charlie: PairedSite) -> Neighbours:
    return settle(filon, alice, charlie)


by_number = Prepared(lambda: Lead.select().where(Lead.number == slot("number", Lead.number)))
note_all = Prepared(lambda: Lead.update(note=slot("note", Lead.note)).returning(Lead.number))


def test_it_works(both: Neighbours) -> None:
    for site, name in ((both.alice, "Salma"), (both.charlie, "Karim"), (both.alice, "Salma")):
        with both.filon.inside(site.tenant, write=False):
            assert by_number.first(number=1).first_name == name
            assert by_number.first(number=99) is None


def test_the_tenant_is_the_one_at_each_call(both: Neighbours) -> None:
    with both.filon.inside(both.alice.tenant):
        assert sorted(note_all.rows(note="hers")) == [(1,), (2,)]
    with both.filon.inside(both.charlie.tenant):
        assert note_all.rows(note="his") == [(1,)]
    with both.filon.inside(both.alice.tenant, write=False):
        assert [lead.note for lead in Lead.select()] == ["hers", "hers"]


@pytest.mark.parametrize("first", ["everybody's", "one's own"])
def test_what_reaches_everybodys_is_not_what_serves_one_tenant(both: Neighbours, first: str) -> None:
    """As in a restore, which works as the owner, first across tenants and then for each."""
    count = Prepared(lambda: Lead.select(Lead.number))

    def everybodys() -> None:
        with acting_as(SYSTEM):
            assert sorted(count.rows()) == [(1,), (1,), (2,)]

    def ones_own() -> None:
        with acting_for(both.charlie.tenant):
            assert count.rows() == [(1,)]

    with as_owner(), transaction(write=False):
        for ask in (everybodys, ones_own) if first == "everybody's" else (ones_own, everybodys):
            ask()


def test_without_a_tenant_it_does_not_run(both: Neighbours) -> None:
    with both.filon.inside(both.alice.tenant, write=False):
        by_number.first(number=1)
    with transaction(), acting_as(SYSTEM), pytest.raises((NoTenant, UnscopedStatement)):
        by_number.first(number=1)


def test_the_role_is_asked_at_each_call(both: Neighbours) -> None:
    with both.filon.inside(both.alice.tenant):
        note_all.rows(note="by the system")
    with both.filon.inside(both.alice.tenant, Actor("reader")), pytest.raises(Forbidden):
        note_all.rows(note="by a reader")
    secret = Prepared(Session.select)
    with both.filon.inside(both.alice.tenant):
        secret.rows()
    with both.filon.inside(both.alice.tenant, Actor("owner")), pytest.raises(Forbidden):
        secret.rows()


def test_whoever_is_limited_asks_for_their_own_at_each_call(both: Neighbours) -> None:
    with both.filon.inside(both.alice.tenant):
        alice = Member.get(Member.role == "owner").id
        Lead.update(owner_id=alice).execute()
    hers, nobodys = (Actor("agent", id, only_own=True) for id in (alice, both.his))
    for who, count in ((SYSTEM, 1), (nobodys, 0), (hers, 1), (nobodys, 0), (SYSTEM, 1)):
        with both.filon.inside(both.alice.tenant, who, write=False):
            assert len(by_number.all(number=1)) == count


def test_what_was_asked_ahead_answers_the_same_question_once(both: Neighbours) -> None:
    with acting_for(both.alice.tenant, SYSTEM), transaction(write=False, together=True):
        by_number.ahead(number=1)
        by_number.ahead(number=3)
        [[(_who, first), (_too, third)]] = (sent_ahead.get() or {}).values()
        assert by_number.first(number=2).first_name == "Younes", "what was not asked ahead"
        assert by_number.ask(number=3) is third
        asked = by_number.ask(number=1)
        assert asked is first, "and is not asked again"
        assert asked.first().first_name == by_number.first(number=1).first_name == "Salma"
    with both.filon.inside(both.alice.tenant):
        by_number.ahead(number=1)
        Lead.update(first_name="Selma").execute()
        assert by_number.first(number=1).first_name == "Selma", "a writer reads what it has written"


def test_what_was_asked_ahead_is_for_whoever_asked(both: Neighbours) -> None:
    with both.filon.inside(both.alice.tenant):
        Lead.update(owner_id=Member.get(Member.role == "owner").id).execute()
    with acting_for(both.alice.tenant, SYSTEM), transaction(write=False, together=True):
        by_number.ahead(number=1)
        with acting_for(both.charlie.tenant), pytest.raises(TenantChanged):
            by_number.first(number=1)
        with acting_as(Actor("agent", both.his, only_own=True)):
            assert by_number.ask(number=1).first() is None, "a colleague's"


def test_a_value_of_the_caller_is_never_part_of_the_text(both: Neighbours) -> None:
    with both.filon.inside(both.alice.tenant):
        note_all.rows(note="'; DROP TABLE lead; --")
        assert [lead.note for lead in Lead.select()] == ["'; DROP TABLE lead; --"] * 2


@pytest.fixture
def one_after_the_other(databases: Databases) -> Iterator[list[Filon]]:
    services: list[Filon] = []
    yield services
    for service in services:
        service.close()


def test_the_engine_is_the_one_at_each_call(databases: Databases, one_after_the_other: list[Filon]) -> None:
    for make in (databases.sqlite, databases.postgresql, databases.sqlite):
        filon = Filon(make())
        one_after_the_other.append(filon)
        alice = filon.add_client()
        settle(filon, alice, filon.add_client("Garage Charlie", "charlie@garage.example"))
        with filon.inside(alice.tenant, write=False):
            assert by_number.first(number=2).first_name == "Younes", database.obj.name
        database.obj.close()
