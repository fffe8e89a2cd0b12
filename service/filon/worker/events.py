"""Events under a lease: claimed in turns between tenants, run to their end, tried again, taken from the dead."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.foundation import clock, config
from filon.foundation.database import database
from filon.foundation.logs import redact
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import TRIES, Event, GivenUp
from filon.foundation.process_locks import ProcessLocks
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.reactions import INSIDE, OUTSIDE

log = logging.getLogger(__name__)

# Longer than any reaction takes (a mail 60 s): past it another worker may try.
LEASE = timedelta(seconds=90)
# What stays in the house is quick. What goes outside may take most of a lease, and must not wait behind another.
CLAIMED_AT_ONCE = {"inside": 5, "outside": 1}


class LeaseLost(Exception):
    """Another worker has taken the event over: this run is undone."""


class WorkerDied(Exception):
    """The worker that had the event has ended, and left no note of what became of it."""


class Turns:
    """Whose events a lane took lately: one tenant's flood must not keep another's waiting."""

    def __init__(self) -> None:
        self._served: set[UUID] = set()

    def claim(self, condition: Any, worker: str, most: int) -> list[Event]:
        """Events of tenants that were not served in this round; when nobody else waits, a new round begins."""
        others = condition & Event.tenant.not_in(list(self._served)) if self._served else condition
        events = claim(others, worker, most)
        if not events and self._served:
            self._served.clear()
            events = claim(condition, worker, most)
        self._served |= {event.tenant for event in events}
        return events


def claim(condition: Any, worker: str, most: int = CLAIMED_AT_ONCE["inside"]) -> list[Event]:
    """Take up to `most` due events under a lease, the longest due first."""
    now = clock.now()
    free = Event.lease_until.is_null() | (Event.lease_until < now)
    with across_tenants("claim due events"):
        due = Event.select(Event.id).where(Event.dead_at.is_null() & (Event.due_at <= now) & free & condition)
        with transaction(write=False):  # a look first: a claim takes the writer's lock on SQLite
            if not due.exists():
                return []
        due = due.order_by(Event.due_at, Event.id).limit(most)
        if database.obj.for_update:
            due = due.for_update("FOR UPDATE SKIP LOCKED")
        with transaction():
            claimed = (
                Event.update(lease_until=now + LEASE, leased_by=worker)
                .where(Event.id.in_(due) & free)
                .returning(Event)
                .execute()
            )
            return sorted(claimed, key=lambda event: event.id)


def run(event: Event, settings: config.Settings) -> None:
    """Run what follows an event and end it, or note the failure and when to try again. Never raises."""
    try:
        with acting_for(event.tenant):
            if event.name in OUTSIDE:
                OUTSIDE[event.name](event, settings)
                with transaction():
                    _end(event)
            else:
                with transaction():
                    for reaction in INSIDE[event.name]:
                        reaction(event, settings)
                    _end(event)
    except LeaseLost:
        log.warning("lease lost", extra={"event": event.name})
    except Exception as error:
        _note_failure(event, error)


def free_held_by_dead(locks: ProcessLocks, *, living: int) -> None:
    """Let events be tried again whose worker has ended without a word, long before their lease does.

    The lock of a worker's number is free when it is dead, on whatever host; `living` is this one's, never to be asked
    for. An event that kills its workers is given up in the end, as one that fails.
    """
    with across_tenants("find who holds leases"), transaction(write=False):
        held = list(Event.select().where(Event.lease_until > clock.now()))
    for life in {_life(event) for event in held} - {None, living}:
        if life is not None and locks.take(life):
            locks.give_back(life)
            for event in held:
                if _life(event) == life:
                    _note_failure(event, WorkerDied(f"{event.leased_by} had it"))


def _life(event: Event) -> int | None:
    """The number of the worker that has the event."""
    number, at, _where = (event.leased_by or "").partition("@")
    return int(number) if at else None


def _end(event: Event) -> None:
    ended = Event.delete().where((Event.id == event.id) & (Event.leased_by == event.leased_by)).execute()
    if not ended:
        raise LeaseLost


def _note_failure(event: Event, error: Exception) -> None:
    event.attempts += 1
    dead = event.attempts >= TRIES or isinstance(error, GivenUp)
    log.warning(
        "%s",
        "given up" if dead else "to be tried again",
        exc_info=error,
        extra={"event": event.name, "attempt": event.attempts},
    )
    try:
        with acting_for(event.tenant), transaction():
            Event.update(
                attempts=event.attempts,
                due_at=event.next_try_at(),
                lease_until=None,
                leased_by=None,
                dead_at=clock.now() if dead else None,
                last_error=redact(f"{type(error).__name__}: {error}")[:300],
            ).where((Event.id == event.id) & (Event.leased_by == event.leased_by)).execute()
    except Exception:
        log.exception("the lease will end by itself")
