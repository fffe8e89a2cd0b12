"""Mails before an appointment: to those whom we meet a day and two hours before, to the team two hours before."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from filon.desk.meeting_mails import write_to_them
from filon.desk.meeting_news import write_to
from filon.desk.meeting_parties import Meeting, to_come
from filon.foundation import clock, outbox
from filon.foundation.config import Settings
from filon.foundation.outbox import Event

AHEAD = (timedelta(days=1), timedelta(hours=2))
# A member's calendar of tomorrow is one look; what is next has to be in mind.
TEAM_AHEAD = AHEAD[-1]


def plan_reminders(event: Event, settings: Settings) -> None:
    """Remind of the appointment as it is by now, at each moment that has not passed yet."""
    meeting = to_come(event)
    if meeting is None:
        return
    one = meeting.appointment
    for ahead in AHEAD:
        if one.starts_at - ahead > clock.now():
            minutes = int(ahead.total_seconds() // 60)
            outbox.emit(
                "appointment.near",
                due_at=one.starts_at - ahead,
                appointment=one.id.hex,
                starts_at=one.starts_at.isoformat(),
                minutes=minutes,
            )


def remind(event: Event, settings: Settings) -> None:
    """Mail it once, unless it has moved since, does not take place, or its next reminder is due as well by now."""
    meeting = to_come(event)
    ahead = timedelta(minutes=event.payload["minutes"])
    if meeting is None or not _stands(meeting, event) or _is_late(meeting, ahead):
        return
    one = meeting.appointment
    # Planned twice, as after a cancellation that was taken back, it is one all the same.
    cause = _cause(one.id, one.starts_at, ahead)
    if one.tells:
        write_to_them(meeting, "reminder", cause, event, settings)
    if ahead == TEAM_AHEAD:
        for member in meeting.members:
            write_to(member, meeting, "reminder", uuid5(cause, "team"), event, settings)


def _cause(appointment: UUID, starts_at: datetime, ahead: timedelta) -> UUID:
    return uuid5(appointment, f"{ahead} before {starts_at.isoformat()}")


def _stands(meeting: Meeting, event: Event) -> bool:
    one = meeting.appointment
    return bool(
        one.status == "confirmed" and one.starts_at == datetime.fromisoformat(event.payload["starts_at"])
    )


def _is_late(meeting: Meeting, ahead: timedelta) -> bool:
    """Whether nobody was there to send it until the next one was due."""
    left = meeting.appointment.starts_at - clock.now()
    return any(other < ahead and left <= other for other in AHEAD)
