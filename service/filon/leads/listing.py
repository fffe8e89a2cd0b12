"""Which leads a list shows, in which order, fifty a page: by keyset, so that a later page costs what the first does.

Each order is an index; filters that it does not hold are asked of windows of its rows, see looking. A page may be
short though there are more: its cursor goes on where looking ended, and no page ever reads a whole business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from filon.foundation import access
from filon.foundation.many_keys import is_one_of
from filon.foundation.prepared import models_of
from filon.leads import search
from filon.leads.choice import Choice, Questions
from filon.leads.labels import Label
from filon.leads.looking import RARE, Look, kept
from filon.leads.models import PAGE_ROWS, STATUSES, Lead
from filon.leads.orders import (
    BY_NAME,
    NOBODY,
    RECEIVED,
    WAITING,
    WHAT_IS_NEXT,
    InParts,
    Order,
    Part,
    Place,
    orders,
    read_cursor,
    write_cursor,
)
from filon.leads.own_orders import own_order
from filon.leads.sources import sources
from filon.tenants.models import Member

__all__ = [
    "NOBODY",
    "SORTS",
    "WAITING",
    "Choice",
    "among",
    "as_received",
    "can_begin",
    "order_named",
    "page_of",
    "settled",
]

# How many hits of the search one look brings when filters follow, the first as many as fill a page of which one in a
# few passes; and how many looks a page takes.
HITS, LOOKS, ONE_IN = 500, 8, 6
# No source after those has a place of its own in the order.
MOST_SORTED_SOURCES = 1_000
# So many who were found are put in the order that was asked for; of more the newest come first.
MOST_SORTED_HITS = 1_000
# What is searched for comes in this order as it is; the board's columns hold too many to be put in theirs.
_AS_FOUND = ("received", WHAT_IS_NEXT)
# Leads are numbered from one.
NOBODYS_NUMBER = 0
# What a cursor of the search says instead of an order.
_FOUND = "found"


@dataclass(frozen=True)
class Page:
    """Leads in order, and where the next page begins; None when this is the last.

    Those found are not in the order that was asked for, `is_sorted`, when they are too many, nor in WHAT_IS_NEXT.
    """

    leads: list[Any]
    after: str | None
    is_sorted: bool = True


def _by_owner() -> list[Part]:
    members = Member.select().order_by(Member.removed_at.is_null(False), Member.name, Member.id)
    mine = access.limited_to()
    owners = [one.id for one in members] if mine is None else [mine]
    return [Part(id.hex, {"owner": id}, RECEIVED) for id in [*owners, NOBODY]]


def _by_source() -> list[Part]:
    return [
        Part(f"{status} {source}", {"source": source, "status": status}, BY_NAME)
        for source in sources(MOST_SORTED_SOURCES)
        for status in STATUSES
    ]


def _by_stage() -> list[Part]:
    """Each status's own, in the order that the business has given them."""
    return [
        Part(stage.id.hex, {"stage": stage.id}, RECEIVED, within=(("status", status),))
        for status in STATUSES
        for stage in Label.of("stage", status)
    ]


def _by_reason() -> list[Part]:
    """Each reason that there is, the business's in its order, then a program's words; only who is abandoned has one."""
    said = {
        code
        for (code,) in Lead.select(Lead.lost_reason)
        .where(Lead.lost_reason.is_null(False))
        .distinct()
        .tuples()
    }
    listed = [reason.code for reason in Label.of("reason") if reason.code in said]
    codes = [*listed, *sorted(said.difference(listed))]
    return [Part(f"={code}", {"reason": code}, RECEIVED, within=(("status", "lost"),)) for code in codes]


SORTS = orders({"owner": _by_owner, "source": _by_source, "stage": _by_stage, "reason": _by_reason})


def order_named(sort: str) -> Order | InParts | None:
    """The order of this name: one of SORTS, or one by a field of the business's own; None when there is none."""
    return SORTS.get(sort) or own_order(sort)


def _order_of(choice: Choice) -> Order | InParts:
    order = order_named(choice.sort)
    if order is None:
        raise ValueError(f"There is no order {choice.sort!r}")
    return order


def as_received(choice: Choice) -> Choice:
    """The same leads in an order that no change of them alters."""
    return replace(choice, sort="received")


def can_begin(choice: Choice, after: str) -> bool:
    """Whether `after` is from a page of such a list."""
    if choice.typed.strip() and _is_found(after):
        return True
    if choice.typed.strip() and choice.sort in _AS_FOUND:
        return False
    try:
        _begun(_parts_of(choice, Questions(choice)), choice.sort, after)
    except ValueError:
        return False
    return True


def page_of(
    choice: Choice, after: str | None = None, limit: int = PAGE_ROWS, columns: tuple[Any, ...] = ()
) -> Page:
    """One page of what was chosen, with these columns of each lead (those of a page: SHOWN), or with all.

    `after` is a Page's; raises ValueError when it is none of this list's.
    """
    choice = settled(choice, after)
    questions = Questions(choice)
    if choice.typed.strip():
        return _searched(choice, questions, after, limit, columns)
    parts, place = _parts_of(choice, questions), None
    if after is not None:
        parts, place = _begun(parts, choice.sort, after)
    found, ended = Look(questions, parts, place, columns).find(limit + 1)
    if len(found) > limit:
        ended = found[limit - 1].place
    leads = [each.lead for each in found[:limit]]
    if ended is None:
        return Page(leads, None)
    return Page(leads, write_cursor(choice.sort, ended.key, ended.number, ended.part))


def _parts_of(choice: Choice, questions: Questions) -> list[Part]:
    """The parts of the order that the choice may have rows in; one without a name when the order has none."""
    order = _order_of(choice)
    if isinstance(order, Order):
        return [Part("", {}, order)]
    fixed = questions.fixed
    parts = [
        part
        for part in order.all()
        if all(fixed.get(name, value) == value for name, value in (*part.filters.items(), *part.within))
    ]
    return parts or [Part("", {}, order.inner)]


def _begun(parts: list[Part], sort: str, after: str) -> tuple[list[Part], Place]:
    """The parts from the cursor's on, and where in the first of them the page begins."""
    at = {part.name: index for index, part in enumerate(parts)}
    place = read_cursor(after, sort, lambda part, key: parts[at[part]].order.read(key))
    return parts[at[place.part] :], place


# What a row of the page shows: half of a lead's columns are documents that it does not read.
SHOWN = (
    Lead.id,
    Lead.number,
    Lead.first_name,
    Lead.last_name,
    Lead.company,
    Lead.name_key,
    Lead.email,
    Lead.phone,
    Lead.status,
    Lead.stage_id,
    Lead.lost_reason,
    Lead.source,
    Lead.owner_id,
    *(Lead.amount, Lead.currency),
    Lead.message,
    *(Lead.to_call_since, Lead.answer_due_at),
    Lead.next_action_at,
    Lead.last_activity_at,
    Lead.created_at,
)


def settled(choice: Choice, after: str | None = None) -> Choice:
    """The same of those alone who are found now, to be sorted, when they are few enough for that.

    `after` decides how a list goes on that has begun, however many are found meanwhile.
    """
    if not choice.typed.strip() or choice.sort in _AS_FOUND or (after is not None and _is_found(after)):
        return choice
    hits, are_all = search.find_soon(choice.typed, MOST_SORTED_HITS if after is None else RARE)
    if not are_all and after is None:
        return choice
    return among(choice, hits)


def among(choice: Choice, hits: list[int]) -> Choice:
    """The same of those alone among the hits of the search."""
    these = [number for number in hits if not choice.numbers or number in choice.numbers]
    return replace(choice, typed="", numbers=tuple(these) or (NOBODYS_NUMBER,))


def _searched(
    choice: Choice, questions: Questions, after: str | None, limit: int, columns: tuple[Any, ...]
) -> Page:
    before = None if after is None else _read_found(after)
    wanted = [each.ask(Lead) for each in questions.all.values()]
    hits_a_look = min((limit + 1) * ONE_IN, HITS) if wanted else limit + 1
    found: list[Any] = []
    for _look in range(LOOKS):
        hits = search.find(choice.typed, before=before, limit=hits_a_look)
        leads = kept(columns).where(is_one_of(Lead.number, hits), *wanted)
        # By what is no column, or PostgreSQL reads all numbers in this order and looks for each among the hits.
        found.extend(models_of(leads.order_by((Lead.number + 0).desc()).limit(limit + 1)))
        before = hits[-1] if len(hits) == hits_a_look else None
        if before is None or len(found) > limit:
            break
        hits_a_look = HITS
    if len(found) > limit:
        before = found[limit - 1].number
    after = None if before is None else write_cursor(_FOUND, "", before)
    return Page(found[:limit], after, is_sorted=choice.sort == "received")


def _is_found(after: str) -> bool:
    try:
        _read_found(after)
    except ValueError:
        return False
    return True


def _read_found(after: str) -> int:
    return read_cursor(after, _FOUND, lambda _part, key: key).number
