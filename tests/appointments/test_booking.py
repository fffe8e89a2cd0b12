"""Booking, moving, cancelling: what becomes of an appointment, of its lead and of whose time it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from filon.appointments import actions
from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Guest, Plan
from filon.desk import meetings, reminders
from filon.foundation import clock
from filon.foundation.access import Actor
from filon.foundation.errors import Conflict, Invalid
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from filon.tasks import actions as tasks
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop

MONDAY = "2026-04-27"


def events(workshop: Workshop) -> list[str]:
    with workshop.inside():
        named = Event.select().where(Event.name.startswith("appointment.")).order_by(Event.id)
        return [event.name.partition(".")[2] for event in named]


def test_it_works(workshop: Workshop) -> None:
    kind = workshop.offer(place="14, rue Ibn Jahir", before=15)
    with workshop.inside():
        lead = Lead.by_number(1)
        made = meetings.book(
            Plan(workshop.at(f"{MONDAY} 10:00"), kind, lead=lead, guests=(Guest("Hicham"),), proposed=True)
        )
        assert (made.wall, made.zone, made.status) == ("2026-04-27T10:00", "Africa/Casablanca", "proposed")
        assert made.ends_at - made.starts_at == timedelta(hours=1)
        assert (made.place_kind, made.place) == ("office", "14, rue Ibn Jahir")
        assert Lead.by_number(1).next_action_at == workshop.at(f"{MONDAY} 10:00")
    with workshop.inside():
        meetings.confirm(made)
        meetings.move(made, workshop.at(f"{MONDAY} 15:00"), minutes=90)
        assert (made.wall, made.minutes, made.sequence) == ("2026-04-27T15:00", 90, 2)
        assert Lead.by_number(1).next_action_at == workshop.at(f"{MONDAY} 15:00")
        meetings.cancel(made, "Elle est en voyage")
        assert Lead.by_number(1).next_action_at is None
    assert "15:00" in workshop.free(kind, MONDAY)
    with workshop.inside():
        meetings.restore(made)
        assert (made.status, made.reason) == ("confirmed", "")
    assert "15:00" not in workshop.free(kind, MONDAY)
    with clock.standing_at(workshop.at(f"{MONDAY} 15:05")), workshop.inside():
        meetings.note_outcome(made, "missed")
        meetings.note_outcome(made, "held")
        assert Lead.by_number(1).next_action_at is None
        assert Lead.by_number(1).last_activity_at == clock.now()
    told = ["booked", "confirmed", "moved", "cancelled", "restored", "missed", "held"]
    assert workshop.steps() == told
    assert events(workshop) == told
    assert workshop.site.filon.work() >= len(told), "nothing of it is unknown to the worker"


def test_the_next_action_is_the_sooner_of_task_and_appointment(workshop: Workshop) -> None:
    def next_action() -> Any:
        return Lead.by_number(1).next_action_at

    friday, monday, tuesday = (workshop.at(f"{day} 10:00") for day in ("2026-04-24", MONDAY, "2026-04-28"))
    with workshop.inside():
        lead = Lead.by_number(1)
        meeting = meetings.book(Plan(monday, minutes=30, members=(workshop.alice,), lead=lead))
        later = reminders.plan(tasks.Plan(tuesday), lead)
        assert next_action() == monday
        sooner = reminders.plan(tasks.Plan(friday), lead)
        assert next_action() == friday
        reminders.drop(sooner)
        assert next_action() == monday
        meetings.cancel(meeting)
        assert next_action() == tuesday
        reminders.drop(later)
        assert next_action() is None


def _booked(workshop: Workshop, kind: Any, when: str, **more: Any) -> Any:
    with workshop.inside():
        made = actions.book_appointment(Plan(workshop.at(when), kind, **more))
        [host] = _members(made)
    return host


def _members(made: Any) -> list[Any]:
    return [one.member_id for one in Participant.of([made.id])[made.id]]


def test_whose_turn_it_is(workshop: Workshop) -> None:
    bob, nadia = workshop.hire("Bob", "Nadia")
    kind = workshop.offer(workshop.alice, bob, nadia, choice="turn")
    met = [_booked(workshop, kind, f"{MONDAY} {hour}") for hour in ("09:00", "10:00", "11:00", "14:00")]
    assert met == [workshop.alice, bob, nadia, workshop.alice]
    assert _booked(workshop, kind, f"{MONDAY} 14:30") == bob, "Alice is busy, and it was Bob's turn"
    assert _booked(workshop, kind, f"{MONDAY} 14:00") == nadia, "the only one who is free"
    first = workshop.offer(nadia, bob, name="Accueil", choice="first")
    assert [_booked(workshop, first, f"{MONDAY} {hour}") for hour in ("16:00", "16:00")] == [nadia, bob]
    chosen = workshop.offer(nadia, bob, name="Au choix", choice="chosen")
    assert _booked(workshop, chosen, f"{MONDAY} 17:00", members=(bob,)) == bob
    with pytest.raises(Invalid) as refused:
        _booked(workshop, chosen, f"{MONDAY} 17:30")
    assert set(refused.value.errors) == {"members"}


def test_a_taken_slot_names_the_nearest_that_are_free(workshop: Workshop) -> None:
    kind = workshop.offer()
    with workshop.inside():
        actions.book_appointment(Plan(workshop.at(f"{MONDAY} 10:00"), kind))
    with pytest.raises(Conflict) as refused, workshop.inside():
        actions.book_appointment(Plan(workshop.at(f"{MONDAY} 10:00"), kind))
    error = refused.value
    assert error.code == "slot_taken"
    free: Any = error.extra["free"]
    starts = [one["starts_at"] for one in free]
    assert starts == sorted(starts)
    assert {f"{MONDAY}T08:00:00+00:00", f"{MONDAY}T10:00:00+00:00"} <= set(starts), "nine and eleven, in UTC"
    with workshop.inside():
        assert Appointment.select().count() == 1


def test_the_nearest_are_free_for_all_who_were_named(workshop: Workshop) -> None:
    [bob] = workshop.hire("Bob")
    ten = workshop.at(f"{MONDAY} 10:00")
    with workshop.inside():
        actions.book_appointment(Plan(ten, minutes=8 * 60, members=(bob,)))
        both = actions.book_appointment(
            Plan(workshop.at(f"{MONDAY} 08:00"), minutes=60, members=(workshop.alice, bob))
        )
    with pytest.raises(Conflict) as booking, workshop.inside():
        actions.book_appointment(Plan(ten, minutes=60, members=(workshop.alice, bob)))
    with pytest.raises(Conflict) as moving, workshop.inside():
        actions.move_appointment(both, ten)
    for refused in (booking, moving):
        free: Any = refused.value.extra["free"]
        assert {frozenset(one["members"]) for one in free} == {frozenset(map(str, (workshop.alice, bob)))}
        assert f"{MONDAY}T10:00:00+00:00" not in [one["starts_at"] for one in free], "Bob is busy at eleven"


def test_a_limited_member_hands_over_what_is_with_nobody(workshop: Workshop) -> None:
    [bob] = workshop.hire("Bob")
    with workshop.inside():
        plan = Plan(workshop.at(f"{MONDAY} 10:00"), minutes=60, members=(workshop.alice, bob))
        made = actions.book_appointment(plan)
    limited = Actor("agent", bob, "Bob", only_own=True)
    with workshop.site.filon.inside(workshop.site.tenant, limited):
        meetings.move(made, made.starts_at, members=[workshop.alice])
    with workshop.inside():
        assert _members(made) == [workshop.alice]
        assert Participant.select().where(Participant.busy_from == made.starts_at).count() == 1


def test_the_same_members_in_another_order_are_no_move(workshop: Workshop) -> None:
    [bob] = workshop.hire("Bob")
    with workshop.inside():
        plan = Plan(workshop.at(f"{MONDAY} 10:00"), minutes=60, members=(workshop.alice, bob))
        made = actions.book_appointment(plan)
        assert actions.move_appointment(made, made.starts_at, members=[bob, workshop.alice]) is None
        assert Appointment.find(made.id).sequence == 0


def test_as_offered_keeps_to_what_visitors_are_offered(workshop: Workshop) -> None:
    kind = workshop.offer(notice=24 * 60)
    for when in ("2026-04-24 09:00", f"{MONDAY} 09:10", f"{MONDAY} 13:00", "2026-05-02 10:00"):
        with pytest.raises(Conflict), workshop.inside():
            actions.book_appointment(Plan(workshop.at(when), kind, as_offered=True))
        with workshop.inside():
            assert actions.book_appointment(Plan(workshop.at(when), kind)), "a member may, by hand"
    with workshop.inside():
        actions.book_appointment(Plan(workshop.at(f"{MONDAY} 15:00"), kind, as_offered=True))


def test_who_takes_part_must_see_the_prospect(workshop: Workshop) -> None:
    bob, reader = workshop.hire("Bob")[0], workshop.hire("Rita", role="reader")[0]
    kind = workshop.offer(bob, workshop.alice)
    with workshop.inside():
        Member.update(only_own=True).where(Member.id == bob).execute()
        Lead.update(owner_id=workshop.alice).execute()
    with workshop.inside():
        plan = Plan(workshop.at(f"{MONDAY} 09:00"), kind, lead=Lead.by_number(1))
    for members in ((bob,), (reader,)):
        with pytest.raises(Invalid) as refused, workshop.inside():
            actions.book_appointment(replace(plan, members=members))
        assert set(refused.value.errors) == {"members"}
    with workshop.inside():
        made = actions.book_appointment(plan)
        assert _members(made) == [workshop.alice], "it would be Bob's turn"


def test_other_members_take_over(workshop: Workshop) -> None:
    bob, nadia = workshop.hire("Bob", "Nadia")
    with workshop.inside():
        alone = Plan(workshop.at(f"{MONDAY} 10:00"), minutes=60, members=(nadia,))
        actions.book_appointment(alone)
        both = Plan(workshop.at(f"{MONDAY} 10:00"), minutes=60, members=(workshop.alice, bob))
        made = actions.book_appointment(both)
        with pytest.raises(Conflict):
            actions.move_appointment(made, made.starts_at, members=[workshop.alice, nadia])
        actions.move_appointment(made, made.starts_at + timedelta(hours=1), members=[nadia, bob])
        assert set(_members(made)) == {bob, nadia}
        again = Plan(workshop.at(f"{MONDAY} 10:30"), minutes=90, members=(workshop.alice,))
        actions.book_appointment(again)
