"""The columns of an export: their words, and what each says of a lead, in the asker's language and zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation.i18n import _
from filon.leads.models import Lead
from filon.leads.words import source_word, status_word

Value = str | int | Decimal | datetime | None

# What is read of each lead; the key that names are sorted by is for the list's cursor.
READ = (
    Lead.number,
    Lead.first_name,
    Lead.last_name,
    Lead.name_key,
    Lead.email,
    Lead.phone,
    Lead.phone_typed,
    Lead.company,
    Lead.status,
    Lead.source,
    Lead.source_detail,
    Lead.owner_id,
    Lead.amount,
    Lead.currency,
    Lead.to_call_since,
    Lead.created_at,
    Lead.last_activity_at,
    Lead.message,
    Lead.note,
    Lead.page,
)
# Of each column, in signs.
WIDTHS = (8, 16, 20, 28, 18, 22, 12, 20, 24, 18, 12, 8, 17, 17, 17, 60, 40, 30)


def heads() -> list[str]:
    return [
        *(_("N°"), _("Prénom"), _("Nom"), _("Mail"), _("Téléphone"), _("Entreprise"), _("État")),
        *(_("Provenance"), _("Détail de la provenance"), _("Responsable"), _("Montant"), _("Devise")),
        *(_("À rappeler depuis"), _("Reçu le"), _("Dernière activité"), _("Message"), _("Note"), _("Page")),
    ]


def row_writer(zone: ZoneInfo, owners: dict[UUID, str]) -> Callable[[Any], list[Value]]:
    """A function that says a lead in the order of heads(). Moments are on the wall clock of `zone`, without a zone."""
    word_of_status, word_of_source = cache(status_word), cache(source_word)

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone).replace(tzinfo=None) if at else None

    def row(lead: Any) -> list[Value]:
        return [
            *(lead.number, lead.first_name, lead.last_name, lead.email, lead.phone or lead.phone_typed),
            *(lead.company, word_of_status(lead.status), word_of_source(lead.source), lead.source_detail),
            *(owners.get(lead.owner_id), lead.amount, lead.currency if lead.amount is not None else None),
            *(local(lead.to_call_since), local(lead.created_at), local(lead.last_activity_at)),
            *(lead.message, lead.note, lead.page),
        ]

    return row
