"""The fields that a list is narrowed by, and what a tree of conditions asks of the database.

Rooms above add fields of theirs to `more_fields`: a field brings its words, its kind and the way to ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from peewee import Field

from filon.foundation.i18n import _
from filon.leads import own_filters, request_filters
from filon.leads.conditions import Condition, Group
from filon.leads.filter_columns import OURS, FilterField
from filon.leads.filter_kinds import ME, MEMBER, Viewpoint

# What a business has beside them: its own fields, and what rooms above bring.
more_fields: list[Callable[[], Iterable[FilterField]]] = [
    request_filters.fields_of_requests,
    own_filters.fields_of_the_business,
]


def fields_here() -> dict[str, FilterField]:
    """The fields of the tenant in context, by key, in the order in which they are offered."""
    fields = {field.key: field for field in OURS}
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
        if field.known is not None:
            values = tuple(map(field.known, values))
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
    """A part of a tree, ready to be asked of a row.

    `values` are those of an own field that a lead must have one of: its key, and what FilterField.narrows said.
    """

    ask: Callable[[Any], Any]
    looks_at: tuple[Field, ...]
    is_indexed: bool
    values: tuple[str, Any] | None = None


def question(part: Condition | Group, fields: dict[str, FilterField], view: Viewpoint) -> Question:
    """What the part asks of a row; it must be sound()."""
    if isinstance(part, Condition):
        field, values = fields[part.field], check(part, fields)
        return Question(
            lambda row: field.ask(row, part.operator, values, view),
            field.looks_at,
            field.is_indexed,
            (field.key, field.narrows(part.operator, values, view)) if field.narrows else None,
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
