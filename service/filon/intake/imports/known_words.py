"""Words that files use for statuses and sources, in three languages and as other programs say them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from filon.foundation.folding import words_of
from filon.foundation.i18n import LANGUAGES, speaking
from filon.leads.labels import BUILT_IN
from filon.leads.models import STATUSES
from filon.leads.words import NAMED_SOURCES, reason_word, source_word, status_word

# HubSpot's stages in French are those of its own page (knowledge.hubspot.com/fr/contacts/use-lifecycle-stages); the
# eight values of its lead status are listed in English only (its default contact properties), and stand here in the
# words of its French screens, where a deal is a "transaction", with those that people put in their place. Jetpack
# CRM's are English in every language: a line of its settings' defaults, which it does not translate.
_STATUSES = {
    "new": """
        nouveau, nouvelle, nouveau prospect, a contacter, a traiter, a faire, new, lead, open lead, not contacted,
        to contact, untouched, raw, subscriber, abonne, جديد, غير معالج
    """,
    "open": """
        en cours, ouvert, ouverte, contacte, contactee, a relancer, relance, devis envoye, negociation, qualifie,
        qualifiee, prospect, chaud, tiede, open, in progress, contacted, attempted to contact, connected, qualified,
        open deal, opportunity, marketing qualified lead, sales qualified lead, working, negotiation, proposal,
        nurturing, subscribed, pending, lead qualifie par le marketing, lead qualifie par l equipe commerciale,
        opportunite, transaction ouverte, tentative de contact, tentative de prise de contact, connecte, connectee,
        contact etabli, قيد المتابعة, مفتوح
    """,
    "won": """
        converti, convertie, client, cliente, gagne, gagnee, signe, signee, devis signe, devis accepte, vendu, accepte,
        won, closed won, converted, customer, evangelist, client actif, active customer, repeat customer,
        أصبح زبونا, زبون, عميل, مربوح
    """,
    "lost": """
        abandonne, abandonnee, perdu, perdue, refuse, refusee, annule, annulee, sans suite, injoignable, pas interesse,
        froid, dropped, lost, closed lost, unqualified, bad timing, cancelled, canceled, rejected, refused,
        not interested, junk, dead, former customer, blacklisted, cancelled by customer, cancelled by us pre quote,
        cancelled by us post quote, unsubscribed, bounced, complained, non qualifie, non qualifiee, mauvais moment,
        mauvais timing, متروك, ملغى, مرفوض
    """,
}
_SOURCES = {
    "site": """
        formulaire du site, site, site web, site internet, web, website, web form, website form, formulaire, form,
        organic search, direct traffic, form submission, نموذج الموقع, الموقع
    """,
    "phone": "telephone, appel, tel, phone, call, phone call, الهاتف, هاتف, اتصال",
    "visit": "passage, visite, magasin, boutique, showroom, visit, walk in, store, زيارة",
    "referral": """
        recommandation, bouche a oreille, parrainage, referral, word of mouth, referrals, توصية, إحالة
    """,
    "file": """
        fichier importe, fichier, import, importe, imported file, file, csv, csv import, offline sources, ملف مستورد
    """,
    "whatsapp": "whatsapp",
    "google_ads": "google ads, adwords, google adwords, paid search",
    "microsoft_ads": "microsoft ads, bing ads",
    "meta": "meta, meta ads",
    "facebook": "facebook, fb, facebook ads",
    "instagram": "instagram, ig",
    "google": "google",
    "bing": "bing",
    "linkedin": "linkedin",
    "tiktok": "tiktok",
}


def folded(text: str) -> str:
    """The words of a text as they are compared."""
    return " ".join(words_of(text))


def _by_word(said: dict[str, str]) -> dict[str, str]:
    return {folded(word): code for code, words in said.items() for word in words.split(",")}


_STATUS_OF = _by_word(_STATUSES)
_SOURCE_OF = _by_word(_SOURCES)


@cache
def _our_words(word_of: Callable[[str], str], codes: tuple[str, ...]) -> dict[str, str]:
    """What Filon itself calls these, in each of its languages."""
    words: dict[str, str] = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            words |= {folded(word_of(code)): code for code in reversed(codes)}
    return words


def status_of(text: str) -> str | None:
    """The status that this word stands for, or None."""
    word = folded(text)
    return _our_words(status_word, STATUSES).get(word) or _STATUS_OF.get(word)


def source_of(text: str) -> str:
    """The source's code: one that is known by this word, else the word itself made one. Empty for no word at all."""
    word = folded(text)
    known = _our_words(source_word, NAMED_SOURCES).get(word) or _SOURCE_OF.get(word)
    return known or "_".join("".join(c if c.isalnum() else " " for c in text.lower()).split())[:40]


def reason_of(text: str) -> str | None:
    """The code of the reason that every business begins with and calls by this word, or None."""
    return _our_words(reason_word, BUILT_IN["reason"]).get(folded(text))
