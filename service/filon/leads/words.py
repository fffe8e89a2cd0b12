"""What a lead's status and source are called, on screen and in files, in the language being spoken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from filon.foundation.i18n import _

# Names that are the same in every language.
_BRANDS = {
    "google_ads": "Google Ads",
    "microsoft_ads": "Microsoft Ads",
    "meta": "Meta",
    "facebook": "Facebook",
    "fb": "Facebook",
    "instagram": "Instagram",
    "ig": "Instagram",
    "google": "Google",
    "bing": "Bing",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "whatsapp": "WhatsApp",
    "x": "X",
    "pinterest": "Pinterest",
    "snapchat": "Snapchat",
}
# What source_word() has a word of its own for.
NAMED_SOURCES = ("site", "shop", "phone", "visit", "referral", "file", *_BRANDS)


def status_word(status: str) -> str:
    """What one of leads.models.STATUSES is called."""
    words = {"new": _("Nouveau"), "open": _("En cours"), "won": _("Converti")}
    return words.get(status) or _("Abandonné")


def source_word(code: str, names: Mapping[str, str] | None = None) -> str:
    """What a source is called: a door's code, or what a campaign's own address said, with its signs made spaces.

    `names` are those that the business has given itself (labels.names_of()), which count before all else.
    """
    ours = {
        "site": _("Formulaire du site"),
        "shop": _("Boutique en ligne"),
        "phone": _("Téléphone"),
        "visit": _("Passage"),
        "referral": _("Recommandation"),
        "file": _("Fichier importé"),
    }
    named = (names or {}).get(code) or ours.get(code) or _BRANDS.get(code)
    return named or code.replace("_", " ").strip().capitalize() or _("Autre")


def reason_word(code: str, names: Mapping[str, str] | None = None) -> str:
    """Why somebody was abandoned; `names` as for source_word(). A program may have given words of its own."""
    ours = {
        "price": _("Trop cher"),
        "competitor": _("A choisi quelqu’un d’autre"),
        "unreachable": _("Injoignable"),
        "later": _("Plus tard peut-être"),
        "not_a_prospect": _("Ce n’est pas un prospect"),
    }
    return (names or {}).get(code) or ours.get(code) or code


def word_of(label: Any) -> str:
    """What a row of labels.Label is called."""
    if label.name:
        return str(label.name)
    return {"source": source_word, "reason": reason_word}[label.kind](label.code)
