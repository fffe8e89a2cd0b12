"""How soon a business answers: what it promises, counted in its opening hours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from filon.foundation.prepared import Prepared
from filon.tenants.models import ANSWER_WITHIN, WORKING_DAY, Tenant
from filon.tenants.working_time import Closing, WorkingTime

# Percent of a promise that was not kept.
OVER = 101
# In minutes; a working day is as long as the hours make it.
TARGETS = (15, ANSWER_WITHIN, 60, 120, 240, WORKING_DAY)
# What a promise is made of: when one of them changes, whoever waits is due at another moment.
COLUMNS = (Tenant.zone, Tenant.hours, Tenant.closings, Tenant.answer_within)


@dataclass(frozen=True)
class Promise:
    """Whoever asks is answered within this much working time."""

    working: WorkingTime
    within: timedelta

    def due(self, since: datetime) -> datetime:
        """Until when somebody who waits since then is to be called."""
        return self.working.after(since, self.within)

    def share(self, since: datetime, now: datetime) -> int:
        """How much of the promised time is over, in percent, OVER when it is more than all of it."""
        if self.due(since) < now:
            return OVER
        return ceil(100 * self.working.between(since, now) / self.within)

    def is_forgotten(self, due: datetime, now: datetime) -> bool:
        """Whether somebody who was due then is called a whole working day too late, or not at all."""
        return self.working.after(due, self.working.day) < now


def promise_here() -> Promise:
    """What the tenant in context promises."""
    [kept] = _kept.rows()
    return promise_of(kept)


def ask_promise_ahead() -> None:
    """Send what promise_here() asks, see Prepared.ahead()."""
    _kept.ahead()


def promise_of(kept: Iterable[Any]) -> Promise:
    """From the values of COLUMNS as the database keeps them."""
    return _promise(*kept)


def promise_by(tenant: Any) -> Promise:
    """What the business of this row promises."""
    return _promise(*(column.db_value(getattr(tenant, column.name)) for column in COLUMNS))


# The door asks at each request. By what was read, so that none is ever out of date.
@lru_cache(maxsize=1024)
def _promise(zone: str, hours: str | None, closings: str | None, within: int) -> Promise:
    week = tuple(tuple((opens, closes) for opens, closes in day) for day in json.loads(hours or "[]"))
    working = WorkingTime(ZoneInfo(zone), week, tuple(map(read_closing, json.loads(closings or "[]"))))
    return Promise(working, working.day if within == WORKING_DAY else timedelta(minutes=within))


def read_closing(kept: list[str]) -> Closing:
    """The first and the last day of a closing as Tenant.closings has it."""
    first, last = map(date.fromisoformat, kept)
    return first, last


_kept = Prepared(lambda: Tenant.select(*COLUMNS))
