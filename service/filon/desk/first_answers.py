"""How long whoever asked waited for the first answer: in the opening hours of the business, as it promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from filon.interactions.models import Interaction
from filon.tenants.answering import Promise, promise_here


def time_taken(promise: Promise, lead: Any) -> timedelta:
    """The working time from the request of a lead who was answered until then."""
    return promise.working.between(lead.created_at, lead.first_answered_at)


def first_answer_to(lead: Any) -> timedelta | None:
    """The same where they were answered; None as well for whom a member added, who asked nothing."""
    if lead.first_answered_at is None or Interaction.of(lead.id, 1, kind="request").first() is None:
        return None
    return time_taken(promise_here(), lead)
