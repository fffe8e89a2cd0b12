"""Deleting tasks for good: those of a person who is erased, and those that nobody asks about any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from filon.foundation import clock
from filon.leads.naming import Naming
from filon.tasks.models import Task

# What was about no prospect is kept as long as anybody may ask whether it was done.
KEPT = timedelta(days=365)


def forget_tasks(lead: Any) -> list[UUID]:
    """Delete a lead's tasks, and those about nobody whose title names the person; returns their ids."""
    naming = Naming(lead)
    about_nobody = Task.select(Task.id, Task.title).where(Task.lead_id.is_null())
    named = [task.id for task in about_nobody if naming.is_in(task.title)]
    which = (Task.lead_id == lead.id) | Task.id.in_(named)
    return [task.id for task in Task.delete().where(which).returning(Task.id).execute()]


def forget_old() -> None:
    """Delete tasks about nobody that were closed long ago."""
    Task.delete().where(Task.lead_id.is_null() & (Task.closed_at < clock.now() - KEPT)).execute()
