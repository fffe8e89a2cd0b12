"""Where a prospect stands: who may change it, what follows, and who waits for a call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.errors import Forbidden, Invalid
from filon.foundation.outbox import Event
from filon.leads import actions
from filon.leads.models import STATUSES, Lead
from tests.parts.service import Filon, PairedSite, submission

OWNER, READER, AGENT = (Actor(role, None, role) for role in ("owner", "reader", "agent"))


@pytest.fixture
def salma(alice: PairedSite) -> PairedSite:
    """Alice's site, from which Salma has asked."""
    alice.deliver(submission())
    return alice


def _move(site: PairedSite, status: str, reason: str = "", who: Actor = OWNER) -> str:
    with site.filon.inside(site.tenant, who):
        return actions.change_status(Lead.by_number(1), status, reason)


def _lead(site: PairedSite) -> Lead:
    with site.filon.inside(site.tenant, write=False):
        lead: Lead = Lead.by_number(1)
    return lead


def test_it_works(filon: Filon, salma: PairedSite) -> None:
    assert _move(salma, "open") == "new"
    assert _move(salma, "won") == "open"
    assert (_lead(salma).status, _lead(salma).is_waiting) == ("won", False)
    with filon.inside(salma.tenant, write=False):
        changes = [
            e.payload for e in Event.select().where(Event.name == "lead.status_changed").order_by(Event.id)
        ]
    assert [(change["before"], change["after"]) for change in changes] == [("new", "open"), ("open", "won")]


@pytest.mark.parametrize(
    ("status", "waits"), [("new", True), ("open", True), ("won", False), ("lost", False)]
)
def test_who_is_won_or_lost_waits_for_no_call(salma: PairedSite, status: str, waits: bool) -> None:
    _move(salma, status)
    assert _lead(salma).is_waiting is waits


def test_a_reason_belongs_to_the_lost(salma: PairedSite) -> None:
    _move(salma, "lost", "price")
    assert _lead(salma).lost_reason == "price"
    _move(salma, "new")
    assert _lead(salma).lost_reason is None


def test_an_unknown_status_is_refused_and_named(filon: Filon, salma: PairedSite) -> None:
    with pytest.raises(Invalid) as refusal:
        _move(salma, "sold")
    assert "status" in refusal.value.errors
    assert _lead(salma).status in STATUSES


def test_a_reader_changes_nothing(filon: Filon, salma: PairedSite) -> None:
    with pytest.raises(Forbidden):
        _move(salma, "won", who=READER)
    assert (_lead(salma).status, _lead(salma).is_waiting) == ("new", True)
    with filon.inside(salma.tenant, READER, write=False):
        assert Lead.by_number(1).name == "Salma Bennani", "reading is allowed"
    _move(salma, "won", who=AGENT)
    assert _lead(salma).status == "won"


def test_every_way_of_writing_a_lead_takes_an_agent(filon: Filon, salma: PairedSite) -> None:
    attempts = [
        lambda: actions.record_lead(actions.Request("site", clock.now())),
        lambda: actions.note_answered(Lead.by_number(1), reached=True),
        lambda: Lead.update(note="x").execute(),
        lambda: Lead.delete().execute(),
        lambda: Lead.by_number(1).save(),
        lambda: Lead.by_number(1).delete_instance(),
        lambda: Lead.create(number=2, source="site", currency="MAD"),
        lambda: Lead.insert_many([{"number": 2, "source": "site", "currency": "MAD"}]).execute(),
    ]
    before = _lead(salma).__data__
    for attempt in attempts:
        with pytest.raises(Forbidden), filon.inside(salma.tenant, READER):
            attempt()
    assert _lead(salma).__data__ == before


def test_nobody_may_nothing(filon: Filon, salma: PairedSite) -> None:
    with filon.inside(salma.tenant, Actor("visitor")), pytest.raises(ValueError):  # noqa: PT011
        Lead.select()


def test_the_first_answer_stops_the_clock_once(salma: PairedSite) -> None:
    first = clock.now() + timedelta(minutes=6)
    for moment in (first, first + timedelta(hours=1)):
        with clock.standing_at(moment), salma.filon.inside(salma.tenant, AGENT):
            actions.note_answered(Lead.by_number(1), reached=False)
    lead = _lead(salma)
    assert lead.first_answered_at == first
    assert lead.last_activity_at == first + timedelta(hours=1)
    assert (lead.status, lead.is_waiting) == ("new", True), "tried, not reached"
    with salma.filon.inside(salma.tenant, AGENT):
        actions.note_answered(Lead.by_number(1), reached=True)
    assert (_lead(salma).status, _lead(salma).is_waiting) == ("open", False)


def test_who_waits_longest_comes_first(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    asked = {"Un": 3, "Deux": 9, "Trois": 6}
    for name, hours in asked.items():
        moment = (clock.now() - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
        alice.deliver(submission({"name": name, "message": name}, submitted_at=moment))
    charlie.deliver(submission())
    with filon.inside(alice.tenant, READER, write=False):
        assert [lead.name for lead in Lead.waiting()] == ["Deux", "Trois", "Un"]
        assert [lead.name for lead in Lead.waiting(limit=1)] == ["Deux"]
        assert Lead.waiting_count() == 3


def test_a_request_from_the_future_waits_since_now(alice: PairedSite) -> None:
    """The site's clock is wrong: a wait that has not begun would count backwards."""
    tomorrow = (clock.now() + timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
    alice.deliver(submission(submitted_at=tomorrow))
    since = _lead(alice).to_call_since
    assert since is not None
    assert since <= clock.now()


def test_charlies_are_not_to_be_found(filon: Filon, salma: PairedSite, charlie: PairedSite) -> None:
    with filon.inside(salma.tenant, write=False):
        id = Lead.by_number(1).id
    with filon.inside(charlie.tenant, OWNER):
        assert Lead.by_number(1) is None
        assert Lead.find(id) is None
        assert Lead.waiting_count() == 0
        assert Lead.matching("salma@example.com", "+212661234567") == []
        assert Lead.update(note="x").where(Lead.id == id).execute() == 0
    assert _lead(salma).note == ""
