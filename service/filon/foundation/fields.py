"""Column types of our own: moments in UTC and small JSON documents, the same on both engines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from peewee import Field, TextField

# Made once: json.dumps() with options makes an encoder at each call.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


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


class JsonField(TextField):
    """A small document that is read whole and never searched (filters have typed columns)."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else _encode(value)

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)
