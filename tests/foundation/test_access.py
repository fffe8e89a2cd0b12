"""Who may do what, asked by every table itself: for each role and each table, reading and writing."""

from __future__ import annotations

from typing import Any

import pytest

from filon.foundation import access
from filon.foundation.access import ROLES, Actor, acting_as, at_least, require
from filon.foundation.database import tables
from filon.foundation.errors import Forbidden
from filon.foundation.row_security import tenant_tables
from filon.foundation.tenancy import TenantModel, acting_for
from filon.foundation.transactions import transaction
from tests.foundation.neighbours import is_refused
from tests.parts.service import Filon, PairedSite

# The least role that may read, and that may write. A new table must be entered here, by somebody who thought of it.
RIGHTS = {
    "absence": ("reader", "manager"),
    "appointment": ("reader", "agent"),
    "appointment_host": ("reader", "agent"),
    "appointment_kind": ("reader", "manager"),
    "appointment_need": ("reader", "manager"),
    "appointment_resource": ("reader", "manager"),
    "appointment_use": ("reader", "agent"),
    "appointment_question": ("reader", "manager"),
    "minutes": ("reader", "agent"),
    "minutes_step": ("reader", "agent"),
    "export_note": ("reader", "reader"),
    "appointment_participant": ("reader", "agent"),
    "appointment_step": ("reader", "agent"),
    "api_key": ("manager", "manager"),
    "assignment_rule": ("reader", "manager"),
    "assignment_share": ("reader", "manager"),
    "attachment": ("reader", "agent"),
    "busy_time": ("reader", "system"),
    "calendar_account": ("reader", "reader"),
    "calendar_push": ("reader", "system"),
    "outside_calendar": ("reader", "reader"),
    "outside_event": ("reader", "system"),
    "unread_event": ("reader", "system"),
    "day_hours": ("reader", "manager"),
    "bulk_change": ("reader", "agent"),
    "bulk_change_lead": ("reader", "agent"),
    "erasure_request": ("reader", "manager"),
    "export": ("reader", "reader"),
    "import": ("manager", "manager"),
    "import_batch": ("manager", "manager"),
    "import_change": ("manager", "manager"),
    "import_map": ("manager", "manager"),
    "form_map": ("reader", "manager"),
    "interaction": ("reader", "agent"),
    "lead": ("reader", "agent"),
    "lead_search": ("reader", "agent"),
    "field": ("reader", "manager"),
    "field_value": ("reader", "agent"),
    "label": ("reader", "manager"),
    "ledger": ("reader", "system"),
    "lead_merge": ("reader", "agent"),
    "lead_tag": ("reader", "agent"),
    "shop_order": ("reader", "system"),
    "snippet": ("reader", "manager"),
    "suspicion": ("reader", "agent"),
    "task": ("reader", "agent"),
    "view": ("reader", "reader"),
    "link": ("system", "system"),
    "member": ("reader", "manager"),
    "member_session": ("system", "system"),
    "mention": ("reader", "reader"),
    "note_revision": ("reader", "agent"),
    "notification": ("reader", "reader"),
    "outbox": ("reader", "reader"),
    "pairing_code": ("reader", "manager"),
    "setting_change": ("reader", "reader"),
    "site": ("reader", "manager"),
    "submission": ("reader", "system"),
    "tenant": ("reader", "manager"),
    "used_once": ("system", "system"),
}


def models() -> list[Any]:
    return [table for table in tables if table._meta.table_name in tenant_tables()]


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """Each role against each table: both ways through the model, never through a view."""
    assert {model._meta.table_name: (model.readable_by, model.writable_by) for model in models()} == RIGHTS
    for role in ROLES:
        for model in models():
            reads, writes = RIGHTS[model._meta.table_name]
            rank = ROLES.index(role)
            with filon.inside(alice.tenant, Actor(role)):
                attempts = {
                    "select": (reads, lambda m=model: m.select().count()),
                    "find": (reads, lambda m=model: m.get_or_none(m.tenant == alice.tenant)),
                    "update": (writes, lambda m=model: m.update(tenant=alice.tenant)),
                    "delete": (writes, lambda m=model: m.delete()),
                    "insert": (writes, lambda m=model: m.insert(tenant=alice.tenant)),
                    "insert_many": (writes, lambda m=model: m.insert_many([{"tenant": alice.tenant}])),
                    "add": (writes, lambda m=model: m.check_access(writes=True)),
                }
                for what, (least, attempt) in attempts.items():
                    allowed = rank >= ROLES.index(least)
                    assert is_refused(attempt, Forbidden) is not allowed, f"{role}: {what} {model.__name__}"


def test_nobody_at_all_may_do_nothing(filon: Filon, alice: PairedSite) -> None:
    for model in models():
        with transaction():
            assert is_refused(lambda m=model: m.select().count(), Forbidden), model
            assert is_refused(lambda m=model: m.update(tenant=alice.tenant), Forbidden), model
    with pytest.raises(Forbidden):
        access.actor()


def test_a_table_that_says_nothing_is_the_systems_to_write() -> None:
    assert TenantModel.writable_by == "system"
    assert ROLES[-1] == "system"


def test_the_one_acting_is_the_innermost() -> None:
    with acting_as(Actor("owner")):
        require("owner")
        with acting_as(Actor("reader")):
            assert at_least("reader")
            assert not at_least("agent")
            with pytest.raises(Forbidden):
                require("manager")
        assert at_least("owner")


def test_naming_a_tenant_acts_as_the_system_unless_told(filon: Filon, alice: PairedSite) -> None:
    with acting_for(alice.tenant):
        assert access.actor().role == "system"
    with acting_for(alice.tenant, Actor("agent", name="Bob")):
        assert access.actor().name == "Bob"
        with pytest.raises(Forbidden):
            require("manager")


def test_an_unknown_role_is_refused_and_never_taken_for_one() -> None:
    with acting_as(Actor("Owner")), pytest.raises(ValueError, match="not in"):
        at_least("reader")
