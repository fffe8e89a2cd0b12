"""Appointments to come at times at which those who take part in them can't be met, or no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.appointments.models import Appointment, Participant
from filon.appointments.openings import Openings, team
from filon.appointments.slots import Interval
from filon.tenants.absences import today
from filon.tenants.models import Tenant

# A page is shown meanwhile.
_LOOKED_AT = 1000


def outside_hours(members: Collection[UUID]) -> dict[UUID, list[Any]]:
    """Of each of these members their appointments outside of their hours, the first first: these stand all the same.

    Of members for whom nobody has said any hours there are none; of a team with very many to come, the first ones.
    """
    business = Tenant.current()
    known = [id for id, one in team().items() if id in members and (one.hours or business.hours)]
    taking_part = Participant.select(Participant.appointment_id).where(Participant.member_id.in_(known))
    coming = Appointment.select().where(Appointment.to_come() & Appointment.id.in_(taking_part))
    agreed = list(coming.order_by(Appointment.starts_at, Appointment.id).limit(_LOOKED_AT))
    outside: dict[UUID, list[Any]] = defaultdict(list)
    if not agreed:
        return outside
    last = max(one.ends_at for one in agreed)
    openings = Openings(business, known, today(), last.astimezone(ZoneInfo(business.zone)).date())
    times = {id: dict(openings.of(id)) for id in known}
    parties = Participant.of([one.id for one in agreed])
    for one in agreed:
        day = one.starts_at.astimezone(openings.zone).date()
        for party in parties[one.id]:
            if party.member_id in times and not _within(one, times[party.member_id].get(day, ())):
                outside[party.member_id].append(one)
    return outside


def _within(one: Any, times: Collection[Interval]) -> bool:
    begins, ends = one.starts_at.timestamp(), one.ends_at.timestamp()
    return any(opens <= begins and ends <= closes for opens, closes in times)
