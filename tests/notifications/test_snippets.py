"""Messages that a team keeps ready: written once, filled in for each prospect, offered by the WhatsApp button."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from filon.notifications.snippets import filled
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.parts.service import PairedSite, submission

PAGE = "/app/reglages/messages"


def _texts(page: str) -> list[str]:
    """What WhatsApp would be opened with, in order."""
    addresses = [unescape(each) for each in re.findall(r'href="(https://wa\.me/212661234567[^"]*)"', page)]
    return [parse_qs(urlsplit(each).query).get("text", [""])[0] for each in addresses]


def test_it_works(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Samira El Khattabi", "phone": "0661234567"}))
    browser = signed_in(alice)
    assert _texts(browser.get("/app/prospects/1").text) == ["", ""], (
        "the plain button, above and under the thumb"
    )

    text = "Bonjour {nom}, ici {moi} de {entreprise} : 10 % & plus ?\nÀ bientôt"
    answer = browser.post(PAGE, data={"title": "Prendre contact", "text": text})
    assert answer.status_code == 303
    page = browser.get("/app/prospects/1").text
    said = "Bonjour Samira El Khattabi, ici Alice de Menuiserie Atlas : 10 % & plus ?\nÀ bientôt"
    assert _texts(page) == [said, ""]
    assert "Prendre contact" in page


def test_changing_removing_and_taking_that_back(alice: PairedSite) -> None:
    browser = signed_in(alice)
    browser.post(PAGE, data={"title": "Devis", "text": "Bonjour {prénom}"})
    (row,) = re.findall(rf"{PAGE}/([0-9a-f-]{{36}})/retrait", browser.get(PAGE).text)

    changed = browser.post(f"{PAGE}/{row}", data={"title": "Devis envoyé", "text": "Bonsoir {prénom}"})
    shown = browser.get(changed.location).text
    assert "Bonsoir Samira" in shown
    (undoing,) = re.findall(r"(/app/reglages/messages/changements/[^\"]+)", shown)
    browser.post(undoing)
    assert "Bonjour Samira" in browser.get(PAGE).text

    removed = browser.post(f"{PAGE}/{row}/retrait")
    shown = browser.get(removed.location).text
    assert "Pour commencer" in shown
    (undoing,) = re.findall(r"(/app/reglages/messages/changements/[^\"]+)", shown)
    browser.post(undoing)
    assert "Bonjour Samira" in browser.get(PAGE).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": "", "text": "Bonjour"}, "Donnez-lui un nom."),
        ({"title": "Devis", "text": ""}, "Écrivez le message."),
        ({"title": "devis", "text": "Bonjour"}, "Un message porte déjà ce nom."),
        ({"title": "Prix", "text": "Cher {client}"}, "« {client} » ne veut rien dire ici"),
        ({"title": "Prix", "text": "x" * 1_001}, "C’est trop long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    alice: PairedSite, typed: dict[str, str], sentence: str
) -> None:
    browser = signed_in(alice)
    browser.post(PAGE, data={"title": "Devis", "text": "Bonjour"})
    answer = browser.post(PAGE, data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text.replace("\u00a0", " ")
    assert f">{typed['text']}</textarea>" in answer.text


def test_holes_in_every_language() -> None:
    who = {"first_name": "Samira", "name": "Samira Alami", "me": "Alice", "business": "Atlas"}
    assert filled("{Prenom} {nom} {MOI} {entreprise}", **who) == "Samira Samira Alami Alice Atlas"
    assert filled("{first name}, {me}, {business}", **who) == "Samira, Alice, Atlas"
    assert filled("{الاسم الأول}، {أنا}", **who) == "Samira، Alice"


def test_a_hole_without_a_value_closes() -> None:
    nobody = {"first_name": "", "name": "", "me": "Alice", "business": "Atlas"}
    assert filled("Bonjour {prénom}, ici {moi}.", **nobody) == "Bonjour, ici Alice."


def test_only_managers_write_them_and_all_use_them(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Samira", "phone": "0661234567"}))
    signed_in(alice).post(PAGE, data={"title": "Devis", "text": "Bonjour {prénom}"})
    agent = signed_in(alice, "agent")
    assert agent.get(PAGE).status_code == 403
    assert agent.post(PAGE, data={"title": "Autre", "text": "Bonjour"}).status_code == 403
    assert _texts(agent.get("/app/prospects/1").text) == ["Bonjour Samira", ""]


def test_inside_wp_admin_too(alice: PairedSite) -> None:
    headers, page = frame_bearer(alice), f"{base(alice)}/reglages/messages"
    made = alice.filon.client.post(page, data={"title": "Devis", "text": "Bonjour {moi}"}, headers=headers)
    assert made.location == page
    assert "Bonjour Bob" in alice.filon.client.get(page, headers=headers).text


def test_neighbours_never_see_them(alice: PairedSite, charlie: PairedSite) -> None:
    signed_in(alice).post(PAGE, data={"title": "Devis", "text": "Bonjour"})
    assert "Devis" not in signed_in(charlie).get(PAGE).text
