"""The lead that a row makes where nobody known is it: made before the lock that others wait for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from filon.foundation import clock
from filon.foundation.folding import sort_key
from filon.intake.imports.cells import Row
from filon.intake.imports.rows import Reader, Reading
from filon.leads import search
from filon.leads.models import name_of

_BLANK: dict[str, Any] = {
    **{"first_name": "", "last_name": "", "company": "", "source_detail": "", "note": "", "message": ""},
    **{"email": None, "email_key": None, "phone": None, "phone_typed": None, "amount": None, "page": ""},
    **{"lost_reason": None, "stage_id": None, "owner_id": None, "to_call_since": None, "unsure": []},
    **{"duplicate_of_id": None, "trashed_at": None, "next_action_at": None, "first_answered_at": None},
    **{"attribution": {}, "consent": [], "status": "new"},
}


class _Somebody:
    """Columns of a lead, as attributes of one."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.__dict__ = columns


class Newcomer:
    """`columns` of a new lead, all but its id and its number; and what else than that it is found by."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.columns = columns
        self._settle()

    @property
    def as_lead(self) -> Any:
        """The same as attributes."""
        return _Somebody(self.columns)

    def change(self, changes: dict[str, Any]) -> None:
        """Let it have what another row says of it."""
        self.columns |= changes
        self._settle()

    def _settle(self) -> None:
        lead = self.as_lead
        self.columns["name_key"] = sort_key(name_of(lead))
        self.found_by = search.found_by(lead)


class Arrival(NamedTuple):
    """What a row says, and whom it makes of somebody new; None when it is refused."""

    reading: Reading
    newcomer: Newcomer | None


def arrivals(reader: Reader, **always: Any) -> Callable[[Sequence[Row]], list[Arrival]]:
    """What makes arrivals of rows: `always` are columns that every newcomer begins with.

    Nobody waits for a call unless the file says so.
    """

    def arrive(rows: Sequence[Row]) -> list[Arrival]:
        now = clock.now()
        begins = {**_BLANK, **always, "created_at": now, "last_activity_at": now}
        return [
            Arrival(reading, None if reading.is_refused else Newcomer(_new(reading.columns, begins)))
            for reading in reader.read_all(rows)
        ]

    return arrive


def _new(columns: dict[str, Any], begins: dict[str, Any]) -> dict[str, Any]:
    made = begins | columns
    if "created_at" in columns and "last_activity_at" not in columns:
        made["last_activity_at"] = columns["created_at"]
    if made["status"] != "lost":
        made["lost_reason"] = None
    return made
