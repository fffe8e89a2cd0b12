"""The orders that a list can have, each read from an index, and the cursors that say where in one a page begins.

Some orders come in parts, one after the other: by status, by member, by source. In a part its own filter and order
decide, so that an index holds both, and nothing sorts a whole business.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from peewee import AsIs, Tuple

from filon.leads.models import LARGEST_NUMBER, STATUSES, Lead

WAITING = "waiting"
WHAT_IS_NEXT = "todo"
NOBODY = UUID(int=0)
TURNED = "-"
_BEYOND_AMOUNTS = 10**12


@dataclass(frozen=True)
class Order:
    """By this column, then by number; `indexes` are the filters that the order's indexes hold, the best first.

    Columns of another table than the lead's are those of OwnOrder.
    """

    column: Any
    descending: bool
    read: Callable[[Any], Any]
    indexes: tuple[frozenset[str], ...] = ()

    @property
    def number(self) -> Any:
        """The lead's number, where the column is."""
        return Lead.number

    @property
    def of_lead(self) -> tuple[Any, ...]:
        """The columns of the lead that it is sorted by."""
        return (self.column,)

    @property
    def name(self) -> str:
        """What the column is called in rows of of()."""
        return str(self.column.column_name)

    def of(self, columns: Iterable[Any]) -> Any:
        """A query of leads with these columns, all for none, and what it is sorted by."""
        return Lead.select(*columns)

    def keys(self, rows: Collection[Any], _numbers: Any) -> dict[int, Any]:
        """Number → key of those of these leads that have one; `_numbers` is the query of their numbers."""
        return {row.number: key for row in rows if (key := self.key_of(row)) is not None}

    def narrowed(self, _questions: Iterable[Any]) -> list[Any] | None:
        """What the questions say of what it is sorted by; None when by them nobody has it."""
        return []

    def by(self, key: Any, number: Any) -> list[Any]:
        return [key.desc(), number.desc()] if self.descending else [key.asc(), number.asc()]

    def beyond(self, key: Any, number: int) -> Any:
        """The rows after that one: as one comparison, since an index begins at that, and an OR may be read twice."""
        here = Tuple(self.column, self.number)
        there = Tuple(AsIs(self.column.db_value(key), False), number)
        return here < there if self.descending else here > there

    def held(self, filters: Collection[str]) -> frozenset[str]:
        """Which of the filters the index holds that serves them best."""
        return next((index for index in self.indexes if index <= set(filters)), frozenset())

    def key_of(self, lead: Any) -> Any:
        return getattr(lead, self.name)

    def turned(self) -> Order:
        return replace(self, descending=not self.descending)


@dataclass(frozen=True)
class Part:
    """A part of an order: `name` for the cursor, what its rows have (filter → value), and their order.

    All of them have what is `within` too, of which no index has to know.
    Those that the OwnOrder `lacks` has a key for are in another part.
    """

    name: str
    filters: dict[str, Any]
    order: Order
    lacks: Any = None
    within: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class InParts:
    """An order in parts. `parts` makes them; the list needs but the `inner` one when filters leave none of them.

    Who has nothing to be sorted by stands in the part that is `last`, also when the order is turned.
    """

    inner: Order
    parts: Callable[[], list[Part]]
    last: tuple[Part, ...] = ()

    def all(self) -> list[Part]:
        """Every part, in order."""
        return [*self.parts(), *self.last]

    def turned(self) -> InParts:
        return replace(
            self,
            inner=self.inner.turned(),
            parts=lambda: [replace(part, order=part.order.turned()) for part in reversed(self.parts())],
        )


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


def read_number(text: str) -> int:
    """A lead's number as a cursor says it; raises ValueError for what is none."""
    number = int(text)
    if not 0 < number <= LARGEST_NUMBER:
        raise ValueError(text)
    return number


def _indexes(*names: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(index.split()) for index in names)


RECEIVED = Order(
    Lead.created_at, True, _moment, _indexes("owner", "stage", "reason", "status idle unplanned", "status")
)
BY_NAME = Order(Lead.name_key, False, str, _indexes("status source"))
_BY_MAIL = Order(Lead.email_key, False, str, _indexes("mailed"))
_BY_COMPANY = Order(Lead.company_key, False, str, _indexes("of_company"))
_BY_AMOUNT = Order(Lead.amount, True, _amount, _indexes("priced"))
_NEXT = Order(Lead.next_action_at, False, _moment, _indexes("status idle planned", "planned"))
_WAITING = Order(Lead.to_call_since, False, _moment, _indexes(f"status {WAITING}", WAITING))


def _by_status() -> list[Part]:
    return [Part(status, {"status": status}, RECEIVED) for status in STATUSES]


def _by_what_is_to_do() -> list[Part]:
    """Who waits for a call, what is planned, and the rest: every lead stands in one of the three."""
    return [
        Part("waiting", {WAITING: True}, _WAITING),
        Part("planned", {WAITING: False, "planned": True}, _NEXT),
        Part("none", {WAITING: False, "planned": False}, RECEIVED),
    ]


def _by_next_action() -> list[Part]:
    return [Part("planned", {"planned": True}, _NEXT), Part("none", {"planned": False}, RECEIVED)]


def _first(name: str, order: Order) -> InParts:
    """Who has what this filter asks for in this order, then all others."""
    return InParts(
        order,
        lambda: [Part("some", {name: True}, order)],
        (Part("none", {name: False}, RECEIVED),),
    )


def orders(parts_of: dict[str, Callable[[], list[Part]]]) -> dict[str, Order | InParts]:
    """Every order by its name, and turned round after a "-". `parts_of` brings those that depend on the business."""
    straight: dict[str, Order | InParts] = {
        "received": RECEIVED,
        "name": BY_NAME,
        "number": Order(Lead.number, True, read_number),
        "company": _first("of_company", _BY_COMPANY),
        "email": _first("mailed", _BY_MAIL),
        WAITING: _first(WAITING, _WAITING),
        "amount": _first("priced", _BY_AMOUNT),
        "activity": Order(Lead.last_activity_at, True, _moment),
        "status": InParts(RECEIVED, _by_status),
        "next": InParts(RECEIVED, _by_next_action),
        WHAT_IS_NEXT: InParts(RECEIVED, _by_what_is_to_do),
        "owner": InParts(RECEIVED, parts_of["owner"]),
        "source": InParts(BY_NAME, parts_of["source"]),
        "stage": InParts(RECEIVED, parts_of["stage"], (Part("none", {"staged": False}, RECEIVED),)),
        "reason": InParts(RECEIVED, parts_of["reason"], (Part("none", {"reasoned": False}, RECEIVED),)),
    }
    return straight | {f"{TURNED}{name}": order.turned() for name, order in straight.items()}


@dataclass(frozen=True)
class Place:
    """Where a page begins: after the row with this key and number, in this part of the order."""

    key: Any
    number: int
    part: str = ""


def write_cursor(sort: str, key: Any, number: int, part: str = "") -> str:
    """A place as text that read_cursor() takes."""
    said = key.isoformat() if isinstance(key, date) else str(key)
    document = [sort, said, number, part] if part else [sort, said, number]
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, sort: str, read: Callable[[str, str], Any]) -> Place:
    """The place that the cursor says; `read` gets the part and the key as text.

    Raises ValueError when somebody else wrote it.
    """
    try:
        given, key, number, *rest = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        part = rest[0] if len(rest) == 1 else ""
        if given != sort or type(key) is not str or type(number) is not int or type(part) is not str:
            raise ValueError(cursor)
        if not 0 < number <= LARGEST_NUMBER or "\0" in key or len(rest) > 1:
            raise ValueError(cursor)
        key.encode()  # half a character is no key
        return Place(read(part, key), number, part)
    except (ValueError, TypeError, ArithmeticError, RecursionError, LookupError) as error:
        raise ValueError("This cursor is none of this list's") from error
