"""A flood of one form: more submissions in one minute of their own time than people could send."""

from __future__ import annotations

import threading
from collections import OrderedDict
from uuid import UUID

# Two a second for a whole minute, and five for all forms of a site together, since a robot may name any form. By the
# time of submission, not of arrival: after an outage a site delivers hours of honest submissions at once.
MOST_A_MINUTE = 120
MOST_OF_A_SITE = 300
_REMEMBERED = 10_000

_counts: OrderedDict[tuple[UUID, str, str], int] = OrderedDict()
_lock = threading.Lock()


def is_flood(site: UUID, form: str, asked_at: str) -> bool:
    """Count one submission of the form in its minute, by when its visitor asked; True past what people could send.

    Kept in memory only, by each process for itself: with several a flood is noticed later, an honest rush never sooner.
    """
    minute = asked_at[:16]
    with _lock:
        of_form, of_site = _count((site, form, minute)), _count((site, "", minute))
    return of_form > MOST_A_MINUTE or of_site > MOST_OF_A_SITE


def _count(key: tuple[UUID, str, str]) -> int:
    _counts[key] = count = _counts.pop(key, 0) + 1
    if len(_counts) > _REMEMBERED:
        _counts.popitem(last=False)
    return count
