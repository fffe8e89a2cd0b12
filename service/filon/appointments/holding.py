"""Nobody is booked twice: who books holds the members' time first, so that of two the second sees the first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from filon.appointments.busy import busy_times
from filon.foundation.database import database, is_postgresql
from filon.foundation.tenancy import here

# Before a lead or an appointment is locked, and in one order for all: nobody waits for somebody who waits for them.
_KEY_BYTES = 8


def hold(members: Collection[UUID]) -> None:
    """Nobody else books with these members until the savepoint or the transaction around it ends.

    The exclusion constraint alone would let those who come at once wait for each other: PostgreSQL then ends all but
    one as deadlocked, a second later each. On SQLite the writer is alone since its transaction began.
    """
    if is_postgresql():
        for key in sorted(map(_key, members)):
            database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (key,))


def free_members(
    members: Collection[UUID], busy_from: datetime, busy_until: datetime, *, but: UUID | None = None
) -> set[UUID]:
    """Those who have nothing else in all of this time; `but` is an appointment that is moved."""
    start, end = int(busy_from.timestamp()), int(busy_until.timestamp())
    busy = busy_times(members, busy_from, busy_until, but=but)
    return {
        member
        for member in members
        if not any(begins < end and start < until for begins, until in busy.get(member, ()))
    }


def _key(member: UUID) -> int:
    """A number for the member in this business, as PostgreSQL's advisory locks take it."""
    named = blake2b(here().bytes + member.bytes, digest_size=_KEY_BYTES, person=b"appointment")
    return int.from_bytes(named.digest(), signed=True)
