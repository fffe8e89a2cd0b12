"""Fluent Forms: captured once, before its mails, as visitors saw it; recorded of 6.2, and for real."""

import json

import pytest

from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.fluent_forms import PLUGIN
from tests.wordpress.forms.plugin import ARABIC_MESSAGE, ARABIC_NAME, CONSENT_SEEN, MESSAGE, Sent, both_ways
from tests.wordpress.test_form import values_of

pytestmark = pytest.mark.wordpress
sent = both_ways(PLUGIN)


def test_it_works(sent: Sent) -> None:
    [kept] = sent("script")
    assert {field["id"]: (field["label"], field["type"], field["value"]) for field in kept["fields"]} == {
        "names.first_name": ("First Name", "first_name", "Khadija"),
        "names.last_name": ("Last Name", "last_name", "Berrada"),
        "email": ("Votre e-mail", "email", "khadija@example.com"),
        "tel": ("Téléphone", "text", "06 12 34 56 78"),
        "profil": ("Vous êtes", "radio", "Un particulier"),
        "service": ("Pour quel service ?", "select", "Dressing"),
        "pieces": ("Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
        "address_1": ("Adresse", "address", ["12, rue des Tanneurs", "Fès"]),
        "description": ("Votre projet", "textarea", MESSAGE),
    }
    assert kept["consents"] == [{"field_id": "gdpr-agreement", "text": CONSENT_SEEN, "given": True}]
    assert (kept["source"], kept["form"]["title"]) == ("fluent-forms", "Devis")
    assert int(kept["entry_id"]) > 0
    assert kept["page"] == f"{sent.site.url}/devis/"
    assert "spam" not in kept
    for secret in ("S3cret", "sésame"):
        assert secret not in json.dumps(kept, ensure_ascii=False)


def test_a_box_left_empty(sent: Sent) -> None:
    [kept] = sent("not accepted")
    assert kept["consents"] == [{"field_id": "gdpr-agreement", "text": CONSENT_SEEN, "given": False}]


def test_arabic(sent: Sent) -> None:
    [kept] = sent("arabic")
    assert values_of(kept) == {"nom": ARABIC_NAME, "message": ARABIC_MESSAGE}
    assert kept["fields"][0]["label"] == "الاسم الكامل"


@pytest.mark.parametrize("case", ["spam", "spam left alone"])
def test_spam_comes_with_the_verdict(sent: Sent, case: str) -> None:
    [kept] = sent(case)
    assert kept["spam"] == {"by": "fluent-forms"}
    assert values_of(kept)["nom"] == ARABIC_NAME


def test_what_is_no_spam_after_all_comes_once_more(sent: Sent) -> None:
    spam, request = sent("no spam")
    assert "spam" in spam
    assert "spam" not in request
    assert request["entry_id"] == spam["entry_id"]
    assert request["fields"] == spam["fields"]


@pytest.mark.parametrize("case", ["nothing to be stored", "tried out"])
def test_what_is_left_alone(sent: Sent, case: str) -> None:
    assert sent(case) == []


def test_what_nobody_heard_of_is_found_among_its_entries(sent: Sent) -> None:
    assert_found_again(sent, "script")
    assert_not_found(sent, "spam", "nothing to be stored", "tried out")
