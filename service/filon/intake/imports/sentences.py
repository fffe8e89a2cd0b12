"""Why a file can't be imported, in words that say what to do."""

from __future__ import annotations

from filon.foundation.i18n import _


def unreadable(reason: str) -> str:
    """What to tell whoever brought it; `reason` as in cells.REASONS, "forgotten", or "" for a fault of ours."""
    sentences = {
        "kind": _(
            "Ce fichier n’est ni un CSV ni un classeur Excel (.xlsx). "
            "Ouvrez-le dans votre tableur et enregistrez-le sous l’un de ces formats."
        ),
        "empty": _("Ce fichier est vide."),
        "old_excel": _(
            "C’est un ancien fichier Excel (.xls), ou il a un mot de passe. "
            "Ouvrez-le dans Excel et enregistrez-le en .xlsx, sans mot de passe."
        ),
        "damaged": _("Ce fichier est abîmé : ouvrez-le dans votre tableur et enregistrez-le de nouveau."),
        "heavy": _(
            "Ce fichier contient trop de choses une fois ouvert. Enregistrez-le en CSV, ou partagez-le en deux."
        ),
        "rows": _("Il y a plus de 200 000 lignes : partagez le fichier en deux."),
        "columns": _("Il y a plus de 200 colonnes : gardez celles dont vous avez besoin."),
        "heads": _("Il n’y a que des titres dans ce fichier, et aucune ligne dessous."),
        "forgotten": _("Ce fichier a été effacé avec les données d’une personne. Déposez-le de nouveau."),
    }
    return sentences.get(reason) or _(
        "Ce fichier n’a pas pu être lu. Rien n’est perdu : "
        "essayez de nouveau, et si cela recommence, écrivez à votre agence."
    )
