"""What an answer of Microsoft Graph's means that is not the one hoped for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from filon.integrations.calendars import Forgotten, Later, Missing, NoCalendar, Overtaken, Unauthorised
from filon.integrations.guarded import Answer
from filon.integrations.retry_after import seconds_of

# Codes of errors, in lower case: they are written in both ways.
_SYNC_LOST = {"syncstatenotfound", "syncstateinvalid", "resyncrequired"}
_NOT_OURS = {"errorinvalididmalformed", "errorinvalidmailboxitemid"}
_NO_MAILBOX = {"mailboxnotenabledforrestapi", "mailboxnotsupportedforrestapi"}
_THROTTLED = {"activitylimitreached", "throttledrequest", "toomanyrequests", "applicationthrottled"}
# Microsoft could not reach our own address when it was to be subscribed.
_UNREACHED = "validationerror"
_MADE_BEFORE = "errorduplicatetransactionid"


class MadeBefore(NoCalendar):
    """An event with this transactionId was made, and looked otherwise; `id` is its own, "" where it is not told."""

    def __init__(self, id: str) -> None:
        super().__init__(_MADE_BEFORE)
        self.id = id


def failure(answer: Answer, gone: type[Exception]) -> Exception:
    """What an answer other than a good one means (learn.microsoft.com/graph/errors)."""
    error = _error(answer.body)
    codes = set(_codes(error))
    why = f"{answer.status} {error.get('code', '')}".strip()
    wait = seconds_of(answer.headers.get("retry-after", ""))
    match answer.status:
        case 401:
            return Unauthorised(why)
        case 403 if not (codes & _THROTTLED or wait is not None):
            return Unauthorised(why)
        case 404 if codes & _NO_MAILBOX:
            return NoCalendar(why)
        case 404:
            return Missing(why)
        case 410:
            return gone(why)
        case 412:
            return Overtaken(why)
        case 400 | 409 if _MADE_BEFORE in codes:
            return MadeBefore(str(error.get("@event.existingEventId") or ""))
        case 400 if codes & _SYNC_LOST:
            return Forgotten(why)
        case 400 if codes & _NOT_OURS:
            return Missing(why)
        case 403 | 408 | 409 | 423 | 429:
            return Later(why, wait)
        case status if status >= 500 or _UNREACHED in codes:
            return Later(why, wait)
    return NoCalendar(why)


def _error(body: bytes) -> dict[str, Any]:
    with suppress(ValueError, KeyError, TypeError):
        error = json.loads(body)["error"]
        return error if isinstance(error, dict) else {}
    return {}


def _codes(error: dict[str, Any]) -> Iterator[str]:
    """From the outermost inwards, in lower case."""
    inner: Any = error
    while isinstance(inner, dict):
        yield str(inner.get("code", "")).lower()
        inner = inner.get("innerError") or inner.get("innererror")
