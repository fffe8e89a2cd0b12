"""Forminator: its forms and visitors."""

from typing import Any

from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT,
    DEAD_MAIL,
    MESSAGE,
    PDF,
    FormPlugin,
    FormSite,
)

CHOICES = [
    {"label": "Une cuisine", "value": "cuisine@atlas.example"},
    {"label": "Un dressing", "value": "dressing@atlas.example"},
]
ROOMS = [{"label": "Salon", "value": "salon"}, {"label": "Chambre", "value": "chambre"}]
NAME = {"multiple_name": True, "prefix": False, "mname": False, "fname_label": "Prénom", "lname_label": "Nom"}
NAME |= {"fname": True, "lname": True}
# Name of the field, label, more.
WHOLE: list[tuple[str, str, dict[str, Any]]] = [
    ("name-1", "Votre nom", NAME),
    ("email-1", "E-mail", {"required": True, "validation": True}),
    ("phone-1", "Téléphone", {}),
    ("select-1", "Que voulez-vous ?", {"options": CHOICES, "value_type": "single"}),
    ("checkbox-1", "Pièces", {"options": ROOMS}),
    (
        "radio-1",
        "Vous êtes",
        {
            "options": [
                {"label": "Particulier", "value": "p"},
                {"label": "Autre", "value": "custom_option", "key": "custom_option"},
            ],
            "enable_custom_option": True,
        },
    ),
    ("date-1", "Visite", {"field_type": "select", "date_format": "dd/mm/yy"}),
    ("address-1", "Adresse", {"street_address": True, "address_city": True}),
    ("textarea-1", "Votre projet", {"input_type": "paragraph"}),
    ("hidden-1", "Campagne", {"default_value": "custom_value", "custom_value": "printemps"}),
    ("password-1", "Choisissez un mot de passe", {}),
    ("upload-1", "Un plan", {"file-type": "single", "filetypes": ["pdf"], "upload-limit": 2}),
    ("consent-1", "Données", {"consent_description": CONSENT, "required": True}),
    ("consent-2", "Nouvelles", {"consent_description": "Je veux recevoir les nouvelles &amp; offres."}),
    ("html-1", "Merci", {"variations": "<p>Merci</p>"}),
]
SHORT: list[tuple[str, str, dict[str, Any]]] = [
    ("name-1", "الاسم الكامل", {}),
    ("textarea-1", "رسالتك", {"input_type": "paragraph"}),
]
SETTINGS = {
    "store_submissions": "1",
    "submission-behaviour": "behaviour-thankyou",
    "thankyou-message": "Merci",
}
SETTINGS |= {
    "enable-ajax": "false",
    "validation": "on_submit",
    "akismet-protection": "1",
    "akismet-protection-behavior": "mark",
    "honeypot": "1",
    "use_donotstore": "0",
}
AJAX = SETTINGS | {"enable-ajax": "true"}
# Key → title, fields, settings.
FORMS: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "whole": ("Devis", WHOLE, AJAX),
    "no script": ("Appel", SHORT, SETTINGS),
    "later": ("Plus tard", SHORT, AJAX | {"use_save_and_continue": "1"}),
    "forgetful": ("Anonyme", SHORT, AJAX | {"store_submissions": ""}),
}
KHADIJA = {
    "name-1-first-name": "Khadija",
    "name-1-last-name": "Berrada",
    "email-1": "khadija@example.com",
    "phone-1": "06 12 34 56 78",
    "select-1": "dressing@atlas.example",
    "checkbox-1[]": ["salon", "chambre"],
    "radio-1": "custom_option",
    "custom-radio-1": "Syndic",
    "date-1-day": "1",
    "date-1-month": "12",
    "date-1-year": "2026",
    "address-1-street_address": "12, rue des Oliviers",
    "address-1-city": "Fès",
    "textarea-1": MESSAGE,
    "password-1": "sésame",
    "consent-1": "checked",
}
SAMIRA = {"name-1": ARABIC_NAME, "textarea-1": ARABIC_MESSAGE}
SPAM = "add_filter( 'forminator_spam_protection', '__return_true' );"


def send(site: FormSite, key: str, values: dict[str, Any], *, full: bool = False, **more: Any) -> None:
    """Send a form as its script does, or without JavaScript (`full`)."""
    hidden = site.form(key)
    for seen in ("forminator-multifile-hidden", "auth_method", "auth_token"):
        hidden.pop(seen, None)
    if full:
        site.post(site.pages[key], hidden | values, **more)
    else:
        site.ajax(site.pages[key], hidden | values, **more)


def send_while(site: FormSite, code: str) -> None:
    """Send a form while another plugin does something."""
    with site.meanwhile(code):
        send(site, "no script", SAMIRA, full=True)


PLUGIN = FormPlugin(
    slug="forminator",
    folder="forminator",
    version="FORMINATOR_VERSION",
    forms=FORMS,
    cases={
        "whole": lambda site: send(site, "whole", KHADIJA, files={"upload-1": PDF}),
        "no script": lambda site: send(site, "no script", SAMIRA, full=True),
        "spam": lambda site: send_while(site, SPAM),
        "dead mail": lambda site: send_while(site, DEAD_MAIL),
        "kept for later": lambda site: send(site, "later", SAMIRA | {"save_draft": "true"}),
        "forgetful": lambda site: send(site, "forgetful", SAMIRA),
        "tried out": lambda site: send(
            site, "whole", KHADIJA | {"action": "forminator_submit_preview_form_custom-forms"}
        ),
        "mistake": lambda site: send(site, "whole", KHADIJA | {"email-1": "khadija@"}),
    },
)
