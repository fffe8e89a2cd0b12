"""A country changes its clocks: ten o'clock stays ten o'clock, whoever else has that time by now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from filon.appointments.actions import book_appointment
from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Plan
from filon.desk import meetings
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop

HOUR = timedelta(hours=1)


def _booked(workshop: Workshop, when: str, *, by_old_rules: bool, lead: Any = None) -> Any:
    """By rules of yesterday that hour was another moment."""
    shift = HOUR if by_old_rules else timedelta()
    starts_at = workshop.at(when)
    with workshop.inside():
        plan = Plan(starts_at + shift, minutes=60, members=(workshop.alice,), lead=lead)
        made = book_appointment(plan)
        wall = f"{starts_at:%Y-%m-%dT%H:%M}"
        Appointment.update(wall=wall).where(Appointment.id == made.id).execute()
    return made


def test_it_works(workshop: Workshop) -> None:
    with workshop.inside():
        lead = Lead.by_number(1)
    first = _booked(workshop, "2026-04-27 10:00", by_old_rules=True, lead=lead)
    second = _booked(workshop, "2026-04-27 11:00", by_old_rules=True)
    third = _booked(workshop, "2026-04-27 16:00", by_old_rules=False)
    with workshop.inside():
        meetings.follow_clock_changes()
        for one, hour in ((first, "10:00"), (second, "11:00"), (third, "16:00")):
            now = Appointment.find(one.id)
            assert now.starts_at == workshop.at(f"2026-04-27 {hour}")
            assert now.wall == f"2026-04-27T{hour}"
            assert now.sequence == (one is not third)
            [taken] = Participant.select().where(Participant.appointment_id == one.id)
            assert (taken.busy_from, taken.busy_until) == (now.starts_at, now.ends_at)
        assert Lead.by_number(1).next_action_at == workshop.at("2026-04-27 10:00")
    assert workshop.steps() == ["moved"]
    with workshop.inside():
        meetings.follow_clock_changes()
    assert workshop.steps() == ["moved"], "once"


def test_where_somebody_else_has_the_time_people_decide(workshop: Workshop) -> None:
    moved = _booked(workshop, "2026-04-27 10:00", by_old_rules=True)
    other = Plan(workshop.at("2026-04-27 09:30"), minutes=60, members=(workshop.alice,))
    with workshop.inside():
        book_appointment(other)
        meetings.follow_clock_changes()
        [taken] = Participant.select().where(Participant.appointment_id == moved.id)
        assert (taken.member_id, taken.busy_from) == (workshop.alice, None)
        assert Appointment.find(moved.id).starts_at == workshop.at("2026-04-27 10:00")
        assert Event.select().where(Event.name == "appointment.clashed").count() == 1
