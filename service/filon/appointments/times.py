"""Times at which members can be met otherwise than in their week, and at which other calendars say they can't."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import DateField, TextField

from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.prepared import Prepared, Slot, slot
from filon.foundation.tenancy import TenantModel, belongs_to


class DayHours(TenantModel):
    """Other hours on one day, of one member or, where `member_id` is None, of everybody; no `spans`: not at all.

    They stand before the week, and before public holidays. Whoever is away, or works for a business that is closed,
    can't be met whatever stands here. `spans` are as in tenants.hours.
    """

    writable_by = "manager"

    member_id = IdField(null=True)
    day_on = DateField()
    spans = JsonField()

    class Meta:
        table_name = "day_hours"
        indexes = ((("tenant", "day_on", "member_id"), True),)
        constraints = [belongs_to("member", "member_id")]

    @classmethod
    def between(cls, first: date, last: date) -> list[Any]:
        """Those of these days, both included, in order."""
        return _between.all(first=first, last=last)


_between = Prepared(
    lambda: (
        DayHours.select()
        .where((DayHours.day_on >= _day("first")) & (DayHours.day_on <= _day("last")))
        .order_by(DayHours.day_on, DayHours.id)
    )
)


def _day(name: str) -> Slot:
    return slot(name, DayHours.day_on)


class BusyTime(TenantModel):
    """A member has no time then, says a calendar elsewhere of its event `outside_id`, last seen there at `seen_at`.

    Where that is an appointment of ours in which they take no part, as a colleague's, `appointment_id` is that.
    """

    writable_by = "system"

    member_id = IdField()
    calendar_id = IdField()
    outside_id = TextField()
    busy_from = UtcField()
    busy_until = UtcField()
    seen_at = UtcField()
    appointment_id = IdField(null=True)

    class Meta:
        table_name = "busy_time"
        indexes = (
            (("tenant", "calendar_id", "outside_id", "busy_from"), True),
            (("tenant", "busy_until", "busy_from", "member_id"), False),
            (("tenant", "member_id", "busy_until", "busy_from"), False),
            (("tenant", "appointment_id"), False),
        )
        constraints = [
            # Not to the appointment: what stands elsewhere may outlive it.
            belongs_to("member", "member_id"),
            belongs_to("outside_calendar", "calendar_id"),
        ]
