"""Events under a lease: claimed in turns between tenants, run to their end, tried again."""

from __future__ import annotations

import logging
from itertools import takewhile
from typing import Any
from uuid import UUID

from filon.foundation import clock, config
from filon.foundation.database import database
from filon.foundation.fields import in_seconds
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.reactions import ELSEWHERE, INSIDE, LONG, OUTSIDE

log = logging.getLogger(__name__)

# A worker renews its leases for as long as it runs what it claimed, so a lease that ends is a worker that was killed.
# Several renewals may come late before another tries: a busy machine must not look like a dead one.
LEASE_SECONDS = 15
RENEW_SECONDS = 3
# Longer than any reaction takes (a mail 60 s, an export of all that Excel holds some minutes): one that hangs for good
# is left to another worker.
LONGEST_RUN_SECONDS = {"inside": 90, "outside": 90, "elsewhere": 600, "long": 3600}
# What stays in the house is quick. What goes outside may take long, and must not wait behind another.
CLAIMED_AT_ONCE = {"inside": 5, "outside": 1, "elsewhere": 1, "long": 1}


class LeaseLost(Exception):
    """Another worker has taken the event over: this run is undone."""


class Turns:
    """Whose events a lane took lately: one tenant's flood must not keep another's waiting."""

    def __init__(self) -> None:
        self._served: set[UUID] = set()

    def claim(self, condition: Any, lane: str, most: int) -> list[Event]:
        """Events of tenants that were not served in this round; when nobody else waits, a new round begins."""
        others = condition & Event.tenant.not_in(list(self._served)) if self._served else condition
        events = claim(others, lane, most)
        if not events and self._served:
            self._served.clear()
            events = claim(condition, lane, most)
        self._served |= {event.tenant for event in events}
        return events


def claim(condition: Any, lane: str, most: int = CLAIMED_AT_ONCE["inside"]) -> list[Event]:
    """Take up to `most` due events under a lease, the longest due first; run them in this order.

    One that has failed comes alone: it may kill its worker, and must not take others with it. No two lanes have the
    same name, in whatever process.
    """
    free = Event.lease_until.is_null()
    with across_tenants("claim due events"):
        due = Event.select(Event.id, Event.attempts).where(
            Event.dead_at.is_null() & (Event.due_at <= clock.now()) & free & condition
        )
        with transaction(write=False):  # a look first: a claim takes the writer's lock on SQLite
            if not due.exists():
                return []
        due = due.order_by(Event.due_at, Event.id).limit(most)
        if database.obj.for_update:
            due = due.for_update("FOR UPDATE SKIP LOCKED")
        with transaction():
            claimed = (
                Event.update(lease_until=in_seconds(LEASE_SECONDS), leased_by=lane)
                .where(Event.id.in_(_run_together(list(due))) & free)
                .returning(Event)
                .execute()
            )
            return sorted(claimed, key=lambda event: event.id)


def _run_together(due: list[Event]) -> list[Any]:
    """The ids of the first ones that may be in one lane's hands at once."""
    fresh = [event.id for event in takewhile(lambda event: event.attempts == 0, due)]
    return fresh or [event.id for event in due[:1]]


def renew(ids: list[UUID], lane: str) -> None:
    """Keep the leases of what this lane claimed and has not ended yet. One that was lost stays lost."""
    with across_tenants("renew leases"), transaction():
        Event.update(lease_until=in_seconds(LEASE_SECONDS)).where(
            Event.id.in_(ids) & (Event.leased_by == lane)
        ).execute()


def run(event: Event, settings: config.Settings) -> None:
    """Run what follows an event and end it, or note the failure and when to try again. Never raises."""
    try:
        with acting_for(event.tenant):
            if alone := OUTSIDE.get(event.name) or ELSEWHERE.get(event.name) or LONG.get(event.name):
                alone(event, settings)
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


def _end(event: Event) -> None:
    ended = Event.delete().where((Event.id == event.id) & (Event.leased_by == event.leased_by)).execute()
    if not ended:
        raise LeaseLost


def _note_failure(event: Event, error: Exception) -> None:
    had_it = event.leased_by
    changes = event.fail(error)
    log.warning(
        "%s",
        "given up" if changes["dead_at"] else "to be tried again",
        exc_info=error,
        extra={"event": event.name, "attempt": event.attempts},
    )
    try:
        with acting_for(event.tenant), transaction():
            Event.update(changes).where((Event.id == event.id) & (Event.leased_by == had_it)).execute()
    except Exception:
        log.exception("the lease will end by itself")
