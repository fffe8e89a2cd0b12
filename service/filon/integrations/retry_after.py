"""How long a server asks us to wait."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

from filon.foundation import clock

LONGEST_WAIT_SECONDS = 3600


def seconds_of(said: str) -> int | None:
    """Of Retry-After in either of its ways (RFC 9110, 10.2.3), an hour at most; None where it says nothing."""
    try:
        seconds = int(said)
    except ValueError:
        try:
            at = parsedate_to_datetime(said)
        except ValueError:
            return None
        seconds = round((at.replace(tzinfo=at.tzinfo or UTC) - clock.now()).total_seconds())
    return min(max(seconds, 0), LONGEST_WAIT_SECONDS)
