"""Until when those who wait are to be called, counted anew when the business promises something else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from filon.foundation import outbox
from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.foundation.prepared import Prepared, slot
from filon.leads.models import Lead
from filon.tenants.answering import promise_here

# As many in one transaction: on SQLite nobody else writes meanwhile.
_AT_ONCE = 500


def count_anew(event: Event, settings: Settings) -> None:
    """Let those who wait be due by today's promise; the rest of many follows by another event.

    Whoever asks meanwhile is due by it already, see leads.actions.Turn.
    """
    promise = promise_here()
    waiting = list(_waiting(event.payload.get("after")).limit(_AT_ONCE))
    for lead in waiting:
        due = promise.due(lead.to_call_since)
        if due != lead.answer_due_at:
            _keep.run(number=lead.number, since=lead.to_call_since, due=due)
    if len(waiting) == _AT_ONCE:
        last = waiting[-1]
        outbox.emit("promise.changed", after=[last.to_call_since.isoformat(), last.number])


def _waiting(after: list[Any] | None) -> Any:
    """Those who wait, also those in the trash, from whoever asked first; those that come `after` (moment, number)."""
    query = Lead.select(Lead.number, Lead.to_call_since, Lead.answer_due_at).where(
        Lead.to_call_since.is_null(False)
    )
    if after is not None:
        since, number = datetime.fromisoformat(after[0]), after[1]
        query = query.where(
            (Lead.to_call_since > since) | ((Lead.to_call_since == since) & (Lead.number > number))
        )
    return query.order_by(Lead.to_call_since, Lead.number)


# Whoever was called since it was read is due no more.
_keep = Prepared(
    lambda: Lead.update(answer_due_at=slot("due", Lead.answer_due_at)).where(
        (Lead.number == slot("number", Lead.number))
        & (Lead.to_call_since == slot("since", Lead.to_call_since))
    )
)
