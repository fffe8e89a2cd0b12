"""Reminders as JSON: what is to be done, adding, changing, putting off, finishing, dropping, taking back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import url_for

from filon.dashboard.frame import voice
from filon.desk import reminder_documents as documents
from filon.desk import reminders
from filon.foundation import clock, web
from filon.leads.models import Lead, the_lead
from filon.tasks.actions import Plan
from filon.tasks.models import PAGE_ROWS, Task
from filon.tasks.when import read_when

api = web.Blueprint("tasks_api", __name__, url_prefix="/api/v1/tasks", description="What to do next")
_ONE = "/<uuid:task>"


@api.route("", scope="leads:read")
@api.arguments(documents.TasksQuery, location="query")
@api.response(200, documents.Tasks)
def list_tasks(asked: dict[str, Any]) -> Any:
    """What is to be done, fifty a page, the soonest first: of everybody, or of one lead or owner."""
    tasks = Task.open()
    if "lead" in asked:
        lead = Lead.by_number(asked["lead"])
        if lead is None:
            return {"tasks": [], "after": None}
        tasks = tasks.where(Task.lead_id == lead.id)
    if "owner" in asked:
        tasks = tasks.where(Task.owner_id == asked["owner"])
    if "until" in asked:
        tasks = tasks.where(Task.due_at < asked["until"])
    if "after" in asked:
        tasks = tasks.where(Task.following(asked["after"]))
    found = list(tasks.limit(PAGE_ROWS + 1))
    shown = found[:PAGE_ROWS]
    return {"tasks": _with_numbers(shown), "after": shown[-1].place if len(found) > PAGE_ROWS else None}


@api.route("", methods=["POST"], role="agent", scope="leads:write", problems=("not_found",))
@api.arguments(documents.NewTask)
@api.response(201, documents.Task, headers={"Location": {"schema": {"type": "string"}}})
def add_task(given: dict[str, Any]) -> Any:
    """Plan something, about a lead or about nobody. The owner is told by mail when it is due."""
    lead = the_lead(given["lead"]) if "lead" in given else None
    owner = given["owner_id"] if "owner_id" in given else reminders.owner_for(lead)
    plan = Plan(_moment(given), given.get("title", ""), owner, given.get("repeat", ""))
    task = reminders.plan(plan, lead)
    return _with_number(task), 201, {"Location": url_for("tasks_api.show_task", task=task.id)}


@api.route(_ONE, scope="leads:read")
@api.response(200, documents.Task)
def show_task(task: UUID) -> Any:
    """One of them, open or not."""
    return _with_number(reminders.the_task(task))


@api.route(_ONE, methods=["PATCH"], role="agent", scope="leads:write", problems=("conflict",))
@api.arguments(documents.TaskChange)
@api.response(200, documents.Task)
def change_task(given: dict[str, Any], task: UUID) -> Any:
    """Change some fields. A new moment is where a repeated one begins anew; to put it off once, see postponement."""
    found = reminders.the_task(task)
    values: dict[str, Any] = {name: given[name] for name in ("title", "owner_id", "repeat") if name in given}
    if "when" in given or "due_at" in given:
        values["due_at"] = _moment(given)
    reminders.change(found, **values)
    return _with_number(found)


@api.route(f"{_ONE}/postponement", methods=["PUT"], role="agent", scope="leads:write", problems=("conflict",))
@api.arguments(documents.Postponement)
@api.response(200, documents.Task)
def postpone_task(given: dict[str, Any], task: UUID) -> Any:
    """Put it off. One that repeats keeps its rhythm."""
    return _with_number(reminders.snooze(reminders.the_task(task), _moment(given)))


@api.route(f"{_ONE}/completion", methods=["PUT"], role="agent", scope="leads:write", problems=("conflict",))
@api.arguments(documents.Completion, required=False)
@api.response(200, documents.Task)
def finish_task(given: dict[str, Any], task: UUID) -> Any:
    """It is done. One that repeats stays open, and is due at its next time.

    With `due_at` as it was read, saying so twice moves it on once.
    """
    return _with_number(reminders.finish(reminders.the_task(task), voice(), given.get("due_at")))


@api.route(_ONE, methods=["DELETE"], role="agent", scope="leads:write", problems=("conflict",))
@api.response(204)
def drop_task(task: UUID) -> None:
    """Nobody has to do it any more."""
    reminders.drop(reminders.the_task(task))


@api.route(
    f"{_ONE}/steps/<uuid:step>", methods=["DELETE"], role="agent", scope="leads:write", problems=("conflict",)
)
@api.response(200, documents.Task)
def undo_task_step(task: UUID, step: UUID) -> Any:
    """Take the latest step back, whatever it was; 409 when there was another one since."""
    return _with_number(reminders.undo(reminders.the_task(task), step))


def _moment(given: dict[str, Any]) -> datetime:
    if "due_at" in given:
        at: datetime = given["due_at"]
        return at
    return read_when(given["when"], clock.now(), ZoneInfo(web.identity().zone)).at


def _with_number(task: Any) -> Any:
    return _with_numbers([task])[0]


def _with_numbers(tasks: list[Any]) -> list[Any]:
    """The tasks, each of which knows its lead's number, by which people call it."""
    leads = reminders.leads_of(tasks)
    for task in tasks:
        task.lead = leads[task.lead_id].number if task.lead_id in leads else None
    return tasks
