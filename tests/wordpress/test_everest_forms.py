"""Everest Forms: captured once, before its mails, as visitors saw it; recorded of 3.0, and for real."""

import json

import pytest

from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.everest_forms import PLUGIN
from tests.wordpress.forms.plugin import ARABIC_MESSAGE, ARABIC_NAME, CONSENT_SEEN, MESSAGE, Sent, both_ways
from tests.wordpress.test_form import values_of

pytestmark = pytest.mark.wordpress
sent = both_ways(PLUGIN)


@pytest.mark.parametrize("case", ["script", "no script"])
def test_it_works(sent: Sent, case: str) -> None:
    [kept] = sent(case)
    assert {field["id"]: (field["label"], field["type"], field["value"]) for field in kept["fields"]} == {
        "prenom": ("Prénom", "first-name", "Khadija"),
        "nom": ("Nom", "last-name", "Berrada"),
        "courriel": ("Votre e-mail", "email", "khadija@example.com"),
        "tel": ("Téléphone", "text", "06 12 34 56 78"),
        "profil": ("Vous êtes", "radio", "Un particulier"),
        "service": ("Pour quel service ?", "select", "Dressing"),
        "pieces": ("Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
        "projet": ("Votre projet", "textarea", MESSAGE),
    }
    assert kept["consents"] == [{"field_id": "accord", "text": CONSENT_SEEN, "given": True}]
    assert (kept["source"], kept["form"]["title"]) == ("everest-forms", "Devis")
    assert int(kept["entry_id"]) > 0
    assert kept["page"].startswith(f"{sent.site.url}/devis")
    assert "spam" not in kept
    assert "sésame" not in json.dumps(kept, ensure_ascii=False)


def test_a_box_left_empty(sent: Sent) -> None:
    [kept] = sent("not accepted")
    assert kept["consents"] == [{"field_id": "accord", "text": CONSENT_SEEN, "given": False}]


@pytest.mark.parametrize("case", ["arabic", "mail hangs"])
def test_arabic_and_a_mail_that_hangs(sent: Sent, case: str) -> None:
    [kept] = sent(case)
    assert values_of(kept) == {"nom": ARABIC_NAME, "message": ARABIC_MESSAGE}
    assert kept["fields"][0]["label"] == "الاسم الكامل"


def test_spam_comes_with_the_verdict(sent: Sent) -> None:
    [kept] = sent("spam")
    assert kept["spam"] == {"by": "akismet"}
    assert values_of(kept)["nom"] == ARABIC_NAME


@pytest.mark.parametrize("case", ["mistake", "refused spam", "nothing to be stored", "tried out"])
def test_what_is_left_alone(sent: Sent, case: str) -> None:
    assert sent(case) == []


def test_what_nobody_heard_of_is_found_among_its_entries(sent: Sent) -> None:
    assert_found_again(sent, "no script")
    assert_not_found(sent, "spam", "refused spam", "nothing to be stored", "tried out")
