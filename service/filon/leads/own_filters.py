"""How a list is narrowed by what a business made its own: its fields, its tags and its stages.

A lead's values are asked for by its number, which every row and every window has: each question is one step in an
index of the values, and where the whole business is looked through, the index itself is what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from peewee import fn

from filon.foundation.folding import fold, sort_key
from filon.foundation.i18n import _
from filon.leads.fields import COLUMNS, Field, FieldValue
from filon.leads.filter_columns import FilterField
from filon.leads.filter_kinds import (
    CHOICE,
    DATE,
    DATE_OR_NONE,
    NUMBER,
    PRESENCE,
    TRUTH,
    Column,
    Kind,
    Operator,
    Viewpoint,
    days_meant,
)
from filon.leads.labels import STAGED, Label, LeadTag
from filon.leads.models import Lead
from filon.leads.words import status_word, word_of

# What a filter, a column and an order by an own field are called: this, and the field's key.
OWN = "fields."
_PAST_EVERY_LETTER = "\U0010ffff"


def fields_of_the_business() -> Iterator[FilterField]:
    """Tags, stages and reasons to abandon somebody, then the fields that the one acting may see."""
    words = _Words()
    yield _choice("tags", lambda: _("Étiquettes"), words.tags, _tags)
    yield FilterField(
        "stage",
        lambda: _("Étape"),
        CHOICE_OR_NONE,
        _stages,
        (Lead.stage_id,),
        is_indexed=True,
        names=words.stages,
        known=partial(known_value, words.stages),
    )
    yield FilterField(
        "reason",
        lambda: _("Raison d’abandon"),
        CHOICE_OR_NONE,
        _reasons,
        (Lead.lost_reason,),
        names=words.reasons,
        known=partial(_known_reason, words.reasons),
    )
    for field in Field.visible():
        yield _own(field, words)


class _Words:
    """The business's words by list, read at once when the first is asked for. Keyed by code; stages by id."""

    @cached_property
    def _rows(self) -> list[Any]:
        wanted = Label.kind.in_(("tag", "stage", "reason", "option")) & ~Label.is_archived
        return list(Label.select().where(wanted).order_by(Label.position, Label.id))

    def tags(self) -> dict[str, Any]:
        return {row.code: row for row in sorted(self._rows, key=lambda row: row.key) if row.kind == "tag"}

    def options(self, field: Any) -> dict[str, Any]:
        return {row.code: row for row in self._rows if (row.kind, row.within) == ("option", field.id.hex)}

    def reasons(self) -> dict[str, str]:
        return {row.code: word_of(row) for row in self._rows if row.kind == "reason"}

    def stages(self) -> dict[str, str]:
        rows = sorted(
            (row for row in self._rows if row.kind == "stage"), key=lambda row: STAGED.index(row.within)
        )
        return {str(row.id): f"{status_word(row.within)} · {row.name}" for row in rows}


def known_value(names: Callable[[], Mapping[str, str]], value: str) -> str:
    """The value that is meant: one of these, or by what it is called. Raises ValueError."""
    there = names()
    if value in there:
        return value
    meant = next((code for code, name in there.items() if fold(name) == fold(value)), None)
    if meant is None:
        raise ValueError(value)
    return meant


def _known_reason(names: Callable[[], Mapping[str, str]], value: str) -> str:
    """As known_value(); one that is offered no more, or that a program has given, is still that of leads."""
    try:
        return known_value(names, value)
    except ValueError:
        return value


def _choice(
    key: str,
    words: Callable[[], str],
    labels: Callable[[], dict[str, Any]],
    has: Callable[..., Any],
    field: Any = None,
) -> FilterField:
    """A field whose values are words of a list; `has` says who has one of these labels, or any."""

    def names() -> dict[str, str]:
        return {code: label.name for code, label in labels().items()}

    def ids(values: tuple[Any, ...]) -> list[UUID]:
        there = labels()
        return [there[code].id for code in values]

    def ask(row: Any, operator: str, values: tuple[Any, ...], _view: Viewpoint) -> Any:
        return has(row, ids(values), is_not=operator in ("not", "empty"))

    def narrows(operator: str, values: tuple[Any, ...], _view: Viewpoint) -> Any:
        if operator == "not":
            return None
        return operator != "empty" and (
            FieldValue.option_id.in_(ids(values)) if values else FieldValue.option_id.is_null(False)
        )

    return FilterField(
        key,
        words,
        CHOICE_OR_NONE,
        ask,
        (Lead.number,),
        True,
        names=names,
        known=partial(known_value, names),
        narrows=narrows if field is not None and field.kind == "choice" else None,
    )


def _tags(row: Any, ids: list[UUID], *, is_not: bool) -> Any:
    wanted = ids or Label.select(Label.id).where((Label.kind == "tag") & ~Label.is_archived)
    return _there(row, LeadTag, LeadTag.tag_id.in_(wanted), is_not=is_not)


def _stages(row: Any, operator: str, values: tuple[Any, ...], view: Viewpoint) -> Any:
    place = Column(row.stage_id, Lead.stage_id)
    return CHOICE_OR_NONE.operators[operator].ask(place, tuple(map(UUID, values)), view)


def _reasons(row: Any, operator: str, values: tuple[Any, ...], view: Viewpoint) -> Any:
    place = Column(row.lost_reason, Lead.lost_reason)
    return CHOICE_OR_NONE.operators[operator].ask(place, values, view)


def _own(field: Any, words: _Words) -> FilterField:
    key, label = f"{OWN}{field.key}", field.label
    if COLUMNS[field.kind] == "option_id":
        has = partial(_options, field)
        return _choice(key, lambda: label, partial(words.options, field), has, field)
    kind = _KINDS.get(field.kind, OWN_TEXT)
    place = Column(field.column, field.column)

    def narrows(operator: str, values: tuple[Any, ...], view: Viewpoint) -> Any:
        if operator == "empty":
            return False
        if operator == "filled":
            return field.column.is_null(False)
        return kind.operators[operator].ask(place, values, view)

    def ask(row: Any, operator: str, values: tuple[Any, ...], view: Viewpoint) -> Any:
        if operator == "empty":
            return with_value(row, field, is_not=True)
        return with_value(row, field, narrows(operator, values, view))

    return FilterField(key, lambda: label, kind, ask, (Lead.number,), True, narrows=narrows)


def _options(field: Any, row: Any, ids: list[UUID], *, is_not: bool) -> Any:
    return with_value(row, field, *([FieldValue.option_id.in_(ids)] if ids else []), is_not=is_not)


def with_value(row: Any, field: Any, *conditions: Any, is_not: bool = False) -> Any:
    """Which leads have a value in the field that meets these conditions, or have none such."""
    return _there(row, FieldValue, FieldValue.field_id == field.id, *conditions, is_not=is_not)


def _there(row: Any, table: Any, *conditions: Any, is_not: bool) -> Any:
    having = table.select(table.number).where(*conditions)
    if row is Lead and not is_not:
        # Of a whole business, the few who have it are found by what they have.
        return Lead.number.in_(having)
    there = fn.EXISTS(having.where(table.number == row.number))
    return ~there if is_not else there


def _letters(written: str) -> str:
    if not written.isprintable() or not sort_key(written):
        raise ValueError(written)
    written.encode()  # half a character is in no lead
    return written.strip()


def _digits(written: str) -> str:
    """A number's digits without what is dialled before them at home: it is kept with its country's."""
    found = "".join(sort_key(written).split()).lstrip("0")
    if not found.isdigit():
        raise ValueError(written)
    return found


def _has(column: Column, values: tuple[Any, ...], _view: Viewpoint) -> Any:
    # The key has the beginning of a long text only.
    return column.place.contains(sort_key(values[0])) | FieldValue.text.contains(values[0])


def _begins(column: Column, values: tuple[Any, ...], _view: Viewpoint) -> Any:
    begin = sort_key(values[0])
    return (column.place >= begin) & (column.place <= begin + _PAST_EVERY_LETTER)


def _days(operator: str) -> Operator:
    """As of a moment, on the calendar: a day of its own is in no zone."""
    asked = DATE_OR_NONE.operators[operator]

    def ask(column: Column, values: tuple[Any, ...], view: Viewpoint) -> Any:
        begin, end = days_meant(operator, values, view) or (None, None)
        since = column.place >= begin.date() if begin else None
        until = column.place < end.date() if end else None
        return until if since is None else since if until is None else since & until

    return Operator(ask, asked.least, asked.most, asked.read)


OWN_TEXT = Kind(
    "text",
    {
        "has": Operator(_has, read=_letters),
        "begins": Operator(_begins, read=_letters),
        "is": Operator(lambda column, values, _view: column.place == sort_key(values[0]), read=_letters),
        **PRESENCE,
    },
)
_PHONE = Kind(
    "text",
    {
        "has": Operator(lambda column, values, _view: column.place.contains(values[0]), read=_digits),
        "is": Operator(lambda column, values, _view: column.place.endswith(values[0]), read=_digits),
        **PRESENCE,
    },
)
_DAY = Kind("date", {name: _days(name) for name in ("next", *DATE.operators)} | PRESENCE)
_TRUTH = Kind("yes_no", {**TRUTH.operators, **PRESENCE})
CHOICE_OR_NONE = Kind("choice", {**CHOICE.operators, **PRESENCE})
_KINDS = {
    "number": NUMBER,
    "money": NUMBER,
    "date": _DAY,
    "yes_no": _TRUTH,
    "phone": _PHONE,
}
