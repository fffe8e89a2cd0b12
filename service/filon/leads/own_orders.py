"""The orders by a business's own fields, each read from an index of the values; whoever has none comes last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from peewee import JOIN

from filon.foundation.tenancy import here
from filon.leads.fields import COLUMNS, Field, FieldValue
from filon.leads.filter_fields import Question
from filon.leads.labels import Label
from filon.leads.models import Lead
from filon.leads.orders import RECEIVED, TURNED, InParts, Order, Part, read_number
from filon.leads.own_filters import OWN, with_value

# Nobody looks for somebody by the order of long texts, nor of several options.
_UNSORTED = ("lines", "choices")
_BEYOND_FIGURES = Decimal(10) ** 14


@dataclass(frozen=True)
class OwnOrder(Order):
    """By a column of the values in `field`; `where` narrows it to one of them, such as an option."""

    field: Any = None
    where: Any = None

    @property
    def number(self) -> Any:
        return FieldValue.number

    @property
    def of_lead(self) -> tuple[Any, ...]:
        return ()

    @property
    def name(self) -> str:
        return "sorted_by"

    def of(self, columns: Iterable[Any]) -> Any:
        # Crossed, SQLite reads the values first, in their order: it would look through all leads and sort them.
        Lead.check_access(writes=False)
        wanted = (*(tuple(columns) or Lead._meta.sorted_fields), self.column.alias(self.name))
        values = FieldValue.select(*wanted).join(Lead, JOIN.CROSS)
        same = (Lead.tenant == here()) & (Lead.number == FieldValue.number)
        return values.where(same, *self._mine()).objects(Lead)

    def keys(self, rows: Collection[Any], numbers: Any) -> dict[int, Any]:
        values = FieldValue.select(FieldValue.number, self.column).where(*self._mine())
        return dict(values.where(FieldValue.number.in_(numbers)).tuples())

    def by(self, key: Any, number: Any) -> list[Any]:
        both = super().by(key, number)
        return both[:1] if self.column is FieldValue.number else both

    def narrowed(self, questions: Iterable[Question]) -> list[Any] | None:
        key = f"{OWN}{self.field.key}"
        said = [each.values[1] for each in questions if each.values is not None and each.values[0] == key]
        return None if any(one is False for one in said) else [one for one in said if one is not None]

    def is_lacking(self) -> Question:
        """Whether a lead has nothing in the field."""
        return Question(lambda row: with_value(row, self.field, is_not=True), (Lead.number,), True)

    def _mine(self) -> list[Any]:
        of_field = [FieldValue.field_id == self.field.id, FieldValue.place == 0]
        return of_field if self.where is None else [*of_field, self.where]


def sort_of(field: Any) -> str:
    """What the order by the field is called; empty when leads are not sorted by it."""
    return "" if field.kind in _UNSORTED else f"{OWN}{field.key}"


def own_order(sort: str) -> InParts | None:
    """The order of this name by a field that the one acting may see, or None."""
    key = sort.removeprefix(TURNED).removeprefix(OWN)
    if sort not in (f"{OWN}{key}", f"{TURNED}{OWN}{key}"):
        return None
    field = next((one for one in Field.visible() if one.key == key), None)
    if field is None or field.kind in _UNSORTED:
        return None

    none = Part("none", {}, RECEIVED, lacks=OwnOrder(FieldValue.number, False, read_number, field=field))
    order = InParts(RECEIVED, lambda: _parts(field), (none,))
    return order.turned() if sort.startswith(TURNED) else order


def _parts(field: Any) -> list[Part]:
    """The field's values in their order: options and yes or no in one part each, in which leads are by number."""
    column = COLUMNS[field.kind]
    if column == "option_id":
        wanted = [
            (option.id.hex, FieldValue.option_id == option.id) for option in Label.of("option", field.id.hex)
        ]
    elif column == "truth":
        wanted = [(name, FieldValue.truth == truth) for name, truth in (("yes", True), ("no", False))]
    else:
        return [Part("some", {}, OwnOrder(field.column, False, _READ[column], field=field))]
    return [
        Part(name, {}, OwnOrder(FieldValue.number, False, read_number, field=field, where=where))
        for name, where in wanted
    ]


def _figure(text: str) -> Decimal:
    figure = Decimal(text)
    if not figure.is_finite() or abs(figure) >= _BEYOND_FIGURES:
        raise ValueError(text)
    return figure


_READ: dict[str, Callable[[str], Any]] = {"text": str, "amount": _figure, "day": date.fromisoformat}
