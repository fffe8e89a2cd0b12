"""Who of a file is known already: by address or phone, as at the door; in our own export by their number too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from filon.foundation.database import database, locked
from filon.foundation.fields import id_value
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import here
from filon.intake.imports.rows import Reading
from filon.leads.models import LARGEST_NUMBER, Lead


@dataclass(frozen=True)
class Scope:
    """Among whom to look. In our own export a number says who is who: two rows are two people, whatever they share.

    `base` is the last number of the business when the import began; None as long as it has not.
    """

    is_ours: bool
    base: int | None


# PostgreSQL knows nothing yet of a business that an import is filling: it would think it small, and read all of it for
# each question, so that a file's time grew with the square of its rows. What has an OFFSET it plans by itself, a key at
# a time.
_FOUND = {
    "sqlite": "SELECT id FROM lead WHERE tenant_id = ? AND {key} IN (SELECT value FROM json_each(?))",
    "postgresql": """
        SELECT found.id FROM unnest(%s::{type}[]) AS wanted(key)
        CROSS JOIN LATERAL (SELECT id FROM lead WHERE tenant_id = %s AND {key} = wanted.key OFFSET 0) AS found
    """,
}
_KEYS = {"email_key": "text", "phone": "text", "number": "integer"}
_lead = Prepared(lambda: Lead.kept().where(Lead.id == slot("id", Lead.id)))
_lead_locked = Prepared(lambda: locked(Lead.kept().where(Lead.id == slot("id", Lead.id))))


class Known:
    """The leads that a batch of rows may be, found in three questions, and then by their ids."""

    def __init__(self, readings: Sequence[Reading], scope: Scope, *, lock: bool) -> None:
        self._scope = scope
        self._by_email: dict[str, list[Any]] = {}
        self._by_phone: dict[str, list[Any]] = {}
        self._by_number: dict[int, Any] = {}
        numbers = {reading.number for reading in readings} if scope.is_ours else set()
        wanted = {key: _said(readings, key) for key in ("email_key", "phone")} | {"number": numbers}
        for lead in sorted(
            self._with(wanted, lock=lock), key=lambda lead: (lead.last_activity_at, lead.number)
        ):
            self._add(lead)

    def _with(self, wanted: dict[str, set[Any]], *, lock: bool) -> list[Any]:
        found = {id for key, values in wanted.items() for id in _ids(key, sorted(values - {None}))}
        # In one order, so that two who lock several never wait for each other.
        asked = [(_lead_locked if lock else _lead).ask(id=id) for id in sorted(found)]
        # Not in the query: both engines would rather look through all numbers up to it than for so many keys.
        base = self._scope.base if self._scope.is_ours and self._scope.base is not None else LARGEST_NUMBER
        leads = [lead for answer in asked for lead in answer.all()]
        return [lead for lead in leads if lead.number <= base]

    def _add(self, lead: Any) -> None:
        self._by_number[lead.number] = lead
        for found, key in ((self._by_email, lead.email_key), (self._by_phone, lead.phone)):
            if key:
                found.setdefault(key, []).append(lead)

    def find(self, reading: Reading) -> Any:
        """The lead that this row is, the most recently active of several; None for somebody new."""
        if reading.number is not None and self._scope.is_ours:
            same = self._by_number.get(reading.number)
            if same is not None and _is_same(same, reading.columns):
                return same
        columns = reading.columns
        found = self._by_email.get(columns.get("email_key") or "", [])
        found = [*found, *self._by_phone.get(columns.get("phone") or "", [])]
        return max(found, key=lambda lead: (lead.last_activity_at, lead.number), default=None)


def _ids(key: str, values: list[Any]) -> list[Any]:
    """The ids of whoever has one of these values as `key`, a column of _KEYS; in the trash, too."""
    if not values:
        return []
    tenant, engine = id_value(here()), database.obj.name
    text = _FOUND[engine].format(key=key, type=_KEYS[key])
    params = (values, tenant) if engine == "postgresql" else (tenant, json.dumps(values))
    return [Lead.id.python_value(id) for (id,) in database.execute_sql(text, params).fetchall()]


def _said(readings: Sequence[Reading], column: str) -> set[Any]:
    return {reading.columns.get(column) for reading in readings}


def _is_same(lead: Any, columns: dict[str, Any]) -> bool:
    """Whether somebody with this number can be the one of the row: another business counts from one, too."""
    for name in ("email_key", "phone", "phone_typed"):
        if columns.get(name) and columns[name] == getattr(lead, name):
            return True
    said = f"{columns.get('first_name') or ''} {columns.get('last_name') or ''}".strip()
    return said.casefold() == f"{lead.first_name} {lead.last_name}".strip().casefold() and (
        bool(said) or columns.get("company") == lead.company
    )
