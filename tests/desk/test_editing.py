"""Editing a prospect in place: each value, its trace, the way back, and what happens when two write at once."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.foundation.access import Actor
from filon.interactions import edits
from filon.interactions.models import Interaction
from filon.leads import search
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite, submission


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    alice.deliver(submission())
    alice.filon.work()
    return signed_in(alice)


def _lead(site: PairedSite) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Lead.by_number(1)


def _write(browser: FlaskClient, field: str, value: str, **more: str) -> Any:
    return browser.post(f"/app/prospects/1/fields/{field}", data={"value": value, **more})


def _undo(browser: FlaskClient, answer: Any) -> Any:
    """Press "Annuler" in what was said after the change."""
    html = browser.get(answer.headers["Location"]).text
    way = re.search(r'action="(/app/prospects/1/changes/[^"]+/undoing)"', html)
    assert way, html
    return browser.post(way.group(1))


# What is typed, and what the lead then has.
EDITS: dict[str, tuple[str, dict[str, Any]]] = {
    "name": (" Salma  Bennani-Tazi ", {"first_name": "", "last_name": "Salma Bennani-Tazi"}),
    "email": ("Salma@Atlas.ma", {"email": "Salma@Atlas.ma", "email_key": "salma@atlas.ma"}),
    "phone": ("05 22 00-11-22", {"phone": "+212522001122", "phone_typed": "05 22 00-11-22"}),
    "company": ("Riad & Fils", {"company": "Riad & Fils"}),
    "amount": ("38 500,5 MAD", {"amount": 38500.5}),
    "source": ("referral", {"source": "referral"}),
    "note": ("Deux\nlignes <b>", {"note": "Deux\nlignes <b>"}),
}


@pytest.mark.parametrize("field", list(EDITS))
def test_it_works(alice: PairedSite, browser: FlaskClient, field: str) -> None:
    """Each value can be written and taken back exactly."""
    typed, expected = EDITS[field]
    before = _lead(alice)
    answer = _write(browser, field, typed)
    assert answer.status_code == 303
    after = _lead(alice)
    assert {name: getattr(after, name) for name in expected} == expected
    assert "a noté" not in browser.get("/app/prospects/1").text
    assert _undo(browser, answer).status_code == 303
    restored = _lead(alice)
    for name in ("last_activity_at",):
        restored.__data__[name] = before.__data__[name]
    assert restored.__data__ == before.__data__
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().where(Interaction.kind == "change").count() == 2, (
            "nothing is ever unwritten"
        )


# What is said of each change, with its way back.
SAID = {
    "name": "Nom : Salma Bennani-Tazi.",
    "email": "Mail : Salma@Atlas.ma.",
    "phone": "Téléphone : 05 22 00 11 22.",
    "company": "Entreprise : Riad & Fils.",
    "amount": "Montant : 38 500,50 MAD.",
    "source": "Provenance : Recommandation.",
    "note": "Note : Deux lignes <b>.",
}


def test_what_was_changed_is_said_by_its_name(browser: FlaskClient) -> None:
    said = {}
    for field, (typed, _expected) in EDITS.items():
        page = browser.get(_write(browser, field, typed).headers["Location"]).text
        toast = re.search(r'<div class="toast"[^>]*>(.*?)<form', page, re.S)
        assert toast, field
        said[field] = " ".join(unescape(re.sub(r"<[^>]*>", "", toast[1])).split())
    assert said == SAID


def test_an_owner_is_one_of_the_team(alice: PairedSite, charlie: PairedSite, browser: FlaskClient) -> None:
    signed_in(alice, "agent")
    ids = {}
    for site, name in ((alice, "Bob"), (charlie, "charlie@garage.example")):
        with site.filon.inside(site.tenant, write=False):
            ids[name] = Member.get(Member.name == name if name == "Bob" else Member.role == "owner").id
    answer = _write(browser, "owner", str(ids["Bob"]))
    said = re.sub("<[^>]+>|\u00a0", "", browser.get(answer.headers["Location"]).text)
    assert re.search("Responsable *: *Bob", said)
    assert _lead(alice).owner_id == ids["Bob"]
    for wrong in (str(ids["charlie@garage.example"]), "Bob", "x" * 36):
        answer = _write(browser, "owner", wrong)
        assert answer.status_code == 422
        assert "Choisissez une personne de la liste." in answer.text
    assert _lead(alice).owner_id == ids["Bob"]
    _write(browser, "owner", "")
    assert _lead(alice).owner_id is None


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "salma@", "Ce n’est pas une adresse mail"),
        ("phone", "06 61", "Ce n’est pas un numéro de téléphone"),
        ("amount", "beaucoup", "Écrivez un montant en chiffres"),
        ("amount", "-5", "Écrivez un montant en chiffres"),
        ("amount", "9" * 13, "Écrivez un montant en chiffres"),
        ("note", "x" * 20_001, "C’est trop long"),
        ("source", "", "Choisissez une provenance"),
    ],
)
def test_a_mistake_is_named_and_the_text_is_kept(
    alice: PairedSite, browser: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    before = _lead(alice)
    answer = _write(browser, field, typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    if typed:
        assert typed in answer.text
    assert _lead(alice).__data__ == before.__data__


def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_is_lost(
    alice: PairedSite, browser: FlaskClient
) -> None:
    bob = signed_in(alice, "agent")
    _write(bob, "note", "Rappeler lundi", seen="")
    answer = _write(browser, "note", "Elle préfère mardi", seen="")
    assert answer.status_code == 422
    assert re.search(r"Bob a écrit \(\d+ h", answer.text.replace("\u00a0", " "))
    assert "Rappeler lundi" in answer.text
    assert ">Elle préfère mardi</textarea>" in answer.text
    assert _lead(alice).note == "Rappeler lundi"
    seen = re.search(r'name="seen" value="(Rappeler lundi)"', answer.text)
    assert seen, "the form now knows what is there"
    assert _write(browser, "note", "Elle préfère mardi", seen=seen.group(1)).status_code == 303
    assert _lead(alice).note == "Elle préfère mardi"
    assert "Rappeler lundi" in browser.get("/app/prospects/1").text, "the timeline keeps it"


def test_the_same_words_are_no_conflict(alice: PairedSite, browser: FlaskClient) -> None:
    _write(browser, "company", "Atlas", seen="")
    assert _write(browser, "company", "Atlas", seen="").status_code == 303
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().where(Interaction.kind == "change").count() == 1


def test_a_change_that_was_changed_again_is_not_taken_back(alice: PairedSite, browser: FlaskClient) -> None:
    first = _write(browser, "company", "Atlas")
    html = browser.get(first.headers["Location"]).text
    way = re.search(r'action="(/app/prospects/1/changes/[^"]+/undoing)"', html)
    assert way
    _write(browser, "company", "Zellige")
    assert browser.post(way.group(1)).status_code == 409
    assert _lead(alice).company == "Zellige"
    assert way.group(1) not in browser.get(first.headers["Location"]).text, "no longer offered"


def test_who_was_quicker_between_reading_and_writing_wins(alice: PairedSite, browser: FlaskClient) -> None:
    stale = _lead(alice)
    _write(browser, "company", "Atlas")
    with (
        pytest.raises(Exception, match="plus rapide"),
        alice.filon.inside(alice.tenant, Actor("agent", None, "Bob")),
    ):
        edits.change_field(stale, "company", "Zellige", "MA")
    assert _lead(alice).company == "Atlas"


def test_a_written_contact_is_found_and_no_longer_to_check(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        Lead.update(unsure=["phone"]).execute()
    answer = _write(browser, "phone", "0522 00 11 22")
    assert _lead(alice).unsure == []
    with alice.filon.inside(alice.tenant, write=False):
        assert search.find("0522", limit=5) == [1]
        assert search.find("0661234567", limit=5) == []
    _undo(browser, answer)
    assert _lead(alice).unsure == ["phone"]


def test_a_reader_changes_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    reader = signed_in(alice, "reader")
    assert _write(reader, "note", "x").status_code == 403
    assert "data-edit" not in reader.get("/app/prospects/1").text
    assert "data-edit" in browser.get("/app/prospects/1").text


def test_a_status_that_somebody_else_has_chosen_meanwhile_is_shown_and_stays(
    alice: PairedSite, browser: FlaskClient
) -> None:
    signed_in(alice, "agent").post("/app/prospects/1/status", data={"status": "won", "seen": "new"})
    chosen = {"status": "lost", "reason": "price"}
    answer = browser.post("/app/prospects/1/status", data={**chosen, "seen": "new"})
    assert answer.status_code == 422
    assert "Bob a choisi «\u00a0Converti\u00a0» entre-temps" in answer.text
    assert _lead(alice).status == "won"
    seen = re.search(r'name="seen" value="(won)"', answer.text)
    assert seen, "the form now knows what is there"
    assert browser.post("/app/prospects/1/status", data={**chosen, "seen": seen[1]}).status_code == 303
    assert _lead(alice).status == "lost"


def test_leaving_a_value_as_it_is_changes_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        Lead.update(first_name="Salma", last_name="Bennani", unsure=[]).where(Lead.number == 1).execute()
    before = _lead(alice)
    for field, value in (("name", "Salma Bennani"), ("phone", before.phone)):
        assert _write(browser, field, value).status_code == 303
    after = _lead(alice)
    assert (after.first_name, after.last_name, after.phone_typed) == ("Salma", "Bennani", before.phone_typed)
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().where(Interaction.kind == "change").count() == 0
