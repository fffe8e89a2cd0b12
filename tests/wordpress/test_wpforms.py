"""WPForms: captured once, before its mails, as visitors saw it; recorded of 1.10, and for real."""

import json

import pytest

from tests.wordpress.forms.plugin import ARABIC_MESSAGE, ARABIC_NAME, CONSENT_SEEN, MESSAGE, Sent, both_ways
from tests.wordpress.forms.wpforms import PLUGIN
from tests.wordpress.test_form import values_of

pytestmark = pytest.mark.wordpress
sent = both_ways(PLUGIN)


@pytest.mark.parametrize("case", ["script", "no script"])
def test_it_works(sent: Sent, case: str) -> None:
    [kept] = sent(case)
    assert {field["id"]: (field["label"], field["type"], field["value"]) for field in kept["fields"]} == {
        "1.first": ("First", "first_name", "Khadija"),
        "1.last": ("Last", "last_name", "Berrada"),
        "2": ("Votre e-mail", "email", "khadija@example.com"),
        "3": ("Téléphone", "text", "06 12 34 56 78"),
        "4": ("Vous êtes", "radio", "Un particulier"),
        "5": ("Pour quel service ?", "select", "Dressing"),
        "6": ("Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
        "7": ("Votre projet", "textarea", MESSAGE),
    }
    assert kept["consents"] == [{"field_id": "8", "text": CONSENT_SEEN, "given": True}]
    assert (kept["source"], kept["form"]["title"], kept["entry_id"]) == ("wpforms", "Devis", None)
    assert kept["page"].startswith(f"{sent.site.url}/devis")
    assert "spam" not in kept
    assert "sésame" not in json.dumps(kept, ensure_ascii=False)


def test_a_box_left_empty(sent: Sent) -> None:
    [kept] = sent("not accepted")
    assert kept["consents"] == [{"field_id": "8", "text": CONSENT_SEEN, "given": False}]


@pytest.mark.parametrize("case", ["arabic", "mail hangs"])
def test_arabic_and_a_mail_that_hangs(sent: Sent, case: str) -> None:
    [kept] = sent(case)
    assert values_of(kept) == {"1": ARABIC_NAME, "2": ARABIC_MESSAGE}
    assert kept["fields"][0]["label"] == "الاسم الكامل"
    assert kept["referrer"] == f"{sent.site.url}/avant/"


def test_spam_comes_with_the_verdict(sent: Sent) -> None:
    [kept] = sent("spam")
    assert kept["spam"] == {"by": "Honeypot V2"}
    assert values_of(kept)["1"] == ARABIC_NAME


@pytest.mark.parametrize("case", ["mistake", "refused spam", "nothing to be stored", "tried out"])
def test_what_is_left_alone(sent: Sent, case: str) -> None:
    assert sent(case) == []
