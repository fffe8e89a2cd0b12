"""Formidable Forms: captured once, as visitors saw it; recorded of 6.34, and for real."""

import json

import pytest

from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.formidable import PLUGIN
from tests.wordpress.forms.plugin import ARABIC_MESSAGE, ARABIC_NAME, CONSENT_SEEN, MESSAGE, Sent, both_ways

pytestmark = pytest.mark.wordpress
sent = both_ways(PLUGIN)


@pytest.mark.parametrize("case", ["script", "no script"])
def test_it_works(sent: Sent, case: str) -> None:
    [kept] = sent(case)
    assert [(field["label"], field["type"], field["value"]) for field in kept["fields"]] == [
        ("Prénom", "first_name", "Khadija"),
        ("Nom", "last_name", "Berrada"),
        ("Votre e-mail", "email", "khadija@example.com"),
        ("Téléphone", "phone", "+212612345678"),
        ("Vous êtes", "radio", "Un particulier"),
        ("Pour quel service ?", "select", "Dressing"),
        ("Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
        # It takes backslashes away when it is asked for an entry.
        ("Votre projet", "textarea", MESSAGE.replace("\\", "")),
    ]
    [consent] = kept["consents"]
    assert (consent["text"], consent["given"]) == (CONSENT_SEEN, True)
    assert (kept["source"], kept["form"]["title"]) == ("formidable", "Devis")
    assert int(kept["entry_id"]) > 0
    assert kept["page"].startswith(f"{sent.site.url}/devis")
    assert "sésame" not in json.dumps(kept, ensure_ascii=False)


def test_arabic(sent: Sent) -> None:
    [kept] = sent("arabic")
    assert [field["value"] for field in kept["fields"]] == [ARABIC_NAME, ARABIC_MESSAGE]
    assert kept["fields"][0]["label"] == "الاسم الكامل"


@pytest.mark.parametrize("case", ["mistake", "draft", "nothing to be stored", "tried out"])
def test_what_is_left_alone(sent: Sent, case: str) -> None:
    assert sent(case) == []


def test_what_nobody_heard_of_is_found_among_its_entries(sent: Sent) -> None:
    # Within a minute nobody may send the same twice.
    assert_found_again(
        sent, "script", 'global $wpdb; $wpdb->query( "DELETE FROM {$wpdb->prefix}frm_items" );'
    )
    assert_not_found(sent, "draft", "nothing to be stored", "tried out")
