"""The minutes in a person's copy of what the business keeps of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation.i18n import _
from filon.interactions.minutes import Minutes, Step


def minutes_of(lead: UUID) -> list[dict[str, Any]]:
    """As JSON has them, drafts included. Times are UTC, ISO 8601."""
    found = list(Minutes.select().where(Minutes.lead_id == lead).order_by(Minutes.id))
    steps = Step.of([one.id for one in found])
    return [
        {
            "is_draft": one.is_draft,
            "written_at": one.written_at.isoformat(),
            "said": one.said,
            "decided": one.decided,
            "steps": [
                {"what": step.what, "due_on": step.due_on.isoformat() if step.due_on else None}
                for step in steps[one.id]
            ],
            "sent": one.sent,
            "answer": one.answer,
        }
        for one in found
    ]


def agreed(one: dict[str, Any]) -> str:
    """What minutes say, and whether they are a draft."""
    steps = [
        f"- {step['what']}" + (f" ({step['due_on']})" if step["due_on"] else "") for step in one["steps"]
    ]
    draft = _("Brouillon") if one["is_draft"] else ""
    return "\n".join(filter(None, (draft, one["said"], one["decided"], *steps)))
