"""Elementor Pro, as PRO Elements, with Elementor: its forms and visitors."""

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

OPTIONS = "Une cuisine|cuisine@atlas.example\nUn dressing|dressing@atlas.example"
# Kind, id, label, more.
WHOLE: list[tuple[str, str, str, dict[str, Any]]] = [
    ("text", "name", "Votre nom", {}),
    ("email", "email", "E-mail", {"required": "true"}),
    ("tel", "field_1a2b3c4", "Téléphone", {}),
    ("select", "quoi", "Que voulez-vous ?", {"field_options": OPTIONS}),
    ("checkbox", "pieces", "Pièces", {"field_options": "Salon\nChambre"}),
    ("textarea", "message", "Votre projet", {}),
    ("date", "visite", "Visite", {}),
    ("hidden", "campagne", "Campagne", {"field_value": "printemps"}),
    ("password", "secret", "Choisissez un mot de passe", {}),
    ("upload", "plan", "Un plan", {"file_types": "pdf", "file_sizes": "2"}),
    ("acceptance", "rgpd", "", {"acceptance_text": CONSENT}),
    ("acceptance", "nouvelles", "", {"acceptance_text": "Je veux recevoir les nouvelles &amp; offres."}),
    ("honeypot", "miel", "", {}),
    ("html", "texte", "", {"field_html": "<p>Merci</p>"}),
    ("step", "etape", "Suite", {}),
]
ARABIC = [("text", "name", "الاسم الكامل", {}), ("textarea", "message", "رسالتك", {})]
# What is kept otherwise than it was typed.
NUMBERS = [
    ("email", "email", "E-mail", {}),
    ("number", "phone", "Téléphone", {}),
    ("number", "budget", "Budget", {}),
    ("number", "rooms", "Pièces", {}),
    ("url", "site", "Votre site", {}),
]
# Key → title, fields.
FORMS: dict[str, tuple[str, Any]] = {
    "whole": ("Devis", WHOLE),
    "arabic": ("اتصل بنا", ARABIC),
    "numbers": ("Mesures", NUMBERS),
}
KHADIJA = {
    "name": "Khadija Berrada",
    "email": "khadija@example.com",
    "field_1a2b3c4": "0612345678",
    "quoi": "dressing@atlas.example",
    "pieces][": ["Salon", "Chambre"],
    "message": MESSAGE,
    "visite": "2026-12-01",
    "campagne": "printemps",
    "secret": "sésame",
    "rgpd": "on",
    "miel": "",
}
KARIM = {
    "email": "karím@example.com",
    "phone": "0612345678",
    "budget": "12.50",
    "rooms": "",
    "site": "example.com/a b",
}
SAMIRA = {"name": ARABIC_NAME, "message": ARABIC_MESSAGE}


def send(site: FormSite, key: str, values: dict[str, Any], **files: tuple[str, bytes]) -> None:
    """Send a form as its script does."""
    sent = site.form(key) | {"action": "elementor_pro_forms_send_form", "referrer": site.pages[key]}
    sent |= {f"form_fields[{name}]": value for name, value in values.items()}
    named = {f"form_fields[{name}]": file for name, file in files.items()}
    # An empty file makes it multipart, as the script sends it.
    site.ajax(site.pages[key], sent, files=named or {"none": ("", b"")})


def die_in_mail(site: FormSite) -> None:
    """Send a form while no mail leaves."""
    with site.meanwhile(DEAD_MAIL):
        send(site, "arabic", SAMIRA)


PLUGIN = FormPlugin(
    slug="elementor-pro",
    folder="pro-elements",
    beside=("elementor",),
    version="ELEMENTOR_PRO_VERSION",
    forms=FORMS,
    cases={
        "whole": lambda site: send(site, "whole", KHADIJA, plan=PDF),
        "arabic": lambda site: send(site, "arabic", SAMIRA),
        "numbers": lambda site: send(site, "numbers", KARIM),
        "dead mail": die_in_mail,
        "mistake": lambda site: send(site, "whole", KHADIJA | {"email": ""}),
        "robot": lambda site: send(site, "whole", KHADIJA | {"miel": "x"}),
    },
)
