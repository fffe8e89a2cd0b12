"""Finding leads by parts of names, addresses and numbers, newest first; the same on both engines.

A term of three letters or more is found anywhere, a shorter one at the beginning of a word. What a member writes is
found at once; what comes through the door as soon as a worker has seen its event, since a trigram index in the same
transaction took a sixth of the requests that the door can answer. Notes are part of it, the newest of them; messages
are not: they would make the index three times as large, to find everybody who ever wrote "cuisine".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from peewee import SQL, BigIntegerField, TextField

from filon.foundation import access
from filon.foundation.config import Settings
from filon.foundation.database import database, is_postgresql, locked
from filon.foundation.folding import phone_spellings, search_terms, search_ways, words_of
from filon.foundation.many_keys import is_one_of
from filon.foundation.outbox import Event
from filon.foundation.searching import number_at, place_of, rowids_here, search_functions, search_tables
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.found_notes import (
    LONGEST_NOTED,
    SHORTEST_ANYWHERE,
    Piece,
    excerpt,
    is_short,
    kept_of,
    words_in,
)
from filon.leads.models import Lead
from filon.leads.sight import in_sight

search_tables.add("lead_found")
search_functions["find_leads"] = "text[], bigint, integer"

# Columns of a lead that it is found by.
FOUND_BY = frozenset({"first_name", "last_name", "company", "email", "phone", "phone_typed", "note"})
MOST_TERMS = 8
LONGEST_TERM = 100
# How many hits are looked through at first for those in sight, and at most at once: SQLite takes 32,766 values.
_FIRST_LOOK, _WIDEST_LOOK = 200, 20_000
# Whoever sees no more leads than that has them compared to the hits, rather than each hit looked up.
_FEW = 5_000
# Before every word in `text`: with it the first letter of a word makes the three that an index of trigrams needs.
_BEFORE = "  "
# Between what a lead is and what is noted of it.
_NOTED = "."


class SearchText(TenantModel):
    """What a lead is found by, folded. `place` is the rowid in SQLite's full-text table, which triggers keep.

    `notes` is that part of its notes which it is found by, as people wrote it.
    """

    writable_by = "agent"

    place = BigIntegerField()
    text = TextField()
    notes = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        table_name = "lead_search"
        indexes = ((("tenant", "place"), True),)
        constraints = [belongs_to("lead", "id")]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        return in_sight(cls.id)


def index_new(lead: Any) -> None:
    """Let a lead be found that has just been added."""
    SearchText.add(id=lead.id, **_columns(lead, ""))


def index_many(leads: Sequence[tuple[UUID, int, str]]) -> None:
    """Let leads be found that have just been added; of each its id, its number and its found_by()."""
    first = place_of(0)
    rows = [
        {"id": id, "place": first + number, "text": _with_number(number, words), "notes": ""}
        for id, number, words in leads
    ]
    with database.obj.gathering():
        SearchText.add_many(rows[:-1])
    SearchText.add_many(rows[-1:])


def index_again(lead: Any) -> None:
    """Let a lead be found by what it has now; one that was never indexed waits for index_recorded()."""
    known = SearchText.find(lead.id)
    if known is not None:
        _keep(lead, known.notes)


def index_notes(lead: UUID, notes: Iterable[str]) -> None:
    """Let a lead be found by these notes, which are all that it has, the newest first."""
    # Its own event may not have been seen yet: whoever comes first writes the row.
    of_lead = locked(Lead.select().where(Lead.id == lead)).first()
    if SearchText.find(lead) is None:
        index_new(of_lead)
    _keep(of_lead, kept_of(notes))


def _keep(lead: Any, notes: str) -> None:
    SearchText.update(**_columns(lead, notes)).where(SearchText.id == lead.id).execute()


def _columns(lead: Any, notes: str) -> dict[str, Any]:
    return {"place": place_of(lead.number), "text": text_of(lead, notes), "notes": notes}


def index_recorded(event: Event, settings: Settings) -> None:
    """Let a lead be found that came through the door."""
    # Whoever changes it meanwhile waits, and then finds its row here.
    lead = locked(Lead.select().where(Lead.id == UUID(event.payload["lead"]))).first()
    if lead is not None and SearchText.find(lead.id) is None:
        index_new(lead)


def text_of(lead: Any, notes: str = "") -> str:
    """Its number and what it is found by beside that, these notes included."""
    return _with_number(lead.number, found_by(lead, notes))


def _with_number(number: int, words: str) -> str:
    return f"{_BEFORE}{number}{words}"


def found_by(lead: Any, notes: str = "") -> str:
    """Its words, each once and after two spaces; then a dot and those of its notes, the short ones after two as well.

    So one or two letters find whom they begin a name of, and of notes no more than words as short.
    """
    words = words_of(f"{lead.first_name} {lead.last_name} {lead.company} {lead.email or ''}")
    if lead.phone:
        words += phone_spellings(lead.phone)
    elif lead.phone_typed:
        words += search_terms(lead.phone_typed)
    own = "".join([_BEFORE + word for word in dict.fromkeys(words)])
    if not notes and not lead.note:
        return own
    noted = words_in("\n".join(filter(None, (notes, lead.note[:LONGEST_NOTED]))))
    if not noted:
        return own
    return own + _NOTED + "".join([(_BEFORE if is_short(word) else " ") + word for word in noted])


def noted_of(numbers: Sequence[int], typed: str) -> dict[int, list[Piece]]:
    """What notes say of what was typed, for those of the leads with these numbers that are found by a note alone."""
    ways = _ways(typed)
    if not numbers or not ways:
        return {}
    rows = SearchText.select().where(is_one_of(SearchText.place, map(place_of, numbers)))
    by_note = {
        number_at(row.place): row.notes
        for row in rows
        if not any(all(part in row.text.partition(_NOTED)[0] for part in way) for way in ways)
    }
    if not by_note:
        return {}
    fields = dict(Lead.select(Lead.number, Lead.note).where(is_one_of(Lead.number, by_note)).tuples())
    terms = [term[:LONGEST_TERM] for way in search_ways(typed) for term in way[:MOST_TERMS]]
    said = {at: excerpt(f"{notes}\n{fields.get(at, '')}", terms) for at, notes in by_note.items()}
    return {number: pieces for number, pieces in said.items() if pieces}


def find(typed: str, *, before: int | None = None, limit: int) -> list[int]:
    """Numbers of the leads that have everything that was typed, the newest first, those below `before` only.

    Nothing typed that could be looked for finds nobody. Leads in the trash are found too.
    """
    SearchText.check_access(writes=False)
    ways = _ways(typed)
    if not ways:
        return []
    first, last = rowids_here()
    newest = last if before is None else first + before - 1
    if access.limited_to() is None:
        return _look(ways, newest, limit)
    return _look_in_sight(ways, newest, limit)


def find_soon(typed: str, limit: int) -> tuple[list[int], bool]:
    """As find() from the newest on, but in one look; and whether these are all.

    Whoever is limited, and sees a few leads, gets theirs all the same where the business has many more hits.
    """
    SearchText.check_access(writes=False)
    ways = _ways(typed)
    if not ways:
        return [], True
    is_limited = access.limited_to() is not None
    wanted = 1 + (max(limit, _FEW) if is_limited else limit)
    hits = _look(ways, rowids_here()[1], wanted)
    is_all = len(hits) < wanted
    if is_limited and not is_all and len(_numbers(Lead.select(Lead.number).limit(_FEW + 1))) <= _FEW:
        hits, is_all = _look_in_sight(ways, rowids_here()[1], limit + 1), True
    elif is_limited:
        seen = _numbers(Lead.select(Lead.number).where(is_one_of(Lead.number, hits)))
        hits = [number for number in hits if number in seen]
    return hits[:limit], is_all and len(hits) <= limit


def _look(ways: list[list[str]], newest: int, limit: int) -> list[int]:
    look = _look_on_postgresql if is_postgresql() else _look_on_sqlite
    # Each way has its newest: together they have the newest of all.
    places = {place for terms in ways for place in look(terms, newest, limit)}
    return [number_at(place) for place in sorted(places, reverse=True)[:limit]]


def _ways(typed: str) -> list[list[str]]:
    """What each way of meaning it asks the index for; none where nothing can be looked for."""
    ways = [[_part(term[:LONGEST_TERM]) for term in way[:MOST_TERMS]] for way in search_ways(typed)]
    return [way for way in ways if way]


def _look_in_sight(ways: list[list[str]], newest: int, limit: int) -> list[int]:
    """As _look(), of what the one acting may see alone: the index knows no owners, so its hits are looked through."""
    found: list[int] = []
    size, few = max(limit, _FIRST_LOOK), None
    while True:
        hits = _look(ways, newest, size)
        seen = _numbers(Lead.select(Lead.number).where(is_one_of(Lead.number, hits))) if few is None else few
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
    return term if len(term) >= SHORTEST_ANYWHERE else _BEFORE + term


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
