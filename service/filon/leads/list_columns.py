"""The columns that a list can show beside the name, which always comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from filon.foundation.i18n import _

MOST_SHOWN = 12


@dataclass(frozen=True)
class ListColumn:
    """`sort` is the order that its head chooses, empty when there is none. `tier` says how soon it gives way."""

    key: str
    words: Callable[[], str]
    sort: str = ""
    tier: int = 3
    is_number: bool = False


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
        ListColumn("company", lambda: _("Entreprise")),
        ListColumn("email", lambda: _("Mail")),
        ListColumn("number", lambda: _("N°"), is_number=True),
    )
}
USUAL = ("request", "status", "wait", "owner", "received")


def read_columns(text: str) -> list[ListColumn]:
    """The columns that an address names, in its order, each once; the usual ones when it names none."""
    keys = dict.fromkeys(key for key in text.split(",") if key in COLUMNS)
    return [COLUMNS[key] for key in list(keys)[:MOST_SHOWN] or USUAL]


def said_columns(keys: list[str]) -> str:
    """What an address says of these columns; nothing when they are the usual ones."""
    known = [key for key in dict.fromkeys(keys) if key in COLUMNS]
    return "" if tuple(known) == USUAL else ",".join(known)
