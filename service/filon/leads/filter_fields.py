"""The fields that a list is narrowed by, and what a tree of conditions asks of the database.

Rooms above add fields of theirs to `more_fields`: a field brings its words, its kind and the way to ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from peewee import Field

from filon.foundation.folding import sort_key
from filon.foundation.i18n import _
from filon.leads.conditions import Condition, Group
from filon.leads.filter_kinds import (
    CHOICE,
    DATE,
    DATE_OR_NONE,
    LATE,
    ME,
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


@dataclass(frozen=True)
class FilterField:
    """`words` says it on screen. `choices` are all the values that there can be; None when any may come.

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


_OURS = (
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
    _of("name", lambda: _("Nom"), TEXT, Lead.name_key, read=sort_key),
    _of("company", lambda: _("Entreprise"), TEXT, Lead.company, indexed=False),
    _of("email", lambda: _("Mail"), TEXT, Lead.email, indexed=False),
    _of("phone", lambda: _("Téléphone"), TEXT, Lead.phone, indexed=False),
    _of("message", lambda: _("Demande"), TEXT, Lead.message, indexed=False),
    _of("note", lambda: _("Note"), TEXT, Lead.note, indexed=False),
    _of("detail", lambda: _("Détail de la provenance"), TEXT, Lead.source_detail, indexed=False),
)
# What rooms above bring: the fields that the tenant in context has.
more_fields: list[Callable[[], Iterable[FilterField]]] = []


def fields_here() -> dict[str, FilterField]:
    """The fields of the tenant in context, by key, in the order in which they are offered."""
    fields = {field.key: field for field in _OURS}
    for bring in more_fields:
        fields |= {field.key: field for field in bring()}
    return fields


class Misasked(ValueError):
    """A condition asks for what there is not; `condition` is that one."""

    def __init__(self, condition: Condition, sentence: str) -> None:
        super().__init__(sentence)
        self.condition = condition


def check(condition: Condition, fields: dict[str, FilterField]) -> tuple[Any, ...]:
    """What the condition's values mean. Raises Misasked with a sentence for a person."""
    field = fields.get(condition.field)
    named = f"{condition.field}:{condition.operator}"
    if field is None:
        raise Misasked(condition, _("Ce champ n’existe pas, ou plus : « %(text)s »", text=condition.field))
    if condition.operator not in field.kind.operators:
        raise Misasked(condition, _("Ce champ ne se filtre pas ainsi : « %(text)s »", text=named))
    try:
        values = field.kind.values(condition.operator, condition.values)
    except (ValueError, OverflowError):
        raise Misasked(condition, _("Cette valeur ne convient pas : « %(text)s »", text=named)) from None
    if field.choices is not None and not set(values) <= set(field.choices):
        raise Misasked(condition, _("Cette valeur ne convient pas : « %(text)s »", text=named))
    return values


def sound(tree: Group, fields: dict[str, FilterField]) -> tuple[Group, list[Misasked]]:
    """What of the tree can be asked, and what can't: a saved view may name what is gone by now."""
    kept: list[Condition | Group] = []
    wrong: list[Misasked] = []
    for part in tree.parts:
        if isinstance(part, Group):
            inner, more = sound(part, fields)
            wrong += more
            if inner:
                kept.append(inner)
            continue
        try:
            check(part, fields)
        except Misasked as error:
            wrong.append(error)
        else:
            kept.append(part)
    return Group(tuple(kept), tree.any), wrong


def naming(tree: Group, fields: dict[str, FilterField], me: UUID) -> Group:
    """The same tree where a member is named who said "me"."""

    def named(part: Condition | Group) -> Condition | Group:
        if isinstance(part, Group):
            return naming(part, fields, me)
        if fields[part.field].kind is not MEMBER:
            return part
        return replace(part, values=tuple(str(me) if value == ME else value for value in part.values))

    return Group(tuple(map(named, tree.parts)), tree.any)


@dataclass(frozen=True)
class Question:
    """A part of a tree, ready to be asked of a row."""

    ask: Callable[[Any], Any]
    looks_at: tuple[Field, ...]
    is_indexed: bool


def question(part: Condition | Group, fields: dict[str, FilterField], view: Viewpoint) -> Question:
    """What the part asks of a row; it must be sound()."""
    if isinstance(part, Condition):
        field, values = fields[part.field], check(part, fields)
        return Question(
            lambda row: field.ask(row, part.operator, values, view), field.looks_at, field.is_indexed
        )
    inner = [question(each, fields, view) for each in part.parts]

    def ask(row: Any) -> Any:
        asked = [each.ask(row) for each in inner]
        whole = asked[0]
        for each in asked[1:]:
            whole = (whole | each) if part.any else (whole & each)
        return whole

    return Question(
        ask,
        tuple(column for each in inner for column in each.looks_at),
        all(each.is_indexed for each in inner),
    )
