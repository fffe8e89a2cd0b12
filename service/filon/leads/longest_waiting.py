"""Who waits for a call, as others' screens say it: wp-admin's, by first names alone, and the agency's, by no name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import fn

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


def waiting_everywhere() -> dict[UUID, tuple[int, datetime, datetime]]:
    """How many wait for a call in each business, since when, and the first one's due; inside across_tenants()."""
    of_each = (fn.COUNT(Lead.id), fn.MIN(Lead.to_call_since), fn.MIN(Lead.answer_due_at))
    waiting = Lead.select(Lead.tenant, *of_each).where(
        Lead.to_call_since.is_null(False) & Lead.trashed_at.is_null()
    )
    return {tenant: tuple(found) for tenant, *found in waiting.group_by(Lead.tenant).tuples()}


def _first_name(lead: Any) -> str:
    """The first name, or the first word of a name that came whole; empty where there is none."""
    return str(lead.first_name or lead.last_name.partition(" ")[0])
