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
from filon.tenants import business

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
        ListColumn("reason", lambda: _("Raison d’abandon"), "reason"),
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


def read_columns(text: str) -> list[ListColumn]:
    """The columns that an address names, in its order, each once; of those that there are not, none."""
    known = columns_here() if OWN in text else COLUMNS
    return [known[key] for key in dict.fromkeys(text.split(",")) if key in known][:MOST_SHOWN]


def usual_columns(text: str) -> list[ListColumn]:
    """Those that everybody's list begins with, as Tenant.list_columns says it; the usual ones when it names none."""
    return read_columns(text) or [COLUMNS[key] for key in USUAL]


def said_columns(keys: list[str], usual: str = "") -> str:
    """What an address says of these columns; nothing when they are those that are usual here."""
    kept = [column.key for column in read_columns(",".join(keys))]
    return "" if kept == [column.key for column in usual_columns(usual)] else ",".join(kept)


def _unknown(text: str) -> list[str]:
    known = columns_here() if OWN in text else COLUMNS
    return [key for key in text.split(",") if key and key not in known]


def _hidden(text: str) -> list[str]:
    """The keys of own fields among them that the one acting may not see."""
    if OWN not in text:
        return []
    hidden = {f"{OWN}{field.key}" for field in Field.select()} - columns_here().keys()
    return [key for key in text.split(",") if key in hidden]


def _seen(text: str) -> str:
    hidden = _hidden(text)
    return ",".join(key for key in text.split(",") if key not in hidden)


def _chosen(text: str, before: str) -> str:
    """What everybody's list begins with when these are chosen where it was `before`; nothing for the usual ones."""
    shown = list(dict.fromkeys(text.split(","))) if text else list(USUAL)
    kept = [*shown[:MOST_SHOWN], *_hidden(before)]
    return "" if kept == list(USUAL) else ",".join(kept)


business.column_rules.append(business.ColumnRules(_unknown, _seen, _chosen))
