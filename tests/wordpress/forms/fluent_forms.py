"""Fluent Forms: its forms and visitors."""

from typing import Any
from urllib.parse import urlencode

import requests

from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT,
    MESSAGE,
    FormPlugin,
    FormSite,
)


def _field(element: str, name: str, label: str, **settings: Any) -> dict[str, Any]:
    return {"element": element, "attributes": {"name": name}, "settings": {"label": label, **settings}}


def _options(*choices: str) -> dict[str, Any]:
    options = [{"label": choice.split("|")[0], "value": choice.split("|")[-1]} for choice in choices]
    return {"advanced_options": options}


FIELDS = [
    _field("input_name", "names", "Votre nom"),
    _field("input_email", "email", "Votre e-mail"),
    _field("input_text", "tel", "Téléphone"),
    _field("input_radio", "profil", "Vous êtes", **_options("Un particulier|p", "Un professionnel|pro")),
    _field("select", "service", "Pour quel service ?", **_options("Cuisine|c", "Dressing|d")),
    _field("input_checkbox", "pieces", "Pièces", **_options("Salon|1", "Chambre & bureau|2", "Grenier|3")),
    _field("address", "address_1", "Adresse"),
    _field("textarea", "description", "Votre projet"),
    _field("gdpr_agreement", "gdpr-agreement", "Données", tnc_html=CONSENT),
    _field("input_password", "code", "Code"),
    _field("input_text", "acces", "Mot de passe client"),
]
SHORT = [
    _field("input_text", "nom", "الاسم الكامل"),
    _field("textarea", "message", "رسالتك"),
]
FORMS: dict[str, tuple[str, list[dict[str, Any]], dict[str, Any]]] = {
    "quote": ("Devis", FIELDS, {}),
    "arabic": ("اتصل بنا", SHORT, {}),
    "forgetful": ("Anonyme", SHORT, {"delete_entry_on_submission": "yes"}),
}

KHADIJA = {
    "names[first_name]": "Khadija",
    "names[last_name]": "Berrada",
    "email": "khadija@example.com",
    "tel": "06 12 34 56 78",
    "profil": "p",
    "service": "d",
    "pieces[]": ["1", "2"],
    "address_1[address_line_1]": "12, rue des Tanneurs",
    "address_1[city]": "Fès",
    "description": MESSAGE,
    "code": "S3cret!pass",
    "acces": "sésame",
}
ACCEPTS = {"gdpr-agreement": "on"}
SAMIRA = {"nom": ARABIC_NAME, "message": ARABIC_MESSAGE}
IS_SPAM = """add_filter( 'fluentform/filter_insert_data', static function ( $row ) {
    return array( 'status' => 'spam', 'spam_from' => array( 'Akismet' ) ) + $row;
} );"""
AND_NO_MORE = """add_filter( 'pre_option__fluentform_global_form_settings', static function () {
    $skips = array( 'akismet_status' => 'yes', 'akismet_validation' => 'mark_as_spam_and_skip_processing' );
    return array( 'misc' => $skips );
} );"""


def _send(site: FormSite, key: str, values: dict[str, Any], referrer: str = "") -> requests.Response:
    hidden = {name: value for name, value in site.form(key).items() if name.startswith("_")}
    if referrer:
        hidden["_wp_http_referer"] = referrer
    data = urlencode(hidden | values, doseq=True)
    sent = {"action": "fluentform_submit", "form_id": str(site.ids[key]), "data": data}
    return site.ajax(referrer or site.pages[key], sent)


def _send_spam(site: FormSite, more: str = "") -> None:
    with site.meanwhile(IS_SPAM + more):
        _send(site, "arabic", SAMIRA)


def _change_mind(site: FormSite) -> None:
    """Somebody takes it out of the spam, puts it back, and takes it out again."""
    _send_spam(site)
    last = "$last = FluentForm\\App\\Models\\Submission::orderBy( 'id', 'DESC' )->first()->id;"
    service = "( new FluentForm\\App\\Services\\Submission\\SubmissionService() )"
    for status in ("unread", "spam", "read"):
        site.php(f"{last} {service}->updateStatus( array( 'entry_id' => $last, 'status' => '{status}' ) );")


PLUGIN = FormPlugin(
    slug="fluent-forms",
    folder="fluentform",
    version="FLUENTFORM_VERSION",
    forms=FORMS,
    cases={
        "script": lambda site: _send(site, "quote", KHADIJA | ACCEPTS),
        "not accepted": lambda site: _send(site, "quote", KHADIJA),
        "arabic": lambda site: _send(site, "arabic", SAMIRA),
        "spam": _send_spam,
        "spam left alone": lambda site: _send_spam(site, AND_NO_MORE),
        "no spam": _change_mind,
        "nothing to be stored": lambda site: _send(site, "forgetful", SAMIRA),
        "tried out": lambda site: _send(
            site, "arabic", SAMIRA, "/?fluent_forms_pages=1&design_mode=1&preview_id=2"
        ),
    },
)
