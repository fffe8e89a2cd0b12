"""À vérifier: what nobody is sure of stands beside its field with all that came, and a person settles it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.interactions.models import Interaction
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.intake.door import deliver
from tests.intake.test_form_maps import sent_by, the_map
from tests.intake.test_reading_forms import Field
from tests.parts.service import PairedSite

FIELDS: tuple[Field, ...] = (
    ("f1", "Nom de la résidence", "text", "Salma Bennani"),
    ("f2", "Téléphone du syndic", "tel", "0661234567"),
    ("f3", "Votre message", "textarea", "Appelez-moi\n<b>vite</b>"),
    ("f4", "Mail de la gardienne", "text", "salma@example.com"),
)


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect of whom nothing is sure."""
    deliver(alice, sent_by(*FIELDS))
    return signed_in(alice)


def _lead(site: PairedSite, number: int = 1) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Lead.by_number(number)


def _sheet(browser: FlaskClient, slot: str, number: int = 1) -> str:
    html = browser.get(f"/app/prospects/{number}").text
    found = re.search(
        rf'<div class="sheet" popover id="check-{slot}".*?</div>\s*</fieldset>.*?</form>.*?</form>',
        html,
        re.S,
    )
    return found[0] if found else ""


def _key(browser: FlaskClient, slot: str, value: str, number: int = 1) -> str:
    """What the answer with this value is called in the sheet."""
    labels = re.findall(r'value="([0-9a-f]{32}\.\d+)"(.*?)</label>', _sheet(browser, slot, number), re.S)
    (key,) = [key for key, shown in labels if value in shown]
    return str(key)


def _settle(browser: FlaskClient, slot: str, decision: str, answer: str = "", number: int = 1) -> Any:
    return browser.post(
        f"/app/prospects/{number}/checks/{slot}", data={"decision": decision, "answer": answer}
    )


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    assert _lead(alice).unsure == ["email", "phone", "name"]
    answer = _settle(browser, "phone", "answer", _key(browser, "phone", "0661234567"))
    assert answer.status_code == 303
    lead = _lead(alice)
    assert (lead.phone, lead.unsure) == ("+212661234567", ["email", "name"])
    html = browser.get(answer.headers["Location"]).text
    assert "Retenu pour ce formulaire." in html
    assert 'href="tel:+212661234567"' in html
    assert re.search(r"Alice · Téléphone.: <bdi class=\"tel\">", html)


def test_all_that_came_is_shown_word_for_word(browser: FlaskClient) -> None:
    sheet = _sheet(browser, "phone")
    for label, value in [(field[1], field[3]) for field in FIELDS]:
        assert str(label) in sheet
        assert str(value).replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;") in sheet
    assert re.search(r"checked><span><small><bdi>Téléphone du syndic", sheet), "the one that is likely"


def test_what_cannot_be_it_cannot_be_chosen(alice: PairedSite, browser: FlaskClient) -> None:
    assert len(re.findall(r"disabled><span>", _sheet(browser, "email"))) == 3
    assert len(re.findall(r"disabled><span>", _sheet(browser, "name"))) == 0
    answer = _settle(browser, "email", "answer", _key(browser, "email", "0661234567"))
    assert answer.status_code == 422
    assert "email" in _lead(alice).unsure


def test_the_form_is_read_so_from_then_on(alice: PairedSite, browser: FlaskClient) -> None:
    _settle(browser, "phone", "answer", _key(browser, "phone", "0661234567"))
    _settle(browser, "name", "answer", _key(browser, "name", "Salma Bennani"))
    _settle(browser, "email", "answer", _key(browser, "email", "salma@example.com"))
    assert the_map(alice).slots == {"f2": "phone", "f1": "name", "f4": "email"}
    others = [
        (*field[:3], value)
        for field, value in zip(FIELDS, ("Omar", "0522000000", "Oui", "o@example.com"), strict=True)
    ]
    deliver(alice, sent_by(*others))
    lead = _lead(alice, 2)
    assert (lead.last_name, lead.phone, lead.email, lead.unsure) == (
        "Omar",
        "+212522000000",
        "o@example.com",
        [],
    )


def test_an_agents_choice_is_for_this_lead_alone(alice: PairedSite, browser: FlaskClient) -> None:
    bob = signed_in(alice, "agent")
    sheet = _sheet(bob, "phone")
    assert "prochaines demandes" not in sheet
    assert "prochaines demandes" in _sheet(browser, "phone")
    answer = _settle(bob, "phone", "answer", _key(bob, "phone", "0661234567"))
    assert "Retenu" not in bob.get(answer.headers["Location"]).text
    assert _lead(alice).phone == "+212661234567"
    assert the_map(alice).slots == {}


def test_a_reader_sees_the_mark_and_settles_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    key = _key(browser, "phone", "0661234567")
    reader = signed_in(alice, "reader")
    html = reader.get("/app/prospects/1").text
    assert "À vérifier" in html
    assert "check-phone" not in html
    assert _settle(reader, "phone", "answer", key).status_code == 403


@pytest.mark.parametrize("slot", ["name", "phone", "email"])
def test_a_decision_can_be_taken_back(alice: PairedSite, browser: FlaskClient, slot: str) -> None:
    values = {"name": "Salma Bennani", "phone": "0661234567", "email": "salma@example.com"}
    answer = _settle(browser, slot, "answer", _key(browser, slot, values[slot]))
    html = browser.get(answer.headers["Location"]).text
    undo = re.search(r'action="(/app/prospects/1/changes/[^"]+)"', html)
    assert undo
    assert browser.post(undo[1]).status_code == 303
    lead = _lead(alice)
    assert sorted(lead.unsure) == ["email", "name", "phone"]
    assert (lead.name, lead.phone, lead.phone_typed, lead.email, lead.email_key) == (
        "",
        None,
        None,
        None,
        None,
    )
    assert the_map(alice).slots == {}, "and the form is read as before"
    assert "remis à vérifier" in browser.get("/app/prospects/1").text
    assert browser.post(undo[1]).status_code == 409, "it no longer stands"


def test_what_is_there_is_right(alice: PairedSite) -> None:
    deliver(alice, sent_by(("t", "Téléphone", "tel", "06 12")))
    alice_here = signed_in(alice)
    assert "C’est bon" in _sheet(alice_here, "phone")
    answer = _settle(alice_here, "phone", "keep")
    lead = _lead(alice)
    assert (lead.phone_typed, lead.unsure) == ("06 12", [])
    html = alice_here.get(answer.headers["Location"]).text
    assert re.search(r"Téléphone.: vérifié\.", html)
    assert "À vérifier" not in html
    assert the_map(alice).slots == {}


def test_there_is_none(alice: PairedSite, browser: FlaskClient) -> None:
    assert "C’est bon" not in _sheet(browser, "phone"), "there is nothing yet that could be right"
    assert _settle(browser, "phone", "keep").status_code == 422
    answer = _settle(browser, "phone", "blank")
    lead = _lead(alice)
    assert (lead.phone, lead.phone_typed, "phone" in lead.unsure) == (None, None, False)
    assert re.search(r"Téléphone.: laissé vide\.", browser.get(answer.headers["Location"]).text)


def test_an_unreadable_number_is_replaced_by_a_better_answer(alice: PairedSite) -> None:
    deliver(alice, sent_by(("t", "Téléphone", "tel", "06 12"), ("m", "Si urgent", "text", "05 22 33 44 55")))
    alice_here = signed_in(alice)
    answer = _settle(alice_here, "phone", "answer", _key(alice_here, "phone", "05 22 33 44 55"))
    assert _lead(alice).phone == "+212522334455"
    undo = re.search(
        r'action="(/app/prospects/1/changes/[^"]+)"', alice_here.get(answer.headers["Location"]).text
    )
    assert undo
    alice_here.post(undo[1])
    lead = _lead(alice)
    assert (lead.phone, lead.phone_typed, lead.unsure) == (None, "06 12", ["phone"])


def test_what_is_sure_is_never_overwritten(alice: PairedSite, browser: FlaskClient) -> None:
    key = _key(browser, "phone", "0661234567")
    with alice.filon.inside(alice.tenant):
        Lead.update(phone="+212600000000", unsure=["email"]).execute()
    assert _settle(browser, "phone", "answer", key).status_code == 409
    assert _lead(alice).phone == "+212600000000"


@pytest.mark.parametrize(
    ("decision", "answer"),
    [
        ("", ""),
        ("answer", ""),
        ("guess", ""),
        ("answer", "0" * 32 + ".0"),
        ("answer", "x"),
        ("answer", "\x00"),
    ],
)
def test_a_mistake_changes_nothing(
    alice: PairedSite, browser: FlaskClient, decision: str, answer: str
) -> None:
    assert _settle(browser, "phone", decision, answer).status_code == 422
    assert _lead(alice).unsure == ["email", "phone", "name"]
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().count() == 1


def test_another_leads_answer_is_no_answer(alice: PairedSite, browser: FlaskClient) -> None:
    deliver(alice, sent_by(("f2", "Téléphone du syndic", "tel", "0522999999")))
    foreign = _key(browser, "phone", "0522999999", number=2)
    assert _settle(browser, "phone", "answer", foreign).status_code == 422
    assert _lead(alice).phone is None


def test_whoever_has_this_number_already_is_named(alice: PairedSite, browser: FlaskClient) -> None:
    deliver(
        alice, sent_by(("t", "Votre téléphone", "tel", "06 61 23 45 67"), ("n", "Nom", "text", "Salma B."))
    )
    answer = _settle(browser, "phone", "answer", _key(browser, "phone", "0661234567"))
    assert "la même personne que" in browser.get(answer.headers["Location"]).text


def test_the_newest_requests_are_offered(alice: PairedSite) -> None:
    for number, more in enumerate(("0522000001", "0522000002")):
        deliver(
            alice,
            sent_by(("e", "E-mail", "email", "s@example.com"), ("t", f"Syndic {number}", "text", more)),
        )
    sheet = _sheet(signed_in(alice), "phone")
    assert "0522000001" in sheet
    assert "0522000002" in sheet
    assert "checked" not in sheet, "two are likely: a person chooses"


@pytest.mark.parametrize(
    ("language", "question", "outcome"),
    [("en", "What is their phone number?", "left blank"), ("ar", "ما رقم هاتفه؟", "تُرك فارغا")],
)
def test_in_each_language(
    alice: PairedSite, browser: FlaskClient, language: str, question: str, outcome: str
) -> None:
    there = signed_in(alice, "manager", language)
    assert question in _sheet(there, "phone")
    html = there.get(_settle(there, "phone", "blank").headers["Location"]).text
    assert outcome in html
    assert not re.search("laissé|Laisser|vaudra|vérifier", html)
