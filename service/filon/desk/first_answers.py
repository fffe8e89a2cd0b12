"""How long whoever asked waited for the first answer: in the opening hours of the business, as it promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from filon.foundation.many_keys import all_of, slots
from filon.foundation.prepared import Prepared
from filon.interactions.models import Interaction
from filon.leads import documents
from filon.tenants.answering import Promise, promise_here


def time_taken(promise: Promise, lead: Any) -> timedelta:
    """The working time from the request of a lead who was answered until then."""
    return promise.working.between(lead.created_at, lead.first_answered_at)


def fill_in(leads: list[Any]) -> None:
    """Set `answer_seconds` of each: as first_answer_to(), in whole seconds, with one question for all."""
    answered = [lead.id for lead in leads if lead.first_answered_at is not None]
    asked = {one.lead_id for one in all_of(_asked, "leads", answered)}
    promise = promise_here()
    for lead in leads:
        lead.answer_seconds = int(time_taken(promise, lead).total_seconds()) if lead.id in asked else None


_asked = Prepared(
    lambda: (
        Interaction.select(Interaction.lead_id)
        .where(Interaction.lead_id.in_(slots("leads", Interaction.lead_id)) & (Interaction.kind == "request"))
        .distinct()
    )
)


def first_answer_to(lead: Any) -> timedelta | None:
    """The same where they were answered; None as well for whom a member added, who asked nothing."""
    if lead.first_answered_at is None or Interaction.of(lead.id, 1, kind="request").first() is None:
        return None
    return time_taken(promise_here(), lead)


documents.filled_in.append(fill_in)
