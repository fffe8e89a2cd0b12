"""The columns of an export: their words, and what each says of a lead, in the asker's language and zone.

After the columns that all businesses have come the business's own: the stage, the tags, and each of its fields that the
asker may see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation import access
from filon.foundation.i18n import _
from filon.leads.custom_fields import Value as OwnValue
from filon.leads.custom_fields import values_of
from filon.leads.fields import Field
from filon.leads.labels import names_of, stage_names, tags_of
from filon.leads.models import Lead
from filon.leads.words import source_word, status_word

Value = str | int | float | Decimal | datetime | date | None

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
    Lead.id,
    Lead.status,
    Lead.stage_id,
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
# Of each column, in signs; each of a business's own fields is as wide as the last.
WIDTHS = (8, 16, 20, 28, 18, 22, 12, 20, 24, 18, 12, 8, 17, 17, 17, 60, 40, 30, 20, 24, 22)


@dataclass(frozen=True)
class Own:
    """What the business has made its own, as the asker may see it."""

    fields: list[Any]
    stages: dict[UUID, str]
    sources: dict[str, str]

    @classmethod
    def seen_by(cls, role: str) -> Own:
        """For somebody with this role."""
        with access.acting_as(access.Actor(role)):
            return cls(Field.visible(), stage_names(), names_of("source"))


def heads(own: Own) -> list[str]:
    return [
        *(_("N°"), _("Prénom"), _("Nom"), _("Mail"), _("Téléphone"), _("Entreprise"), _("État")),
        *(_("Provenance"), _("Détail de la provenance"), _("Responsable"), _("Montant"), _("Devise")),
        *(_("À rappeler depuis"), _("Reçu le"), _("Dernière activité"), _("Message"), _("Note"), _("Page")),
        *(_("Étape"), _("Étiquettes")),
        *(field.label for field in own.fields),
    ]


def page_writer(
    zone: ZoneInfo, owners: dict[UUID, str], own: Own
) -> Callable[[list[Any]], list[list[Value]]]:
    """A function that says a page of leads, each in the order of heads().

    Moments are on the wall clock of `zone`, without a zone.
    """
    word_of_status, word_of_source = cache(status_word), cache(partial(source_word, names=own.sources))

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone).replace(tzinfo=None) if at else None

    def page(leads: list[Any]) -> list[list[Value]]:
        values, tags = values_of(leads, own.fields), tags_of(leads)
        return [
            [
                *row(lead),
                own.stages.get(lead.stage_id),
                ", ".join(tag.name for tag in tags[lead.id]),
                *map(_said, values[lead.id]),
            ]
            for lead in leads
        ]

    def row(lead: Any) -> list[Value]:
        return [
            *(lead.number, lead.first_name, lead.last_name, lead.email, lead.phone or lead.phone_typed),
            *(lead.company, word_of_status(lead.status), word_of_source(lead.source), lead.source_detail),
            *(owners.get(lead.owner_id), lead.amount, lead.currency if lead.amount is not None else None),
            *(local(lead.to_call_since), local(lead.created_at), local(lead.last_activity_at)),
            *(lead.message, lead.note, lead.page),
        ]

    return page


def _said(value: OwnValue) -> Value:
    if not value.rows:
        return None
    if value.field.kind == "yes_no":
        return _("Oui") if value.plain else _("Non")
    if value.field.kind == "date":
        return date.fromisoformat(value.shown)
    if value.field.kind == "money":
        return Decimal(value.shown)
    return float(value.shown) if value.field.kind == "number" else value.said
