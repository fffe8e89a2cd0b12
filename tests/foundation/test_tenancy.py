"""Locks 1 and 2: a model can't be read or written without its tenant, nor with another's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from peewee import PeeweeException

from filon.foundation import clock
from filon.foundation.access import SYSTEM, acting_as
from filon.foundation.database import database
from filon.foundation.guard import UnscopedStatement
from filon.foundation.operator import across_tenants
from filon.foundation.tenancy import NoTenant, Unscoped, WrongTenant, acting_for, tenant_or_none
from filon.foundation.transactions import transaction
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from tests.foundation.neighbours import Neighbours, is_refused, names, settle
from tests.parts.service import Filon, PairedSite


@pytest.fixture
def both(filon: Filon, alice: PairedSite, charlie: PairedSite) -> Neighbours:
    return settle(filon, alice, charlie)


def test_it_works(both: Neighbours) -> None:
    assert names(both.filon, both.alice) == ["Salma", "Younes"]
    assert names(both.filon, both.charlie) == ["Karim"]


def test_nothing_is_touched_without_a_tenant(both: Neighbours) -> None:
    attempts: list[Callable[[], Any]] = [
        lambda: list(Lead.select()),
        lambda: Lead.get_by_id(both.hers),
        lambda: Lead.update(note="x").execute(),
        lambda: Lead.delete().execute(),
        lambda: Lead.create(number=9, source="x", currency="MAD"),
        lambda: Lead.insert_many([{"number": 9, "source": "x", "currency": "MAD"}]).execute(),
        lambda: Lead.select().where(Lead.tenant == both.alice.tenant).count(),
        lambda: Lead.waiting_count(),
    ]
    for attempt in attempts:
        with pytest.raises(NoTenant), transaction(), acting_as(SYSTEM):
            attempt()
    assert names(both.filon, both.alice) == ["Salma", "Younes"]


def test_another_tenants_rows_are_not_there(both: Neighbours) -> None:
    with both.filon.inside(both.charlie.tenant):
        assert Lead.find(both.hers) is None
        assert Lead.select().where(Lead.id == both.hers).count() == 0
        assert Lead.update(note="his").where(Lead.id == both.hers).execute() == 0
        assert Lead.delete().where(Lead.id == both.hers).execute() == 0
        assert Lead.select().where((Lead.number == 1) | (Lead.number == 2)).count() == 1
        assert {lead.id for lead in Lead.filter(number__gt=0)} == {both.his}
        assert Lead.get_or_none(Lead.id == both.hers) is None
        with pytest.raises(Lead.DoesNotExist):
            Lead.get_by_id(both.hers)
    with both.filon.inside(both.alice.tenant, write=False):
        assert Lead.get_by_id(both.hers).note == ""


def _row(tenant: Any = None) -> dict[str, Any]:
    values = {"number": 77, "source": "x", "currency": "MAD"}
    return values if tenant is None else {**values, "tenant": tenant}


WRITES_TO: dict[str, Callable[[Any], Any]] = {
    "create": lambda other: Lead.create(**_row(other)),
    "add": lambda other: Lead.add(**_row(other)),
    "insert": lambda other: Lead.insert(_row(other)).execute(),
    "insert by field": lambda other: Lead.insert({**_row(), Lead.tenant: other}).execute(),
    "insert_many": lambda other: Lead.insert_many([_row(), _row(other)]).execute(),
    "insert_many with columns": lambda other: Lead.insert_many(
        [(78, "x", "MAD", other)], fields=[Lead.number, Lead.source, Lead.currency, Lead.tenant]
    ).execute(),
    "bulk_create": lambda other: Lead.bulk_create([Lead(**_row(other))]),
    "save": lambda other: Lead(**_row(other)).save(force_insert=True),
    "move by update": lambda other: Lead.update(tenant=other).execute(),
    "move by field": lambda other: Lead.update({Lead.tenant: other}).execute(),
    "where": lambda other: list(Lead.select().where(Lead.tenant == other)),
    "where in": lambda other: list(Lead.select().where(Lead.tenant.in_([other]))),
    "where not": lambda other: list(Lead.select().where(Lead.tenant != other)),
    "delete where": lambda other: Lead.delete().where(Lead.tenant == other).execute(),
    "as text": lambda other: list(Lead.select().where(Lead.tenant == str(other))),
    "as hex": lambda other: list(Lead.select().where(Lead.tenant == other.hex)),
    "on conflict": lambda other: (
        Lead.insert(_row())
        .on_conflict(conflict_target=[Lead.tenant, Lead.number], update={Lead.tenant: other})
        .execute()
    ),
}


def test_another_tenants_value_is_refused(both: Neighbours) -> None:
    for way, attempt in WRITES_TO.items():
        with both.filon.inside(both.charlie.tenant):
            assert is_refused(partial(attempt, both.alice.tenant), WrongTenant), way
    assert names(both.filon, both.alice) == ["Salma", "Younes"]
    assert names(both.filon, both.charlie) == ["Karim"]


def test_a_row_in_hand_can_not_be_moved(both: Neighbours) -> None:
    with both.filon.inside(both.alice.tenant):
        hers = Lead.get_by_id(both.hers)
        moved = Lead.get_by_id(both.hers)
        moved.tenant = both.charlie.tenant
        with pytest.raises(WrongTenant):
            moved.save()
    with pytest.raises(WrongTenant), both.filon.inside(both.charlie.tenant):
        hers.delete_instance()
    hers.note = "his"
    with pytest.raises(WrongTenant), both.filon.inside(both.charlie.tenant):
        hers.save()
    assert names(both.filon, both.alice) == ["Salma", "Younes"]


UNSCOPED: dict[str, Callable[[], Any]] = {
    "alias": lambda: Lead.alias("l"),
    "raw": lambda: list(Lead.raw("SELECT * FROM lead")),
    "replace": lambda: Lead.replace(**_row()).execute(),
    "replace_many": lambda: Lead.replace_many([_row()]).execute(),
    "insert_from": lambda: Lead.insert_from(Interaction.select(Interaction.id), [Lead.id]).execute(),
}


def test_what_peewee_can_not_scope_is_refused_with_the_way_to_do_it(both: Neighbours) -> None:
    for way, attempt in UNSCOPED.items():
        with (
            both.filon.inside(both.charlie.tenant),
            pytest.raises(Unscoped, match=f"{way}.*(write|use|read)"),
        ):
            attempt()


def test_a_table_as_a_whole_is_out_of_reach(both: Neighbours) -> None:
    for attempt in (Lead.truncate_table, Lead.drop_table, lambda: Lead.create_table(safe=False)):
        with pytest.raises((UnscopedStatement, PeeweeException)), both.filon.inside(both.charlie.tenant):
            attempt()
    assert names(both.filon, both.alice) == ["Salma", "Younes"]


def test_a_new_thread_has_no_tenant_of_its_own(both: Neighbours) -> None:
    seen: list[Any] = []

    def look() -> None:
        seen.append(tenant_or_none())
        try:
            with transaction():
                list(Lead.select())
        except BaseException as error:  # also Forbidden: nobody acts there either
            seen.append(type(error).__name__)
        finally:
            database.obj.close()

    with acting_for(both.alice.tenant):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [None, "Forbidden"]


def test_the_context_ends_with_its_block_also_when_it_raises(both: Neighbours) -> None:
    with pytest.raises(ZeroDivisionError), acting_for(both.alice.tenant):
        raise ZeroDivisionError
    assert tenant_or_none() is None


def test_across_tenants_sees_all_and_says_so(both: Neighbours) -> None:
    with across_tenants("test"), transaction(write=False):
        assert {lead.first_name for lead in Lead.select()} == {"Salma", "Younes", "Karim"}
    with pytest.raises(NoTenant), transaction(), acting_as(SYSTEM):
        list(Lead.select())


def test_a_tenant_named_inside_across_tenants_binds_again(both: Neighbours) -> None:
    with across_tenants("test"), acting_for(both.charlie.tenant), transaction():
        assert [lead.first_name for lead in Lead.select()] == ["Karim"]
        assert Lead.update(note=str(clock.unix())).execute() == 1
