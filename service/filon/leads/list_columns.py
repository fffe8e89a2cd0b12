"""The columns that a list can show beside the name, which always comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from filon.foundation.i18n import _
from filon.leads.fields import COLUMNS as KINDS
from filon.leads.fields import Field
from filon.leads.own_filters import OWN
from filon.leads.own_orders import sort_of

MOST_SHOWN = 12


@dataclass(frozen=True)
class ListColumn:
    """`sort` is the order that its head chooses, empty when there is none. `tier` says how soon it gives way.

    `field` is the business's own one that it shows.
    """

    key: str
    words: Callable[[], str]
    sort: str = ""
    tier: int = 3
    is_number: bool = False
    field: Any = None


COLUMNS = {
    column.key: column
    for column in (
        ListColumn("request", lambda: _("Demande"), tier=1),
        ListColumn("status", lambda: _("État"), "status", 0),
        ListColumn("wait", lambda: _("À faire"), "waiting", 0),
        ListColumn("owner", lambda: _("Responsable"), "owner"),
        ListColumn("received", lambda: _("Reçu"), "received", 2, is_number=True),
        ListColumn("next", lambda: _("Prochaine action"), "next", 2),
        ListColumn("amount", lambda: _("Montant"), "amount", 2, is_number=True),
        ListColumn("source", lambda: _("Provenance"), "source", 2),
        ListColumn("activity", lambda: _("Dernière activité"), "activity", 3, is_number=True),
        ListColumn("company", lambda: _("Entreprise"), "company"),
        ListColumn("email", lambda: _("Mail"), "email"),
        ListColumn("number", lambda: _("N°"), "number", is_number=True),
        ListColumn("stage", lambda: _("Étape"), "stage"),
        ListColumn("reason", lambda: _("Raison d’abandon")),
        ListColumn("tags", lambda: _("Étiquettes")),
    )
}
USUAL = ("request", "status", "wait", "owner", "received")


def columns_here() -> dict[str, ListColumn]:
    """All columns by key: those of every business, then its own fields, as far as the one acting may see them."""
    return COLUMNS | {f"{OWN}{field.key}": _own(field) for field in Field.visible()}


def _own(field: Any) -> ListColumn:
    said = partial(str, field.label)
    is_number = KINDS[field.kind] == "amount"
    return ListColumn(f"{OWN}{field.key}", said, sort_of(field), is_number=is_number, field=field)


def read_columns(text: str, usual: str = "") -> list[ListColumn]:
    """The columns that an address names, in its order, each once; when it names none those that are usual here."""
    known = columns_here() if OWN in text or OWN in usual else COLUMNS
    for keys in (text, usual):
        if there := [known[key] for key in dict.fromkeys(keys.split(",")) if key in known]:
            return there[:MOST_SHOWN]
    return [known[key] for key in USUAL]


def said_columns(keys: list[str], usual: str = "") -> str:
    """What an address says of these columns; nothing when they are those that are usual here."""
    known = columns_here() if any(key.startswith(OWN) for key in keys) else COLUMNS
    kept = [key for key in dict.fromkeys(keys) if key in known]
    return "" if kept == [column.key for column in read_columns("", usual)] else ",".join(kept)
