"""Asking for the rows of many keys in a text that is the same however many there are.

peewee writes a placeholder a value: three hundred take longer to write, to read and to plan than the rows to find, and
each other number of them is another text, which nobody knows yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from peewee import SQL, NodeList, Value

from filon.foundation.database import is_postgresql
from filon.foundation.prepared import Prepared, Slot

# How many ids one question names.
AT_ONCE = 50


def is_one_of(column: Any, numbers: Iterable[int]) -> Any:
    """Whether a whole number of a row is one of these. The text is that of the engine in use."""
    kept = list(numbers)
    if is_postgresql():
        return NodeList((column, SQL("= ANY("), Value(kept, converter=False, unpack=False), SQL(")")))
    return NodeList((column, SQL('IN (SELECT "value" FROM json_each('), Value(json.dumps(kept)), SQL("))")))


def slots(name: str, field: Any) -> list[Slot]:
    """In a prepared query the ids that a call brings under this name, for `in_`; see all_of()."""
    return [_slot(name, field, at) for at in range(AT_ONCE)]


def _slot(name: str, field: Any, at: int) -> Slot:
    # Those that are left get the last once more, which is found once.
    return Slot(lambda values: field.db_value(values[name][min(at, len(values[name]) - 1)]))


def ask_ahead(prepared: Prepared, name: str, ids: Sequence[Any]) -> None:
    """Send what all_of() will ask, see Prepared.ahead()."""
    for some in _pieces(ids):
        prepared.ahead(**{name: some})


def all_of(prepared: Prepared, name: str, ids: Sequence[Any]) -> list[Any]:
    """What a prepared query brings for these in its slots() of that name, AT_ONCE a question; of none nothing."""
    return [row for some in _pieces(ids) for row in prepared.all(**{name: some})]


def _pieces(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
