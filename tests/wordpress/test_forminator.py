"""What visitors send with Forminator is captured once, before any mail; drafts, trials and forgetful forms are not."""

import json

from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.forminator import PLUGIN
from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT_SEEN,
    MESSAGE,
    Sent,
    both_ways,
)
from tests.wordpress.test_form import values_of

sent = both_ways(PLUGIN)


def test_it_works(sent: Sent) -> None:
    [kept] = sent("whole")
    assert values_of(kept) == {
        "name-1-first-name": "Khadija",
        "name-1-last-name": "Berrada",
        "email-1": "khadija@example.com",
        "phone-1": "06 12 34 56 78",
        "select-1": "Un dressing",
        "checkbox-1": ["Salon", "Chambre"],
        "radio-1": "Syndic",
        "date-1": "2026-12-1",
        "address-1": "12, rue des Oliviers, Fès",
        "textarea-1": MESSAGE.replace("\\", ""),  # the form plugin takes it away
        "hidden-1": "printemps",
        "upload-1": [kept["files"][0]["name"]],
    }
    labels = {field["id"]: (field["label"], field["type"]) for field in kept["fields"]}
    assert labels["name-1-first-name"] == ("Prénom", "first_name")
    assert labels["textarea-1"] == ("Votre projet", "textarea")
    assert kept["consents"] == [
        {"field_id": "consent-1", "text": CONSENT_SEEN, "given": True},
        {"field_id": "consent-2", "text": "Je veux recevoir les nouvelles & offres.", "given": False},
    ]
    assert kept["files"][0]["name"].endswith(".pdf")
    assert (kept["source"], kept["form"]["title"]) == ("forminator", "Devis")
    assert kept["page"].startswith(f"{sent.site.url}/devis")
    assert int(kept["entry_id"]) > 0
    assert "sésame" not in json.dumps(kept, ensure_ascii=False)


def test_without_javascript(sent: Sent) -> None:
    [kept] = sent("no script")
    assert values_of(kept) == {"name-1": ARABIC_NAME, "textarea-1": ARABIC_MESSAGE}
    assert kept["page"].startswith(f"{sent.site.url}/appel")


def test_a_mail_server_that_hangs_loses_nothing(sent: Sent) -> None:
    [kept] = sent("dead mail")
    assert values_of(kept)["name-1"] == ARABIC_NAME


def test_spam_is_sent_with_the_verdict(sent: Sent) -> None:
    [kept] = sent("spam")
    assert kept["spam"] == {"by": "forminator"}


def test_what_is_not_sent_or_not_to_be_kept(sent: Sent) -> None:
    for case in ("kept for later", "forgetful", "tried out", "mistake"):
        assert sent(case) == [], case


def test_what_nobody_heard_of_is_found_among_its_entries(sent: Sent) -> None:
    # What was written beside a choice is kept together with it; the page is not.
    assert_found_again(sent, "whole", but=("radio-1",), page=None)
    assert_not_found(sent, "spam", "kept for later", "forgetful", "tried out")
