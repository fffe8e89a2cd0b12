"""Reminders as members handle them: each step stands in the prospect's timeline, and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from filon.foundation import access, clock
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import savepoint, transaction
from filon.foundation.voice import Voice
from filon.interactions import actions as interactions
from filon.leads.models import Lead
from filon.tasks import actions as tasks
from filon.tasks.actions import Plan
from filon.tasks.models import Task
from filon.tasks.when import read_when
from filon.tenants import members

# What a form sends when the moment is written, not chosen among those offered.
WRITTEN = "write"
# How long a step can be taken back from the message that announces it.
UNDO_OFFERED = timedelta(minutes=2)


def plan(wanted: Plan, lead: Any = None) -> Any:
    """Add a reminder; as tasks.actions.add_task()."""
    with transaction():
        return _traced(tasks.add_task(wanted, lead), "planned", by_member=not wanted.rule)


def finish(task: Any, voice: Voice, seen: datetime | None = None) -> Any:
    """It is done, unless it is no longer due when it was seen to be."""
    with transaction():
        due_at = task.due_at
        done = tasks.finish_task(task, voice.timezone, seen)
        return _traced(done, "done", due_at) if done is not None else task


def snooze(task: Any, due_at: datetime) -> Any:
    with transaction():
        return _traced(tasks.snooze_task(task, due_at), "moved")


def change(task: Any, **values: Any) -> Any:
    """As tasks.actions.change_task()."""
    with transaction():
        changed = tasks.change_task(task, **values)
        return _traced(changed, "changed") if changed is not None else None


def drop(task: Any) -> Any:
    with transaction():
        return _traced(tasks.drop_task(task), "dropped")


def close_with(change: Any) -> None:
    """Nobody has to do any more what is planned for a lead, because of this change of its status."""
    with transaction():
        for task in list(Task.of_lead(change.lead_id)):
            _traced(tasks.drop_task(task, cause=change.id), "closed")


def put_back_with(change: Any) -> None:
    """The change was taken back, and with it what close_with() did."""
    with transaction():
        for task in Task.dropped_with(change.lead_id, change.id):
            _traced(tasks.undo_step(task, UUID(task.last_step["id"])), "back")


def undo(task: Any, step: UUID) -> Any:
    with transaction():
        return _traced(tasks.undo_step(task, step), "undone")


def _traced(task: Any, step: str, due_at: datetime | None = None, *, by_member: bool = True) -> Any:
    if task.lead_id is not None:
        interactions.record_task(task.lead_id, step, task.title, due_at or task.due_at, by_member=by_member)
    return task


def note_call(lead: Any, typed: Mapping[str, str], voice: Voice) -> Any:
    """Log a call, tick the reminders that it settles, and plan what comes next, as the form says: all or nothing.

    Returns the new reminder, or None when nothing is planned. Raises Invalid on `next`.
    """
    due_at = moment_of(typed, "next", voice) if typed.get("next") else None
    settled = typed.get("settles", "")
    with transaction(), savepoint():
        interactions.log_call(lead, typed["outcome"], typed.get("said", ""))
        for task in Task.of_lead(lead.id):
            if task.id.hex == settled:
                finish(task, voice)
        return plan(Plan(due_at, owner=owner_for(lead)), lead) if due_at else None


def for_today(voice: Voice) -> Any:
    """What the one who acts has to do until midnight, the longest overdue first."""
    midnight = datetime.combine(voice.today() + timedelta(days=1), time(), tzinfo=voice.timezone)
    return Task.open().where(Task.of(access.actor().member) & (Task.due_at < midnight))


def the_task(id: UUID) -> Any:
    """The task with this id; NotFound when there is none, or it is about somebody in the trash."""
    task = Task.find(id)
    if task is None or (task.lead_id and not Lead.kept().where(Lead.id == task.lead_id).exists()):
        raise NotFound()
    return task


def leads_of(tasks: list[Any]) -> dict[UUID, Any]:
    """The prospects that these tasks are about, by id."""
    ids = {task.lead_id for task in tasks if task.lead_id}
    return {lead.id: lead for lead in Lead.kept().where(Lead.id.in_(ids))} if ids else {}


def owner_for(lead: Any = None) -> UUID | None:
    """Whose a new reminder is unless somebody says so: the prospect's owner's, else of the one who acts."""
    if lead is not None and lead.owner_id is not None and members.find(lead.owner_id) is not None:
        owner: UUID = lead.owner_id
        return owner
    return access.actor().member


def moment_of(typed: Mapping[str, str], field: str, voice: Voice) -> datetime:
    """The moment that a form holds: chosen among those offered, written, or picked in a calendar.

    Raises Invalid, which names the field.
    """
    chosen = typed.get(field, "")
    if chosen in ("", WRITTEN):
        chosen = typed.get(f"{field}_words", "").strip() or typed.get(f"{field}_at", "")
    try:
        return read_when(chosen, clock.now(), voice.timezone).at
    except Invalid as refused:
        raise Invalid({field: refused.errors["when"]}) from None


def line_of(typed: Mapping[str, str], voice: Voice) -> tuple[str, datetime]:
    """(title, moment) of one line, "Relancer le devis lundi 14 h", unless the moment is chosen beside it.

    Raises Invalid on `line` or `when`.
    """
    line = typed.get("line", "")
    if any(typed.get(name) for name in ("when", "when_words", "when_at")):
        return line, moment_of(typed, "when", voice)
    try:
        found = read_when(line, clock.now(), voice.timezone)
    except Invalid as refused:
        raise Invalid({"line": refused.errors["when"]}) from None
    return found.rest, found.at


def just_done(id: UUID | None) -> Any:
    """The task that an address names, while its latest step was made by the one who looks and can be taken back."""
    task = Task.find(id) if id else None
    if task is None or not task.last_step:
        return None
    who, at = access.actor().member, datetime.fromisoformat(task.last_step["at"])
    mine = task.last_step["member"] == (who.hex if who else None)
    return task if mine and clock.now() - at < UNDO_OFFERED else None


def repeat_word(repeat: str) -> str:
    """What one of tasks.repeats.REPEATS is called, or that it comes once."""
    return {
        "day": _("chaque jour"),
        "weekday": _("du lundi au vendredi"),
        "week": _("chaque semaine"),
        "month": _("chaque mois"),
        "year": _("chaque année"),
    }.get(repeat) or _("une fois")
