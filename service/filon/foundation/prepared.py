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

from peewee import Node

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


class Prepared:
    """A query of a model, built at its first call on each engine. `build` takes no arguments, see slot()."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._plans: dict[str, tuple[Any, str, tuple[Any, ...]]] = {}

    def first(self, **values: Any) -> Any:
        """The first row as a model, or None."""
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> Any:
        """The rows as models."""
        query, cursor = self._execute(values)
        return query._get_model_cursor_wrapper(cursor)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """All rows as tuples, as the database gives them."""
        return list(self._execute(values)[1].fetchall())

    def _execute(self, values: dict[str, Any]) -> tuple[Any, Any]:
        engine = database.obj
        plan = self._plans.get(engine.name) or self._plan(engine)
        query, text, params = plan
        query.model.check_access(writes=not text.startswith("SELECT"))
        bound = [param.bind(values) if type(param) is _Hole else param for param in params]
        return query, engine.execute_sql(text, bound)

    def _plan(self, engine: Any) -> tuple[Any, str, tuple[Any, ...]]:
        with _building():
            query = self._build()
            text, params = query.sql()
        self._plans[engine.name] = plan = (query, text, tuple(params))
        return plan


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
