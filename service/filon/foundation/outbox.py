"""What must follow a write, kept in the same transaction: nothing that must happen lives in memory."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from peewee import IntegerField, TextField

from filon.foundation import clock, transactions
from filon.foundation.fields import JsonField, UtcField
from filon.foundation.tenancy import TenantModel

CHANNEL = "filon_outbox"
# Tries that double from two seconds to an hour: the last comes after thirteen hours, so that a mail server may be
# down for a night. Then a person is asked.
TRIES = 24
_LONGEST_WAIT = timedelta(hours=1)


class GivenUp(Exception):
    """Trying again is useless: a person should look at once (`filon outbox dead`)."""


class Event(TenantModel):
    """Something that happened and waits for what follows. A done event is deleted; a dead one waits for a person.

    `lease_until` is set while a worker has it; `dead_at` when it was given up.
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

    def next_try_at(self) -> Any:
        """When to try again after `attempts` failures: 2, 4, 8 … seconds, at most an hour."""
        return clock.now() + min(timedelta(seconds=2**self.attempts), _LONGEST_WAIT)


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
