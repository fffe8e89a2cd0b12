"""Finding leads by parts of names, addresses and numbers, newest first; the same on both engines.

A term of three letters or more is found anywhere, a shorter one at the beginning of a word. What a member writes is
found at once; what comes through the door as soon as a worker has seen its event, since a trigram index in the same
transaction took a sixth of the requests that the door can answer. Messages are not part of it: they would make the
index three times as large, to find everybody who ever wrote "cuisine".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from peewee import BigIntegerField, TextField

from filon.foundation import access
from filon.foundation.config import Settings
from filon.foundation.database import database, is_postgresql, locked
from filon.foundation.folding import phone_spellings, search_terms, words_of
from filon.foundation.outbox import Event
from filon.foundation.searching import number_at, place_of, rowids_here, search_functions, search_tables
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.models import Lead
from filon.leads.sight import in_sight

search_tables.add("lead_found")
search_functions["find_leads"] = "text[], bigint, integer"

# Columns of a lead that it is found by.
FOUND_BY = frozenset({"first_name", "last_name", "company", "email", "phone", "phone_typed"})
MOST_TERMS = 8
LONGEST_TERM = 100
_SHORTEST_ANYWHERE = 3
# How many hits are looked through at first for those in sight, and at most at once: SQLite takes 32,766 values.
_FIRST_LOOK, _WIDEST_LOOK = 200, 20_000
# Whoever sees no more leads than that has them compared to the hits, rather than each hit looked up.
_FEW = 5_000
# Before every word in `text`: with it the first letter of a word makes the three that an index of trigrams needs.
_BEFORE = "  "


class SearchText(TenantModel):
    """What a lead is found by, folded. `place` is the rowid in SQLite's full-text table, which triggers keep."""

    writable_by = "agent"

    place = BigIntegerField()
    text = TextField()

    class Meta:
        table_name = "lead_search"
        indexes = ((("tenant", "place"), True),)
        constraints = [belongs_to("lead", "id")]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        return in_sight(cls.id)


def index_new(lead: Any) -> None:
    """Let a lead be found that has just been added."""
    SearchText.add(id=lead.id, place=place_of(lead.number), text=text_of(lead))


def index_many(leads: Sequence[Mapping[str, Any]]) -> None:
    """Let leads be found that have just been added; of each its columns."""
    SearchText.add_many(
        [
            {"id": lead["id"], "place": place_of(lead["number"]), "text": text_of(SimpleNamespace(**lead))}
            for lead in leads
        ]
    )


def index_again(lead: Any) -> None:
    """Let a lead be found by what it has now; one that was never indexed waits for index_recorded()."""
    SearchText.update(text=text_of(lead)).where(SearchText.id == lead.id).execute()


def index_recorded(event: Event, settings: Settings) -> None:
    """Let a lead be found that came through the door."""
    # Whoever changes it meanwhile waits, and then finds its row here.
    lead = locked(Lead.select().where(Lead.id == UUID(event.payload["lead"]))).first()
    if lead is not None and SearchText.find(lead.id) is None:
        index_new(lead)


def text_of(lead: Any) -> str:
    """Its words, each once and after two spaces."""
    words = words_of(f"{lead.first_name} {lead.last_name} {lead.company} {lead.email or ''} {lead.number}")
    if lead.phone:
        words += phone_spellings(lead.phone)
    elif lead.phone_typed:
        words += search_terms(lead.phone_typed)
    return "".join(_BEFORE + word for word in dict.fromkeys(words))


def find(typed: str, *, before: int | None = None, limit: int) -> list[int]:
    """Numbers of the leads that have everything that was typed, the newest first, those below `before` only.

    Nothing typed that could be looked for finds nobody. Leads in the trash are found too.
    """
    SearchText.check_access(writes=False)
    terms = [_part(term[:LONGEST_TERM]) for term in search_terms(typed)[:MOST_TERMS]]
    if not terms:
        return []
    first, last = rowids_here()
    newest = last if before is None else first + before - 1
    if access.limited_to() is None:
        return _look(terms, newest, limit)
    return _look_in_sight(terms, newest, limit)


def _look(terms: list[str], newest: int, limit: int) -> list[int]:
    look = _look_on_postgresql if is_postgresql() else _look_on_sqlite
    return [number_at(place) for place in look(terms, newest, limit)]


def _look_in_sight(terms: list[str], newest: int, limit: int) -> list[int]:
    """As _look(), of what the one acting may see alone: the index knows no owners, so its hits are looked through."""
    found: list[int] = []
    size, few = max(limit, _FIRST_LOOK), None
    while True:
        hits = _look(terms, newest, size)
        seen = _numbers(Lead.select(Lead.number).where(Lead.number.in_(hits))) if few is None else few
        found += [number for number in hits if number in seen]
        if len(found) >= limit or len(hits) < size:
            return found[:limit]
        if size < _WIDEST_LOOK and few is None:
            all_of_them = _numbers(Lead.select(Lead.number).limit(_FEW + 1))
            few = all_of_them if len(all_of_them) <= _FEW else None
        newest, size = place_of(hits[-1]) - 1, min(size * 4, _WIDEST_LOOK)


def _numbers(leads: Any) -> set[int]:
    return {number for (number,) in leads.tuples()}


def _part(term: str) -> str:
    return term if len(term) >= _SHORTEST_ANYWHERE else _BEFORE + term


def _look_on_sqlite(terms: list[str], newest: int, limit: int) -> list[int]:
    # Terms are letters and digits only, so nothing in the quotes can end them. The first bound is the one that the
    # index begins at; the range is the tenant's, and the guard sees to it.
    found = database.execute_sql(
        "SELECT rowid FROM lead_found WHERE lead_found MATCH ? AND rowid <= ? AND rowid BETWEEN ? AND ? "
        "ORDER BY rowid DESC LIMIT ?",
        (" AND ".join(f'"{term}"' for term in terms), newest, *rowids_here(), limit),
    )
    return [place for (place,) in found.fetchall()]


def _look_on_postgresql(terms: list[str], newest: int, limit: int) -> list[int]:
    found = database.execute_sql("SELECT find_leads(%s::text[], %s, %s)", (terms, newest, limit))
    return [place for (place,) in found.fetchall()]
