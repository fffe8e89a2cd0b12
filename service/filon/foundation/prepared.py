"""Queries on the hot path, written in peewee as everywhere and turned into SQL text once instead of at each call.

    _by_key = Prepared(lambda: Lead.kept().where(Lead.email_key == slot("key", Lead.email_key)))
    _by_key.first(key="salma@example.com")

Building the text is most of what a small query costs. Tenant, role and guard are as for any other statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from peewee import Field, Node

from filon.foundation.database import database

_preparing: ContextVar[bool] = ContextVar("preparing", default=False)
Bind = Callable[[dict[str, Any]], Any]


@dataclass(frozen=True)
class _Hole:
    """Stands among a statement's parameters where a call puts its value."""

    bind: Bind


class Slot(Node):
    """A place in a query for a value that each call brings."""

    def __init__(self, bind: Bind) -> None:
        self._bind = bind

    def __sql__(self, ctx: Any) -> Any:
        return ctx.value(_Hole(self._bind), converter=False)


def slot(name: str, field: Any) -> Slot:
    """The call's value `name`, converted as `field` keeps it."""
    return Slot(lambda values: field.db_value(values[name]))


def is_preparing() -> bool:
    """Whether a query is being built for later calls: what is known now may be otherwise then."""
    return _preparing.get()


@dataclass(frozen=True)
class _Plan:
    """A query's text, its parameters with holes, and how a row becomes a model: (name, conversion) a column."""

    model: Any
    text: str
    params: tuple[Any, ...]
    columns: tuple[tuple[str, Callable[[Any], Any]], ...]


class Prepared:
    """A query of a model, built at its first call on each engine. `build` takes no arguments, see slot()."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._plans: dict[str, _Plan] = {}

    def first(self, **values: Any) -> Any:
        """The first row as a model, or None."""
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> list[Any]:
        """The rows as models that hold the columns selected; a column with an alias is an attribute of that name."""
        plan, rows = self._run(values)
        return [_as_model(plan, row) for row in rows]

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """All rows as tuples, as the database gives them."""
        return self._run(values)[1]

    def _run(self, values: dict[str, Any]) -> tuple[_Plan, list[tuple[Any, ...]]]:
        engine = database.obj
        plan = self._plans.get(engine.name) or self._plan(engine)
        plan.model.check_access(writes=not plan.text.startswith("SELECT"))
        bound = [param.bind(values) if type(param) is _Hole else param for param in plan.params]
        return plan, engine.execute_sql(plan.text, bound).fetchall()

    def _plan(self, engine: Any) -> _Plan:
        with _building():
            query = self._build()
            text, params = query.sql()
        columns = tuple(map(_column, _selected(query)))
        self._plans[engine.name] = plan = _Plan(query.model, text, tuple(params), columns)
        return plan


def _selected(query: Any) -> Any:
    while hasattr(query, "lhs"):  # a union: its first branch names the columns
        query = query.lhs
    return query._returning or ()


def _column(selected: Any) -> tuple[str, Callable[[Any], Any]]:
    if isinstance(selected, Field):
        return selected.name, selected.python_value
    return getattr(selected, "_alias", ""), lambda value: value


def _as_model(plan: _Plan, row: tuple[Any, ...]) -> Any:
    # What peewee's own cursor does, less its look at the columns at each call.
    model = plan.model(__no_default__=True)
    for (name, convert), value in zip(plan.columns, row, strict=True):
        if name in model._meta.fields:
            model.__data__[name] = None if value is None else convert(value)
        else:
            setattr(model, name, value)
    return model


@contextmanager
def _building() -> Iterator[None]:
    token = _preparing.set(True)
    try:
        yield
    finally:
        _preparing.reset(token)


_inserts: dict[tuple[str, type, tuple[str, ...]], str] = {}


def insert_row(row: Any) -> None:
    """Insert a model instance whose values are all set; the text is built once for each set of columns."""
    meta, data, engine = row._meta, row.__data__, database.obj
    names = tuple(data)
    key = (engine.name, type(row), names)
    text = _inserts.get(key)
    if text is None:
        columns = ", ".join(f'"{meta.fields[name].column_name}"' for name in names)
        marks = ", ".join([engine.param] * len(names))
        text = _inserts[key] = f'INSERT INTO "{meta.table_name}" ({columns}) VALUES ({marks})'  # noqa: S608  # our names
    fields = meta.fields
    engine.execute_sql(text, [fields[name].db_value(data[name]) for name in names])
    row._dirty.clear()
