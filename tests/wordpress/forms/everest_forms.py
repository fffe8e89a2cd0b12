"""Everest Forms: its forms and visitors."""

import re
from typing import Any

import requests

from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    DEAD_MAIL,
    MESSAGE,
    FormPlugin,
    FormSite,
)

CONSENT = "J’accepte que [mes données](/confidentialite/) servent à *me répondre*."


def _choices(*labels: str) -> dict[str, dict[str, str]]:
    return {str(n): {"label": label, "value": "", "image": ""} for n, label in enumerate(labels, 1)}


FIELDS: dict[str, dict[str, Any]] = {
    "prenom": {"type": "first-name", "label": "Prénom", "required": "1"},
    "nom": {"type": "last-name", "label": "Nom"},
    "courriel": {"type": "email", "label": "Votre e-mail"},
    "tel": {"type": "text", "label": "Téléphone"},
    "profil": {
        "type": "radio",
        "label": "Vous êtes",
        "choices": _choices("Un particulier", "Un professionnel"),
    },
    "service": {"type": "select", "label": "Pour quel service ?", "choices": _choices("Cuisine", "Dressing")},
    "pieces": {
        "type": "checkbox",
        "label": "Pièces",
        "choices": _choices("Salon", "Chambre & bureau", "Grenier"),
    },
    "projet": {"type": "textarea", "label": "Votre projet"},
    "accord": {"type": "privacy-policy", "label": "Données", "consent_message": CONSENT},
    "secret": {"type": "text", "label": "Mot de passe client"},
}
SHORT = {
    "nom": {"type": "text", "label": "الاسم الكامل"},
    "message": {"type": "textarea", "label": "رسالتك"},
}
FORMS: dict[str, tuple[str, dict[str, dict[str, Any]], dict[str, Any]]] = {
    "quote": ("Devis", FIELDS, {"ajax_form_submission": "1"}),
    "plain": ("Devis", FIELDS, {}),
    "arabic": ("اتصل بنا", SHORT, {}),
    "guarded": ("Gardé", SHORT, {"honeypot": "1"}),
    "forgetful": ("Anonyme", SHORT, {"disabled_entries": "1"}),
}


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {
        f"everest_forms[form_fields][{name}]" + ("[]" if isinstance(value, list) else ""): value
        for name, value in values.items()
    }


KHADIJA = _filled(
    {
        "prenom": "Khadija",
        "nom": "Berrada",
        "courriel": "khadija@example.com",
        "tel": "06 12 34 56 78",
        "profil": "Un particulier",
        "service": "Dressing",
        "pieces": ["Salon", "Chambre & bureau"],
        "projet": MESSAGE,
        "secret": "sésame",
    }
)
ACCEPTS = _filled({"accord": [CONSENT]})
SAMIRA = _filled({"nom": ARABIC_NAME, "message": ARABIC_MESSAGE})
IS_SPAM = """add_filter( 'everest_forms_process_before_filter', static function ( $entry ) {
    return array( 'evf_spam_status' => 'spam' ) + $entry;
} );"""


def _send(site: FormSite, key: str, values: dict[str, Any], page: str = "") -> requests.Response:
    return site.post(site.pages[key], site.form(key) | values, page=page or site.pages[key])


def _send_by_script(site: FormSite, key: str, values: dict[str, Any]) -> requests.Response:
    html = requests.get(site.pages[key], timeout=30).text
    nonce = re.search(r'"evf_ajax_submission":"(\w+)"', html)
    assert nonce, "its script has no nonce"
    sent = {"action": "everest_forms_ajax_form_submission", "security": nonce[1]}
    answer = site.ajax(site.pages[key], site.form(key) | values | sent)
    assert answer.json()["success"], answer.text
    return answer


def _send_spam(site: FormSite) -> None:
    with site.meanwhile(IS_SPAM):
        _send(site, "arabic", SAMIRA)


def _hang_in_mail(site: FormSite) -> None:
    with site.meanwhile(DEAD_MAIL):
        _send(site, "arabic", SAMIRA)


PLUGIN = FormPlugin(
    slug="everest-forms",
    folder="everest-forms",
    version="EVF_VERSION",
    forms=FORMS,
    cases={
        "script": lambda site: _send_by_script(site, "quote", KHADIJA | ACCEPTS),
        "no script": lambda site: _send(site, "plain", KHADIJA | ACCEPTS),
        "not accepted": lambda site: _send(site, "plain", KHADIJA),
        "mistake": lambda site: _send(site, "plain", KHADIJA | _filled({"prenom": ""})),
        "arabic": lambda site: _send(site, "arabic", SAMIRA),
        "mail hangs": _hang_in_mail,
        "spam": _send_spam,
        "refused spam": lambda site: _send(site, "guarded", SAMIRA | {"everest_forms[hp]": "x"}),
        "nothing to be stored": lambda site: _send(site, "forgetful", SAMIRA),
        "tried out": lambda site: _send(site, "arabic", SAMIRA, f"{site.url}/?form_id=1&evf_preview=true"),
    },
)
