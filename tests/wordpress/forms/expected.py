"""What Filon is to keep of the forms that each plugin shows: one table of all that differs between them."""

from dataclasses import dataclass, field
from typing import Any

from tests.wordpress.forms import (
    elementor_pro,
    everest_forms,
    fluent_forms,
    formidable,
    forminator,
    gravity_forms,
    jetpack_forms,
    ninja_forms,
    wpforms,
)
from tests.wordpress.forms.plugin import CONSENT_SEEN, MESSAGE, FormPlugin

# Stands for the names of the files that were sent, which some plugins change.
PLAN = object()
# Forminator and Formidable take backslashes away.
PLAIN_MESSAGE = MESSAGE.replace("\\", "")
NEWS = "Je veux recevoir les nouvelles & offres."


@dataclass(frozen=True)
class Expected:
    """Of the cases in which Khadija sends the whole form (`whole`), without a file while the mail hangs (`hanging`), or
    leaves its box empty (`refusing`), or Samira the short one (`arabic`), or one that keeps no entries (`forgetful`),
    and of the others; `spam` is case → verdict.

    `fields`: id, label, kind and value of each; an empty id is one that the plugin has made up, and so for `consents`:
    id, words and whether they were agreed to. `has_entries`: they have numbers.
    `referrer`: the page that Samira came from, where it is told.
    """

    plugin: FormPlugin
    whole: tuple[str, ...]
    fields: list[tuple[str, str, str, Any]]
    consents: list[tuple[str, str, bool]]
    arabic: tuple[str, ...]
    left_alone: tuple[str, ...]
    arabic_ids: tuple[str, ...] = ()
    refusing: tuple[str, ...] = ()
    spam: dict[str, str] = field(default_factory=dict)
    unspam: tuple[str, ...] = ()
    forgetful: tuple[str, ...] = ()
    hanging: tuple[str, ...] = ()
    referrer: str = ""
    has_entries: bool = True


EXPECTED = [
    Expected(
        elementor_pro.PLUGIN,
        whole=("whole",),
        fields=[
            ("name", "Votre nom", "text", "Khadija Berrada"),
            ("email", "E-mail", "email", "khadija@example.com"),
            ("field_1a2b3c4", "Téléphone", "tel", "0612345678"),
            ("quoi", "Que voulez-vous ?", "select", "Un dressing"),
            ("pieces", "Pièces", "checkbox", ["Salon", "Chambre"]),
            ("message", "Votre projet", "textarea", MESSAGE),
            ("visite", "Visite", "date", "2026-12-01"),
            ("campagne", "Campagne", "hidden", "printemps"),
            ("plan", "Un plan", "file", PLAN),
        ],
        consents=[("rgpd", CONSENT_SEEN, True), ("nouvelles", NEWS, False)],
        arabic=("arabic", "dead mail"),
        arabic_ids=("name", "message"),
        left_alone=("mistake", "robot"),
        has_entries=False,
    ),
    Expected(
        everest_forms.PLUGIN,
        whole=("script", "no script"),
        fields=[
            ("prenom", "Prénom", "first-name", "Khadija"),
            ("nom", "Nom", "last-name", "Berrada"),
            ("courriel", "Votre e-mail", "email", "khadija@example.com"),
            ("tel", "Téléphone", "text", "06 12 34 56 78"),
            ("profil", "Vous êtes", "radio", "Un particulier"),
            ("service", "Pour quel service ?", "select", "Dressing"),
            ("pieces", "Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
            ("projet", "Votre projet", "textarea", MESSAGE),
        ],
        consents=[("accord", CONSENT_SEEN, True)],
        refusing=("not accepted",),
        arabic=("arabic", "mail hangs"),
        arabic_ids=("nom", "message"),
        spam={"spam": "akismet"},
        left_alone=("mistake", "refused spam", "tried out"),
        forgetful=("nothing to be stored",),
    ),
    Expected(
        fluent_forms.PLUGIN,
        whole=("script",),
        fields=[
            ("names.first_name", "First Name", "first_name", "Khadija"),
            ("names.last_name", "Last Name", "last_name", "Berrada"),
            ("email", "Votre e-mail", "email", "khadija@example.com"),
            ("tel", "Téléphone", "text", "06 12 34 56 78"),
            ("profil", "Vous êtes", "radio", "Un particulier"),
            ("service", "Pour quel service ?", "select", "Dressing"),
            ("pieces", "Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
            ("address_1", "Adresse", "address", ["12, rue des Tanneurs", "Fès"]),
            ("description", "Votre projet", "textarea", MESSAGE),
        ],
        consents=[("gdpr-agreement", CONSENT_SEEN, True)],
        refusing=("not accepted",),
        arabic=("arabic",),
        arabic_ids=("nom", "message"),
        spam=dict.fromkeys(("spam", "spam left alone"), "fluent-forms"),
        unspam=("no spam",),
        left_alone=("tried out",),
        forgetful=("nothing to be stored",),
    ),
    Expected(
        formidable.PLUGIN,
        whole=("script", "no script"),
        fields=[
            ("", "Prénom", "first_name", "Khadija"),
            ("", "Nom", "last_name", "Berrada"),
            ("", "Votre e-mail", "email", "khadija@example.com"),
            ("", "Téléphone", "phone", "+212612345678"),
            ("", "Vous êtes", "radio", "Un particulier"),
            ("", "Pour quel service ?", "select", "Dressing"),
            ("", "Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
            ("", "Votre projet", "textarea", PLAIN_MESSAGE),
        ],
        consents=[("", CONSENT_SEEN, True)],
        arabic=("arabic",),
        left_alone=("mistake", "draft", "tried out"),
        forgetful=("nothing to be stored",),
    ),
    Expected(
        forminator.PLUGIN,
        whole=("whole",),
        fields=[
            ("name-1-first-name", "Prénom", "first_name", "Khadija"),
            ("name-1-last-name", "Nom", "last_name", "Berrada"),
            ("email-1", "E-mail", "email", "khadija@example.com"),
            ("phone-1", "Téléphone", "phone", "06 12 34 56 78"),
            ("select-1", "Que voulez-vous ?", "select", "Un dressing"),
            ("checkbox-1", "Pièces", "checkbox", ["Salon", "Chambre"]),
            ("radio-1", "Vous êtes", "radio", "Syndic"),
            ("date-1", "Visite", "date", "2026-12-1"),
            ("address-1", "Adresse", "address", "12, rue des Oliviers, Fès"),
            ("textarea-1", "Votre projet", "textarea", PLAIN_MESSAGE),
            ("hidden-1", "Campagne", "hidden", "printemps"),
            ("upload-1", "Un plan", "file", PLAN),
        ],
        consents=[("consent-1", CONSENT_SEEN, True), ("consent-2", NEWS, False)],
        arabic=("no script", "dead mail"),
        arabic_ids=("name-1", "textarea-1"),
        spam={"spam": "forminator"},
        left_alone=("kept for later", "tried out", "mistake"),
        forgetful=("forgetful",),
    ),
    Expected(
        gravity_forms.PLUGIN,
        whole=("no script",),
        fields=[
            ("1.3", "Prénom", "first_name", "Khadija"),
            ("1.6", "Nom", "last_name", "Berrada"),
            ("2", "Votre e-mail", "email", "khadija@berrada.example"),
            ("3", "Téléphone", "phone", "06 12 34 56 78"),
            ("4", "Vous êtes", "radio", "Un particulier"),
            ("5", "Pour quel service ?", "select", "Dressing"),
            ("6", "Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
            ("7", "Votre projet", "textarea", MESSAGE),
            ("8", "Un plan", "fileupload", PLAN),
            ("12", "Meubles", "list", ["Table", "Banc"]),
            ("13", "Jours", "multiselect", ["Lundi", "Mardi"]),
            ("14", "Adresse", "address", ["12, rue des Tanneurs", "Fès"]),
            ("15", "campagne", "hidden", "printemps"),
        ],
        consents=[("9", f"{CONSENT_SEEN}\nGardées un an.", True)],
        hanging=("mail hangs",),
        refusing=("not accepted",),
        arabic=("arabic",),
        arabic_ids=("1", "2"),
        spam={"spam": "Honeypot Spam Filter"},
        unspam=("no spam",),
        left_alone=("mistake", "saved for later", "tried out"),
    ),
    Expected(
        jetpack_forms.PLUGIN,
        whole=("whole", "dead mail"),
        fields=[
            ("", "Votre nom", "name", "Khadija Berrada"),
            ("", "E-mail", "email", "khadija@example.com"),
            ("", "Téléphone", "tel", "06 12 34 56 78"),
            ("", "Que voulez-vous ?", "select", "Un dressing"),
            ("", "Pièces", "checkbox-multiple", ["Salon", "Chambre"]),
            ("", "Votre projet", "textarea", MESSAGE),
        ],
        consents=[("", CONSENT_SEEN, True)],
        arabic=("arabic",),
        spam={"spam": "jetpack"},
        left_alone=("mistake",),
        forgetful=("forgetful",),
    ),
    Expected(
        ninja_forms.PLUGIN,
        # Whoever comes back from a payment has asked once.
        whole=("whole", "dead mail", "paid"),
        fields=[
            ("", "Prénom", "first_name", "Khadija"),
            ("", "Nom", "last_name", "Berrada"),
            ("", "E-mail", "email", "khadija@example.com"),
            ("", "Téléphone", "tel", "06 12 34 56 78"),
            ("", "Que voulez-vous ?", "listselect", "Un dressing"),
            ("", "Pièces", "listcheckbox", ["Salon", "Chambre"]),
            ("", "Visite", "date", "01/12/2026 10:30"),
            ("", "Votre projet", "textarea", MESSAGE),
            ("", "Campagne", "hidden", "printemps"),
            ("", "Il y a un étage", "checkbox", "1"),
        ],
        consents=[("", CONSENT_SEEN, True), ("", "Je m’abonne à la newsletter", False)],
        arabic=("arabic",),
        left_alone=("mistake", "robot"),
        forgetful=("nothing",),
    ),
    Expected(
        wpforms.PLUGIN,
        whole=("script", "no script"),
        fields=[
            ("1.first", "First", "first_name", "Khadija"),
            ("1.last", "Last", "last_name", "Berrada"),
            ("2", "Votre e-mail", "email", "khadija@example.com"),
            ("3", "Téléphone", "text", "06 12 34 56 78"),
            ("4", "Vous êtes", "radio", "Un particulier"),
            ("5", "Pour quel service ?", "select", "Dressing"),
            ("6", "Pièces", "checkbox", ["Salon", "Chambre & bureau"]),
            ("7", "Votre projet", "textarea", MESSAGE),
        ],
        consents=[("8", CONSENT_SEEN, True)],
        refusing=("not accepted",),
        arabic=("arabic", "mail hangs"),
        arabic_ids=("1", "2"),
        referrer="/avant/",
        spam={"spam": "Honeypot V2"},
        left_alone=("mistake", "refused spam", "tried out"),
        forgetful=("nothing to be stored",),
        has_entries=False,
    ),
]
