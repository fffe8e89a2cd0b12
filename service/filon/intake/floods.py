"""A flood of one form: more submissions in one minute of their own time than people could send."""

from __future__ import annotations

import threading
from collections import OrderedDict
from uuid import UUID

# Two a second for a whole minute. By the time of submission, not of arrival: after an outage of the service a site
# delivers hours of honest submissions at once.
MOST_A_MINUTE = 120
_REMEMBERED = 10_000

_counts: OrderedDict[tuple[UUID, str, str], int] = OrderedDict()
_lock = threading.Lock()


def is_flood(site: UUID, form: str, submitted_at: str) -> bool:
    """Count one submission of the form in its minute; True past what people could send. Kept in memory only."""
    key = (site, form, submitted_at[:16])
    with _lock:
        _counts[key] = count = _counts.pop(key, 0) + 1
        if len(_counts) > _REMEMBERED:
            _counts.popitem(last=False)
    return count > MOST_A_MINUTE
