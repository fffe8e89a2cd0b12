"""One field that a list is narrowed by, and those of them that are columns of a lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import Field

from filon.foundation.folding import sort_key
from filon.foundation.i18n import _
from filon.leads.filter_kinds import (
    CHOICE,
    DATE,
    DATE_OR_NONE,
    FOLDED,
    LATE,
    MEMBER,
    NUMBER,
    TEXT,
    TRUTH,
    YES_NO,
    Column,
    Kind,
    Viewpoint,
)
from filon.leads.models import STATUSES, Lead
from filon.leads.phone_filters import PHONE


@dataclass(frozen=True)
class FilterField:
    """`words` says it on screen. `choices` are all the values that there can be; None when any may come. Where
    they are a business's own words, `names` has what each is called, in the order in which they are offered, and
    `known` the one that was meant (ValueError for none); both ask the database when somebody needs it. `offered` are
    values found in the data, where any may come.

    `narrows` says of an own field which of its values a lead must have one of, so that an order by it can begin and end
    there: a condition on FieldValue, False for none at all, None where it says nothing.

    `looks_at` are columns of the lead that the question needs; `is_indexed` says that they are in the index that a
    whole business is looked through by. `ask` takes a row (the table's, or a window's that has those columns and
    the id), the operator and the values that the kind has read.
    """

    key: str
    words: Callable[[], str]
    kind: Kind
    ask: Callable[[Any, str, tuple[Any, ...], Viewpoint], Any]
    looks_at: tuple[Field, ...] = ()
    is_indexed: bool = False
    choices: tuple[str, ...] | None = None
    names: Callable[[], Mapping[str, str]] | None = None
    known: Callable[[str], str] | None = None
    narrows: Callable[[str, tuple[Any, ...], Viewpoint], Any] | None = None
    offered: Callable[[], list[str]] | None = None


def _of(
    key: str,
    words: Callable[[], str],
    kind: Kind,
    column: Field,
    *,
    indexed: bool = True,
    choices: tuple[str, ...] | None = None,
    read: Callable[[Any], Any] = lambda value: value,
) -> FilterField:
    """A field that is a column of the lead; `read` makes a value what the column is compared with."""

    def ask(row: Any, operator: str, values: tuple[Any, ...], view: Viewpoint) -> Any:
        place = Column(getattr(row, column.column_name), column)
        return kind.operators[operator].ask(place, tuple(map(read, values)), view)

    return FilterField(key, words, kind, ask, (column,), indexed, choices)


def _ask_phone(row: Any, operator: str, values: tuple[Any, ...], view: Viewpoint) -> Any:
    place = Column((row.phone, row.phone_typed), Lead.phone)
    return PHONE.operators[operator].ask(place, values, view)


OURS = (
    _of("status", lambda: _("État"), CHOICE, Lead.status, choices=STATUSES),
    _of("source", lambda: _("Provenance"), CHOICE, Lead.source),
    _of("owner", lambda: _("Responsable"), MEMBER, Lead.owner_id),
    _of("created", lambda: _("Reçu"), DATE, Lead.created_at),
    _of("waiting", lambda: _("À rappeler"), YES_NO, Lead.to_call_since),
    _of("late", lambda: _("En retard"), LATE, Lead.answer_due_at, indexed=False),
    _of("in_time", lambda: _("Répondu à temps"), TRUTH, Lead.answered_in_time, indexed=False),
    _of("next", lambda: _("Prochaine action"), DATE_OR_NONE, Lead.next_action_at),
    _of("activity", lambda: _("Dernière activité"), DATE, Lead.last_activity_at),
    _of("amount", lambda: _("Montant"), NUMBER, Lead.amount),
    _of("name", lambda: _("Nom"), FOLDED, Lead.name_key, read=sort_key),
    _of("company", lambda: _("Entreprise"), TEXT, Lead.company, indexed=False),
    _of("email", lambda: _("Mail"), TEXT, Lead.email, indexed=False),
    FilterField("phone", lambda: _("Téléphone"), PHONE, _ask_phone, (Lead.phone, Lead.phone_typed)),
    _of("message", lambda: _("Demande"), TEXT, Lead.message, indexed=False),
    _of("note", lambda: _("Note"), TEXT, Lead.note, indexed=False),
    _of("detail", lambda: _("Détail de la provenance"), TEXT, Lead.source_detail, indexed=False),
)
