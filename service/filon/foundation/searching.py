"""Search tables: what keeps a tenant to its own rows where no column says whose they are.

On SQLite a full-text table has nothing but a rowid: each tenant's rows have a range of their own, by the tenant's
number. On PostgreSQL a function searches, which takes its tenant from the setting that the transaction carries.
"""

from __future__ import annotations

from uuid import UUID

from filon.foundation.database import database
from filon.foundation.fields import id_value
from filon.foundation.tenancy import here

# How many rows a tenant may have in one of them: as many as a row's own number may be.
_ROOM = 2**32

# Entered by the rooms: full-text tables on SQLite, and functions on PostgreSQL with the types of their arguments.
search_tables: set[str] = set()
search_functions: dict[str, str] = {}

_numbers: dict[UUID, int] = {}


def rowids_here() -> tuple[int, int]:
    """The first and the last rowid of the tenant in context, in every search table."""
    tenant = here()
    if tenant not in _numbers:
        mark = database.obj.param
        ((number,),) = database.execute_sql(
            f'SELECT "number" FROM "tenant" WHERE "tenant_id" = {mark} AND "id" = {mark}',  # noqa: S608  # marks
            (id_value(tenant), id_value(tenant)),
        ).fetchall()
        _numbers[tenant] = number  # a business keeps its number
    return known_rowids(tenant) or (0, 0)


def known_rowids(tenant: UUID | None) -> tuple[int, int] | None:
    """The same for any tenant, as far as it was asked for before; for the guard, which can't ask."""
    number = _numbers.get(tenant) if tenant else None
    return None if number is None else (number * _ROOM, number * _ROOM + _ROOM - 1)


def place_of(number: int) -> int:
    """The rowid of the row that has this number within the tenant in context."""
    return rowids_here()[0] + number


def number_at(place: int) -> int:
    """The number of the row at this rowid."""
    return place % _ROOM
