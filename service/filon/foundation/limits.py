"""How often is too often: floods counted in memory, sign-in and pairing attempts in the database."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict

from peewee import EXCLUDED, Case, IntegerField, TextField

from filon.foundation import clock
from filon.foundation.database import Table
from filon.foundation.errors import TooMany
from filon.foundation.transactions import on_its_own

_KEYS_IN_MEMORY = 20_000


class Flood:
    """A token bucket for each key, in this process's memory: cheap, and lost at a restart, which is fine.

    `burst` requests at once, then `per_second`. Keys not seen for long are forgotten first.
    """

    def __init__(self, *, burst: int, per_second: float) -> None:
        self._burst = float(burst)
        self._per_second = per_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def spend(self, key: str, amount: float = 1.0) -> None:
        """Take from the key's bucket, or raise TooMany with the seconds to wait."""
        now = time.monotonic()
        with self._lock:
            left, seen = self._buckets.pop(key, (self._burst, now))
            left = min(self._burst, left + (now - seen) * self._per_second)
            enough = left >= amount
            self._buckets[key] = (left - amount if enough else left, now)
            if len(self._buckets) > _KEYS_IN_MEMORY:
                self._buckets.popitem(last=False)
        if not enough:
            raise TooMany(retry_after=max(1, round((amount - left) / self._per_second)))

    def remember(self, key: str) -> None:
        """Give the key a bucket, unless it has one."""
        self.spend(key, 0)

    def knows(self, key: str) -> bool:
        """Whether the key has a bucket: it has spent, or was remembered, not too long ago."""
        return key in self._buckets


# In front of the counters in the database: whoever goes on far past the limit writes nothing any more.
_storm = Flood(burst=200, per_second=1)


class Attempts(Table):
    """How many attempts a key has made in a window of time. Keys are hashed: they hold addresses of people."""

    key = TextField(primary_key=True)
    ends_at = IntegerField()  # Unix seconds: when the window is over
    count = IntegerField()

    class Meta:
        table_name = "attempts"


def count_attempt(what: str, key: str, *, most: int, seconds: int) -> None:
    """Count one attempt of `what` by `key`; raise TooMany past `most` in a window of `seconds`.

    Commits on its own, before the surrounding transaction begins: a refused sign-in must stay counted.
    """
    hashed = hashlib.sha256(f"{what}\n{key}".encode()).hexdigest()
    _storm.spend(hashed)
    now = clock.unix()
    ends_at = (now // seconds + 1) * seconds
    again = Case(None, [(Attempts.ends_at == EXCLUDED.ends_at, Attempts.count + 1)], 1)
    with on_its_own():
        rows = (
            Attempts.insert(key=hashed, ends_at=ends_at, count=1)
            .on_conflict(
                conflict_target=[Attempts.key],
                update={Attempts.count: again, Attempts.ends_at: EXCLUDED.ends_at},
            )
            .returning(Attempts.count)
            .execute()
        )
        count = next(iter(rows)).count
    if count > most:
        raise TooMany(retry_after=ends_at - now)


def forget_old_attempts() -> int:
    """Delete the windows that are over; returns how many."""
    with on_its_own():
        deleted: int = Attempts.delete().where(Attempts.ends_at < clock.unix()).execute()
    return deleted
