"""What Google's refusals stand for (its guide "Handle API errors" of Google Calendar)."""

from __future__ import annotations

from typing import Any

from filon.integrations.calendars import Later, Missing, NoCalendar, Unauthorised
from filon.integrations.json_calls import Told

# Reasons of a 403 that pass by themselves, or once the operator has mended the project. Without one it is not the API
# that speaks, but something before it.
_PASSING = {
    "",
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "quotaExceeded",
    "dailyLimitExceeded",
    "calendarUsageLimitsExceeded",
    "variableTermLimitExceeded",
    "accessNotConfigured",
}
# Reasons of a 403 that are about this calendar or event, while the permission is good.
_NOT_HERE = {
    "forbidden",
    "forbiddenForNonOrganizer",
    "forbiddenForServiceAccounts",
    "requiredAccessLevel",
    "cannotChangeOrganizer",
}


def reason(told: Told) -> str:
    """Its reason in one word, "" where it gives none."""
    error = told.said.get("error")
    reasons = error.get("errors") if isinstance(error, dict) else None
    first = reasons[0] if isinstance(reasons, list) and reasons else None
    return str(first.get("reason", "")) if isinstance(first, dict) else ""


def good(told: Told) -> dict[str, Any]:
    """What it said; raises Later, Missing, Unauthorised or NoCalendar where that was no."""
    if told.status in (200, 204):
        return told.said
    raise _fault(told)


def _fault(told: Told) -> Exception:
    word = reason(told)
    why = f"answered {told.status} {word}".rstrip()
    if told.status == 403 and word in _PASSING:
        return Later(why, told.wait)
    if told.status in (404, 410) or (told.status == 403 and word in _NOT_HERE):
        return Missing(why)
    if told.status in (401, 403):
        return Unauthorised(why)
    return NoCalendar(why)
