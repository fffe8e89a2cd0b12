"""Running an import: batch by batch, each a transaction of its own, so that a kill costs one and visitors go between.

An import announces nobody: no mail, no event a lead. Whoever is in it is found at once all the same, and their
timeline begins with where they came from.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any
from uuid import UUID

from filon.foundation import clock, outbox
from filon.foundation.config import Settings
from filon.foundation.database import database
from filon.foundation.fields import plain
from filon.foundation.folding import sort_key
from filon.foundation.ids import new_id
from filon.foundation.outbox import Event
from filon.foundation.prepared import Prepared, slot
from filon.foundation.transactions import transaction
from filon.intake.imports import own_values, work
from filon.intake.imports.ahead import read_ahead
from filon.intake.imports.contexts import is_ours, reader_of
from filon.intake.imports.matching import Known, Scope
from filon.intake.imports.models import UNDONE_WITHIN, ImportBatch, ImportChange
from filon.intake.imports.newcomers import Arrivals, Arrived
from filon.intake.imports.own_values import Kept, Said
from filon.intake.imports.reading import open_rows
from filon.intake.imports.sorting import Sorter
from filon.intake.imports.written_over import Tellers
from filon.interactions.actions import Completed, record_completed, record_imported
from filon.leads import search
from filon.leads.actions import take_turn
from filon.leads.models import Lead
from filon.tenants import answering
from filon.tenants.models import Member, Tenant

log = logging.getLogger(__name__)

# A batch of so many holds the writers' turn for a fifth of a second; a visitor's request goes before the next. Smaller
# ones write the same pages of an index again and again.
BATCH = 1_000
# Numbers end at two thousand million: a file must not use them up.
_LARGEST_KEPT = 10_000_000


def run_import(event: Event, settings: Settings) -> None:
    """Run the import that the event names from where it is."""
    work.step(event, "running", _run)


def _run(one: Any) -> None:
    with transaction(write=False):
        always = {"source": one.choices["source"], "owner_id": _owner_of(one)}
        arrive = Arrivals(reader_of(one), **always, currency=Tenant.current().currency)
    with open_rows(one) as file:
        # What needs no database comes before the lock that others wait for.
        for place, arrived in read_ahead(file, one.place, BATCH, arrive, one.total - one.rows):
            with transaction(together=True):
                _write(one, place, arrived)
    with transaction():
        now = clock.now()
        outbox.emit("import.forgotten", file=one.file or "", derived=[one.kept_rows])
        outbox.emit("import.ran", **{"import": one.id.hex})
        done = {"state": "done", "finished_at": now, "expires_at": now + UNDONE_WITHIN}
        # What was imported is not kept twice.
        work.move(one, "running", **done, file=None, profile=one.profile_without_people)
    about = {"event": "import.done", "rows": one.total, "member": one.member_id}
    log.info("import", extra=about | {"tenant": _business_number()})


def _business_number() -> int:
    with transaction(write=False):
        return int(Tenant.current().number)


def _owner_of(one: Any) -> UUID | None:
    """Whoever all the leads are for, unless they have left meanwhile."""
    owner = UUID(one.choices["owner"]) if one.choices.get("owner") else None
    member = Member.find(owner) if owner else None
    return member.id if member is not None and member.removed_at is None else None


def _write(one: Any, place: int, arrived: Arrived) -> None:
    """All of a batch, or nothing: leads, what they are found by, their timelines, how to undo it, how far it is."""
    turn = take_turn()
    rows = one.rows + len(arrived.readings)
    if rows.bit_length() > one.rows.bit_length():  # tables may be twice as large as at the last time
        database.obj.plan_anew()
    place_before = one.place
    sorter = Sorter(one, arrived)
    sorter.sort(Known(arrived.readings, Scope(is_ours(one), one.base), lock=True))
    counts = dict(Counter(one.counts) + sorter.counts)
    counts["changed"] = counts.get("changed", 0) + len(sorter.changed)
    work.move_from(one, place_before, place=place, rows=rows, counts=counts)
    added = _add(one, sorter, _numbered(one, turn, sorter)) if sorter.new else []
    said = [
        Said(*added[who], True, reading) if isinstance(who, int) else Said(who.id, who.number, False, reading)
        for who, reading in sorter.said
    ]
    own = own_values.write(said, one.choices["policy"])
    changed: dict[UUID, tuple[Any, dict[str, Any]]] = {
        who.id: (who, {})
        for who, _reading in sorter.said
        if not isinstance(who, int) and who.id in own.changes
    }
    changed |= sorter.changed
    tellers = Tellers()
    completed = [
        _change(one, lead, before, own.changes.get(id), tellers) for id, (lead, before) in changed.items()
    ]
    record_completed(completed, import_id=one.id, file=one.name)
    if own.made or len(changed) > len(sorter.changed):
        counts["changed"] += len(changed) - len(sorter.changed)
        made = [*one.choices.get("made", ()), *own.made]
        work.move(one, "running", counts=counts, choices={**one.choices, "made": made})


def _numbered(one: Any, turn: Any, sorter: Sorter) -> list[int]:
    """A number for each new lead; in an empty business those that our own export says, as far as they are free."""
    if not one.keeps_numbers:
        return turn.next_numbers(len(sorter.new))
    said = {number for number in sorter.numbers if number and number <= _LARGEST_KEPT}
    taken = (
        {n for (n,) in Lead.select(Lead.number).where(Lead.number.in_(sorted(said))).tuples()}
        if said
        else set()
    )
    return turn.these_numbers([number if number in said - taken else None for number in sorter.numbers])


def _add(one: Any, sorter: Sorter, numbers: list[int]) -> list[tuple[UUID, int]]:
    """Write the new leads; returns the id and the number of each."""
    arrived, promise, ids = sorter.arrived, answering.promise_here(), [new_id() for _number in numbers]
    leads = {name: [values[place] for place in sorter.new] for name, values in arrived.columns.items()}
    due = [since and promise.due(since) for since in leads["to_call_since"]]
    Lead.add_columns({"id": ids, "number": numbers, **leads, "answer_due_at": due})
    found_by = (arrived.found_by[place] for place in sorter.new)
    search.index_many(list(zip(ids, numbers, found_by, strict=True)))
    record_imported(ids, import_id=one.id, file=one.name)
    ranges = _ranges(sorted(numbers))
    ImportBatch.add(import_id=one.id, numbers=ranges, waits_from=ranges[0][0])
    return list(zip(ids, numbers, strict=True))


def _ranges(numbers: list[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


# What an import may change of a known lead: all of it in one text, whichever a row brings.
CHANGED = (
    *(
        "first_name",
        "last_name",
        "email",
        "email_key",
        "phone",
        "phone_typed",
        "company",
        "name_key",
        "company_key",
        "status",
    ),
    *(
        "stage_id",
        "lost_reason",
        "source",
        "source_detail",
        "owner_id",
        "amount",
        "currency",
        "note",
        "message",
        "page",
    ),
    *("attribution", "consent", "unsure", "to_call_since", "answer_due_at", "created_at", "last_activity_at"),
)
_keep_lead = Prepared(
    lambda: Lead.update({getattr(Lead, name): slot(name, getattr(Lead, name)) for name in CHANGED}).where(
        Lead.id == slot("id", Lead.id)
    )
)


# What goes back together or not at all: a reason is none of another status.
NAME, PHONE, EMAIL = {"first_name", "last_name"}, {"phone", "phone_typed"}, {"email", "email_key"}
TOGETHER: tuple[set[str], ...] = (
    *(NAME, PHONE, EMAIL, {"amount", "currency"}, {"source", "source_detail"}),
    {"status", "stage_id", "lost_reason", "to_call_since"},
)


def _change(
    one: Any, lead: Any, before: dict[str, Any], own: tuple[Kept, Kept] | None, tellers: Tellers
) -> Completed:
    """Write a known lead as the sorter left it; `own` is written already. Returns what its timeline is to say."""
    said = [*sorted(before), *(["own"] if own is not None else [])]
    told = tellers.told(lead, before, own)
    if "last_activity_at" not in before:
        before = {**before, "last_activity_at": lead.last_activity_at}
        lead.last_activity_at = clock.now()
    # Whoever undoes this must see what somebody has done since to any of those that go together.
    beside = set().union(*(group for group in TOGETHER if group & before.keys())) - before.keys()
    before = before | {name: getattr(lead, name) for name in beside}
    changed = {name: getattr(lead, name) for name in before}
    write_lead(lead, set(changed))
    was, now = plain(before), plain(changed)
    if own is not None:
        was["own"], now["own"] = own
    ImportChange.add(import_id=one.id, lead_id=lead.id, before=was, after=now)
    return Completed(lead.id, said, told)


def write_lead(lead: Any, changed: set[str]) -> None:
    """Keep all that an import may change, and let the lead be found by it."""
    if search.FOUND_BY & changed:
        lead.name_key, lead.company_key = sort_key(lead.name), sort_key(lead.company) or None
    if "to_call_since" in changed:
        since = lead.to_call_since
        lead.answer_due_at = since and answering.promise_here().due(since)
    _keep_lead.run(id=lead.id, **{name: getattr(lead, name) for name in CHANGED})
    if search.FOUND_BY & changed:
        search.index_again(lead)
