"""A country changes its clocks: ten o'clock stays ten o'clock, whoever else has that time by now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.actions import book_appointment
from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Plan
from filon.desk import meetings
from filon.foundation.errors import Conflict
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.meanwhile import begun

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


def test_where_somebody_else_has_the_time_people_decide(workshop: Workshop, browser: FlaskClient) -> None:
    with workshop.inside():
        lead = Lead.by_number(1)
    moved = _booked(workshop, "2026-04-27 10:00", by_old_rules=True, lead=lead)
    other = Plan(workshop.at("2026-04-27 09:30"), minutes=60, members=(workshop.alice,))
    with workshop.inside():
        book_appointment(other)
        meetings.follow_clock_changes()
        [taken] = Participant.select().where(Participant.appointment_id == moved.id)
        assert (taken.member_id, taken.busy_from) == (workshop.alice, None)
        assert Appointment.find(moved.id).starts_at == workshop.at("2026-04-27 10:00")
        assert Event.select().where(Event.name == "appointment.clashed").count() == 1
    assert workshop.steps() == ["clashed"]
    assert "ce créneau est déjà pris" in browser.get("/app/prospects/1").text


def _takes_time(workshop: Workshop, one: Any) -> bool:
    with workshop.inside():
        [taken] = Participant.select().where(Participant.appointment_id == one.id)
        return taken.busy_from is not None


def test_time_that_was_lost_is_taken_again_once_it_is_free(workshop: Workshop) -> None:
    moved = _booked(workshop, "2026-04-27 10:00", by_old_rules=True)
    with workshop.inside():
        other = book_appointment(Plan(workshop.at("2026-04-27 09:30"), minutes=60, members=(workshop.alice,)))
        meetings.follow_clock_changes()
    with pytest.raises(Conflict), workshop.inside():
        meetings.move(moved, workshop.at("2026-04-27 10:00"))
    assert not _takes_time(workshop, moved)
    with workshop.inside():
        meetings.cancel(other)
    assert _takes_time(workshop, moved)
    with pytest.raises(Conflict), workshop.inside():
        meetings.restore(other)
    with workshop.inside():
        Participant.update(busy_from=None, busy_until=None).execute()
        meetings.follow_clock_changes()
    assert _takes_time(workshop, moved), "whatever made room for it"


@pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
def test_what_changes_meanwhile_stays_as_it_is(workshop: Workshop) -> None:
    dropped = _booked(workshop, "2026-04-27 10:00", by_old_rules=True)
    postponed = _booked(workshop, "2026-04-28 10:00", by_old_rules=True)
    with ThreadPoolExecutor(1) as pool:
        with workshop.inside():
            meetings.cancel(dropped)
            meetings.move(postponed, workshop.at("2026-04-28 15:00"))
            following = begun(pool, workshop, meetings.follow_clock_changes)
        following.result()
    with workshop.inside():
        assert Appointment.find(postponed.id).starts_at == workshop.at("2026-04-28 15:00")
        [taken] = Participant.select().where(Participant.busy_from.is_null(False))
        assert taken.appointment_id == postponed.id
