"""How many leads a list shows: exact to a thousand, as far as that is seen soon."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from peewee import Select, fn

from filon.foundation.database import database
from filon.leads import search
from filon.leads.choice import Choice, Questions
from filon.leads.listing import among, page_of
from filon.leads.looking import GROWTH, LONGEST_SECONDS, WINDOW, kept, narrowed
from filon.leads.models import Lead

# Counting ends there.
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Count:
    """How many leads a list shows; unless `is_all` it has at least so many."""

    number: int
    is_all: bool


def count_of(choice: Choice) -> int | None:
    """How many leads that shows; it looks at each, so it is for who has time. None for what is searched for."""
    if choice.typed.strip():
        return None
    return int(_counting(choice, (Lead.number,)).count())


def counted(choice: Choice) -> Count | None:
    """How many leads that shows, exact to a thousand, as far as it is seen soon.

    None where more are found by what is searched for than are looked at, and none of these pass its filters.
    """
    if choice.typed.strip():
        return _count_of_found(choice)
    if all(each.is_indexed for each in Questions(choice).all.values()):
        some = _counting(choice, (Lead.number,)).limit(MOST_COUNTED + 1).alias("some")
        [(number,)] = Select((some,), (fn.COUNT(some.c.number),)).bind(database).tuples()
        return Count(min(number, MOST_COUNTED), number <= MOST_COUNTED)
    began, number, size, after = time.monotonic(), 0, WINDOW, None
    while number <= MOST_COUNTED and time.monotonic() - began < LONGEST_SECONDS:
        page = page_of(choice, after, size, (Lead.number, Lead.created_at))
        number, after, size = number + len(page.leads), page.after, size * GROWTH
        if after is None:
            break
    return Count(min(number, MOST_COUNTED), after is None and number <= MOST_COUNTED)


def _count_of_found(choice: Choice) -> Count | None:
    hits, are_all = search.find_soon(choice.typed, MOST_COUNTED)
    of_these = counted(among(choice, hits))
    if are_all or not of_these:
        return of_these
    return Count(of_these.number, is_all=False) if of_these.number else None


def _counting(choice: Choice, columns: tuple[Any, ...]) -> Any:
    conditions = [each.ask(Lead) for each in Questions(choice).all.values()]
    return narrowed(kept(columns), conditions)
