"""Column types of our own, the same on both engines: ids, moments in UTC, figures, small JSON documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from peewee import SQL, BigIntegerField, Field, Model, TextField, UUIDField

from filon.foundation.database import is_postgresql

# Made once: json.dumps() with options makes an encoder at each call.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def id_value(id: UUID) -> str | bytes:
    """An id as a parameter of the engine in use.

    On SQLite ids are kept as 16 bytes: as text they took half of every index.
    """
    return id.hex if is_postgresql() else id.bytes


class IdField(UUIDField):
    """An id, ours or another row's."""

    def db_value(self, value: Any) -> str | bytes | None:
        if value is None:
            return None
        if not isinstance(value, UUID):
            value = UUID(bytes=value) if isinstance(value, bytes) else UUID(str(value))
        return id_value(value)

    def python_value(self, value: Any) -> UUID | None:
        return UUID(bytes=value) if isinstance(value, bytes) else value


class UtcField(Field):
    """A moment (`…_at`), aware in Python, kept as UTC without a zone.

    PostgreSQL's `timestamptz` comes back in the session's zone; a plain timestamp in UTC does not, sorts the
    same way on both engines, and its comparisons are leakproof, so an index serves them under row security.
    """

    field_type = "DATETIME"

    def db_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        if value.tzinfo is None:
            raise ValueError(f"{self.name}: a moment without a zone can't be kept, use foundation.clock")
        if value.tzinfo is not UTC:
            value = value.astimezone(UTC)
        return str(value.isoformat(" ", "microseconds"))[: -len("+00:00")]

    def python_value(self, value: Any) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return value.replace(tzinfo=UTC)


class FigureField(BigIntegerField):
    """An exact figure with `places` decimals, kept as a whole number of the smallest of them: money in cents.

    PostgreSQL's comparisons of `numeric` are not leakproof, so that under row security no index serves them.
    """

    def __init__(self, *, places: int, **options: Any) -> None:
        super().__init__(**options)
        self.places = places

    def db_value(self, value: Decimal | int | None) -> int | Decimal | None:
        if value is None:
            return None
        kept = Decimal(value).scaleb(self.places)
        whole = int(kept)
        # What people ask for may be finer than what is kept.
        return whole if whole == kept else kept

    def python_value(self, value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


def plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    """A row's columns as a JsonField keeps them, to be put back by from_plain()."""
    return {name: _plain(value) for name, value in columns.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


def from_plain(model: type[Model], columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of this model that plain() made these of."""
    return {name: _from_plain(model._meta.fields[name], value) for name, value in columns.items()}


def _from_plain(field: Field, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(field, UtcField):
        return datetime.fromisoformat(value)
    if isinstance(field, IdField):
        return UUID(value)
    return Decimal(value) if isinstance(field, FigureField) else value


def in_seconds(seconds: int) -> Any:
    """A moment so many seconds from now by the database's clock, to compare and set UtcFields with.

    For what several hosts must agree on within seconds: their own clocks may differ.
    """
    if is_postgresql():
        return SQL(f"(clock_timestamp() AT TIME ZONE 'UTC' + interval '{seconds:d} seconds')")
    return SQL(f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '{seconds:d} seconds')")


# Most are empty, and an encoder takes longer than all the rest of a column.
_EMPTY: dict[Any, str] = {dict: "{}", list: "[]"}


class JsonField(TextField):
    """A small document that is read whole; no index has what it holds.

    The few filters that look into one (leads.request_filters) match how it is written here.
    """

    def db_value(self, value: Any) -> str | None:
        if value is None:
            return None
        return _encode(value) if value else _EMPTY[type(value)]

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)
