"""When something that must come again and again was last seen: a worker that lives, a backup that was made."""

from __future__ import annotations

from datetime import timedelta

from peewee import TextField

from filon.foundation import clock
from filon.foundation.database import Table
from filon.foundation.fields import UtcField
from filon.foundation.transactions import transaction


class LastSeen(Table):
    """`name` is "worker" or "backup"."""

    name = TextField(primary_key=True)
    at = UtcField()

    class Meta:
        table_name = "last_seen"


def note_seen(name: str) -> None:
    """It is there, now."""
    with transaction():
        LastSeen.insert(name=name, at=clock.now()).on_conflict(
            conflict_target=[LastSeen.name], update={LastSeen.at: clock.now()}
        ).execute()


def seen_ago(name: str) -> timedelta | None:
    """How long ago it was seen, never negative (clocks jump); None when it never was."""
    row = LastSeen.get_or_none(LastSeen.name == name)
    return None if row is None else max(timedelta(), clock.now() - row.at)
