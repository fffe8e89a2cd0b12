"""Gravity Forms: captured once, before its mails, as visitors saw it; recorded of 2.10, and for real."""

import json

import pytest

from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.gravity_forms import PLUGIN
from tests.wordpress.forms.plugin import ARABIC_MESSAGE, ARABIC_NAME, CONSENT_SEEN, MESSAGE, Sent, both_ways
from tests.wordpress.test_form import values_of

pytestmark = pytest.mark.wordpress
sent = both_ways(PLUGIN)


def test_it_works(sent: Sent) -> None:
    [kept] = sent("no script")
    assert {field["id"]: (field["label"], field["type"], field["value"]) for field in kept["fields"]} == {
        "1.3": ("Prénom", "first_name", "Khadija"),
        "1.6": ("Nom", "last_name", "Berrada"),
        "2": ("Votre e-mail", "email", "khadija@berrada.example"),
        "3": ("Téléphone", "phone", "06 12 34 56 78"),
        "4": ("Vous êtes", "radio", "Un particulier"),
        "5": ("Pour quel service ?", "select", "Dressing"),
        "6": ("Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
        "7": ("Votre projet", "textarea", MESSAGE),
        "8": ("Un plan", "fileupload", ["Plan-e.pdf"]),
        "12": ("Meubles", "list", ["Table", "Banc"]),
        "13": ("Jours", "multiselect", ["Lundi", "Mardi"]),
        "14": ("Adresse", "address", ["12, rue des Tanneurs", "Fès"]),
        "15": ("campagne", "hidden", "printemps"),
    }
    assert [(file["field_id"], file["name"]) for file in kept["files"]] == [("8", "Plan-e.pdf")]
    assert kept["consents"] == [
        {"field_id": "9", "text": f"{CONSENT_SEEN}\nGardées un an.", "given": True},
    ]
    assert (kept["source"], kept["form"]["title"]) == ("gravity-forms", "Devis")
    assert int(kept["entry_id"]) > 0
    assert kept["page"] == f"{sent.site.url}/devis/"
    assert "spam" not in kept
    for secret in ("S3cret", "sésame"):
        assert secret not in json.dumps(kept, ensure_ascii=False)


def test_a_box_left_empty(sent: Sent) -> None:
    [kept] = sent("not accepted")
    assert kept["consents"] == [
        {"field_id": "9", "text": f"{CONSENT_SEEN}\nGardées un an.", "given": False},
    ]


def test_arabic(sent: Sent) -> None:
    [kept] = sent("arabic")
    assert values_of(kept) == {"1": ARABIC_NAME, "2": ARABIC_MESSAGE}
    assert kept["fields"][0]["label"] == "الاسم الكامل"


def test_a_mail_that_hangs_loses_nothing(sent: Sent) -> None:
    [kept] = sent("mail hangs")
    assert values_of(kept)["1.3"] == "Khadija"


def test_spam_comes_with_the_verdict_and_once_more_when_it_is_none(sent: Sent) -> None:
    [kept] = sent("spam")
    assert kept["spam"] == {"by": "Honeypot Spam Filter"}
    spam, request = sent("no spam")
    assert "spam" in spam
    assert "spam" not in request
    assert request["entry_id"] == spam["entry_id"]
    assert request["fields"] == spam["fields"]


@pytest.mark.parametrize("case", ["mistake", "saved for later", "tried out"])
def test_what_is_left_alone(sent: Sent, case: str) -> None:
    assert sent(case) == []


def test_what_nobody_heard_of_is_found_among_its_entries(sent: Sent) -> None:
    assert_found_again(sent, "no script")
    assert_not_found(sent, "spam", "saved for later")
