"""What is planned next with a lead: the sooner of its tasks and its appointments, by which lists rank and colour it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import Case

from filon.foundation import clock
from filon.leads.models import Lead


def plan_next(lead: UUID, at: datetime | None, *, active: bool = False) -> None:
    """Keep when the next task of a lead is due, None when there is none; `active` when one was done."""
    _keep(lead, Lead.next_task_at, Lead.next_appointment_at, at, active)


def meet_next(lead: UUID, at: datetime | None, *, active: bool = False) -> None:
    """Keep when the next appointment with a lead begins, None when there is none; `active` when one was held."""
    _keep(lead, Lead.next_appointment_at, Lead.next_task_at, at, active)


def _keep(lead: UUID, column: Any, other: Any, at: datetime | None, active: bool) -> None:
    changes: dict[Any, Any] = {column: at, Lead.next_action_at: other}
    if at is not None:
        sooner = other.is_null() | (other > at)
        changes[Lead.next_action_at] = Case(None, ((sooner, Lead.next_action_at.db_value(at)),), other)
    if active:
        changes[Lead.last_activity_at] = clock.now()
    Lead.update(changes).where(Lead.id == lead).execute()
