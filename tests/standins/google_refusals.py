"""How Google says no (the guide "Handle API errors" of Google Calendar)."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer that is no: `is_violation` when no client may ask so."""

    def __init__(
        self, status: int, reason: str, message: str, *, domain: str = "global", is_violation: bool = False
    ) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.domain = domain
        self.is_violation = is_violation


def refusal(status: int, reason: str, message: str, domain: str = "global") -> dict[str, Any]:
    """The body of it."""
    told = {"domain": domain, "reason": reason, "message": message}
    return {"error": {"errors": [told], "code": status, "message": message}}


def broken(message: str) -> Refusal:
    """For what the descriptions forbid in words."""
    return Refusal(400, "invalid", message, is_violation=True)
