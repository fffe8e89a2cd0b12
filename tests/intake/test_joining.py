"""A known person who asks again is joined: found by e-mail or phone, blanks filled, waiting for a call now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from filon.foundation import clock
from filon.interactions.actions import change_status, log_call
from filon.leads.models import Lead
from tests.intake.door import deliver, kept, lead_of, rows, timeline
from tests.parts.service import Filon, PairedSite, submission


def _ask(site: PairedSite, **fields: str) -> dict[str, Any]:
    (answer,) = deliver(site, submission(fields))
    return answer


def _ask_at(site: PairedSite, moment: datetime, **fields: str) -> dict[str, Any]:
    with clock.standing_at(moment):
        (answer,) = deliver(site, submission(fields), timestamp=int(moment.timestamp()))
    return answer


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    _ask(alice, name="Salma Bennani", email="salma@example.com", message="Un devis pour une cuisine ?")
    again = _ask(alice, email="salma@example.com", message="Vous avez reçu ma demande ?")
    assert (again["answer"], again["number"]) == ("joined", 1)
    assert rows(filon, alice.tenant) == kept(2, leads=1, interactions=2)
    assert [event.text for event in timeline(alice)] == [
        "Vous avez reçu ma demande ?",
        "Un devis pour une cuisine ?",
    ]
    assert lead_of(alice).message == "Vous avez reçu ma demande ?"


@pytest.mark.parametrize(
    "spelling", ["SALMA@Example.COM", " salma@example.com ", "Salma <salma@example.com>"]
)
def test_by_another_spelling_of_the_address(alice: PairedSite, spelling: str) -> None:
    _ask(alice, email="salma@example.com")
    assert _ask(alice, email=spelling)["number"] == 1


@pytest.mark.parametrize(
    "spelling",
    [
        "06 61 23 45 67",
        "+212661234567",
        "00212661234567",
        "+212 (0) 661-234-567",
        "06.61.23.45.67",
        "٠٦٦١٢٣٤٥٦٧",
    ],
)
def test_by_another_spelling_of_the_number(alice: PairedSite, spelling: str) -> None:
    _ask(alice, phone="0661234567")
    answer = _ask(alice, phone=spelling, message=spelling)
    assert (answer["answer"], answer["number"]) == ("joined", 1)


def test_a_name_alone_joins_nobody(alice: PairedSite) -> None:
    _ask(alice, name="Salma Bennani", message="Bonjour")
    assert _ask(alice, name="Salma Bennani", message="Bonsoir")["number"] == 2


def test_two_leads_found(alice: PairedSite) -> None:
    """The phone is one lead's and the address another's: the more recently active one, flagged."""
    now = clock.now()
    _ask_at(alice, now - timedelta(hours=3), name="Salma", phone="0661234567")
    _ask_at(alice, now - timedelta(hours=2), name="S. Bennani", email="salma@example.com")
    _ask_at(alice, now - timedelta(hours=1), phone="0661234567", message="Toujours là")
    both = _ask(alice, phone="0661234567", email="salma@example.com", message="C'est moi")
    assert (both["answer"], both["number"]) == ("joined", 1), "number 1 was active an hour ago"
    assert lead_of(alice).duplicate_of_id == lead_of(alice, 2).id
    assert lead_of(alice, 2).duplicate_of_id is None
    assert lead_of(alice).email is None or lead_of(alice).email == "salma@example.com"


def test_only_blanks_are_filled(alice: PairedSite) -> None:
    _ask(alice, name="Salma", email="salma@example.com")
    _ask(alice, name="Quelqu'un Dautre", email="SALMA@example.com", phone="0661234567", company="Atlas SARL")
    lead = lead_of(alice)
    assert (lead.name, lead.email) == ("Salma", "salma@example.com"), "what was there stays"
    assert (lead.phone, lead.company) == ("+212661234567", "Atlas SARL"), "what was missing is filled"
    assert _ask(alice, phone="0661234567", message="Par téléphone")["number"] == 1, (
        "known by both from now on"
    )


def _settle(site: PairedSite, status: str) -> None:
    with site.filon.inside(site.tenant):
        change_status(Lead.by_number(1), status, "too_dear" if status == "lost" else "")


def test_an_abandoned_lead_is_new_again(alice: PairedSite) -> None:
    _ask(alice, email="salma@example.com")
    _settle(alice, "lost")
    assert not lead_of(alice).is_waiting
    _ask(alice, email="salma@example.com", message="J'ai changé d'avis")
    lead = lead_of(alice)
    assert (lead.status, lead.lost_reason, lead.is_waiting) == ("new", None, True)


@pytest.mark.parametrize("status", ["won", "open"])
def test_a_customer_stays_one_and_waits_for_a_call(alice: PairedSite, status: str) -> None:
    _ask(alice, email="salma@example.com")
    with alice.filon.inside(alice.tenant):
        log_call(Lead.by_number(1), "answered")
    _settle(alice, status)
    assert not lead_of(alice).is_waiting
    _ask(alice, email="salma@example.com", message="Une autre pièce")
    assert (lead_of(alice).status, lead_of(alice).is_waiting) == (status, True)


def test_who_waits_already_waits_since_the_first_time(alice: PairedSite) -> None:
    _ask_at(alice, clock.now() - timedelta(hours=2), email="salma@example.com")
    since = lead_of(alice).to_call_since
    _ask(alice, email="salma@example.com", message="Alors ?")
    assert lead_of(alice).to_call_since == since


def test_a_lead_in_the_trash_is_not_joined(alice: PairedSite) -> None:
    _ask(alice, email="salma@example.com")
    with alice.filon.inside(alice.tenant):
        Lead.update(trashed_at=clock.now()).where(Lead.number == 1).execute()
    assert _ask(alice, email="salma@example.com", message="Encore moi")["number"] == 2


def test_charlies_lead_is_never_joined(alice: PairedSite, charlie: PairedSite) -> None:
    _ask(alice, email="salma@example.com", phone="0661234567")
    his = _ask(charlie, email="salma@example.com", phone="0661234567")
    assert (his["answer"], his["number"]) == ("recorded", 1)


def test_what_was_unsure_and_is_now_known(alice: PairedSite) -> None:
    _ask(alice, name="Salma", phone="06 12", email="salma@example.com")
    assert lead_of(alice).unsure == ["phone"]
    _ask(alice, phone="0661234567", email="salma@example.com")
    lead = lead_of(alice)
    assert (lead.phone, lead.phone_typed) == ("+212661234567", "0661234567")
    assert lead.unsure == []


def test_a_first_name_completes_the_same_last_name_only(alice: PairedSite) -> None:
    names = {"suggestions": {"nom": "last_name", "prenom": "first_name", "email": "email"}}
    for email, prenom, nom in (("salma@example.com", "", "Bennani"), ("omar@example.com", "", "Lahlou")):
        deliver(alice, submission({"prenom": prenom, "nom": nom, "email": email}, **names))
    deliver(alice, submission({"prenom": "Salma", "nom": "BENNANI", "email": "salma@example.com"}, **names))
    deliver(alice, submission({"prenom": "Nadia", "nom": "Chraïbi", "email": "omar@example.com"}, **names))
    assert lead_of(alice, 1).name == "Salma Bennani"
    assert lead_of(alice, 2).name == "Lahlou", "half of one name and half of another make nobody's name"
