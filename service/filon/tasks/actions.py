"""Every write to tasks: adding, finishing, putting off, changing, dropping, and taking each of these back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.foundation import access, clock, outbox
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.fields import from_plain, plain
from filon.foundation.i18n import _
from filon.foundation.ids import new_id
from filon.foundation.transactions import transaction
from filon.leads.contacts import clean
from filon.leads.models import Lead
from filon.leads.planning import plan_next
from filon.tasks.models import Task
from filon.tasks.repeats import REPEATS, next_time
from filon.tasks.when import FURTHEST, over, too_far
from filon.tenants import members

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Plan:
    """What is to be done, when, and by whom. `due_at` is aware; `title` may be empty where there is a lead."""

    due_at: datetime
    title: str = ""
    owner: UUID | None = None
    repeat: str = ""
    rule: str = ""


def add_task(plan: Plan, lead: Any = None) -> Any:
    """A new task, about a lead or about nobody. Raises Invalid, which names the field."""
    _check(title=plan.title, owner=plan.owner, repeat=plan.repeat, about=lead and lead.id)
    _check_to_come(plan.due_at)
    with transaction():
        _hold(lead.id if lead is not None else None)
        due_at = _to_the_minute(plan.due_at)
        task = Task.add(
            lead_id=lead.id if lead is not None else None,
            title=one_line(plan.title),
            due_at=due_at,
            begins_at=due_at,
            owner_id=plan.owner,
            repeat=plan.repeat,
            rule=plan.rule,
            made_by=access.actor().member,
            last_step=_step("planned", {"outcome": "dropped", "closed_at": clock.now().isoformat()}),
        )
        _follow(task)
    return task


def finish_task(task: Any, zone: ZoneInfo, seen: datetime | None = None) -> Any:
    """It is done. One that repeats is there again at its next time instead, counted in `zone`.

    `seen` is when it was due for whoever says so: None is returned when it is at another time by now, as after a
    second press on the same button.
    """
    with transaction():
        current = _current(task)
        if seen is not None and seen != current.due_at:
            return None
        if not current.repeat:
            return _write(task, "done", _closed("done"), active=True)
        after = max(clock.now(), current.due_at)
        due_at = next_time(current.begins_at, current.repeat, zone, after)
        return _write(task, "done", {"due_at": due_at, "told_at": None}, active=True)


def snooze_task(task: Any, due_at: datetime) -> Any:
    """Put it off. One that repeats keeps its rhythm."""
    _check_to_come(due_at)
    with transaction():
        _current(task)
        return _write(task, "moved", {"due_at": _to_the_minute(due_at), "told_at": None})


def change_task(task: Any, **values: Any) -> Any:
    """Write these of title, due_at, owner_id and repeat. None when all is as it was; raises Invalid."""
    title, owner = values.get("title", task.title), values.get("owner_id")
    _check(title, owner, values.get("repeat", ""), task.lead_id)
    with transaction():
        current = _current(task)
        if "title" in values:
            values["title"] = one_line(values["title"])
        if "due_at" in values:
            values["due_at"] = _to_the_minute(values["due_at"])
        changed = {name: value for name, value in values.items() if getattr(current, name) != value}
        if not changed:
            return None
        if "due_at" in changed:
            _check_to_come(changed["due_at"])
            changed["told_at"] = None
        if changed.keys() & {"due_at", "repeat"}:
            changed["begins_at"] = changed.get("due_at", current.due_at)
        return _write(task, "changed", changed)


def drop_task(task: Any, cause: UUID | None = None) -> Any:
    """Nobody has to do it any more; because of what has that id, if it is not for itself."""
    with transaction():
        _current(task)
        return _write(task, "dropped", _closed("dropped"), cause=cause)


def undo_step(task: Any, step: UUID) -> Any:
    """Take the latest step back. Raises Conflict when there was another one since, or it is undone."""
    with transaction():
        _hold(task.lead_id)
        current = locked(Task.select().where(Task.id == task.id)).first()
        if current is None or current.last_step.get("id") != str(step):
            raise Conflict()
        before = from_plain(Task, current.last_step["before"])
        return _write(task, "undone", before)


def one_line(title: str) -> str:
    """A title as it is kept."""
    return " ".join(clean(title).split())


def _check(title: str, owner: UUID | None, repeat: str, about: UUID | None) -> None:
    title, errors = one_line(title), {}
    if not title and about is None:
        errors["title"] = [_("Dites ce qu’il faut faire.")]
    if len(title) > LONGEST_TITLE:
        errors["title"] = [_("C’est trop long : 200 signes au plus.")]
    if repeat and repeat not in REPEATS:
        errors["repeat"] = [_("Choisissez une répétition de la liste.")]
    member = members.find(owner) if owner is not None else None
    if owner is not None and member is None:
        errors["owner"] = [_("Choisissez une personne de l’équipe.")]
    elif member is not None and about is not None and member.is_limited and not _sees(member, about):
        errors["owner"] = [_("%(name)s ne voit pas ce prospect : donnez-le-lui d’abord.", name=member.name)]
    if errors:
        raise Invalid(errors)


def _sees(member: Any, lead: UUID) -> bool:
    found = Lead.find(lead)
    return found is not None and bool(member.sees(found.owner_id))


def _check_to_come(due_at: datetime) -> None:
    if due_at <= clock.now():
        raise over()
    if due_at - clock.now() > FURTHEST:
        raise too_far()


def _to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _closed(outcome: str) -> dict[str, Any]:
    return {"outcome": outcome, "closed_at": clock.now(), "closed_by": access.actor().member}


def _hold(lead: UUID | None) -> None:
    """What is planned for a lead is planned by one at a time: each counts what the others have planned."""
    if lead is not None:
        locked(Lead.select(Lead.id).where(Lead.id == lead)).first()


def _current(task: Any) -> Any:
    """The task as it is now, and stays until the transaction ends. Raises Conflict when it is closed by now."""
    _hold(task.lead_id)
    current = locked(Task.select().where(Task.id == task.id)).first()
    if current is None:
        raise NotFound()
    if not current.is_open:
        raise Conflict()
    for name, value in current.__data__.items():
        setattr(task, name, value)
    return current


def _write(
    task: Any, what: str, changes: dict[str, Any], *, active: bool = False, cause: UUID | None = None
) -> Any:
    before = plain({name: getattr(task, name) for name in changes})
    # What was undone is not undone once more: the steps before it are gone.
    step = {} if what == "undone" else _step(what, before)
    changes = {**changes, "last_step": {**step, "cause": cause.hex} if cause else step}
    Task.update(**changes).where(Task.id == task.id).execute()
    for name, value in changes.items():
        setattr(task, name, value)
    _follow(task, active=active)
    return task


def _step(what: str, before: dict[str, Any]) -> dict[str, Any]:
    who = access.actor().member
    return {
        "id": str(new_id()),
        "what": what,
        "at": clock.now().isoformat(),
        "member": who.hex if who else None,
        "before": before,
    }


def _follow(task: Any, *, active: bool = False) -> None:
    """What follows any change: the lead knows what is next, and the owner is told when the time comes."""
    if task.lead_id is not None:
        plan_next(task.lead_id, Task.soonest(task.lead_id), active=active)
    if task.is_open and task.told_at is None:
        outbox.emit("task.due", due_at=task.due_at, task=task.id.hex)
