"""When one can be met: hours, other hours, absences, closings, holidays, what is booked, and clocks that change."""

from __future__ import annotations

from datetime import date

import pytest

from filon.appointments import other_hours
from filon.appointments.actions import book_appointment
from filon.appointments.kinds import change_kind
from filon.appointments.plans import Plan
from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.errors import Forbidden, Invalid
from filon.tenants import members, presence
from filon.tenants.models import Member, Tenant
from tests.appointments.calendar import Workshop

MONDAY, TUESDAY, SUNDAY = "2026-04-27", "2026-04-28", "2026-05-03"
ALL_DAY = ["09:00", "09:30", "10:00", "10:30", "11:00"]
ALL_DAY += ["14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "17:00"]


def test_it_works(workshop: Workshop) -> None:
    kind = workshop.offer(before=15, after=15)
    assert workshop.free(kind, MONDAY) == ALL_DAY
    assert workshop.free(kind, SUNDAY) == []
    with workshop.inside():
        book_appointment(Plan(workshop.at(f"{MONDAY} 10:00"), kind))
    workshop.busy_elsewhere(workshop.alice, f"{MONDAY} 15:00", f"{MONDAY} 16:30")
    # From 9:45 to 11:15 she has no time for another one, which takes 90 minutes as well.
    assert workshop.free(kind, MONDAY) == ["17:00"]
    assert workshop.free(kind, TUESDAY) == ALL_DAY


def test_a_members_own_week_counts_and_else_the_business_s(workshop: Workshop) -> None:
    (bob,) = workshop.hire("Bob")
    kind = workshop.offer(workshop.alice, bob)
    with workshop.inside():
        members.can_be_met(Member.find(bob), ["18 h – 20 h", *[""] * 6])
    assert workshop.free(kind, MONDAY) == [*ALL_DAY, "18:00", "18:30", "19:00"]
    assert workshop.free(kind, MONDAY, of=bob) == ["18:00", "18:30", "19:00"]
    assert workshop.free(kind, TUESDAY, of=bob) == []
    with workshop.inside():
        Tenant.update(hours=None).execute()
    assert workshop.free(kind, MONDAY, of=workshop.alice) == [], "nobody has said when"


def test_days_away_closed_and_of_other_hours(workshop: Workshop) -> None:
    (bob,) = workshop.hire("Bob")
    kind = workshop.offer(workshop.alice, bob)
    with workshop.inside():
        other_hours.change_day(date(2026, 4, 27), "10 h – 12 h")
        other_hours.change_day(date(2026, 4, 27), "", Member.find(bob))
        other_hours.change_day(date(2026, 4, 28), "20 h – 21 h", Member.find(bob))
        presence.note_absence(Member.find(bob), "2026-04-29", "")
        Tenant.update(closings=[["2026-04-30", "2026-04-30"]]).execute()
    assert workshop.free(kind, MONDAY, of=workshop.alice) == ["10:00", "10:30", "11:00"]
    assert workshop.free(kind, MONDAY, of=bob) == []
    assert workshop.free(kind, TUESDAY, of=bob) == ["20:00"]
    assert workshop.free(kind, "2026-04-29", of=bob) == []
    assert workshop.free(kind, "2026-04-29", of=workshop.alice) == ALL_DAY
    assert workshop.free(kind, "2026-04-30") == []
    with workshop.inside():
        other_hours.change_day(date(2026, 4, 27), "10 h – 11 h")
    assert workshop.free(kind, MONDAY, of=workshop.alice) == ["10:00"], "one row a day"


@pytest.mark.parametrize(
    ("region", "holiday"),
    [("MA", "2026-05-01"), ("FR", "2026-05-08"), ("FR", "2026-05-14"), ("MA", "2026-07-30")],
)
def test_nobody_works_on_public_holidays_unless_they_say_so(
    workshop: Workshop, region: str, holiday: str
) -> None:
    kind = workshop.offer(days_ahead=366)
    with workshop.inside():
        Tenant.update(region=region).execute()
    assert workshop.free(kind, holiday) == []
    with workshop.inside():
        other_hours.change_day(date.fromisoformat(holiday), "9 h – 10 h")
    assert workshop.free(kind, holiday) == ["09:00"]


def test_others_days_are_a_managers_to_change(workshop: Workshop) -> None:
    bob, nadia = workshop.hire("Bob", "Nadia")
    day = date(2026, 4, 27)
    with workshop.site.filon.inside(workshop.site.tenant, Actor("agent", bob, "Bob")):
        other_hours.change_day(day, "", Member.find(bob))
        for whose in (Member.find(nadia), None):
            with pytest.raises(Forbidden):
                other_hours.change_day(day, "", whose)
        with pytest.raises(Invalid):
            other_hours.change_day(date(2026, 4, 22), "", Member.find(bob))


def test_notice_days_ahead_and_most_a_day(workshop: Workshop) -> None:
    """It is Thursday, 10:24."""
    kind = workshop.offer(notice=60, days_ahead=4, most_a_day=2)
    assert workshop.free(kind, "2026-04-23")[:2] == ["14:00", "14:30"]
    assert workshop.free(kind, MONDAY)[-1] == "10:00", "until 10:24, in four days"
    with workshop.inside():
        change_kind(kind, days_ahead=30)
        for hour in ("09:00", "16:00"):
            book_appointment(Plan(workshop.at(f"{MONDAY} {hour}"), kind))
    assert workshop.free(kind, MONDAY) == []
    assert workshop.free(kind, TUESDAY) == ALL_DAY
    other = workshop.offer(name="Autre")
    assert "10:00" in workshop.free(other, MONDAY), "of the first kind she has enough, not of all"


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/Paris", "2026-10-25", "01:00 01:30 02:00 02:30 02:00 02:30 03:00 03:30"),
        ("Europe/Paris", "2026-03-29", "01:00 01:30 03:00 03:30"),
        # Around Ramadan.
        ("Africa/Casablanca", "2026-02-15", "01:00 01:30 02:00 02:30 02:00 02:30 03:00 03:30"),
        ("Africa/Casablanca", "2026-03-22", "01:00 01:30 03:00 03:30"),
    ],
)
def test_clocks_that_change(workshop: Workshop, zone: str, day: str, expected: str) -> None:
    """What they skip is not offered, and what they show twice can be had twice."""
    kind = workshop.offer(days_ahead=366, minutes=30)
    workshop.move(zone)
    with workshop.inside():
        Tenant.update(hours=[[[60, 240]]] * 7).execute()
    with clock.standing_at(workshop.at("2026-02-10 10:00")):
        assert workshop.free(kind, day) == expected.split()
