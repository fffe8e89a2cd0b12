"""How long the first answer took is said in opening hours, on the prospect's page as on the team's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions import actions as interactions
from filon.interactions import edits
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.desk.test_workload import words
from tests.leads.test_answering import FRIDAY, ask, at, open_on_weekdays
from tests.parts.service import PairedSite

MONDAY = at("2026-05-18 09:05")


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with clock.standing_at(FRIDAY):
        yield


def call(site: PairedSite, moment: datetime) -> None:
    """Alice reaches them."""
    with site.filon.inside(site.tenant):
        owner = Member.get(Member.role == "owner").id
    with clock.standing_at(moment), site.filon.inside(site.tenant, Actor("owner", owner, "Alice")):
        interactions.log_call(Lead.by_number(1), "answered")


def on(site: PairedSite, path: str) -> str:
    with clock.standing_at(MONDAY):
        return words(site, path)


def test_it_works(alice: PairedSite) -> None:
    """Asked ten minutes before the weekend, and called five minutes after it."""
    open_on_weekdays(alice)
    ask(alice)
    alice.filon.work()
    call(alice, MONDAY)
    assert "Première réponse en 15 min" in on(alice, "/app/prospects/1")
    assert "Cette semaine : 15 min" in on(alice, "/app/equipe"), "the team's page says the same"


def test_who_asked_nothing_has_none(alice: PairedSite) -> None:
    open_on_weekdays(alice)
    with alice.filon.inside(alice.tenant, Actor("owner", None, "Alice")):
        edits.add_lead({"name": "Salma Bennani", "phone": "0661234567"}, "MA")
    call(alice, MONDAY)
    assert "Première réponse en" not in on(alice, "/app/prospects/1")
