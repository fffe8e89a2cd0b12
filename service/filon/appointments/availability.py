"""Free slots: when a kind of appointment can be had, and with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.appointments.busy import busy_times, moment, times_taken
from filon.appointments.elsewhere import silent_members
from filon.appointments.models import Appointment, Participant
from filon.appointments.openings import Openings
from filon.appointments.resources import Resource
from filon.appointments.slots import MINUTE, Shape, starts, with_room
from filon.foundation import access, clock
from filon.tenants.models import Tenant

# What is looked through for the nearest free ones, and how many are told.
AROUND = (timedelta(days=1), timedelta(days=14))
NEAREST = 6


@dataclass(frozen=True)
class Slot:
    """It can begin then, with any of these members."""

    starts_at: datetime
    members: tuple[UUID, ...]


@dataclass(frozen=True)
class Terms:
    """How long it takes, what must be free around it, and when it can be had; as models.Kind has it, in minutes.

    `kind` is the one of which there are no more than `most_a_day`. Besides it takes the first of its `resources` that
    is free, None being that it needs none.
    """

    minutes: int
    before: int = 0
    after: int = 0
    notice: int = 0
    days_ahead: int | None = None
    most_a_day: int | None = None
    kind: UUID | None = None
    resources: tuple[UUID, ...] | None = None

    @classmethod
    def of(cls, kind: Any) -> Terms:
        """Those of a models.Kind."""
        return cls(
            kind.minutes,
            kind.before,
            kind.after,
            kind.notice,
            kind.days_ahead,
            kind.most_a_day,
            kind.id,
            Resource.serving(kind.id) if kind.needs_resource else None,
        )

    @property
    def shape(self) -> Shape:
        return Shape(self.minutes * MINUTE, self.before * MINUTE, self.after * MINUTE)

    def bounds(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """What of the time from `start` to `end` can be had, both aware."""
        now = clock.now()
        start = max(start, now + timedelta(minutes=self.notice))
        return start, end if self.days_ahead is None else min(end, now + timedelta(days=self.days_ahead))


def free_slots(
    terms: Terms, members: Collection[UUID], start: datetime, end: datetime, *, but: UUID | None = None
) -> list[Slot]:
    """When it can begin from `start` until before `end`, and with which of these members, in their order.

    `but` is an appointment that is moved: its own time is free. Whose calendar elsewhere has been silent for a day has
    no free time. Eight statements at most, however many members; one more where it needs a resource.
    """
    start, end = terms.bounds(start, end)
    if start >= end or not members:
        return []
    silent = silent_members(members)
    members = [member for member in members if member not in silent]
    if not members:
        return []
    here = Tenant.current()
    zone = ZoneInfo(here.zone)
    # One day more at each end: what began yesterday may still be open.
    first, last = (start - timedelta(days=1)).astimezone(zone).date(), end.astimezone(zone).date()
    openings = Openings(here, members, first, last)
    margin = timedelta(minutes=terms.minutes + terms.before + terms.after)
    busy = busy_times(members, start - margin, end + margin, but=but)
    full = _full_days(terms, first, last, zone, but)
    shape, earliest, latest = terms.shape, -int(-start.timestamp() // 1), int(end.timestamp())
    found: dict[int, list[UUID]] = defaultdict(list)
    for member in members:
        full_on = {day for whose, day in full if whose == member}
        opened = [span for day, spans in openings.of(member) if day not in full_on for span in spans]
        for at in starts(shape, opened, busy[member], earliest, latest):
            found[at].append(member)
    at_all = sorted(found)
    if terms.resources is not None and at_all:
        taken = times_taken(terms.resources, start - margin, end + margin, but=but)
        at_all = with_room(shape, taken.values(), at_all)
    return [Slot(moment(at), tuple(found[at])) for at in at_all]


def nearest_slots(
    terms: Terms, members: Collection[UUID], at: datetime, *, together: bool, but: UUID | None = None
) -> list[Slot]:
    """The free slots nearest to a moment at which there is none, in order; with all of the members when `together`."""
    before, after = AROUND
    free = free_slots(terms, members, at - before, at + after, but=but)
    if together:
        free = [one for one in free if len(one.members) == len(members)]
    return sorted(
        sorted(free, key=lambda one: abs(one.starts_at - at))[:NEAREST], key=lambda one: one.starts_at
    )


def _full_days(
    terms: Terms, first: date, last: date, zone: ZoneInfo, but: UUID | None
) -> set[tuple[UUID, date]]:
    """(member, day) of those who have as many of the kind that day as they may."""
    if terms.most_a_day is None:
        return set()
    begins, until = (datetime.combine(day, time(), tzinfo=zone) for day in (first, last + timedelta(days=1)))
    of_kind = (Appointment.kind_id == terms.kind) & (Appointment.status != "cancelled")
    within = of_kind & (Appointment.starts_at >= begins) & (Appointment.starts_at < until)
    # As many are as many, also of those which the one who asks may not see.
    with access.seeing_all():
        days = {
            id: at.astimezone(zone).date()
            for id, at in Appointment.select(Appointment.id, Appointment.starts_at).where(within).tuples()
            if id != but
        }
        taking_part = Participant.select(Participant.member_id, Participant.appointment_id).where(
            Participant.member_id.is_null(False)
            & Participant.appointment_id.in_(Appointment.select(Appointment.id).where(within))
        )
        counts = Counter((member, days[id]) for member, id in taking_part.tuples() if id in days)
    return {whose for whose, count in counts.items() if count >= terms.most_a_day}
