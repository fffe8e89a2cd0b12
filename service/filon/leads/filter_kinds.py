"""The kinds of fields that a list is narrowed by: what may be asked of each, and how the database is asked.

Each kind reads the values of a condition as they were written (ValueError when they are none of its own), and asks
them of a column: of the table's, or of a window's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from peewee import AsIs, Field

from filon.foundation import clock
from filon.foundation.alike import beginning, being, containing
from filon.leads.conditions import MOST_VALUES

ME, NOBODY = "me", "nobody"
MOST_DAYS = 3_660
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
_BEYOND_AMOUNTS = 10**12


@dataclass(frozen=True)
class Viewpoint:
    """From where relative words are said: what day it is, and who "me" is (None: nobody)."""

    zone: ZoneInfo
    today: date
    me: UUID | None = None

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)


@dataclass(frozen=True)
class Column:
    """A column as it is asked: of the table or of a window. `kept` is how a value is kept in it."""

    place: Any
    field: Field

    def kept(self, value: Any) -> Any:
        return AsIs(self.field.db_value(value), False)  # not once more, by the place


# What a column is asked with values that were read, from somewhere.
Ask = Callable[[Column, tuple[Any, ...], Viewpoint], Any]


@dataclass(frozen=True)
class Operator:
    """`least` to `most` values, each read alike."""

    ask: Ask
    least: int = 1
    most: int = 1
    read: Callable[[str], Any] = str


@dataclass(frozen=True)
class Kind:
    """Operators by name, in the order in which they are offered."""

    name: str
    operators: Mapping[str, Operator]

    def values(self, operator: str, written: tuple[str, ...]) -> tuple[Any, ...]:
        """What a condition's values mean; ValueError when there are too many, too few, or one is none."""
        asked = self.operators.get(operator)
        if asked is None or not asked.least <= len(written) <= asked.most:
            raise ValueError(operator)
        return tuple(asked.read(value) for value in written)


def _text(written: str) -> str:
    if not written.strip() or not written.isprintable():
        raise ValueError(written)
    written.encode()  # half a character is in no lead
    return written.strip()


def _day(written: str) -> date:
    day = date.fromisoformat(written)
    if len(written) != 10 or not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(written)
    return day


def _days(written: str) -> int:
    if not (written.isascii() and written.isdecimal()) or not 1 <= int(written) <= MOST_DAYS:
        raise ValueError(written)
    return int(written)


def _figure(written: str) -> Decimal:
    try:
        figure = Decimal(written)
    except InvalidOperation:
        raise ValueError(written) from None
    exponent = figure.as_tuple().exponent
    if not figure.is_finite() or abs(figure) >= _BEYOND_AMOUNTS or not -6 <= int(exponent) <= 12:
        raise ValueError(written)
    return figure


def _member(written: str) -> str | UUID:
    return written if written in (ME, NOBODY) else UUID(written)


def _empty(column: Column, _values: Any, _from: Viewpoint) -> Any:
    if column.field.null:
        return column.place.is_null()
    return column.place == ""


def _filled(column: Column, _values: Any, _from: Viewpoint) -> Any:
    if column.field.null:
        return column.place.is_null(False)
    return column.place != ""


_EMPTY, _FILLED = Operator(_empty, 0, 0), Operator(_filled, 0, 0)
# Whether there is anything at all.
PRESENCE = {"empty": _EMPTY, "filled": _FILLED}


def _one_of(column: Column, values: tuple[Any, ...], _from: Viewpoint) -> Any:
    # One as an equality: that is what an index begins at.
    kept = [column.kept(value) for value in values]
    return column.place == kept[0] if len(kept) == 1 else column.place.in_(kept)


def _none_of(column: Column, values: tuple[Any, ...], _from: Viewpoint) -> Any:
    asked = column.place.not_in([column.kept(value) for value in values])
    return column.place.is_null() | asked if column.field.null else asked


def _owned(column: Column, values: tuple[Any, ...], view: Viewpoint) -> Any:
    known = [view.me if value == ME else value for value in values if value != NOBODY]
    asked = column.place.in_([column.kept(member) for member in known if member is not None])
    return asked | column.place.is_null() if NOBODY in values else asked


def _owned_by_others(column: Column, values: tuple[Any, ...], view: Viewpoint) -> Any:
    known = [view.me if value == ME else value for value in values if value != NOBODY]
    asked = column.place.not_in([column.kept(member) for member in known if member is not None])
    if NOBODY in values:
        return column.place.is_null(False) & asked
    return column.place.is_null() | asked


def _between(column: Column, begin: datetime | None, end: datetime | None) -> Any:
    since = None if begin is None else column.place >= column.kept(begin)
    if end is None:
        return since
    until = column.place < column.kept(end)
    return until if since is None else since & until


_DAY = timedelta(days=1)


def days_meant(
    operator: str, values: tuple[Any, ...], view: Viewpoint
) -> tuple[datetime | None, datetime | None] | None:
    """From when until when (excluded) a date is asked for; None when it is not asked for a stretch of days."""
    today = view.today
    if operator == "from":
        first, after = values[0], None
    elif operator == "until":
        first, after = None, values[0] + _DAY
    elif operator == "between":
        first, after = values[0], values[1] + _DAY
    elif operator == "last":
        first, after = today - (values[0] - 1) * _DAY, today + _DAY
    elif operator == "next":
        first, after = today, today + values[0] * _DAY
    elif operator == "older":
        first, after = None, today - values[0] * _DAY
    else:
        return None
    return (first and view.midnight(first)), (after and view.midnight(after))


def _asks_days(operator: str) -> Ask:
    def ask(column: Column, values: tuple[Any, ...], view: Viewpoint) -> Any:
        meant = days_meant(operator, values, view)
        return _between(column, *meant) if meant else None

    return ask


def _days_operator(operator: str, read: Callable[[str], Any], values: int = 1) -> Operator:
    return Operator(_asks_days(operator), values, values, read)


def _is(column: Column, values: tuple[Any, ...], _from: Viewpoint) -> Any:
    return column.place == column.kept(values[0])


def _yes(column: Column, _values: Any, _from: Viewpoint) -> Any:
    return column.place.is_null(False)


def _no(column: Column, _values: Any, _from: Viewpoint) -> Any:
    return column.place.is_null()


def _alike(pattern: Callable[[str], str]) -> Operator:
    return Operator(lambda column, values, _from: column.place.regexp(pattern(values[0])), read=_text)


def _over(column: Column, _values: Any, _from: Viewpoint) -> Any:
    return column.place < column.kept(clock.now())


def _not_over(column: Column, _values: Any, _from: Viewpoint) -> Any:
    return column.place.is_null() | (column.place >= column.kept(clock.now()))


# Without accents and capitals, as everything else is found.
TEXT = Kind(
    "text",
    {"has": _alike(containing), "begins": _alike(beginning), "is": _alike(being), **PRESENCE},
)
# The same for a column that is kept folded.
FOLDED = Kind(
    "text",
    {
        "has": Operator(lambda column, values, _from: column.place.contains(values[0]), read=_text),
        "begins": Operator(lambda column, values, _from: column.place.startswith(values[0]), read=_text),
        "is": Operator(_is, read=_text),
        **PRESENCE,
    },
)
CHOICE = Kind(
    "choice",
    {
        "is": Operator(_one_of, most=MOST_VALUES, read=_text),
        "not": Operator(_none_of, most=MOST_VALUES, read=_text),
    },
)
MEMBER = Kind(
    "member",
    {
        "is": Operator(_owned, most=MOST_VALUES, read=_member),
        "not": Operator(_owned_by_others, most=MOST_VALUES, read=_member),
    },
)
DATE = Kind(
    "date",
    {
        "last": _days_operator("last", _days),
        "older": _days_operator("older", _days),
        "from": _days_operator("from", _day),
        "until": _days_operator("until", _day),
        "between": _days_operator("between", _day, 2),
    },
)
# A date that a lead may not have; it may lie ahead.
DATE_OR_NONE = Kind("date", {"next": _days_operator("next", _days), **DATE.operators, **PRESENCE})
NUMBER = Kind(
    "number",
    {
        "over": Operator(lambda at, figures, _from: at.place > at.kept(figures[0]), read=_figure),
        "under": Operator(lambda at, figures, _from: at.place < at.kept(figures[0]), read=_figure),
        "between": Operator(
            lambda at, figures, _from: (at.place >= at.kept(figures[0])) & (at.place <= at.kept(figures[1])),
            2,
            2,
            _figure,
        ),
        "is": Operator(_is, read=_figure),
        **PRESENCE,
    },
)
YES_NO = Kind("yes_no", {"yes": Operator(_yes, 0, 0), "no": Operator(_no, 0, 0)})
# A moment by which something was to happen that has not.
LATE = Kind("yes_no", {"yes": Operator(_over, 0, 0), "no": Operator(_not_over, 0, 0)})
# Nobody knows: neither.
TRUTH = Kind(
    "yes_no",
    {
        "yes": Operator(lambda column, _values, _from: column.place == column.kept(True), 0, 0),
        "no": Operator(lambda column, _values, _from: column.place == column.kept(False), 0, 0),
    },
)


def as_typed(kind: Kind, typed: tuple[str, ...]) -> tuple[str, ...]:
    """Values as a condition has them, from how people write them: "10 000,50" is a figure."""
    if kind is not NUMBER:
        return typed
    return tuple("".join(value.replace(",", ".").split()) for value in typed)
