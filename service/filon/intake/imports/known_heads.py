"""What the columns of known exports are called: ours in three languages, and those of other programs.

Facts only: each program's own words for its columns, as its export has them. A test keeps ours equal to
filon.reports.columns, whose room is above this one.
"""

from __future__ import annotations

from functools import cache

from filon.foundation.i18n import LANGUAGES, gettext, speaking
from filon.intake.imports.known_words import folded

# In the order of filon.reports.columns.heads(), in French: the catalogues have them in the other languages.
OURS = {
    **{
        "number": "N° Filon",
        "first_name": "Prénom",
        "last_name": "Nom",
        "email": "Mail",
        "phone": "Téléphone",
    },
    **{"company": "Entreprise", "status": "État", "source": "Provenance"},
    **{"source_detail": "Détail de la provenance", "owner": "Responsable", "amount": "Montant"},
    **{"currency": "Devise", "waiting_since": "À rappeler depuis", "created_at": "Reçu le"},
    **{"last_activity_at": "Dernière activité", "message": "Message", "note": "Note", "page": "Page"},
    **{"stage": "Étape", "reason": "Raison d’abandon", "tags": "Étiquettes"},
    **{"consent": "Consentement", "visits": "Visites"},
}

# Target → heads. The first column that says something counts, in the file's order.
# FluentCRM writes the keys or the words of its columns (contacts' exporter and data_config.js, 2.9.84).
_FLUENTCRM = {
    "first_name": "first_name, First Name",
    "last_name": "last_name, Last Name",
    "name": "full_name, Full Name",
    "email": "email, Email",
    "phone": "phone, Phone",
    "company": "company, company_name, Primary Company",
    "status": "status, Status",
    "source": "source, Source",
    "created_at": "created_at, Created At",
    "last_activity_at": "last_activity, Last Activity",
}
# Jetpack CRM writes the labels of its model of a contact (ZeroBSCRM.DAL3.Export.php and Obj.Contacts.php).
_JETPACK_CRM = {
    # A number there; who it is stands in the next column.
    "": "Owner",
    "owner": "Owner Username",
    "first_name": "First Name",
    "last_name": "Last Name",
    "email": "Email",
    "phone": "Mobile Telephone, Home Telephone, Work Telephone",
    "status": "Status",
    "created_at": "Created Date",
    "last_activity_at": "Last Contacted Date",
    "company": "Company Name",
}
# HubSpot writes the labels of its properties, in the words of whoever asked for the file: its list of default contact
# properties (knowledge.hubspot.com/properties/hubspots-default-contact-properties), and tables that other programs read
# its exports by. The source was renamed "Original Traffic Source". What the French ones are called is in its French
# pages as far as they say it; the others are as its screens have them.
_HUBSPOT = {
    "first_name": "First Name, Prénom",
    "last_name": "Last Name, Nom",
    "email": "Email, E-mail, Adresse e-mail",
    "phone": "Phone Number, Mobile Phone Number, Numéro de téléphone, Numéro de téléphone mobile",
    "company": "Company Name, Associated Company, Nom de l'entreprise",
    "status": "Lead Status, Lifecycle Stage, Statut du lead, Phase du cycle de vie",
    "owner": "Contact owner, Propriétaire du contact",
    "created_at": "Create Date, Date de création",
    "last_activity_at": "Last Activity Date, Last Contacted, Date de la dernière activité",
    "message": "Message",
    "source": "Original Source, Original Traffic Source, Source d'origine",
    "page": "First Page Seen",
}
# Pipedrive writes "object - field", in the language of whoever asked for the file: as read by programs that take its
# exports of people, deals and leads in English and in French. Both "Label" and "Labels" are there.
_PIPEDRIVE = {
    "name": "Person - Name, Deal - Contact person, Lead - Contact person, Personne - Nom, "
    "Affaire - Personne à contacter",
    "first_name": "Person - First name, Personne - Prénom",
    "last_name": "Person - Last name, Personne - Nom de famille",
    "email": "Person - Email - Work, Person - Email - Home, Person - Email - Other, Person - Email, "
    "Personne - E-mail - Travail, Personne - E-mail - Domicile, Personne - E-mail - Autre, Personne - E-mail",
    "phone": "Person - Phone - Mobile, Person - Phone - Work, Person - Phone - Home, "
    "Person - Phone - Other, Person - Phone, Personne - Téléphone - Mobile, Personne - Téléphone - Travail, "
    "Personne - Téléphone - Domicile, Personne - Téléphone - Autre, Personne - Téléphone",
    "company": "Person - Organization, Organization - Name, Deal - Organization, Lead - Organization, "
    "Personne - Organisation, Affaire - Organisation",
    "owner": "Person - Owner, Deal - Owner, Lead - Owner",
    "created_at": "Person - Person created, Deal - Deal created, Lead - Lead created, Lead - Lead created on",
    "last_activity_at": "Person - Last activity date, Deal - Last activity date, Person - Update time",
    "status": "Deal - Status, Affaire - Statut",
    "reason": "Deal - Lost reason, Affaire - Raison de la perte",
    "amount": "Deal - Value, Lead - Value",
    "currency": "Deal - Currency of Value",
    "source_detail": "Deal - Title, Lead - Title, Affaire - Titre",
    "tags": "Person - Labels, Person - Label, Deal - Label, Personne - Étiquettes",
    "note": "Person - Notes, Personne - Notes",
}
_PROGRAMS = {
    "Pipedrive": (
        _PIPEDRIVE,
        "Person - Name, Deal - Title, Lead - Title, Personne - Nom, Affaire - Titre",
    ),
    "HubSpot": (_HUBSPOT, "Record ID, Contact owner, Create Date, Lifecycle Stage, Propriétaire du contact"),
    "Jetpack CRM": (
        _JETPACK_CRM,
        "Home Telephone, Mobile Telephone, Work Telephone, Last Contacted Date, Owner Username",
    ),
    "FluentCRM": (_FLUENTCRM, "contact_type, Contact Type, user_id, User ID, total_order_value"),
}
# What people's own tables say, beyond the words that forms use.
_ELSE = {
    "phone": "gsm, tel, portable, mobile, n tel, numero, num tel, whatsapp, contact",
    "name": "client, nom client, nom et prenom, prenom et nom, nom complet, contact name, الاسم الكامل, الزبون",
    "company": "societe, raison sociale, enseigne, organisation, organization, account name",
    "email": "mail, e mail, email, courriel, adresse mail",
    "created_at": "date, cree le, date de creation, date creation, date d ajout, recu le, received, created, added on, "
    "تاريخ",
    "status": "statut, etat, stage, etape, lead status, status, الحالة",
    "reason": "raison d abandon, raison de perte, motif, motif de perte, lost reason, reason lost",
    "tags": "etiquettes, etiquette, tags, tag, labels, label, mots cles, keywords, segments, وسوم",
    "source": "source, origine, provenance, canal, channel, lead source, original source",
    "owner": "responsable, commercial, vendeur, assigne a, owner, assigned to, proprietaire",
    "amount": "montant, ca, budget, devis, valeur, amount, value, deal value, montant devis, prix",
    "currency": "devise, currency",
    "note": "note, notes, commentaire, commentaires, remarque, remarques, observation, observations, comment, comments",
    "message": "message, demande, besoin, projet",
    "last_activity_at": "derniere activite, dernier contact, last activity, last contacted",
}


def _table(heads: dict[str, str]) -> dict[str, str]:
    return {folded(head): target for target, said in heads.items() for head in said.split(", ")}


_PROGRAM_TABLES = [
    (name, _table(heads), frozenset(folded(one) for one in signs.split(", ")))
    for name, (heads, signs) in _PROGRAMS.items()
]
_ELSE_TABLE = _table(_ELSE)
# How many of our heads make a file ours where the number's is not there: somebody may have taken columns away. Of fewer
# it may be anybody's, in which two rows can be one person.
_ENOUGH_OF_OURS = 8
OURSELVES = "Filon"


# What the number's head was until it said whose it is: in a file with enough of ours it is the same.
_NUMBER_ALONE = "N°"


@cache
def _our_table(language: str) -> dict[str, str]:
    with speaking(language):
        ours = {folded(gettext(word)): target for target, word in OURS.items()}
        return {folded(gettext(_NUMBER_ALONE)): "number"} | ours


@cache
def _our_sign(language: str) -> str:
    head = OURS["number"]
    with speaking(language):
        return folded(gettext(head))


def recognise(heads: list[str]) -> tuple[str, dict[str, str]]:
    """Whose export has these heads, empty for nobody's; and what each folded head is in it."""
    said = {folded(head) for head in heads}
    for language in LANGUAGES:
        table = _our_table(language)
        if _our_sign(language) in said or len(said & table.keys()) >= _ENOUGH_OF_OURS:
            return OURSELVES, table
    for name, table, signs in _PROGRAM_TABLES:
        if said & signs and len(said & table.keys()) >= 2:
            return name, _ELSE_TABLE | table
    return "", _ELSE_TABLE
