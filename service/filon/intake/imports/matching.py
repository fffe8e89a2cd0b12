"""Who of a file is known already: by address or phone, as at the door; in our own export by their number too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from filon.foundation.database import locked
from filon.foundation.prepared import Prepared, slot
from filon.intake.imports.rows import Reading
from filon.leads.models import LARGEST_NUMBER, Lead


@dataclass(frozen=True)
class Scope:
    """Among whom to look. In our own export a number says who is who: two rows are two people, whatever they share.

    `base` is the last number of the business when the import began; None as long as it has not.
    """

    is_ours: bool
    base: int | None


# One text however many are asked for: the guard and the database know it after the first time.
_AT_ONCE = 125


def _finder(field: Any, *, lock: bool) -> Prepared:
    def build() -> Any:
        keys = [slot(f"key{place}", field) for place in range(_AT_ONCE)]
        found = Lead.kept().where(field.in_(keys))
        # In one order, so that two who lock several never wait for each other; cast, or the engines would walk all of
        # the key for it instead of looking for so many values.
        return locked(found.order_by(Lead.id.cast("TEXT"))) if lock else found

    return Prepared(build)


_finders = {
    (field.name, lock): _finder(field, lock=lock)
    for field in (Lead.email_key, Lead.phone, Lead.number)
    for lock in (True, False)
}


class Known:
    """The leads that a batch of rows may be, found in three questions however many rows there are."""

    def __init__(self, readings: Sequence[Reading], scope: Scope, *, lock: bool) -> None:
        self._scope = scope
        self._by_email: dict[str, list[Any]] = {}
        self._by_phone: dict[str, list[Any]] = {}
        self._by_number: dict[int, Any] = {}
        leads: dict[Any, Any] = {}
        for field, values in (
            (Lead.email_key, _said(readings, "email_key")),
            (Lead.phone, _said(readings, "phone")),
            (Lead.number, {reading.number for reading in readings} if scope.is_ours else set()),
        ):
            for lead in self._with(field, values - {None}, lock=lock):
                leads.setdefault(lead.id, lead)
        for lead in sorted(leads.values(), key=lambda lead: (lead.last_activity_at, lead.number)):
            self._add(lead)

    def _with(self, field: Any, values: set[Any], *, lock: bool) -> Iterator[Any]:
        # Not in the query: both engines would rather look through all numbers up to it than for so many keys.
        base = self._scope.base if self._scope.is_ours and self._scope.base is not None else LARGEST_NUMBER
        wanted = sorted(values)
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            some += [None] * (_AT_ONCE - len(some))
            keys = {f"key{place}": value for place, value in enumerate(some)}
            found = _finders[field.name, lock].all(**keys)
            yield from (lead for lead in found if lead.number <= base)

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
