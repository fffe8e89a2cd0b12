"""One request, one transaction: what is kept, what is undone, and what is refused aloud."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from peewee import IntegrityError, PeeweeException

from filon.foundation import outbox
from filon.foundation.access import SYSTEM, acting_as
from filon.foundation.database import database
from filon.foundation.limits import Attempts
from filon.foundation.operator import across_tenants
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import (
    AlreadyOpen,
    NoTransaction,
    ReadOnly,
    TenantChanged,
    is_open,
    notify_at_commit,
    on_its_own,
    savepoint,
    transaction,
)
from filon.leads.models import Lead
from filon.tenants.models import Site
from tests.foundation.neighbours import is_refused, names
from tests.parts.service import Filon, PairedSite


def add(number: int) -> Any:
    return Lead.add(number=number, first_name=f"n{number}", source="x", currency="MAD")


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    def add_and_fail() -> None:
        with transaction():
            add(2)
            raise ZeroDivisionError

    with acting_for(alice.tenant):
        with transaction():
            add(1)
        assert is_refused(add_and_fail, ZeroDivisionError)
    assert names(filon, alice) == ["n1"]


def test_it_begins_with_the_first_statement(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant), transaction():
        assert not is_open()
        Lead.select().where(Lead.number == 1)  # built, not run
        assert not is_open()
        Lead.waiting_count()
        assert is_open()
    assert not is_open()


def test_one_inside_another_joins_it(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant), suppress(ZeroDivisionError), transaction():
        with transaction():
            add(1)
        assert Lead.select().count() == 1
        raise ZeroDivisionError
    assert names(filon, alice) == []


def test_one_inside_another_that_raised_and_was_caught_undoes_nothing_by_itself(
    filon: Filon, alice: PairedSite
) -> None:
    with acting_for(alice.tenant), transaction():
        add(1)
        with suppress(ZeroDivisionError), transaction():
            add(2)
            raise ZeroDivisionError
    assert names(filon, alice) == ["n1", "n2"]


def test_a_savepoint_is_undone_alone(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant), transaction():
        add(1)
        with suppress(IntegrityError), savepoint():
            add(2)
            add(1)
        with suppress(ZeroDivisionError), savepoint():
            add(3)
            with savepoint():
                add(4)
            raise ZeroDivisionError
        with savepoint():
            add(5)
    assert names(filon, alice) == ["n1", "n5"]


def test_a_savepoint_needs_a_transaction(filon: Filon) -> None:
    with pytest.raises(NoTransaction), savepoint():
        pass


def test_what_travels_together_is_undone_alone_when_it_fails(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant), transaction(together=True):
        for number in (1, 2, 1, 3, 2, 4):
            try:
                with savepoint():
                    add(number)
            except IntegrityError:
                with savepoint():
                    add(number + 100)
    assert sorted(names(filon, alice)) == ["n1", "n101", "n102", "n2", "n3", "n4"]


def test_a_failure_that_travels_late_is_heard_of_before_the_commit(filon: Filon, alice: PairedSite) -> None:
    def add_twice() -> None:
        with transaction(together=True):
            add(1)
            add(1)

    with acting_for(alice.tenant):
        assert is_refused(add_twice, IntegrityError)
    assert names(filon, alice) == []


def test_what_travels_together_is_there_to_be_read(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant), transaction(together=True):
        add(1)
        add(2)
        assert Lead.select().count() == 2
    assert names(filon, alice) == ["n1", "n2"]


def test_what_is_on_its_own_survives(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant), suppress(ZeroDivisionError), transaction():
        with on_its_own():
            Attempts.create(key="k", ends_at=1, count=1)
        add(1)
        raise ZeroDivisionError
    with transaction(write=False):
        assert Attempts.select().count() >= 1
        assert Attempts.get_by_id("k").count == 1
    assert names(filon, alice) == []


def test_it_is_too_late_for_that_once_the_transaction_has_begun(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant), transaction():
        Lead.waiting_count()
        with pytest.raises(AlreadyOpen), on_its_own():
            pass
        with pytest.raises(AlreadyOpen), across_tenants("test"):
            pass


READERS_WRITE = (
    "INSERT INTO attempts (key, ends_at, count) VALUES ('k', 1, 1)",
    "insert into attempts (key, ends_at, count) values ('k', 1, 1)",
    "  UPDATE attempts SET count = 2",
    "\n\tDELETE FROM attempts",
    "WITH gone AS (SELECT 1) DELETE FROM attempts",
    "WITH new AS (SELECT 'k') INSERT INTO attempts (key, ends_at, count) SELECT 'k', 1, 1 FROM new",
    "DELETE FROM attempts WHERE (SELECT 1) = 1",
)


def test_a_reader_can_not_write(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        before = Attempts.select().count()
        Attempts.create(key="kept", ends_at=1, count=1)
    for sql in READERS_WRITE:
        with filon.inside(alice.tenant, write=False):
            run = partial(database.execute_sql, sql)
            assert is_refused(run, (ReadOnly, PeeweeException)), f"it ran: {sql}"
    with filon.inside(alice.tenant, write=False), pytest.raises(ReadOnly):
        add(1)
    with filon.inside(alice.tenant, write=False), pytest.raises(ReadOnly), transaction():
        pass
    with filon.inside(alice.tenant, write=False):
        assert Attempts.select().count() == before + 1
        assert Attempts.get_by_id("kept").count == 1


def test_a_reader_may_read_words_that_look_like_writing(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant, write=False):
        found = database.execute_sql(
            "WITH said AS (SELECT replace('please UPDATE me', 'UPDATE', 'DELETE') AS words) SELECT words FROM said"
        )
        assert found.fetchone() == ("please DELETE me",)


def test_the_tenant_can_not_change_inside(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    def change(first: Callable[[], Any]) -> None:
        with transaction(), acting_as(SYSTEM):
            first()
            with acting_for(charlie.tenant):
                add(2)

    with acting_for(alice.tenant):
        assert is_refused(lambda: change(lambda: add(1)), TenantChanged)
    assert is_refused(lambda: change(Attempts.select().count), TenantChanged), "it began as nobody's"
    assert names(filon, alice) == names(filon, charlie) == []


def test_nothing_is_announced_without_a_transaction(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant), pytest.raises(NoTransaction):
        outbox.emit("lead.recorded", lead="x")
    with pytest.raises(NoTransaction):
        notify_at_commit("filon_outbox")


def test_an_event_is_kept_and_lost_with_its_cause(filon: Filon, alice: PairedSite) -> None:
    with suppress(ZeroDivisionError), filon.inside(alice.tenant):
        outbox.emit("lead.status_changed", lead="lost")
        raise ZeroDivisionError
    with filon.inside(alice.tenant):
        outbox.emit("lead.status_changed", lead="kept")
    with filon.inside(alice.tenant, write=False):
        (event,) = outbox.Event.select()
        assert (event.name, event.payload) == ("lead.status_changed", {"lead": "kept"})
        assert event.tenant == alice.tenant


def test_a_commit_that_fails_leaves_a_connection_that_works(filon: Filon, alice: PairedSite) -> None:
    def fail() -> None:
        with filon.inside(alice.tenant):
            add(1)
            Site.update(home_url=None).execute()

    assert is_refused(fail, IntegrityError)
    assert names(filon, alice) == []
    with filon.inside(alice.tenant):
        assert Site.get_by_id(UUID(alice.id)).home_url == "https://atlas.example"
        add(1)
    assert names(filon, alice) == ["n1"]
