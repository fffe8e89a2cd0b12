"""What time it is: the one place that asks, so that a demo or a test can stand at another moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

# What was written further ahead than this was written by a clock that was set back since, not by another host's.
HOSTS_DIFFER = timedelta(minutes=5)

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return _standing_at.get() or datetime.now(UTC)


def unix() -> int:
    """The current moment in whole Unix seconds."""
    return int(now().timestamp())


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` (aware) inside: demo data arrived last week, tests expire things."""
    token = _standing_at.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _standing_at.reset(token)
