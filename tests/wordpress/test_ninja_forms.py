"""What visitors send with Ninja Forms is captured once, before mails and payments, but for what is kept nowhere."""

import json

from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.ninja_forms import PLUGIN
from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT_SEEN,
    MESSAGE,
    Sent,
    both_ways,
    recorded,
    replay,
)
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import values_of

sent = both_ways(PLUGIN)


def said(kept: dict[str, object]) -> dict[str, object]:
    """What the visitor said, by label: the fields have numbers."""
    return {field["label"]: field["value"] for field in kept["fields"]}  # type: ignore[attr-defined]


ANSWERS = {
    "Prénom": "Khadija",
    "Nom": "Berrada",
    "E-mail": "khadija@example.com",
    "Téléphone": "06 12 34 56 78",
    "Que voulez-vous ?": "Un dressing",
    "Pièces": ["Salon", "Chambre"],
    "Visite": "01/12/2026 10:30",
    "Votre projet": MESSAGE,
    "Campagne": "printemps",
    "Il y a un étage": "1",
}


def test_it_works(sent: Sent) -> None:
    [kept] = sent("whole")
    assert said(kept) == ANSWERS
    assert {field["label"]: field["type"] for field in kept["fields"]} | {"Nom": "last_name"} == {
        "Prénom": "first_name",
        "Nom": "last_name",
        "E-mail": "email",
        "Téléphone": "tel",
        "Que voulez-vous ?": "listselect",
        "Pièces": "listcheckbox",
        "Visite": "date",
        "Votre projet": "textarea",
        "Campagne": "hidden",
        "Il y a un étage": "checkbox",
    }
    assert [(consent["text"], consent["given"]) for consent in kept["consents"]] == [
        (CONSENT_SEEN, True),
        ("Je m’abonne à la newsletter", False),
    ]
    assert (kept["source"], kept["form"]["title"]) == ("ninja-forms", "Devis")
    assert kept["page"].startswith(f"{sent.site.url}/devis")
    assert int(kept["entry_id"]) > 0
    assert "sésame" not in json.dumps(kept, ensure_ascii=False)


def test_an_arabic_form(sent: Sent) -> None:
    [kept] = sent("arabic")
    assert said(kept) == {"الاسم الكامل": ARABIC_NAME, "رسالتك": ARABIC_MESSAGE}


def test_a_mail_server_that_hangs_loses_nothing(sent: Sent) -> None:
    [kept] = sent("dead mail")
    assert said(kept) == ANSWERS


def test_who_comes_back_from_a_payment_has_asked_once(sent: Sent) -> None:
    [kept] = sent("paid")
    assert said(kept) == ANSWERS


def test_a_form_that_keeps_no_entries(sent: Sent) -> None:
    [kept] = sent("mail alone")
    assert said(kept) == {"Nom": "Karim", "Message": "Bonjour", "Code": "SECRET-7"}
    assert kept["entry_id"] is None


def test_what_its_owner_keeps_nowhere(sent: Sent) -> None:
    [kept] = sent("redacted")
    assert said(kept) == {"Nom": "Karim", "Message": "Bonjour"}
    assert sent("nothing") == []


def test_what_is_refused(sent: Sent) -> None:
    assert sent("mistake") == []
    assert sent("robot") == []


def test_a_group_that_repeats_and_a_trial(site: PluginSite) -> None:
    """As the form plugin puts them together (3.14.9); the group is not in its free release."""
    [*_, hook] = [hook for hook in recorded(PLUGIN)["arabic"] if "after" in hook["hook"]]
    data = hook["arguments"][0]
    part = {"type": "textbox", "key": "enfant", "label": "Enfant"}
    group = {"type": "repeater", "key": "groupe", "label": "Enfants"}
    group["value"] = {"7.1_0": part | {"value": "Aya"}, "7.1_1": part | {"value": "Adam"}}  # type: ignore[assignment]
    data = {name: value for name, value in data.items() if name != "filon_captured"}
    once = data | {"fields": {"7": group}}
    replay(site, "ninja-forms", [hook | {"arguments": [once]}])
    assert [values_of(one) for one in site.submissions()] == [{"7.1_0": "Aya", "7.1_1": "Adam"}]
    site.reset()
    trial = data | {"settings": data["settings"] | {"is_preview": True}}
    replay(site, "ninja-forms", [hook | {"arguments": [trial]}])
    assert site.submissions() == []


def test_what_nobody_heard_of_is_found_among_its_entries(sent: Sent) -> None:
    # It keeps no backslash, nor the page.
    message = str(getattr(sent.site, "fields", {"whole": {"projet": 0}})["whole"]["projet"])
    assert_found_again(sent, "whole", but=(message,), page=None)
    assert_not_found(sent, "robot", "mail alone", "mistake")
