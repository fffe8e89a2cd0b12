"""Which leads a list shows, in which order, fifty a page: by keyset, so that a later page costs what the first does.

Each order is an index; filters that it does not hold are asked of a window of its rows. A page may then be short
though there are more: its cursor goes on where the window ended, and no page ever reads a whole business.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from peewee import Select

from filon.foundation.database import database
from filon.foundation.fields import id_value
from filon.foundation.tenancy import here
from filon.leads import search
from filon.leads.models import LARGEST_NUMBER, PAGE_ROWS, Lead

# How many rows of an index a page looks at for those that pass the other filters: some milliseconds.
WINDOW = 2_000
# How many hits of the search one look brings when filters follow, and how many looks a page takes.
HITS, LOOKS = 500, 8
# Visitors can make up sources: nobody chooses among more.
MOST_SOURCES = 30

WAITING = "waiting"
NOBODY = UUID(int=0)
_BEYOND_AMOUNTS = 10**12
# What a cursor of the search says instead of an order.
_FOUND = "found"


@dataclass(frozen=True)
class Choice:
    """What a list shows. `status` is one of STATUSES, WAITING, or empty for all; `owner` may be NOBODY.

    `since` and `until` (aware, until excluded) bound when the leads came. What is searched for comes newest first,
    whatever `sort` says.
    """

    status: str = ""
    source: str = ""
    owner: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    typed: str = ""
    sort: str = "received"


@dataclass(frozen=True)
class Page:
    """Leads in order, and where the next page begins; None when this is the last."""

    leads: list[Any]
    after: str | None


# A condition for the rows of the table, or of a window of it.
_Condition = Callable[[Any], Any]


@dataclass(frozen=True)
class _Order:
    """By this column, then by number; `indexes` are the filters that the order's indexes hold, the best first."""

    column: Any
    descending: bool
    read: Callable[[Any], Any]
    indexes: tuple[frozenset[str], ...] = ()

    def by(self, key: Any, number: Any) -> list[Any]:
        return [key.desc(), number.desc()] if self.descending else [key.asc(), number.asc()]

    def beyond(self, key: Any, number: int) -> Any:
        """The rows after that one. The first part is what an index can begin at."""
        if self.descending:
            return (self.column <= key) & ((self.column < key) | (Lead.number < number))
        return (self.column >= key) & ((self.column > key) | (Lead.number > number))

    def held(self, filters: Collection[str]) -> frozenset[str]:
        """Which of the filters the index holds that serves them best."""
        return next((index for index in self.indexes if index <= set(filters)), frozenset())


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)  # at the calendar's ends there is none: OverflowError


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    if not amount.is_finite() or abs(amount) >= _BEYOND_AMOUNTS:
        raise ValueError(text)
    return amount


def _indexes(*names: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(index.split()) for index in names)


SORTS = {
    "received": _Order(Lead.created_at, True, _moment, _indexes("owner", "status")),
    "name": _Order(Lead.name_key, False, str, _indexes("status source")),
    WAITING: _Order(Lead.to_call_since, False, _moment, _indexes(WAITING)),
    "amount": _Order(Lead.amount, True, _amount),
}


def can_begin(choice: Choice, after: str) -> bool:
    """Whether `after` is from a page of such a list."""
    try:
        _read(after, _FOUND if choice.typed.strip() else choice.sort)
    except ValueError:
        return False
    return True


def page_of(
    choice: Choice, after: str | None = None, limit: int = PAGE_ROWS, columns: tuple[Any, ...] = ()
) -> Page:
    """One page of what was chosen, with these columns of each lead (those of a page: SHOWN), or with all.

    `after` is a Page's; raises ValueError when it is none of this list's.
    """
    if choice.typed.strip():
        return _searched(choice, after, limit, columns)
    order, filters = SORTS[choice.sort], _filters(choice)
    held = order.held(filters)
    # A range of the very column that is sorted by is where its index begins and ends.
    if choice.sort == "received":
        held |= {"since", "until"} & filters.keys()
    begun = [filters.pop(name)(Lead) for name in held]
    if order.column.null:
        begun.append(order.column.is_null(False))
    if after is not None:
        begun.append(order.beyond(*_read(after, choice.sort)))
    if filters:
        return _of_a_window(choice.sort, begun, list(filters.values()), limit, columns)
    found = list(
        _narrowed(_rows(columns), begun).order_by(*order.by(order.column, Lead.number)).limit(limit + 1)
    )
    return Page(found[:limit], _cursor(choice.sort, found[limit - 1]) if len(found) > limit else None)


def count_of(choice: Choice) -> int | None:
    """How many leads that shows; it looks at each, so it is for who has time. None for what is searched for."""
    if choice.typed.strip():
        return None
    column, conditions = SORTS[choice.sort].column, [asked(Lead) for asked in _filters(choice).values()]
    if column.null:
        conditions.append(column.is_null(False))
    return int(_narrowed(_rows((Lead.number,)), conditions).count())


def _rows(columns: tuple[Any, ...]) -> Any:
    return Lead.select(*columns).where(Lead.trashed_at.is_null())


def _narrowed(query: Any, conditions: list[Any]) -> Any:
    return query.where(*conditions) if conditions else query


def _filters(choice: Choice) -> dict[str, _Condition]:
    filters: dict[str, _Condition] = {}
    if choice.status == WAITING:
        filters[WAITING] = lambda row: row.to_call_since.is_null(False)
    elif choice.status:
        filters["status"] = lambda row: row.status == choice.status
    if choice.source:
        filters["source"] = lambda row: row.source == choice.source
    if choice.owner == NOBODY:
        filters["nobody"] = lambda row: row.owner_id.is_null()
    elif choice.owner:
        filters["owner"] = lambda row: row.owner_id == Lead.owner_id.db_value(choice.owner)
    if choice.since:
        filters["since"] = lambda row: row.created_at >= Lead.created_at.db_value(choice.since)
    if choice.until:
        filters["until"] = lambda row: row.created_at < Lead.created_at.db_value(choice.until)
    return filters


# What a row of the page shows: half of a lead's columns are documents that it does not read.
SHOWN = (
    Lead.number,
    Lead.first_name,
    Lead.last_name,
    Lead.company,
    Lead.name_key,
    Lead.email,
    Lead.phone,
    Lead.status,
    Lead.stage_id,
    Lead.source,
    Lead.owner_id,
    *(Lead.amount, Lead.currency),
    Lead.message,
    *(Lead.to_call_since, Lead.next_action_at),
    Lead.created_at,
)
# What the filters and the cursor look at.
_LOOKED_AT = (
    Lead.number,
    Lead.created_at,
    Lead.status,
    Lead.source,
    Lead.owner_id,
    Lead.to_call_since,
    Lead.trashed_at,
)


_SOURCES = """
    WITH RECURSIVE known AS (
        SELECT (SELECT MIN("source") FROM "lead" WHERE "tenant_id" = ?) AS "source"
        UNION ALL
        SELECT (SELECT MIN("source") FROM "lead" WHERE "tenant_id" = ? AND "source" > known."source")
        FROM known WHERE known."source" IS NOT NULL
    )
    SELECT "source" FROM known WHERE "source" IS NOT NULL LIMIT ?
"""


def sources(most: int = MOST_SOURCES) -> list[str]:
    """The sources that the tenant's leads have, in alphabetical order, by as many steps in their index."""
    mark, tenant = database.obj.param, id_value(here())
    Lead.check_access(writes=False)
    found = database.execute_sql(_SOURCES.replace("?", mark), (tenant, tenant, most))
    return [source for (source,) in found.fetchall()]


def _of_a_window(
    sort: str, begun: list[Any], others: list[_Condition], limit: int, columns: tuple[Any, ...]
) -> Page:
    order = SORTS[sort]
    rows = _narrowed(Lead.select(*dict.fromkeys((order.column, *_LOOKED_AT))), begun)
    window = rows.order_by(*order.by(order.column, Lead.number)).limit(WINDOW)
    of_window = window.alias("of_window")
    row = of_window.c
    passing = Select((of_window,), (row.number,)).where(
        row.trashed_at.is_null(), *(condition(row) for condition in others)
    )
    in_order = passing.order_by(*order.by(getattr(row, order.column.column_name), row.number))
    numbers = [number for (number,) in in_order.limit(limit + 1).bind(database).tuples()]
    page = _rows(columns).where(Lead.number.in_(numbers[:limit]))
    found = list(page.order_by(*order.by(order.column, Lead.number)))
    if len(numbers) > limit:
        return Page(found, _cursor(sort, found[-1]))
    last = window.offset(WINDOW - 1).limit(1).first()
    return Page(found, _cursor(sort, last) if last else None)


def _searched(choice: Choice, after: str | None, limit: int, columns: tuple[Any, ...]) -> Page:
    before = None if after is None else _read(after, _FOUND)[1]
    wanted = [condition(Lead) for condition in _filters(choice).values()]
    hits_a_look = HITS if wanted else limit + 1
    found: list[Any] = []
    for _look in range(LOOKS):
        hits = search.find(choice.typed, before=before, limit=hits_a_look)
        leads = _rows(columns).where(Lead.number.in_(hits), *wanted)
        found.extend(leads.order_by(Lead.number.desc()).limit(limit + 1))
        before = hits[-1] if len(hits) == hits_a_look else None
        if before is None or len(found) > limit:
            break
    if len(found) > limit:
        before = found[limit - 1].number
    return Page(found[:limit], None if before is None else _write(_FOUND, "", before))


def _cursor(sort: str, lead: Any) -> str:
    key = getattr(lead, SORTS[sort].column.name)
    return _write(sort, key.isoformat() if isinstance(key, datetime) else str(key), lead.number)


def _write(sort: str, key: str, number: int) -> str:
    document = json.dumps([sort, key, number], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def _read(cursor: str, sort: str) -> tuple[Any, int]:
    """Key and number of the row that the cursor stands at; ValueError when somebody else wrote it."""
    try:
        given, key, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if given != sort or type(key) is not str or type(number) is not int:
            raise ValueError(cursor)
        if not 0 < number <= LARGEST_NUMBER or "\0" in key:
            raise ValueError(cursor)
        key.encode()  # half a character is no key
        return SORTS[sort].read(key) if sort in SORTS else key, number
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise ValueError("This cursor is none of this list's") from error
