"""A call that is answered in JSON: whatever keeps its answer away is told as `calendars.Later`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from filon.integrations import guarded
from filon.integrations.calendars import Later, NoCalendar
from filon.integrations.retry_after import seconds_of

_REQUEST_TIMEOUT, _TOO_MANY, _SERVER_FAULT = 408, 429, 500


@dataclass(frozen=True)
class Told:
    """`said` is the object answered, {} where there is none; `wait` the seconds that it asks to wait, or None."""

    status: int
    said: dict[str, Any]
    wait: int | None


def ask(
    method: str,
    url: str,
    *,
    headers: dict[str, str],
    body: bytes | None = None,
    allow_private: bool = False,
    longest: int = guarded.LONGEST_ANSWER,
) -> Told:
    """Call it, and raise Later where it has no time (408, 429), has a fault (5xx), is not reached or not understood.

    A name that does not resolve is a fault as well: who calls here has its addresses from the vendor.
    """
    try:
        answer = guarded.call(
            method, url, headers=headers, body=body, allow_private=allow_private, longest=longest
        )
    except (guarded.NoAnswer, guarded.Refused) as error:
        raise Later(str(error)) from None
    wait = seconds_of(answer.headers.get("retry-after", ""))
    if answer.status in (_REQUEST_TIMEOUT, _TOO_MANY) or answer.status >= _SERVER_FAULT:
        raise Later(f"answered {answer.status}", wait)
    return Told(answer.status, _read(answer), wait)


@contextmanager
def understood() -> Iterator[None]:
    """What is read inside is of the shape that the vendor publishes; raises NoCalendar where it is not."""
    try:
        yield
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise NoCalendar(f"an answer of another shape: {type(error).__name__} {error}") from None


def _read(answer: guarded.Answer) -> dict[str, Any]:
    try:
        said = json.loads(answer.body) if answer.body else {}
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict):
        return said
    if answer.status >= 400:
        # The status says it; a page of HTML beside it is some machine's on the way.
        return {}
    raise Later(f"answered {answer.status} with something that is no JSON object")
