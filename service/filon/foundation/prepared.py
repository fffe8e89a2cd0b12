"""Queries on the hot path, written in peewee as everywhere and turned into SQL text once instead of at each call.

    _by_key = Prepared(lambda: Lead.kept().where(Lead.email_key == slot("key", Lead.email_key)))
    _by_key.first(key="salma@example.com")

Building the text is most of what a small query costs. Tenant, role and guard are as for any other statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from peewee import Field, IntegerField, Node, TextField

from filon.foundation import access
from filon.foundation.database import database
from filon.foundation.engines import role_in_use, sent_ahead, tenant_in_use

# What a column of these types keeps is the Python value itself.
_AS_IT_IS = (TextField, IntegerField)
_preparing: ContextVar[bool] = ContextVar("preparing", default=False)
# Engine, role, whether no tenant is in context, and whether who acts is limited to leads of their own.
_Where = tuple[str, str, bool, bool]
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


@dataclass(frozen=True, eq=False)
class _Plan:
    """A query's text, its parameters with holes, and how a row becomes a model: (name, conversion) a column."""

    model: Any
    text: str
    params: tuple[Any, ...]
    columns: tuple[tuple[str, Callable[[Any], Any]], ...]

    @property
    def writes(self) -> bool:
        return not self.text.lstrip("(").startswith("SELECT")


class Prepared:
    """A query of a model, built at its first call on each engine. `build` takes no arguments, see slot()."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        # Apart for whoever has no tenant in context, and for whoever is limited: their conditions are others.
        self._plans: dict[_Where, _Plan] = {}

    def first(self, **values: Any) -> Any:
        """The first row as a model, or None."""
        return self.ask(**values).first()

    def all(self, **values: Any) -> list[Any]:
        """The rows as models that hold the columns selected; a column with an alias is an attribute of that name."""
        return self.ask(**values).all()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """All rows as tuples, as the database gives them."""
        return self.ask(**values).rows()

    def ask(self, **values: Any) -> Asked:
        """Send the question and read its answer later: in a transaction that is together several make one trip."""
        sent = sent_ahead.get()
        if sent and (kept := sent.get(plan := self._plan_here())):
            at = next((at for at, (asking, _asked) in enumerate(kept) if asking == _asking(values)), None)
            if at is not None:
                plan.model.check_access(writes=plan.writes)
                return kept.pop(at)[1]
        plan, cursor = self._send(values)
        return Asked(plan, cursor, None if database.obj.is_together() else cursor.fetchall())

    def ahead(self, **values: Any) -> None:
        """Send the question for whoever asks it with these values later in this transaction: no trip of its own.

        For readers whose statements travel together, which SQLite answers at once; others send nothing. Who asks later
        is told what was there now.
        """
        if (sent := sent_ahead.get()) is not None:
            asked = self.ask(**values)
            sent.setdefault(self._plan_here(), []).append((_asking(values), asked))

    def run(self, **values: Any) -> None:
        """A statement that brings no rows."""
        self._send(values)

    def _send(self, values: dict[str, Any]) -> tuple[_Plan, Any]:
        engine, plan = database.obj, self._plan_here()
        plan.model.check_access(writes=plan.writes)
        bound = [param.bind(values) if type(param) is _Hole else param for param in plan.params]
        return plan, engine.execute_prepared(plan.text, bound)

    def _plan_here(self) -> _Plan:
        key = (
            database.obj.name,
            role_in_use.get(),
            tenant_in_use.get() is None,
            access.limited_to() is not None,
        )
        return self._plans.get(key) or self._plan(key)

    def _plan(self, key: _Where) -> _Plan:
        with _building():
            query = self._build()
            text, params = query.sql()
        columns = tuple(map(_column, _selected(query)))
        self._plans[key] = plan = _Plan(query.model, text, tuple(params), columns)
        return plan


def _asking(values: dict[str, Any]) -> tuple[Any, ...]:
    """What makes two questions of one plan the same: who asks in whose business, and the values."""
    return tenant_in_use.get(), access.limited_to(), values


class Asked:
    """A question that was sent; its answer is waited for when it is first read."""

    def __init__(self, plan: _Plan, cursor: Any, rows: list[tuple[Any, ...]] | None) -> None:
        self._plan, self._cursor, self._rows = plan, cursor, rows

    @property
    def is_answered(self) -> bool:
        """Whether reading it waits for nothing."""
        return self._rows is not None

    def first(self) -> Any:
        """The first row as a model, or None."""
        return next(iter(self.all()), None)

    def all(self) -> list[Any]:
        """The rows as models, see Prepared.all()."""
        return [_as_model(self._plan, row) for row in self.rows()]

    def rows(self) -> list[tuple[Any, ...]]:
        """All rows as tuples, as the database gives them."""
        if self._rows is None:
            self._rows = self._cursor.fetchall()
        return self._rows


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


class _Columns(Node):
    """Some of a model's own columns, as one piece of text: peewee takes longer for each than the database does."""

    def __init__(self, model: Any, names: tuple[str, ...]) -> None:
        fields = [model._meta.fields[name] for name in names]
        self._model = model
        self._in_table = [field.column_name for field in fields]
        self._texts: dict[str, str] = {}
        self.names = names
        self.of_kept = [None if type(field) in _AS_IT_IS else field.python_value for field in fields]

    def __sql__(self, ctx: Any) -> Any:
        alias = ctx.alias_manager[self._model._meta.table]
        if alias not in self._texts:
            self._texts[alias] = ", ".join(f'"{alias}"."{name}"' for name in self._in_table)
        return ctx.literal(self._texts[alias])


@lru_cache(maxsize=256)
def _columns_of(model: Any, names: tuple[str, ...]) -> _Columns:
    return _Columns(model, names)


def models_of(query: Any) -> list[Any]:
    """The rows of a query of one model's columns, as models: for hundreds, peewee takes twice as long."""
    columns = _columns_of(query.model, tuple(field.name for field in _selected(query)))
    quick = query.clone()
    quick._returning = (columns,)
    models = []
    for row in database.obj.execute_sql(*quick.sql()).fetchall():
        model = query.model(__no_default__=True)
        data = model.__data__
        for name, of_kept, value in zip(columns.names, columns.of_kept, row, strict=True):
            data[name] = value if of_kept is None or value is None else of_kept(value)
        models.append(model)
    return models


@contextmanager
def _building() -> Iterator[None]:
    token = _preparing.set(True)
    try:
        yield
    finally:
        _preparing.reset(token)


_Converter = Callable[[Any], Any] | None
_inserts: dict[tuple[str, type, tuple[str, ...], int], str] = {}
# How many rows one statement brings: few texts for any number of rows, and far from what SQLite takes (32,766 values).
_AT_ONCE = (64, 8, 1)


def insert_row(row: Any) -> None:
    """Insert a model instance whose values are all set; the text is built once for each set of columns."""
    data, engine = row.__data__, database.obj
    model: Any = type(row)
    names = tuple(data)
    values = _converted(_converters(model, names), data.values())
    engine.execute_prepared(_insert(engine, model, names, 1), values)
    row._dirty.clear()


def insert_rows(model: Any, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert many rows, given column by column, in as few statements as may be."""
    engine, names, done = database.obj, tuple(columns), 0
    # Column by column: most are kept as they are, or are the same in all rows.
    converted = map(_column_converted, _converters(model, names), columns.values())
    rows = list(zip(*converted, strict=True))
    for size in _AT_ONCE:
        while len(rows) - done >= size:
            values = list(chain.from_iterable(rows[done : done + size]))
            engine.execute_prepared(_insert(engine, model, names, size), values)
            done += size


def _converted(converters: tuple[_Converter, ...], values: Iterable[Any]) -> list[Any]:
    return [
        value if convert is None or value is None else convert(value)
        for value, convert in zip(values, converters, strict=True)
    ]


def _column_converted(convert: _Converter, values: Sequence[Any]) -> Sequence[Any]:
    if convert is None:
        return values
    if len(set(map(id, values))) == 1:
        return [None if values[0] is None else convert(values[0])] * len(values)
    return [None if value is None else convert(value) for value in values]


@lru_cache(maxsize=256)
def _converters(model: Any, names: tuple[str, ...]) -> tuple[_Converter, ...]:
    fields = [model._meta.fields[name] for name in names]
    return tuple(None if type(field) in _AS_IT_IS else field.db_value for field in fields)


def _insert(engine: Any, model: Any, names: tuple[str, ...], count: int) -> str:
    key = (engine.name, model, names, count)
    if key not in _inserts:
        columns = ", ".join(f'"{model._meta.fields[name].column_name}"' for name in names)
        marks = ", ".join([f"({', '.join([engine.param] * len(names))})"] * count)
        _inserts[key] = f'INSERT INTO "{model._meta.table_name}" ({columns}) VALUES {marks}'  # noqa: S608  # our names
    return _inserts[key]
