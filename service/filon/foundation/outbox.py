"""What must follow a write, kept in the same transaction: nothing that must happen lives in memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import IntegerField, TextField

from filon.foundation import clock, transactions
from filon.foundation.fields import JsonField, UtcField, in_seconds
from filon.foundation.logs import redact
from filon.foundation.tenancy import TenantModel

CHANNEL = "filon_outbox"
# Tries that double from two seconds to an hour: the last comes after thirteen hours, so that a mail server may be
# down for a night. Then a person is asked.
TRIES = 24
_LONGEST_WAIT = timedelta(hours=1)
# Longer than any worker asks for.
_LONGEST_LEASE_SECONDS = 60


class GivenUp(Exception):
    """Trying again is useless: a person should look at once (`filon outbox dead`)."""


class LeftBehind(Exception):
    """The worker that had begun the event was heard of no more: it was killed, stopped, or cut off."""


class Event(TenantModel):
    """Something that happened and waits for what follows. A done event is deleted; a dead one waits for a person.

    `lease_until` is set while a worker has it, by the database's clock; `dead_at` when it was given up.
    """

    # Whoever may write anything may cause an event.
    writable_by = "reader"

    name = TextField()
    payload = JsonField()
    happened_at = UtcField()
    due_at = UtcField()
    attempts = IntegerField(default=0)
    lease_until = UtcField(null=True)
    leased_by = TextField(null=True)
    dead_at = UtcField(null=True)
    last_error = TextField(null=True)

    class Meta:
        table_name = "outbox"
        indexes = ((("due_at",), False),)

    @property
    def is_last_try(self) -> bool:
        """Whether it is given up should this try fail."""
        return bool(self.attempts + 1 >= TRIES)

    def fail(self, error: Exception) -> dict[str, Any]:
        """Count a failed try; the columns to keep of it: when to try again, or that it is given up."""
        self.attempts += 1
        given_up = self.attempts >= TRIES or isinstance(error, GivenUp)
        return {
            "attempts": self.attempts,
            "due_at": clock.now() + min(timedelta(seconds=2**self.attempts), _LONGEST_WAIT),
            "lease_until": None,
            "leased_by": None,
            "dead_at": clock.now() if given_up else None,
            "last_error": _in_words(error),
        }


def _in_words(error: Exception) -> str:
    """What a person reads of a failure. Others' errors may quote what somebody wrote: of them only the kind."""
    name = type(error).__name__
    return redact(f"{name}: {error}")[:300] if type(error).__module__.startswith("filon.") else name


def free_left_behind() -> int:
    """Let events be tried again whose lease nobody renews any more; returns how many there were.

    A lane of a worker (that is who has a lease) runs what it claimed in the order of ids, so the first is the one that
    was begun. For that one it is a failed try: an event that kills its workers is given up in the end. The others are
    only put back.
    """
    # Nobody's lease is that long: it was taken before the clock was set back. Who lives renews it in time.
    endless = Event.lease_until > in_seconds(_LONGEST_LEASE_SECONDS)
    Event.update(lease_until=in_seconds(_LONGEST_LEASE_SECONDS)).where(endless).execute()
    over = Event.lease_until < in_seconds(0)
    lanes: set[str] = set()
    left = list(Event.select().where(over).order_by(Event.id))
    for event in left:
        changes: dict[str, Any] = {"lease_until": None, "leased_by": None}
        if event.leased_by not in lanes:
            changes = event.fail(LeftBehind(f"{event.leased_by} had it"))
        lanes.add(event.leased_by)
        # Once more: whoever has it may have renewed the lease, or ended the event, meanwhile.
        Event.update(changes).where((Event.id == event.id) & over).execute()
    return len(left)


def emit(name: str, *, due_at: datetime | None = None, **payload: Any) -> None:
    """Keep an event (`lead.recorded`) with the writes around it; the worker wakes when they commit.

    What follows it waits until `due_at`, when one is given.
    """
    if not transactions.inside():
        raise transactions.NoTransaction(
            f"emit({name!r}) outside a transaction would not be kept with its cause"
        )
    now = clock.now()
    Event.add(name=name, payload=payload, happened_at=now, due_at=due_at or now)
    transactions.notify_at_commit(CHANNEL)
