"""What one process at a time does: it has the lease of it, and renews that for as long as it lives and works.

A lock that the system keeps for a process or a connection would outlast one that is frozen: it is not dead, and nobody
else could go on in its place.
"""

from __future__ import annotations

from peewee import EXCLUDED, TextField

from filon.foundation.database import Table
from filon.foundation.fields import UtcField, in_seconds
from filon.foundation.transactions import transaction


class Lease(Table):
    """Who does it, and until when unless it is renewed, by the database's clock."""

    name = TextField(primary_key=True)
    holder = TextField()
    ends_at = UtcField()

    class Meta:
        table_name = "lease"


def take(name: str, holder: str, seconds: int) -> bool:
    """Have the lease, or keep it, for so many seconds from now. False while another has it. All ask for as many."""
    over = Lease.ends_at <= in_seconds(0)
    others = (Lease.name == name) & (Lease.holder != holder) & ~over
    # Nobody has it for that long: it was taken before the clock was set back. Who lives renews it in time.
    endless = others & (Lease.ends_at > in_seconds(2 * seconds))
    with transaction(write=False):  # a look first: on SQLite those who only ask would take the writers' turn
        held = Lease.select(Lease.name)
        if held.where(others).exists() and not held.where(endless).exists():
            return False
    with transaction():
        Lease.update(ends_at=in_seconds(seconds)).where(endless).execute()
        taken = (
            Lease.insert(name=name, holder=holder, ends_at=in_seconds(seconds))
            .on_conflict(
                conflict_target=[Lease.name],
                update={Lease.holder: EXCLUDED.holder, Lease.ends_at: EXCLUDED.ends_at},
                where=(Lease.holder == holder) | over,
            )
            .as_rowcount()
            .execute()
        )
        return bool(taken)


def give_back(name: str, holder: str) -> None:
    """Let another have it at once."""
    with transaction():
        Lease.delete().where((Lease.name == name) & (Lease.holder == holder)).execute()
