"""How a list is filtered and sorted by fields of the business: conditions and orders that an index of theirs serves."""

from __future__ import annotations

from typing import Any

from filon.foundation.errors import Invalid
from filon.foundation.folding import sort_key
from filon.foundation.i18n import _
from filon.leads import kinds
from filon.leads.custom_fields import options_of
from filon.leads.fields import COLUMNS, FieldValue
from filon.leads.labels import Label, LeadTag
from filon.leads.models import Lead

# What can be asked of a field, by the column that its values are in.
OPERATORS = {
    "text": ("is", "begins", "filled", "empty"),
    "amount": ("is", "at_least", "at_most", "filled", "empty"),
    "day": ("is", "at_least", "at_most", "filled", "empty"),
    "truth": ("is", "filled", "empty"),
    "option_id": ("is", "filled", "empty"),
}
_PAST_EVERY_LETTER = "\U0010ffff"


def operators_of(field: Any) -> tuple[str, ...]:
    """What can be asked of the field."""
    return OPERATORS[COLUMNS[field.kind]]


def condition(field: Any, operator: str, typed: str, region: str) -> Any:
    """Which leads have such a value, as a condition on Lead. The field is one that the asker may see.

    Of several options, "is" means that one of them is chosen. Texts are compared without accents and capitals. Raises
    Invalid({"value": …}) for what can't be read, Invalid({"operator": …}) for what can't be asked.
    """
    if operator not in operators_of(field):
        raise Invalid({"operator": [f"Give one of {', '.join(operators_of(field))}"]})
    with_value = FieldValue.select(FieldValue.lead_id).where(FieldValue.field_id == field.id)
    if operator == "empty":
        return Lead.id.not_in(with_value)
    if operator == "filled":
        return Lead.id.in_(with_value)
    column = field.column
    if COLUMNS[field.kind] == "text":
        return Lead.id.in_(with_value.where(_text(field, column, operator, typed, region)))
    rows = kinds.read(field.kind, typed, region, options_of(field))
    if not rows:
        raise Invalid({"value": [_("Donnez une valeur.")]})
    wanted = [next(iter(kinds.columns(field.kind, row).values())) for row in rows]
    if operator == "at_least":
        return Lead.id.in_(with_value.where(column >= wanted[0]))
    if operator == "at_most":
        return Lead.id.in_(with_value.where(column <= wanted[0]))
    return Lead.id.in_(with_value.where(column.in_(wanted)))


def _text(field: Any, column: Any, operator: str, typed: str, region: str) -> Any:
    # A number is compared as it is kept, whatever the spelling; the beginning of one is not a number yet.
    rows = kinds.read(field.kind, typed, region, []) if operator == "is" else []
    wanted = sort_key(rows[0]["text"] if rows else typed)
    if not wanted:
        raise Invalid({"value": [_("Donnez une valeur.")]})
    if operator == "is":
        return column == wanted
    return (column >= wanted) & (column <= wanted + _PAST_EVERY_LETTER)


def tagged(tag: Any) -> Any:
    """Which leads have this tag, as a condition on Lead."""
    shown = Label.select(Label.id).where((Label.id == tag.id) & ~Label.is_archived)
    return Lead.id.in_(LeadTag.select(LeadTag.lead_id).where(LeadTag.tag_id.in_(shown)))


def in_order(
    field: Any, *, descending: bool = False, after: tuple[Any, int] | None = None, limit: int
) -> list[tuple[Any, int]]:
    """(value, lead's number) of those who have one, sorted by it and then by number, straight from the index.

    `after` is the last pair of the page before. Of several options a lead is at the first.
    """
    column, number = field.column, FieldValue.number
    rows = FieldValue.select(column, number).where(
        (FieldValue.field_id == field.id) & column.is_null(False) & (FieldValue.place == 0)
    )
    if after is not None:
        value, last = after
        beyond = (column < value) if descending else (column > value)
        at_or_beyond = (column <= value) if descending else (column >= value)
        rows = rows.where(at_or_beyond & (beyond | _after(number, last, descending)))
    order = (column.desc(), number.desc()) if descending else (column, number)
    return list(rows.order_by(*order).limit(limit).tuples())


def _after(number: Any, last: int, descending: bool) -> Any:
    return number < last if descending else number > last
