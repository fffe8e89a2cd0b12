"""A whole list that is changed, or put back, by a worker: piece by piece, each a transaction of its own.

So a kill costs one piece, visitors go between, and it goes on where it was. First the list is written down as it is;
whoever no longer fits it when their turn comes is left alone and counted. Nobody is told of each lead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from filon.foundation import access, clock, outbox
from filon.foundation.access import Actor
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.errors import NotFound
from filon.foundation.outbox import Event, GivenUp
from filon.foundation.transactions import transaction
from filon.interactions import bulk_pieces
from filon.leads import tags
from filon.leads.actions import take_turn
from filon.leads.bulk_changes import BulkChange, BulkChangeLead, forget_leads, forget_untouched, write_down
from filon.leads.choice import Choice, Questions
from filon.leads.filter_kinds import Viewpoint
from filon.leads.listing import as_received, page_of
from filon.leads.models import Lead
from filon.leads.schemas import ListQuery, choice_of
from filon.tenants.models import Member, Tenant

log = logging.getLogger(__name__)

# A piece holds the writers' turn for some tens of milliseconds.
PIECE, LISTED = 250, 1_000
# A minute with its pauses: somebody is looking at a bar.
TRIES = 5


class Forgotten(Exception):
    """It is not wanted any more, or another worker has gone on with it."""


class Stopped(Exception):
    """It can't go on: `failure` as in BulkChange."""

    def __init__(self, failure: str) -> None:
        super().__init__(failure)
        self.failure = failure


def run_bulk_change(event: Event, settings: Settings) -> None:
    """Change the list that the event names, from where it is."""
    _step(event, ("listing", "running"), changing)


def undo_bulk_change(event: Event, settings: Settings) -> None:
    """Put back what a bulk change did, from where it is, in the name of whoever asked for that."""
    _step(event, ("undoing",), putting_back)


def _step(event: Event, states: tuple[str, ...], work: Callable[[Any], Iterator[None]]) -> None:
    id = UUID(event.payload["bulk"])
    with transaction(write=False):
        bulk = BulkChange.select().where((BulkChange.id == id) & BulkChange.state.in_(states)).first()
    if bulk is None:
        return
    if event.attempts >= TRIES:  # whoever had it was killed each time
        _fail(id, states, "")
        raise GivenUp("The workers at this change did not live to its end")
    try:
        with access.acting_as(_who(event, bulk)):
            for _piece in work(bulk):
                pass
    except Forgotten:
        return
    except Stopped as stopped:
        _fail(id, states, stopped.failure)
    except Exception as error:
        if event.attempts + 1 < TRIES:
            raise
        _fail(id, states, "")
        raise GivenUp(f"{type(error).__name__} at a bulk change") from error


def _who(event: Event, bulk: Any) -> Actor:
    """Whoever asked for the change, as far as they may go now. An undoing that was begun is seen through.

    What they see of the leads is asked at each piece: see _as_limited_now().
    """
    if bulk.state == "undoing":
        member = event.payload["member"]
        return Actor("system", UUID(member) if member else None, event.payload["by"])
    if bulk.member_id is None:  # a program
        return Actor("agent", None, bulk.member_name)
    with transaction(write=False):
        asked = Member.find(bulk.member_id)
    if not _may_write(asked):
        raise Stopped("member")
    return Actor(asked.role, asked.id, asked.name)


def _as_limited_now() -> AbstractContextManager[None]:
    """For the block, whoever acts sees what they may see by now: a list may take longer than a right lasts."""
    who = access.actor()
    member = Member.find(who.member) if who.member else None
    return access.acting_as(replace(who, only_own=member is not None and member.is_limited))


def changing(bulk: Any) -> Iterator[None]:
    """Change its list from where it is; each piece is kept when it is yielded."""
    with transaction(write=False):
        choice = _choice_of(bulk)
    while bulk.state == "listing":
        _list(bulk, choice)
    while bulk.state == "running":
        _change(bulk, choice)
        yield
    log.info("bulk change", extra={"event": "bulk.done", "rows": bulk.changed, "member": bulk.member_id})


def _choice_of(bulk: Any) -> Choice:
    zone = ZoneInfo(Tenant.current().zone)
    try:
        asked = ListQuery().load(bulk.asked)
    except ValidationError:  # a field that it asks for is gone
        raise Stopped("list") from None
    # The days are those of the moment at which it was asked for.
    day = bulk.happened_at.astimezone(zone).date()
    return replace(as_received(choice_of(asked, zone)), view=Viewpoint(zone, day, bulk.member_id))


def _list(bulk: Any, choice: Choice) -> None:
    """Write down a page of the leads that are in the list."""
    with transaction(write=False), _as_limited_now():
        page = page_of(choice, bulk.place or None, LISTED, (Lead.id, Lead.number, Lead.created_at))
    with transaction():
        _hold(bulk)
        ids = [lead.id for lead in page.leads]
        known = {part.lead_id for part in BulkChangeLead.of(bulk.id).where(BulkChangeLead.lead_id.in_(ids))}
        new = [id for id in ids if id not in known]
        write_down(bulk, [(id, None) for id in new])
        state = "listing" if page.after else "running"
        bulk.keep(state=state, place=page.after or "", total=bulk.total + len(new))


def _change(bulk: Any, choice: Choice) -> None:
    """The next piece, or the end."""
    with transaction(), _as_limited_now():
        _hold(bulk)
        parts = list(BulkChangeLead.of(bulk.id, bulk.place).limit(PIECE))
        if not parts:
            bulk.keep(state="done", query="")
            return
        _check(bulk)
        ids = [part.lead_id for part in parts]
        fits = [question.ask(Lead) for question in Questions(choice).all.values()]
        leads = list(locked(Lead.kept().where(Lead.id.in_(ids), *fits).order_by(Lead.id)))
        forget_leads(bulk, ids)
        made = bulk_pieces.change(bulk, leads)
        write_down(bulk, [(one.lead, one.change) for one in made])
        _tell_statuses("bulk.statuses_changed", bulk, [one.change for one in made if one.change])
        _tell_owners(bulk, made)
        bulk.keep(
            place=ids[-1].hex,
            rows=bulk.rows + len(ids),
            changed=bulk.changed + len(made),
            skipped=bulk.skipped + len(leads) - len(made),
            missed=bulk.missed + len(ids) - len(leads),
        )


def _check(bulk: Any) -> None:
    """Raise Stopped when whoever asked for it may not any more, or what it gives is gone."""
    if bulk.member_id and not _may_write(Member.find(bulk.member_id)):
        raise Stopped("member")
    if bulk.kind == "owner" and bulk.value:
        # Whoever is being removed waits until this piece is through, and lets go of its leads then.
        owner = locked(Member.select().where(Member.id == UUID(bulk.value))).first()
        if owner is None or owner.removed_at is not None:
            raise Stopped("owner")
    if bulk.kind in ("tag", "untag"):
        try:
            tags.the_tag(UUID(bulk.value))
        except NotFound:
            raise Stopped("tag") from None


def _may_write(member: Any) -> bool:
    return member is not None and member.removed_at is None and member.role != "reader"


def putting_back(bulk: Any) -> Iterator[None]:
    """Undo it from where that is; each piece is kept when it is yielded."""
    while bulk.state == "undoing":
        _put_back(bulk)
        yield
    log.info("bulk change", extra={"event": "bulk.undone", "rows": bulk.restored, "member": bulk.member_id})


def _put_back(bulk: Any) -> None:
    """The next piece, or the end."""
    with transaction(), _as_limited_now():
        if bulk.kind == "trash":
            take_turn()  # as restoring each does, before any lead is locked
        _hold(bulk)
        parts = {part.lead_id: part.change_id for part in BulkChangeLead.of(bulk.id, bulk.place).limit(PIECE)}
        if not parts:
            bulk.keep(state="undone", undone_at=clock.now())
            return
        made = bulk_pieces.put_back(bulk, parts)
        _tell_statuses("bulk.statuses_restored", bulk, [id for id in parts.values() if id])
        _tell_owners(bulk, made)
        bulk.keep(place=list(parts)[-1].hex, rows=bulk.rows + len(parts), restored=bulk.restored + len(made))


def _tell_statuses(event: str, bulk: Any, changes: list[UUID]) -> None:
    """What is planned for these leads may follow their status."""
    if bulk.kind == "status" and changes:
        outbox.emit(event, changes=[id.hex for id in changes], by=bulk.member_name)


def _tell_owners(bulk: Any, made: list[bulk_pieces.Made]) -> None:
    """Who sees these leads no more has nothing to do about them."""
    if bulk.kind == "owner" and made:
        outbox.emit("bulk.owners_changed", leads=[one.lead.hex for one in made])


def _hold(bulk: Any) -> None:
    """Let nobody else move it on until the transaction ends. Raises Forgotten when somebody has."""
    as_it_is = (
        (BulkChange.id == bulk.id) & (BulkChange.state == bulk.state) & (BulkChange.place == bulk.place)
    )
    with access.seeing_all():
        is_here = locked(BulkChange.select(BulkChange.id).where(as_it_is)).first() is not None
    if not is_here:
        raise Forgotten


def _fail(id: UUID, states: tuple[str, ...], failure: str) -> None:
    """What is done stays done, and can be undone; nothing more will come of it."""
    with transaction():
        bulk = locked(BulkChange.select().where((BulkChange.id == id) & BulkChange.state.in_(states))).first()
        if bulk is None:
            return
        if bulk.state != "undoing":
            forget_untouched(bulk)
        bulk.keep(state="failed", failure=failure, query="")
    log.warning("bulk change failed", extra={"event": "bulk.failed", "code": failure or "fault"})
