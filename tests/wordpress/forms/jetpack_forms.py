"""Jetpack Forms: its forms and visitors."""

from typing import Any

from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT_SEEN,
    DEAD_MAIL,
    MESSAGE,
    FormPlugin,
    FormSite,
)

WHOLE = f"""[contact-form subject="Devis" to="alice@example.com"]
[contact-field label="Votre nom" type="name" required="1"]
[contact-field label="E-mail" type="email" required="1"]
[contact-field label="Téléphone" type="telephone"]
[contact-field label="Que voulez-vous ?" type="select" options="Une cuisine,Un dressing"]
[contact-field label="Pièces" type="checkbox-multiple" options="Salon,Chambre"]
[contact-field label="Votre projet" type="textarea"]
[contact-field label="Choisissez un mot de passe" type="text"]
[contact-field label="Consent" type="consent" consenttype="explicit" explicitconsentmessage="{CONSENT_SEEN}"]
[/contact-form]"""
SHORT = """[contact-form to="alice@example.com"]
[contact-field label="الاسم الكامل" type="name"][contact-field label="رسالتك" type="textarea"][/contact-form]"""
# What is to be kept nowhere only a block can say.
FORGETFUL = """<!-- wp:jetpack/contact-form {"saveResponses":"no","to":"alice@example.com"} -->
<div class="wp-block-jetpack-contact-form"><!-- wp:jetpack/field-name {"label":"الاسم الكامل"} /-->
<!-- wp:jetpack/field-textarea {"label":"رسالتك"} /--></div><!-- /wp:jetpack/contact-form -->"""
FORMS = {"whole": ("Devis", WHOLE), "arabic": ("اتصل بنا", SHORT), "forgetful": ("Anonyme", FORGETFUL)}
KHADIJA = {
    "votrenom": "Khadija Berrada",
    "email": "khadija@example.com",
    "tlphone": "06 12 34 56 78",
    "quevoulezvous": "Un dressing",
    "pices[]": ["Salon", "Chambre"],
    "votreprojet": MESSAGE,
    "choisissezunmotdepasse": "sésame",
    "consent": "Yes",
}
SPAM = "add_filter( 'jetpack_contact_form_is_spam', '__return_true' );"


def send(site: FormSite, key: str, values: dict[str, Any]) -> None:
    """Send a form as its page does without JavaScript."""
    hidden = site.form(key)
    prefix = f"g{hidden['contact-form-id']}"
    named = {f"{prefix}-{name}".rstrip("-"): value for name, value in values.items()}
    site.post(site.pages[key], hidden | named)


def send_arabic(site: FormSite, key: str = "arabic") -> None:
    """Its fields have no letters that an id could be made of."""
    send(site, key, {"": ARABIC_NAME, "1": ARABIC_MESSAGE})


def send_while(site: FormSite, code: str) -> None:
    """Send a form while another plugin does something."""
    with site.meanwhile(code):
        send(site, "whole", KHADIJA)


PLUGIN = FormPlugin(
    slug="jetpack-forms",
    folder="jetpack",
    version="JETPACK__VERSION",
    forms=FORMS,
    cases={
        "whole": lambda site: send(site, "whole", KHADIJA),
        "arabic": send_arabic,
        "spam": lambda site: send_while(site, SPAM),
        "dead mail": lambda site: send_while(site, DEAD_MAIL),
        "forgetful": lambda site: send_arabic(site, "forgetful"),
        "mistake": lambda site: send(site, "whole", KHADIJA | {"email": ""}),
    },
)
