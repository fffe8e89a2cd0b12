"""Ninja Forms: its forms and visitors."""

import json
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

OPTIONS = [
    {"label": "Une cuisine", "value": "cuisine@atlas.example", "calc": "", "selected": 0, "order": 0},
    {"label": "Un dressing", "value": "dressing@atlas.example", "calc": "", "selected": 0, "order": 1},
]
ROOMS = [{"label": room, "value": room.lower(), "calc": "", "selected": 0} for room in ("Salon", "Chambre")]
# Type, key, label, more.
WHOLE: list[tuple[str, str, str, dict[str, Any]]] = [
    ("firstname", "prenom", "Prénom", {}),
    ("lastname", "nom", "Nom", {}),
    ("email", "email", "E-mail", {"required": 1}),
    ("phone", "telephone", "Téléphone", {}),
    ("listselect", "quoi", "Que voulez-vous ?", {"options": OPTIONS}),
    ("listcheckbox", "pieces", "Pièces", {"options": ROOMS}),
    ("date", "visite", "Visite", {"date_mode": "date_and_time"}),
    ("textarea", "projet", "Votre projet", {}),
    ("hidden", "campagne", "Campagne", {"default": "printemps"}),
    ("password", "secret", "Choisissez un mot de passe", {}),
    ("passwordconfirm", "secret_2", "Encore une fois", {"confirm_field": "secret"}),
    ("confirm", "email_2", "Votre e-mail encore une fois", {"confirm_field": "email"}),
    ("checkbox", "rgpd", CONSENT, {"required": 1}),
    ("checkbox", "nouvelles", "Je m’abonne à la newsletter", {}),
    ("checkbox", "etage", "Il y a un étage", {}),
    ("spam", "robot", "2 + 2 ?", {"spam_answer": "4"}),
    ("html", "texte", "Merci", {"default": "<p>Merci</p>"}),
    ("submit", "envoyer", "Envoyer", {}),
]
SHORT = [
    ("textbox", "nom", "Nom", {}),
    ("textarea", "message", "Message", {}),
    ("textbox", "code", "Code", {}),
]
ARABIC = [("textbox", "name", "الاسم الكامل", {}), ("textarea", "message", "رسالتك", {})]
SAVE = {
    "type": "save",
    "label": "Save",
    "active": 1,
    "fields-save-toggle": "save_all",
    "exception_fields": [],
}
MAIL = {"type": "email", "label": "Mail", "active": 1, "to": "alice@example.com", "email_subject": "Demande"}
THANKS = {"type": "successmessage", "label": "Merci", "active": 1, "success_msg": "Merci"}
REDACTED = SAVE | {"exception_fields": [{"field": "code"}]}
NOTHING = SAVE | {"fields-save-toggle": "save_none"}
# Key → title, fields, actions.
FORMS: dict[str, tuple[str, Any, list[dict[str, Any]]]] = {
    "whole": ("Devis", WHOLE, [SAVE, MAIL, THANKS]),
    "arabic": ("اتصل بنا", ARABIC, [SAVE]),
    "redacted": ("Code", SHORT, [REDACTED, MAIL]),
    "nothing": ("Anonyme", SHORT, [NOTHING]),
    "mail alone": ("Par mail", SHORT, [SAVE | {"active": 0}, MAIL]),
}
KHADIJA = {
    "prenom": "Khadija",
    "nom": "Berrada",
    "email": "khadija@example.com",
    "telephone": "06 12 34 56 78",
    "quoi": "dressing@atlas.example",
    "pieces": ["salon", "chambre"],
    "visite": {"date": "01/12/2026", "hour": "10", "minute": "30"},
    "projet": MESSAGE,
    "campagne": "printemps",
    "secret": "sésame",
    "secret_2": "sésame",
    "email_2": "khadija@example.com",
    "rgpd": 1,
    "nouvelles": 0,
    "etage": 1,
    "robot": "4",
}
KARIM = {"nom": "Karim", "message": "Bonjour", "code": "SECRET-7"}
# Stands in for a payment: once everything is kept the visitor is sent away, and comes back.
PAYMENT = """add_filter( 'ninja_forms_post_run_action_type_successmessage', function ( $data ) {
    if ( empty( $data['resume'] ) ) { $data['halt'] = true; } return $data; } );"""


def send(site: FormSite, key: str, values: dict[str, Any], **settings: Any) -> requests.Session:
    """Send a form as its script does: once in vain, to be given a nonce, and then again."""
    fields = {str(id): {"id": id, "value": values.get(name, "")} for name, id in site.fields[key].items()}
    data: dict[str, Any] = {"id": str(site.ids[key]), "fields": fields, "extra": {}}
    data["settings"] = {"decimal_point": ".", "thousands_sep": ",", **settings}
    visitor = site.browser()
    visitor.headers.update({"User-Agent": "Mozilla/5.0", "Referer": site.pages[key]})
    sent = {"action": "nf_ajax_submit", "security": "none", "formData": json.dumps(data)}
    url = f"{site.url}/wp-admin/admin-ajax.php"
    nonce = visitor.post(url, data=sent, timeout=30).json()["errors"]["nonce"]
    answer = visitor.post(url, data=sent | {"security": nonce["new_nonce"], **nonce}, timeout=30)
    assert answer.status_code == 200, answer.text[:3000]
    return visitor


def pay(site: FormSite) -> None:
    """Send a form that must be paid for, and come back."""
    with site.meanwhile(PAYMENT):
        visitor = send(site, "whole", KHADIJA)
        visitor.post(site.pages["whole"], data={"nf_resume": "1"}, timeout=30)


def die_in_mail(site: FormSite) -> None:
    """Send a form while no mail leaves."""
    with site.meanwhile(DEAD_MAIL):
        send(site, "whole", KHADIJA)


PLUGIN = FormPlugin(
    slug="ninja-forms",
    folder="ninja-forms",
    version="Ninja_Forms::VERSION",
    forms=FORMS,
    cases={
        "whole": lambda site: send(site, "whole", KHADIJA),
        "arabic": lambda site: send(site, "arabic", {"name": ARABIC_NAME, "message": ARABIC_MESSAGE}),
        "redacted": lambda site: send(site, "redacted", KARIM),
        "nothing": lambda site: send(site, "nothing", KARIM),
        "mail alone": lambda site: send(site, "mail alone", KARIM),
        "mistake": lambda site: send(site, "whole", KHADIJA | {"email": ""}),
        "robot": lambda site: send(site, "whole", KHADIJA | {"robot": "5"}),
        "paid": pay,
        "dead mail": die_in_mail,
    },
)
