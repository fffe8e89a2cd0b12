"""WPForms Lite: its forms and visitors."""

from typing import Any

import requests

from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT,
    DEAD_MAIL,
    MESSAGE,
    FormPlugin,
    FormSite,
)


def _choices(*labels: str) -> dict[str, dict[str, str]]:
    return {str(n): {"label": label, "value": ""} for n, label in enumerate(labels, 1)}


FIELDS: list[dict[str, Any]] = [
    {"type": "name", "label": "Votre nom", "format": "first-last", "required": "1"},
    {"type": "email", "label": "Votre e-mail"},
    {"type": "text", "label": "Téléphone"},
    {"type": "radio", "label": "Vous êtes", "choices": _choices("Un particulier", "Un professionnel")},
    {"type": "select", "label": "Pour quel service ?", "choices": _choices("Cuisine", "Dressing")},
    {"type": "checkbox", "label": "Pièces", "choices": _choices("Salon", "Chambre & bureau", "Grenier")},
    {"type": "textarea", "label": "Votre projet"},
    {"type": "gdpr-checkbox", "label": "Données", "choices": {"1": {"label": CONSENT, "value": ""}}},
    {"type": "text", "label": "Mot de passe client"},
]
SHORT = [
    {"type": "name", "label": "الاسم الكامل", "format": "simple"},
    {"type": "textarea", "label": "رسالتك"},
]
MAIL = {
    "1": {"email": "owner@example.com", "subject": "Devis", "message": "{all_fields}", "sender_name": "x"}
}
FORMS: dict[str, tuple[str, list[dict[str, Any]], dict[str, Any]]] = {
    "quote": ("Devis", FIELDS, {"ajax_submit": "1"}),
    "plain": ("Devis", FIELDS, {}),
    "arabic": ("اتصل بنا", SHORT, {"notification_enable": "1", "notifications": MAIL}),
    "guarded": ("Gardé", SHORT, {"antispam_v3": "1", "store_spam_entries": "1"}),
    "strict": ("Strict", SHORT, {"antispam_v3": "1"}),
    "forgetful": ("Anonyme", SHORT, {"disable_entries": "1"}),
}

KHADIJA = {
    "wpforms[fields][1][first]": "Khadija",
    "wpforms[fields][1][last]": "Berrada",
    "wpforms[fields][2]": "khadija@example.com",
    "wpforms[fields][3]": "06 12 34 56 78",
    "wpforms[fields][4]": "Un particulier",
    "wpforms[fields][5]": "Dressing",
    "wpforms[fields][6][]": ["Salon", "Chambre & bureau"],
    "wpforms[fields][7]": MESSAGE,
    "wpforms[fields][9]": "sésame",
}
ACCEPTS = {"wpforms[fields][8][]": CONSENT}
# A field that only machines see.
HONEYPOT = {"wpforms[fields][3]": "x"}
SAMIRA = {"wpforms[fields][1]": ARABIC_NAME, "wpforms[fields][2]": ARABIC_MESSAGE}


def _send(site: FormSite, key: str, values: dict[str, Any]) -> requests.Response:
    hidden = {
        name: value for name, value in site.form(key).items() if name.startswith(("wpforms[", "p", "url_"))
    }
    hidden |= {"page_url": site.pages[key], "page_title": FORMS[key][0], "url_referer": f"{site.url}/avant/"}
    return site.post(site.pages[key], hidden | values)


def _send_by_script(site: FormSite, key: str, values: dict[str, Any]) -> requests.Response:
    page = site.pages[key]
    hidden = {
        "page_url": page,
        "url_referer": "",
        "wpforms[id]": str(site.ids[key]),
        "action": "wpforms_submit",
    }
    answer = site.ajax(page, hidden | values)
    assert "success" in answer.json(), answer.text
    return answer


def _try_out(site: FormSite) -> requests.Response:
    preview = f"{site.url}/?wpforms_form_preview={site.ids['arabic']}"
    return site.post(
        site.pages["arabic"], {"wpforms[id]": site.ids["arabic"], "page_url": preview} | SAMIRA, page=preview
    )


def _hang_in_mail(site: FormSite) -> None:
    with site.meanwhile(DEAD_MAIL):
        _send(site, "arabic", SAMIRA)


PLUGIN = FormPlugin(
    slug="wpforms",
    folder="wpforms-lite",
    version="WPFORMS_VERSION",
    forms=FORMS,
    cases={
        "script": lambda site: _send_by_script(site, "quote", KHADIJA | ACCEPTS),
        "no script": lambda site: _send(site, "plain", KHADIJA | ACCEPTS),
        "not accepted": lambda site: _send(site, "plain", KHADIJA),
        "mistake": lambda site: _send(site, "plain", KHADIJA | {"wpforms[fields][1][first]": ""}),
        "arabic": lambda site: _send(site, "arabic", SAMIRA),
        "mail hangs": _hang_in_mail,
        "spam": lambda site: _send(site, "guarded", SAMIRA | HONEYPOT),
        "refused spam": lambda site: _send(site, "strict", SAMIRA | HONEYPOT),
        "nothing to be stored": lambda site: _send(site, "forgetful", SAMIRA),
        "tried out": _try_out,
    },
)
