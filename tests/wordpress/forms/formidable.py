"""Formidable Forms: its forms and visitors."""

from typing import Any

import requests

from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT,
    MESSAGE,
    FormPlugin,
    FormSite,
)

FIELDS: dict[str, dict[str, Any]] = {
    "nom": {
        "type": "name",
        "name": "Votre nom",
        "field_options": {"first_desc": "Prénom", "last_desc": "Nom"},
    },
    "courriel": {"type": "email", "name": "Votre e-mail"},
    "tel": {"type": "phone", "name": "Téléphone", "required": 1},
    "profil": {"type": "radio", "name": "Vous êtes", "options": ["Un particulier", "Un professionnel"]},
    "service": {
        **{"type": "select", "name": "Pour quel service ?", "field_options": {"separate_value": 1}},
        "options": [{"label": "Cuisine", "value": "c"}, {"label": "Dressing", "value": "d"}],
    },
    "pieces": {"type": "checkbox", "name": "Pièces", "options": ["Salon", "Chambre & bureau", "Grenier"]},
    "projet": {"type": "textarea", "name": "Votre projet"},
    "accord": {"type": "gdpr", "name": "Données", "field_options": {"gdpr_agreement_text": CONSENT}},
    "acces": {"type": "text", "name": "Mot de passe client"},
}
SHORT = {
    "nom": {"type": "text", "name": "الاسم الكامل"},
    "message": {"type": "textarea", "name": "رسالتك"},
}
FORMS: dict[str, tuple[str, dict[str, dict[str, Any]], dict[str, Any]]] = {
    "quote": ("Devis", FIELDS, {}),
    "scripted": ("Devis", FIELDS, {"ajax_submit": 1}),
    "arabic": ("اتصل بنا", SHORT, {}),
    "forgetful": ("Anonyme", SHORT, {"no_save": 1}),
}

KHADIJA: dict[str, Any] = {
    "nom": {"first": "Khadija", "last": "Berrada"},
    "courriel": "khadija@example.com",
    "tel": "+212612345678",
    "profil": "Un particulier",
    "service": "d",
    "pieces": ["Salon", "Chambre & bureau"],
    "projet": MESSAGE,
    "accord": "1",
    "acces": "sésame",
}
SAMIRA: dict[str, Any] = {"nom": ARABIC_NAME, "message": ARABIC_MESSAGE}


def _values(site: FormSite, key: str, values: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends: fields go by number."""
    made: dict[str, Any] = dict(site.form(key))
    for name, value in values.items():
        place = f"item_meta[{site.fields[key][name]}]"
        if isinstance(value, dict):
            made |= {f"{place}[{part}]": one for part, one in value.items()}
        else:
            made[place + ("[]" if isinstance(value, list) else "")] = value
    return made


def _send(site: FormSite, key: str, values: dict[str, Any], page: str = "") -> requests.Response:
    return site.post(site.pages[key], _values(site, key, values), page=page or site.pages[key])


def _send_by_script(site: FormSite, key: str, values: dict[str, Any]) -> requests.Response:
    answer = site.ajax(site.pages[key], _values(site, key, values) | {"action": "frm_entries_create"})
    assert not answer.json().get("errors"), answer.text
    return answer


def _keep_a_draft(site: FormSite) -> None:
    """As its Pro does when a visitor goes on later."""
    site.php(
        f"FrmEntry::create( array( 'form_id' => {site.ids['arabic']}, 'item_key' => 'draft', 'is_draft' => 1,"
        f" 'item_meta' => array( {site.fields['arabic']['nom']} => 'Sam' ) ) );"
    )


PLUGIN = FormPlugin(
    slug="formidable",
    folder="formidable",
    version="FrmAppHelper::plugin_version()",
    forms=FORMS,
    cases={
        "script": lambda site: _send_by_script(site, "scripted", KHADIJA),
        "no script": lambda site: _send(site, "quote", KHADIJA),
        "mistake": lambda site: _send(site, "quote", KHADIJA | {"tel": ""}),
        "arabic": lambda site: _send(site, "arabic", SAMIRA),
        "draft": _keep_a_draft,
        "nothing to be stored": lambda site: _send(site, "forgetful", SAMIRA),
        "tried out": lambda site: _send(
            site, "arabic", SAMIRA, f"{site.url}/wp-admin/admin-ajax.php?action=frm_forms_preview&form=arabic"
        ),
    },
)
