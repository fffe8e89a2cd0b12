"""What a lead's status and source are called, on screen and in files, in the language being spoken."""

from __future__ import annotations

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
}
# What source_word() has a word of its own for.
NAMED_SOURCES = ("site", "phone", "visit", "referral", "file", *_BRANDS)


def status_word(status: str) -> str:
    """What one of leads.models.STATUSES is called."""
    words = {"new": _("Nouveau"), "open": _("En cours"), "won": _("Converti")}
    return words.get(status) or _("Abandonné")


def source_word(code: str) -> str:
    """What a source is called: a door's code, or what a campaign's own address said, with its signs made spaces."""
    ours = {
        "site": _("Formulaire du site"),
        "phone": _("Téléphone"),
        "visit": _("Passage"),
        "referral": _("Recommandation"),
        "file": _("Fichier importé"),
    }
    return ours.get(code) or _BRANDS.get(code) or code.replace("_", " ").strip().capitalize() or _("Autre")
