"""Mails before an appointment, as long before it as the business says; the team hears with the last of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from filon.appointments.models import Appointment
from filon.desk.meeting_mails import write_to_them
from filon.desk.meeting_news import write_to
from filon.desk.meeting_parties import Meeting, to_come
from filon.foundation import clock, outbox
from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.tenants.models import Tenant

# As many in one transaction: on SQLite nobody else writes meanwhile.
_AT_ONCE = 200


def plan_reminders(event: Event, settings: Settings) -> None:
    """Remind of the appointment as it is by now, at each moment that has not passed yet."""
    meeting = to_come(event)
    if meeting is not None:
        _plan(meeting.appointment, clock.now())


def plan_anew(event: Event, settings: Settings) -> None:
    """Remind of all that is agreed as the business says by now; the rest of many follows by another event.

    What is booked or moved meanwhile is planned so already, and what was planned for another moment comes to nothing
    in remind(). A moment that has passed since the business said so is caught up with, one from before is not.
    """
    told = event.payload
    since = datetime.fromisoformat(told["since"]) if "since" in told else event.happened_at
    # Also those with somebody in the trash, who may come back.
    query = Appointment.select().where(Appointment.to_come() & (Appointment.status == "confirmed"))
    if "after" in told:
        query = query.where(Appointment.following(told["after"]))
    agreed = list(query.order_by(Appointment.starts_at, Appointment.id).limit(_AT_ONCE))
    for one in agreed:
        _plan(one, max(since, one.made_at))
    if len(agreed) == _AT_ONCE:
        outbox.emit("reminders.changed", since=since.isoformat(), after=agreed[-1].at)


def _plan(one: Any, since: datetime) -> None:
    for minutes in Tenant.current().remind_before:
        at = one.starts_at - timedelta(minutes=minutes)
        if at > since:
            outbox.emit(
                "appointment.near",
                due_at=at,
                appointment=one.id.hex,
                starts_at=one.starts_at.isoformat(),
                minutes=minutes,
            )


def remind(event: Event, settings: Settings) -> None:
    """Mail it once, unless it has moved since, does not take place, or the business wants none at that moment any more.

    Where nobody was there to send it until the next one was due as well, it is that one.
    """
    meeting = to_come(event)
    minutes, wanted = event.payload["minutes"], Tenant.current().remind_before
    if meeting is None or not _stands(meeting, event) or minutes not in wanted:
        return
    one = meeting.appointment
    left = one.starts_at - clock.now()
    due = min([minutes, *(other for other in wanted if left <= timedelta(minutes=other))])
    # Planned twice, as after a cancellation that was taken back, it is one all the same.
    cause = _cause(one.id, one.starts_at, timedelta(minutes=due))
    if one.tells:
        write_to_them(meeting, "reminder", cause, event, settings)
    # A member's calendar of tomorrow is one look; what is next has to be in mind.
    if due == min(wanted):
        for member in meeting.members:
            write_to(member, meeting, "reminder", uuid5(cause, "team"), event, settings)


def _cause(appointment: UUID, starts_at: datetime, ahead: timedelta) -> UUID:
    return uuid5(appointment, f"{ahead} before {starts_at.isoformat()}")


def _stands(meeting: Meeting, event: Event) -> bool:
    one = meeting.appointment
    return bool(
        one.status == "confirmed" and one.starts_at == datetime.fromisoformat(event.payload["starts_at"])
    )
