"""Mails at the minute when a reminder is due: what to do, for whom, and the number to call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from filon.desk.announcements import called
from filon.foundation import clock, outbox
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.i18n import _, speaking
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.leads.models import Lead
from filon.notifications.actions import queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import write_mail
from filon.notifications.models import Notification
from filon.tasks.models import Task
from filon.tenants.models import LIMITED_ROLES, Member, Tenant

# More at once are told in one mail, which names nobody: it leads to the list.
MOST_AT_ONCE = 3
# A reminder every two minutes is more than anybody works off; the rest of the hour is told in one mail.
MOST_AN_HOUR = 30
AFTER_THE_HOUR = timedelta(minutes=1)


def tell_due_tasks(event: Event, settings: Settings) -> None:
    """Tell the owner of a task that it is due, and of all others that are by now; once each.

    The event may be of a time that the task no longer has. What is nobody's is told to those who hear of requests, and
    where there is none who may see its lead, to whoever runs the business. What is somebody's who may not see its lead
    is left to be told to whoever has it next.
    """
    now = clock.now()
    task = Task.open().where(Task.id == UUID(event.payload["task"])).first()
    if task is None or not task.is_due(now) or task.told_at is not None or Tenant.current().removed_at:
        return
    if task.owner_id is None:
        readers, whose = Member.present().where(_hears_of_everybodys()), Task.owner_id.is_null()
    else:
        readers, whose = Member.present().where(Member.id == task.owner_id), Task.owner_id == task.owner_id
    # Each is counted for by one worker at a time.
    held = list(locked(readers.order_by(Member.id)))
    reachable = [member for member in held if member.email and not member.is_invited]
    due = list(locked(Task.open().where(whose & (Task.due_at <= now) & Task.told_at.is_null())))
    if not due:
        return
    leads = {lead.id: lead for lead in Lead.kept().where(Lead.id.in_([task.lead_id for task in due]))}
    hearing = {one.id: _hearing(one, leads.get(one.lead_id), reachable) for one in due}
    seen_by = [(member, [one for one in due if member in hearing[one.id]]) for member in reachable]
    hour = now.replace(minute=0, second=0, microsecond=0)
    if any(
        seen and Notification.has_had(member.id, "reminder", MOST_AN_HOUR, since=hour)
        for member, seen in seen_by
    ):
        outbox.emit("task.due", due_at=hour + timedelta(hours=1) + AFTER_THE_HOUR, task=task.id.hex)
        return
    told = [one.id for one in due if hearing[one.id] or not reachable]
    Task.update(told_at=now).where(Task.id.in_(told)).execute()
    for member, seen in seen_by:
        if seen:
            _tell(member, seen, leads, event, settings)


def _hears_of_everybodys() -> Any:
    return Member.told_of_requests | Member.role.not_in(LIMITED_ROLES)


def _hearing(task: Any, lead: Any, members: list[Any]) -> list[Any]:
    """Those of the members who are told of the task: nobody's is told past those who hear of requests only in need."""
    may_see = [member for member in members if lead is None or member.sees(lead.owner_id)]
    if task.owner_id is not None:
        return may_see
    return [member for member in may_see if member.told_of_requests] or may_see


def _tell(member: Any, due: list[Any], leads: dict[UUID, Any], event: Event, settings: Settings) -> None:
    business, look = Tenant.current(), look_here()
    voice = Voice(business.zone, business.region, business.currency)
    everything = f"{settings.address}/app/rappels"
    if len(due) > MOST_AT_ONCE:
        mail = write_mail(
            "reminders", member.language, look=look, business=business.name, count=len(due), link=everything
        )
        queue_mail(mail, cause=event.id, member=member.id, address=member.email)
        return
    for task in due:
        lead = leads.get(task.lead_id)
        with speaking(member.language):
            said = _about(task, lead, voice)
        link = f"{settings.address}/app/prospects/{lead.number}" if lead else everything
        mail = write_mail("reminder", member.language, look=look, business=business.name, link=link, **said)
        # A cause tells an address once: each coming of each task is one.
        cause = uuid5(task.id, task.due_at.isoformat())
        queue_mail(mail, cause=cause, member=member.id, address=member.email, about=task.lead_id or task.id)


def _about(task: Any, lead: Any, voice: Voice) -> dict[str, Any]:
    phone = (voice.phone(lead.phone) if lead.phone else lead.phone_typed or "") if lead else ""
    name = called(lead, phone) if lead else ""
    return {
        "title": task.title or _("Rappeler %(name)s", name=name),
        "name": name if task.title else "",
        "when": voice.moment(task.due_at),
        "phone": lead.phone if lead else None,
        "phone_said": phone,
    }
