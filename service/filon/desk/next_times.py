"""When else an appointment could be: what the page of one offers to whoever has to put it off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from filon.appointments.actions import members_of
from filon.appointments.availability import Terms, free_slots
from filon.appointments.elsewhere import silent_members
from filon.appointments.holding import free_members, free_resources
from filon.appointments.openings import team
from filon.appointments.resource_taking import could_have
from filon.foundation import clock
from filon.foundation.voice import Voice
from filon.tenants.absences import absences_from
from filon.tenants.models import Tenant

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# Over a week-end and a day off, and still few enough for a thumb.
_DAYS, _MOST = 7, 4
_SUNDAY = 6


def next_times(appointment: Any, voice: Voice) -> list[datetime]:
    """When all its members have time: the first after it on its day, and on the next days what is nearest to its hour.

    Of one that is over, from now on. Where nobody has said any hours, at the same hour of the next days.
    """
    members, begins = members_of(appointment), max(appointment.ends_at, clock.now())
    first, meant = voice.local(begins).date(), voice.local(appointment.starts_at)
    if not _have_hours(members):
        return _same_hour(appointment, members, first, meant)
    length = appointment.minutes, appointment.before, appointment.after
    terms = Terms(*length, resources=could_have(appointment) or None)
    slots = free_slots(terms, members, begins, begins + _DAYS * DAY, but=appointment.id)
    free = [voice.local(slot.starts_at) for slot in slots if len(slot.members) == len(members)]
    found = []
    for day, there in groupby(free, key=lambda at: at.date()):
        wanted = begins if day == first else datetime.combine(day, meant.time(), meant.tzinfo)
        found.append(min(there, key=lambda at: abs(at - wanted)))
    return found[:_MOST]


def _have_hours(members: Collection[UUID]) -> bool:
    return bool(Tenant.current().hours) or any(one.hours for id, one in team().items() if id in members)


def _same_hour(appointment: Any, members: Collection[UUID], first: date, meant: datetime) -> list[datetime]:
    # Whose calendar elsewhere has been silent may be anywhere.
    if not members or silent_members(members):
        return []
    away = [(one.first_on, one.last_on) for one in absences_from(first) if one.member_id in members]
    resources, found = could_have(appointment), []
    for day in (first + DAY * count for count in range(1, _DAYS + 1)):
        # Hardly anybody is met on a Sunday who was not to be met on one.
        if day.weekday() == _SUNDAY != meant.weekday() or any(since <= day <= until for since, until in away):
            continue
        at = datetime.combine(day, meant.time(), meant.tzinfo)
        around = (
            at - appointment.before * MINUTE,
            at + (appointment.minutes + appointment.after) * MINUTE,
        )
        if resources and not free_resources(resources, *around, but=appointment.id):
            continue
        if free_members(members, *around, but=appointment.id).issuperset(members):
            found.append(at)
        if len(found) == _MOST:
            break
    return found
