"""Nobody is booked twice: who books holds members and resources first, so that of two the second sees the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from filon.appointments.busy import busy_times, times_taken
from filon.appointments.slots import Interval
from filon.foundation.database import database, is_postgresql
from filon.foundation.errors import Conflict
from filon.foundation.tenancy import here

# Before a lead or an appointment is locked, and in one order for all: nobody waits for somebody who waits for them.
_KEY_BYTES = 8


class Taken(Exception):
    """Somebody else has the time. Raised inside a savepoint: whose end lets go of whoever's time was held."""


class NoneFree(Taken):
    """They have the time, but no resource that would do is free."""


def hold(whom: Collection[UUID], *, held: Collection[UUID] | None = None) -> None:
    """Nobody else books with these members and resources until the savepoint or the transaction around it ends.

    The exclusion constraint alone would let those who come at once wait for each other: PostgreSQL then ends all but
    one as deadlocked, a second later each. On SQLite the writer is alone since its transaction began.

    Whoever has `held` some already takes none besides, which would be out of order: raises Conflict where that is not
    all, as what there is to choose from was changed meanwhile.
    """
    if held is not None:
        if not set(whom) <= set(held):
            raise Conflict()
        return
    if is_postgresql():
        for key in sorted(map(_key, whom)):
            database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (key,))


def free_members(
    members: Collection[UUID], busy_from: datetime, busy_until: datetime, *, but: UUID | None = None
) -> set[UUID]:
    """Those who have nothing else in all of this time; `but` is an appointment that is moved."""
    return _free(busy_times(members, busy_from, busy_until, but=but), busy_from, busy_until)


def free_resources(
    resources: Collection[UUID], busy_from: datetime, busy_until: datetime, *, but: UUID | None = None
) -> set[UUID]:
    """The same of resources, which no other appointment takes then."""
    return _free(times_taken(resources, busy_from, busy_until, but=but), busy_from, busy_until)


def _free(busy: Mapping[UUID, Collection[Interval]], busy_from: datetime, busy_until: datetime) -> set[UUID]:
    start, end = int(busy_from.timestamp()), int(busy_until.timestamp())
    return {
        one
        for one, times in busy.items()
        if not any(begins < end and start < until for begins, until in times)
    }


def _key(one: UUID) -> int:
    """A number for a member or a resource of this business, as PostgreSQL's advisory locks take it."""
    named = blake2b(here().bytes + one.bytes, digest_size=_KEY_BYTES, person=b"appointment")
    return int.from_bytes(named.digest(), signed=True)
