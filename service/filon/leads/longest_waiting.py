"""Who waits for a call, as wp-admin's own screens may say it: how many, and the first of them by first names alone."""

from __future__ import annotations

from typing import Any

from filon.leads.models import Lead
from filon.tenants.models import Member

NAMED = 3
LONGEST_NAME = 40


def who_waits() -> dict[str, Any]:
    """{to_call, longest, named_for}: how many wait, the first of them, and the least role that may read their names.

    A plugin can't tell who is limited to prospects of their own: where anybody is, it names people to managers alone.
    """
    return {
        "to_call": Lead.waiting_count(),
        "longest": [
            {"first_name": _first_name(lead)[:LONGEST_NAME], "since": lead.to_call_since.isoformat()}
            for lead in Lead.waiting(NAMED)
        ],
        "named_for": "manager" if any(member.is_limited for member in Member.present()) else "reader",
    }


def _first_name(lead: Any) -> str:
    """The first name, or the first word of a name that came whole; empty where there is none."""
    return str(lead.first_name or lead.last_name.partition(" ")[0])
