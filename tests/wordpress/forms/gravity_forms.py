"""Gravity Forms: its forms and visitors."""

from typing import Any

import requests

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


def _choices(*choices: str) -> list[dict[str, str]]:
    return [{"text": choice.split("|")[0], "value": choice.split("|")[-1]} for choice in choices]


def _inputs(number: int, **labels: str) -> list[dict[str, Any]]:
    return [{"id": f"{number}.{name[1:]}", "label": label} for name, label in labels.items()]


FIELDS: list[dict[str, Any]] = [
    {"type": "name", "label": "Votre nom", "isRequired": True, "inputs": _inputs(1, _3="Prénom", _6="Nom")},
    {"type": "email", "label": "Votre e-mail"},
    {"type": "phone", "label": "Téléphone", "phoneFormat": "international"},
    {"type": "radio", "label": "Vous êtes", "choices": _choices("Un particulier|p", "Un professionnel|pro")},
    {
        "type": "select",
        "label": "Pour quel service ?",
        "choices": _choices("Cuisine|cuisine@atlas.example", "Dressing|d"),
    },
    {
        **{
            "type": "checkbox",
            "label": "Pièces",
            "choices": _choices("Salon", "Chambre & bureau", "Grenier"),
        },
        "inputs": _inputs(6, _1="Salon", _2="Chambre & bureau", _3="Grenier"),
    },
    {"type": "textarea", "label": "Votre projet"},
    {"type": "fileupload", "label": "Un plan", "allowedExtensions": "pdf"},
    {
        **{"type": "consent", "label": "Accord", "checkboxLabel": CONSENT, "description": "Gardées un an."},
        **{"choices": _choices("Checked|1"), "inputs": _inputs(9, _1="Accord", _2="Texte", _3="Version")},
    },
    {"type": "password", "label": "Code", "inputs": [{"id": "10"}, {"id": "10.2"}]},
    {"type": "text", "label": "Votre mot de passe client"},
    {"type": "list", "label": "Meubles", "enableColumns": False},
    {
        **{
            "type": "multiselect",
            "label": "Jours",
            "choices": _choices("Lundi|1", "Mardi|2"),
            "storageType": "json",
        },
    },
    {"type": "address", "label": "Adresse", "inputs": _inputs(14, _1="Rue", _3="Ville", _5="Code postal")},
    {"type": "hidden", "label": "campagne", "defaultValue": "printemps"},
    {"type": "section", "label": "À part"},
]
SHORT = [{"type": "text", "label": "الاسم الكامل"}, {"type": "textarea", "label": "رسالتك"}]
MAIL = {
    **{"id": "n1", "name": "Devis", "toType": "email", "to": "owner@example.com", "event": "form_submission"},
    **{"subject": "Devis", "message": "{all_fields}", "isActive": True, "service": "wordpress"},
}
FORMS: dict[str, tuple[str, list[dict[str, Any]], dict[str, Any]]] = {
    "quote": ("Devis", FIELDS, {"notifications": {"n1": MAIL}}),
    "arabic": (
        "اتصل بنا",
        SHORT,
        {"save": {"enabled": True, "button": {"type": "link", "text": "Plus tard"}}},
    ),
    "guarded": ("Gardé", SHORT, {"enableHoneypot": True, "honeypotAction": "spam"}),
}

KHADIJA = {
    "input_1.3": "Khadija",
    "input_1.6": "Berrada",
    "input_2": "khadija@berrada.example",
    "input_3": "06 12 34 56 78",
    "input_4": "p",
    "input_5": "d",
    "input_6.1": "Salon",
    "input_6.2": "Chambre & bureau",
    "input_7": MESSAGE,
    "input_10": "S3cret!pass",
    "input_10_2": "S3cret!pass",
    "input_11": "sésame",
    "input_12[]": ["Table", "Banc"],
    "input_13[]": ["1", "2"],
    "input_14.1": "12, rue des Tanneurs",
    "input_14.3": "Fès",
    "input_15": "printemps",
}
ACCEPTS = {"input_9.1": "1", "input_9.2": CONSENT, "input_9.3": "1"}
SAMIRA = {"input_1": ARABIC_NAME, "input_2": ARABIC_MESSAGE}


def _send(site: FormSite, key: str, values: dict[str, Any], page: str = "", **more: Any) -> requests.Response:
    id = site.ids[key]
    sent = {
        f"is_submit_{id}": "1",
        "gform_submit": str(id),
        f"gform_target_page_number_{id}": "0",
        f"gform_source_page_number_{id}": "1",
        "gform_submission_method": "postback",
    }
    named = {name.replace(".", "_"): value for name, value in values.items()}
    if more:
        more["files"] = {"input_8": more["files"]}
    return site.post(site.pages[key], site.form(key) | sent | named, page=page or site.pages[key], **more)


def _change_mind(site: FormSite) -> None:
    """Somebody takes it out of the spam, puts it back, and takes it out again."""
    _send(site, "guarded", SAMIRA)
    last = "$last = GFAPI::get_entries( 0, array(), null, array( 'page_size' => 1 ) )[0]['id'];"
    for status in ("active", "spam", "active"):
        site.php(f"{last} GFAPI::update_entry_property( $last, 'status', '{status}' );")


def _hang_in_mail(site: FormSite) -> None:
    with site.meanwhile(DEAD_MAIL):
        _send(site, "quote", KHADIJA | ACCEPTS)


PLUGIN = FormPlugin(
    slug="gravity-forms",
    folder="gravityforms",
    version="GFForms::$version",
    forms=FORMS,
    cases={
        "no script": lambda site: _send(site, "quote", KHADIJA | ACCEPTS, files=PDF),
        "not accepted": lambda site: _send(site, "quote", KHADIJA),
        "mistake": lambda site: _send(site, "quote", KHADIJA | {"input_1.3": "", "input_1.6": ""}),
        "arabic": lambda site: _send(site, "arabic", SAMIRA),
        "mail hangs": _hang_in_mail,
        "saved for later": lambda site: _send(site, "arabic", SAMIRA | {"gform_save": "1"}),
        "spam": lambda site: _send(site, "guarded", SAMIRA),
        "no spam": _change_mind,
        "tried out": lambda site: _send(site, "arabic", SAMIRA, f"{site.url}/?gf_page=preview&id=2"),
    },
)
