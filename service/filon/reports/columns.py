"""The columns of an export: their words, and what each says of a lead, in the asker's language and zone.

After the columns that all businesses have come the business's own: the stage, the tags, and each of its fields that the
asker may see. An import knows all of them again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation import access
from filon.foundation.folding import fold
from filon.foundation.i18n import _
from filon.leads import consents, touches
from filon.leads.custom_fields import Value as OwnValue
from filon.leads.custom_fields import values_of
from filon.leads.fields import Field
from filon.leads.labels import names_of, stage_names, tags_of
from filon.leads.models import Lead
from filon.leads.own_filters import OWN
from filon.leads.several import joined
from filon.leads.words import reason_word, source_word, status_word

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
    Lead.lost_reason,
    Lead.source,
    Lead.source_detail,
    Lead.owner_id,
    Lead.amount,
    Lead.currency,
    Lead.to_call_since,
    Lead.next_action_at,
    Lead.created_at,
    Lead.last_activity_at,
    Lead.message,
    Lead.note,
    Lead.page,
    Lead.consent,
    Lead.attribution,
)
# What the list's columns are in a file; all others are called the same. Its name brings how they are called back. The
# number comes with whatever was chosen: by its head a file is known to be ours, and by it everybody is found again.
_NAME = ("number", "first_name", "last_name", "phone")
_OF_THE_LIST = {
    "request": ("message",),
    "wait": ("waiting_since",),
    "received": ("created_at",),
    "activity": ("last_activity_at",),
    "amount": ("amount", "currency"),
}


@dataclass(frozen=True)
class Own:
    """What the business has made its own, as the asker may see it."""

    fields: list[Any]
    stages: dict[UUID, str]
    sources: dict[str, str]
    reasons: dict[str, str] = field(default_factory=dict)

    @classmethod
    def seen_by(cls, role: str) -> Own:
        """For somebody with this role."""
        with access.acting_as(access.Actor(role)):
            return cls(Field.visible(), stage_names(), names_of("source"), names_of("reason"))


@dataclass(frozen=True)
class Column:
    """`width` is in signs. `say` takes a lead, and what its page knows beside it."""

    key: str
    words: Callable[[], str]
    width: int
    say: Callable[[Any, Page], Value]


class Page:
    """Some leads, and all that columns need to say of them. Moments are on the wall clock of `zone`, see local()."""

    def __init__(self, leads: list[Any], zone: ZoneInfo, owners: dict[UUID, str], own: Own) -> None:
        self.zone, self.owners, self.own = zone, owners, own
        self.tags = {lead: [tag.name for tag in tags] for lead, tags in tags_of(leads).items()}
        self.values = {
            lead: {value.field.id: value for value in values}
            for lead, values in values_of(leads, own.fields).items()
        }

    def local(self, at: datetime | None) -> datetime | None:
        """The moment as a clock there shows it; in the hour that comes twice, the second time with the zone."""
        if at is None:
            return None
        there = at.astimezone(self.zone)
        return there if there.fold else there.replace(tzinfo=None)


def owner_words(members: Iterable[Any]) -> dict[UUID, str]:
    """What each member is called in a file: by name, and by their address too where another one has that name."""
    working = Counter(fold(member.name) for member in members if member.removed_at is None)
    return {
        member.id: f"{member.name} <{member.email}>"
        if working[fold(member.name)] > 1 and member.email and member.removed_at is None
        else member.name
        for member in members
    }


def _status(lead: Any, _page: Page) -> str:
    return status_word(lead.status)


def _source(lead: Any, page: Page) -> str:
    return source_word(lead.source, page.own.sources)


def _reason(lead: Any, page: Page) -> Value:
    return lead.lost_reason and reason_word(lead.lost_reason, page.own.reasons)


_COLUMNS = (
    Column("number", lambda: _("N° Filon"), 10, lambda lead, _page: lead.number),
    Column("first_name", lambda: _("Prénom"), 16, lambda lead, _page: lead.first_name),
    Column("last_name", lambda: _("Nom"), 20, lambda lead, _page: lead.last_name),
    Column("email", lambda: _("Mail"), 28, lambda lead, _page: lead.email),
    Column("phone", lambda: _("Téléphone"), 18, lambda lead, _page: lead.phone or lead.phone_typed),
    Column("company", lambda: _("Entreprise"), 22, lambda lead, _page: lead.company),
    Column("status", lambda: _("État"), 12, _status),
    Column("source", lambda: _("Provenance"), 20, _source),
    Column("source_detail", lambda: _("Détail de la provenance"), 24, lambda lead, _page: lead.source_detail),
    Column("owner", lambda: _("Responsable"), 18, lambda lead, page: page.owners.get(lead.owner_id)),
    Column("amount", lambda: _("Montant"), 12, lambda lead, _page: lead.amount),
    Column(
        "currency",
        lambda: _("Devise"),
        8,
        lambda lead, _page: lead.currency if lead.amount is not None else None,
    ),
    Column(
        "waiting_since",
        lambda: _("À rappeler depuis"),
        17,
        lambda lead, page: page.local(lead.to_call_since),
    ),
    Column("created_at", lambda: _("Reçu le"), 17, lambda lead, page: page.local(lead.created_at)),
    Column(
        "last_activity_at",
        lambda: _("Dernière activité"),
        17,
        lambda lead, page: page.local(lead.last_activity_at),
    ),
    Column("message", lambda: _("Message"), 60, lambda lead, _page: lead.message),
    Column("note", lambda: _("Note"), 40, lambda lead, _page: lead.note),
    Column("page", lambda: _("Page"), 30, lambda lead, _page: lead.page),
    Column("stage", lambda: _("Étape"), 20, lambda lead, page: page.own.stages.get(lead.stage_id)),
    Column("reason", lambda: _("Raison d’abandon"), 20, _reason),
    Column("tags", lambda: _("Étiquettes"), 24, lambda lead, page: joined(page.tags[lead.id])),
    Column("consent", lambda: _("Consentement"), 40, lambda lead, _page: consents.said(lead.consent)),
    Column("visits", lambda: _("Visites"), 40, lambda lead, _page: touches.said(lead.attribution)),
)
# What a list can show and an import could not bring back: it stands where it was chosen.
_NEXT = Column("next", lambda: _("Prochaine action"), 17, lambda lead, page: page.local(lead.next_action_at))


def all_columns(own: Own) -> list[Column]:
    """All that can be imported again."""
    return [*_COLUMNS, *map(_own, own.fields)]


def chosen_columns(text: str, own: Own) -> list[Column]:
    """Those that a list shows by this text of its address, the number's and the name's first; all for none."""
    if not text:
        return all_columns(own)
    known = {column.key: column for column in (*all_columns(own), _NEXT)}
    keys = (*_NAME, *(key for one in text.split(",") for key in _OF_THE_LIST.get(one, (one,))))
    return [known[key] for key in dict.fromkeys(keys) if key in known]


def _own(field: Any) -> Column:
    return Column(
        f"{OWN}{field.key}",
        partial(str, field.label),
        22,
        lambda lead, page: _said(page.values[lead.id][field.id]),
    )


def _said(value: OwnValue) -> Value:
    if not value.rows:
        return None
    if value.field.kind == "yes_no":
        return _("Oui") if value.plain else _("Non")
    if value.field.kind == "date":
        return date.fromisoformat(value.shown)
    if value.field.kind == "money":
        return Decimal(value.shown)
    if value.field.kind == "choices":
        return joined(value.names)
    return float(value.shown) if value.field.kind == "number" else value.said
