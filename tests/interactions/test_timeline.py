"""Calls, notes and changes stand on the timeline with who did them, newest first, and are never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.errors import Conflict, Forbidden, Invalid
from filon.interactions import actions, notes
from filon.interactions.models import CALL_OUTCOMES, Interaction
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.parts.service import Filon, PairedSite, submission


@pytest.fixture
def salma(alice: PairedSite) -> PairedSite:
    """Alice's site, from which Salma has asked."""
    alice.deliver(submission())
    return alice


@pytest.fixture
def bob(salma: PairedSite) -> Actor:
    """Alice's team-mate, an agent."""
    with salma.filon.inside(salma.tenant):
        member = Member.create(name="Bob", email="bob@atlas.example", role="agent", language="fr")
    return Actor("agent", member.id, "Bob")


def _timeline(site: PairedSite) -> list[Any]:
    with site.filon.inside(site.tenant, write=False):
        return list(Interaction.of(Lead.by_number(1).id))


def _lead(site: PairedSite) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Lead.by_number(1)


def test_it_works(filon: Filon, salma: PairedSite, bob: Actor) -> None:
    with filon.inside(salma.tenant, bob):
        lead = Lead.by_number(1)
        actions.log_call(lead, "no_answer", "Deux sonneries")
        notes.add_note(lead, "Rappeler lundi")
        actions.change_status(lead, "won")
    changed, note, call, request = _timeline(salma)
    assert [each.kind for each in (changed, note, call, request)] == ["change", "note", "call", "request"]
    assert {each.member_name for each in (changed, note, call)} == {"Bob"}
    assert {each.member_id for each in (changed, note, call)} == {bob.member}
    assert (request.member_id, request.member_name) == (None, ""), "the visitor did that"
    assert (call.text, call.details["outcome"]) == ("Deux sonneries", "no_answer")
    assert note.text == "Rappeler lundi"
    assert (changed.details["from"], changed.details["to"]) == ("new", "won")


@pytest.mark.parametrize("outcome", CALL_OUTCOMES)
def test_a_call_ends_the_wait_only_when_they_answered(
    filon: Filon, salma: PairedSite, bob: Actor, outcome: str
) -> None:
    with filon.inside(salma.tenant, bob):
        actions.log_call(Lead.by_number(1), outcome)
    lead, answered = _lead(salma), outcome == "answered"
    assert lead.is_waiting is not answered
    assert lead.status == ("open" if answered else "new")
    assert lead.first_answered_at is not None, "the response clock has stopped either way"


def test_a_mistake_writes_nothing(filon: Filon, salma: PairedSite, bob: Actor) -> None:
    attempts = [
        lambda lead: actions.log_call(lead, "sang"),
        lambda lead: notes.add_note(lead, " \n\t\x00"),
        lambda lead: notes.add_note(lead, "x" * (actions.LONGEST_NOTE + 1)),
        lambda lead: actions.change_status(lead, "sold"),
    ]
    for attempt in attempts:
        with pytest.raises(Invalid) as refusal, filon.inside(salma.tenant, bob):
            attempt(Lead.by_number(1))
        assert refusal.value.errors, "the field is named"
    assert len(_timeline(salma)) == 1
    assert (_lead(salma).status, _lead(salma).is_waiting) == ("new", True)


def test_a_call_that_can_not_be_noted_leaves_no_half(filon: Filon, salma: PairedSite, bob: Actor) -> None:
    """The timeline's row and the lead's own change are one transaction."""

    def called_then_cut_off() -> None:
        actions.log_call(Lead.by_number(1), "answered")
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError), filon.inside(salma.tenant, bob):
        called_then_cut_off()
    assert len(_timeline(salma)) == 1
    assert _lead(salma).first_answered_at is None


def test_a_reader_adds_nothing(filon: Filon, salma: PairedSite) -> None:
    reader = Actor("reader", None, "Bob")
    for attempt in (
        lambda lead: notes.add_note(lead, "x"),
        lambda lead: actions.log_call(lead, "answered"),
        lambda lead: actions.change_status(lead, "won"),
    ):
        with pytest.raises(Forbidden), filon.inside(salma.tenant, reader):
            attempt(Lead.by_number(1))
    assert len(_timeline(salma)) == 1
    assert _lead(salma).status == "new"


def test_undoing_brings_back_status_reason_and_wait(filon: Filon, salma: PairedSite, bob: Actor) -> None:
    since = _lead(salma).to_call_since
    with filon.inside(salma.tenant, bob):
        change = actions.change_status(Lead.by_number(1), "lost", "price")
    assert not _lead(salma).is_waiting
    with filon.inside(salma.tenant, bob):
        actions.undo_change(Lead.by_number(1), change)
    lead = _lead(salma)
    assert (lead.status, lead.lost_reason, lead.to_call_since) == ("new", None, since)
    with filon.inside(salma.tenant, bob):
        actions.change_status(Lead.by_number(1), "won")
    with pytest.raises(Conflict), filon.inside(salma.tenant, bob):
        actions.undo_change(Lead.by_number(1), change)
    assert _lead(salma).status == "won"


def test_newest_first_even_within_a_moment(filon: Filon, salma: PairedSite, bob: Actor) -> None:
    with clock.standing_at(clock.now() + timedelta(minutes=1)), filon.inside(salma.tenant, bob):
        for n in range(5):
            notes.add_note(Lead.by_number(1), f"Note {n}")
    assert [each.text for each in _timeline(salma)[:5]] == [f"Note {n}" for n in (4, 3, 2, 1, 0)]


def test_what_a_member_writes_is_kept_as_it_is(filon: Filon, salma: PairedSite, bob: Actor) -> None:
    text = "=cmd()|' <b>gras</b> مرحبا 👋\nligne 2\t{{ 7*7 }}"
    with filon.inside(salma.tenant, bob):
        actions.log_call(Lead.by_number(1), "answered", f"  {text}\x00\x07  ")
    assert _timeline(salma)[0].text == text


def test_charlie_sees_none_of_it(filon: Filon, salma: PairedSite, charlie: PairedSite) -> None:
    lead = _lead(salma)
    with filon.inside(charlie.tenant, Actor("owner")):
        assert list(Interaction.of(lead.id)) == []
    with pytest.raises(Exception, match="(?i)foreign key"), filon.inside(charlie.tenant, Actor("owner")):
        notes.add_note(lead, "Bonjour de chez Charlie")
    assert len(_timeline(salma)) == 1
