"""A file becomes leads: read, mapped, tried, run."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from filon.interactions.models import Interaction
from filon.leads import search
from filon.notifications.models import Notification
from tests.intake.imports.bringing import FRENCH, again, bring, choose, leads, run
from tests.parts.service import Filon, PairedSite


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    one = bring(filon, alice, FRENCH)
    assert (one.state, one.failure, one.total) == ("ready", "", 2)
    assert list(one.choices["columns"].values()) == [
        *("last_name", "first_name", "phone", "email", "amount", "created_at:dmy"),
    ]
    one = choose(filon, alice, one)
    assert (one.state, one.counts) == ("checked", {"new": 2})
    assert leads(filon, alice) == []
    one = run(filon, alice, one)
    assert (one.state, one.rows, one.counts["new"]) == ("done", 2, 2)
    salma, eric = leads(filon, alice)
    assert (salma.name, salma.phone, salma.email, salma.amount) == (
        *("Salma Bennani", "+212661234567", "salma@example.com", Decimal("38500.50")),
    )
    assert (salma.number, salma.source, salma.to_call_since) == (1, "file", None)
    assert salma.created_at == datetime(2025, 12, 2, 23, tzinfo=UTC)
    assert eric.name == "Éric Lambert"
    with filon.inside(alice.tenant):
        assert search.find("lamb", limit=5) == [2]
        (began,) = Interaction.of(salma.id)
        assert (began.kind, began.member_name, began.details["file"]) == ("imported", "Alice", "clients.csv")
        assert Notification.select().count() == 0, "an import announces nobody"
    assert again(filon, alice, one).file is None, "what was imported is not kept twice"
