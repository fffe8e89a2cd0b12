"""Rooms and vehicles: a kind that needs one takes the first that is free, and no two appointments take the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from peewee import IntegrityError

from filon.appointments import actions
from filon.appointments.kinds import change_kind
from filon.appointments.models import Appointment, Kind
from filon.appointments.plans import Plan
from filon.appointments.resource_changes import MOST_RESOURCES, add_resource, change_resource
from filon.appointments.resources import Resource, Use, the_resource
from filon.desk import meetings, own_appointment
from filon.desk.trashing import put_into_trash
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.transactions import savepoint
from filon.housekeeping.actions import erase_lead
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.test_no_double import AT_ONCE, DAY, at_once
from tests.parts.service import PairedSite

MONDAY = "2026-04-27"


def rooms(workshop: Workshop, *names: str) -> list[UUID]:
    with workshop.inside():
        return [add_resource(name).id for name in names]


def needing(workshop: Workshop, resources: Collection[UUID], *hosts: UUID, **values: Any) -> Any:
    return workshop.offer(*hosts, resources=list(resources), **values)


def taken(workshop: Workshop) -> list[tuple[UUID, datetime, datetime]]:
    """Which resource is taken when, in order."""
    with workshop.inside():
        uses = Use.select().where(Use.busy_from.is_null(False)).order_by(Use.busy_from, Use.id)
        return [(one.resource_id, one.busy_from, one.busy_until) for one in uses]


def test_it_works(workshop: Workshop) -> None:
    [bob, nadia] = workshop.hire("Bob", "Nadia")
    big, small = rooms(workshop, "Showroom", "Petit salon")
    kind = needing(workshop, (small, big), workshop.alice, bob, nadia, before=15, after=30)
    hour = f"{MONDAY} 10:00"
    booked = [workshop.book(hour, kind=kind, minutes=None, members=()) for _each in range(2)]
    around = workshop.at(f"{MONDAY} 09:45"), workshop.at(f"{MONDAY} 11:30")
    assert taken(workshop) == [(big, *around), (small, *around)], "in the order of the list, buffers included"
    with pytest.raises(Conflict) as refused:
        workshop.book(hour, kind=kind, minutes=None, members=())
    assert refused.value.code == "slot_taken", "Nadia is free, no room is"
    nearest: Any = refused.value.extra["free"]
    assert datetime.fromisoformat(nearest[0]["starts_at"]) == workshop.at(f"{MONDAY} 14:00")
    afternoon = ["14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "17:00"]
    assert workshop.free(kind, MONDAY) == afternoon, "with what stays free before it nothing begins at 11:00"
    with workshop.inside():
        actions.cancel_appointment(booked[0])
    assert "10:00" in workshop.free(kind, MONDAY)
    again = workshop.book(hour, kind=kind, minutes=None, members=())
    with workshop.inside():
        assert Use.names_of([again.id, booked[1].id]) == {again.id: "Showroom", booked[1].id: "Petit salon"}
        with pytest.raises(Conflict):
            actions.restore_appointment(booked[0])
        actions.cancel_appointment(again)
        actions.restore_appointment(booked[0])
    assert Counter(one for one, *_when in taken(workshop)) == {big: 1, small: 1}


def test_of_many_at_once_with_different_hosts_one_has_it(workshop: Workshop) -> None:
    hosts = workshop.hire(*(f"Bob{number}" for number in range(AT_ONCE)))
    [van] = rooms(workshop, "Camionnette")
    kind = needing(workshop, [van], *hosts)

    def book(host: UUID) -> Any:
        with workshop.inside():
            return actions.book_appointment(Plan(workshop.at(f"{DAY} 10:00"), kind, members=(host,)))

    ended = at_once([lambda host=host: book(host) for host in hosts])
    assert Counter(ended) == {"done": 1, "slot_taken": AT_ONCE - 1}
    with workshop.inside():
        assert (Appointment.select().count(), Use.select().count()) == (1, 1)


def test_moving_and_booking_wait_for_nobody_for_ever(workshop: Workshop) -> None:
    """Each holds a host and both vans: in whatever order they come."""
    hosts = workshop.hire("Bob", "Nadia", "Zoé")
    vans = rooms(workshop, "Camionnette", "Fourgon")
    kinds = [needing(workshop, vans, host) for host in hosts]
    moving = [workshop.book(f"{DAY} 08:00", members=(host,), kind=None) for host in hosts[:2]]
    there = workshop.at(f"{DAY} 10:00")

    def book(kind: Any) -> Any:
        with workshop.inside():
            return actions.book_appointment(Plan(there, kind))

    def move(one: Any) -> Any:
        with workshop.inside():
            return actions.move_appointment(one, there, using=(vans[1],))

    wanted = [*(lambda kind=kind: book(kind) for kind in kinds * 2)]
    ended = at_once([*wanted, *(lambda one=one: move(one) for one in moving)])
    assert set(ended) <= {"done", "slot_taken"}
    now = taken(workshop)
    assert Counter(one for one, *_when in now) == dict.fromkeys(vans, 1), "two vans, two appointments"


def test_past_every_action_the_database_refuses(workshop: Workshop) -> None:
    [van, other] = rooms(workshop, "Camionnette", "Fourgon")
    [bob] = workshop.hire("Bob")
    kind = needing(workshop, [van], workshop.alice, bob)
    made = workshop.book(f"{DAY} 10:00", kind=kind)
    late = workshop.book(f"{DAY} 15:00", kind=kind)
    bare = workshop.book(f"{DAY} 10:00", members=(bob,))
    half = timedelta(minutes=30)
    with workshop.inside():
        row = {
            **{"appointment_id": bare.id, "resource_id": van},
            **{"busy_from": made.starts_at + half, "busy_until": made.ends_at + half},
        }
        theirs = Use.appointment_id == late.id
        over = {"busy_from": made.starts_at - half, "busy_until": made.starts_at + half}
        for attempt in (
            lambda: Use.add(**row),
            lambda: Use.update(over).where(theirs).execute(),
            lambda: Use.update(busy_from=made.ends_at, busy_until=made.starts_at).where(theirs).execute(),
            lambda: Use.update(busy_from=None).where(theirs).execute(),
            lambda: Use.add(**{**row, "resource_id": other, "appointment_id": late.id}),
        ):
            with pytest.raises(IntegrityError), savepoint():
                attempt()
        Use.add(**{**row, "resource_id": other})
        with pytest.raises(IntegrityError), savepoint():
            Use.update(resource_id=van).where(Use.appointment_id == bare.id).execute()
        after = {"busy_from": made.ends_at, "busy_until": made.ends_at + half}
        assert Use.update(after).where(theirs).execute() == 1, "beside each other both have room"


def test_moved_it_keeps_its_room_or_takes_another_of_its_kind(workshop: Workshop) -> None:
    [bob] = workshop.hire("Bob")
    big, small = rooms(workshop, "Showroom", "Petit salon")
    kind = needing(workshop, (big, small), workshop.alice, bob)
    first = workshop.book(f"{MONDAY} 10:00", kind=kind)
    second = workshop.book(f"{MONDAY} 10:00", kind=kind, members=(bob,))
    with workshop.inside():
        assert (Use.of([first.id])[first.id], Use.of([second.id])[second.id]) == (big, small)
        actions.move_appointment(second, workshop.at(f"{MONDAY} 14:00"))
        assert Use.of([second.id])[second.id] == small, "its own is free"
        third = actions.book_appointment(
            Plan(workshop.at(f"{MONDAY} 15:00"), kind, members=(bob,), resource=the_resource(small))
        )
        actions.move_appointment(second, workshop.at(f"{MONDAY} 15:00"), members=[workshop.alice])
        assert Use.of([second.id])[second.id] == big
        with pytest.raises(Conflict):
            actions.move_appointment(first, workshop.at(f"{MONDAY} 15:30"))
        assert actions.move_appointment(third, third.starts_at) is None
        assert actions.move_appointment(third, third.starts_at, using=(small,)) is None
        assert actions.move_appointment(third, third.starts_at, using=()) is not None
        assert Use.of([third.id]) == {}
        actions.move_appointment(first, workshop.at(f"{MONDAY} 17:00"), minutes=30)
    assert len(taken(workshop)) == 2


def test_by_hand_any_may_be_taken_and_visitors_take_what_is_offered(workshop: Workshop) -> None:
    van, room = rooms(workshop, "Camionnette", "Salon")
    kind = needing(workshop, [room])
    with workshop.inside():
        chosen = the_resource(van)
    plain = workshop.book(f"{MONDAY} 14:00", resource=chosen)
    of_kind = workshop.book(f"{MONDAY} 10:00", kind=kind, resource=chosen)
    with workshop.inside():
        assert Use.names_of([plain.id, of_kind.id]) == dict.fromkeys((plain.id, of_kind.id), "Camionnette")
        offered = Plan(workshop.at(f"{MONDAY} 16:00"), kind, as_offered=True, resource=chosen)
        with pytest.raises(Invalid) as refused:
            actions.book_appointment(offered)
        assert list(refused.value.errors) == ["resource"]
    assert len(taken(workshop)) == 2


def test_an_archived_one_is_offered_no_more_and_its_appointments_stay(workshop: Workshop) -> None:
    [room] = rooms(workshop, "Salon")
    kind = needing(workshop, [room])
    made = workshop.book(f"{MONDAY} 10:00", kind=kind)
    with workshop.inside():
        change_resource(Resource.find(room), is_archived=True)
        with pytest.raises(NotFound):
            the_resource(room)
    assert workshop.free(kind, MONDAY) == [], "the kind still needs one"
    with workshop.inside():
        actions.move_appointment(made, workshop.at(f"{MONDAY} 15:00"))
        assert Use.names_of([made.id]) == {made.id: "Salon"}
        change_kind(Kind.find(kind.id), resources=[])
    assert "10:00" in workshop.free(kind, MONDAY)


def test_an_archived_one_is_left_for_another_hour(workshop: Workshop) -> None:
    old, new = rooms(workshop, "Ancien", "Nouveau")
    kind = needing(workshop, [old, new])
    made = workshop.book(f"{MONDAY} 10:00", kind=kind)
    with workshop.inside():
        change_resource(Resource.find(old), is_archived=True)
        actions.move_appointment(made, made.starts_at, minutes=30)
        assert Use.of([made.id]) == {made.id: old}, "nobody has to hear of another one"
        own_appointment.move(made, workshop.at(f"{MONDAY} 15:00"))
        assert Use.of([made.id]) == {made.id: new}


def test_the_list_has_names_and_an_end(workshop: Workshop) -> None:
    [first] = rooms(workshop, "  Salon  ")
    with workshop.inside():
        assert Resource.find(first).name == "Salon"
        change_resource(Resource.find(first), is_archived=True)
        for wrong in ("", " ", "x" * 101):
            with pytest.raises(Invalid):
                add_resource(wrong)
        for number in range(MOST_RESOURCES):
            add_resource(f"Salle {number}")
        for attempt in (
            lambda: add_resource("Trop"),
            lambda: change_resource(Resource.find(first), is_archived=False),
        ):
            with pytest.raises(Invalid):
                attempt()


def test_whose_is_whose(workshop: Workshop, charlie: PairedSite) -> None:
    [room] = rooms(workshop, "Salon")
    with charlie.filon.inside(charlie.tenant):
        theirs = add_resource("Salon").id
        with pytest.raises(NotFound):
            the_resource(room)
    with pytest.raises(Invalid) as refused:
        needing(workshop, [theirs])
    assert list(refused.value.errors) == ["resources"]
    kind = needing(workshop, [room])
    made = workshop.book(f"{MONDAY} 10:00", kind=kind)
    with charlie.filon.inside(charlie.tenant):
        assert Use.of([made.id]) == {}
        assert [one.name for one in Resource.in_use()] == ["Salon"]


def test_trash_and_erasure_let_go_of_it(workshop: Workshop) -> None:
    [room] = rooms(workshop, "Salon")
    kind = needing(workshop, [room])
    with workshop.inside():
        lead = Lead.by_number(1)
    workshop.book(f"{MONDAY} 10:00", kind=kind, lead=lead)
    assert "10:00" not in workshop.free(kind, MONDAY)
    with workshop.inside():
        put_into_trash(lead, cancels=None)
    assert taken(workshop) == []
    assert "10:00" in workshop.free(kind, MONDAY)
    with workshop.inside():
        erase_lead(lead)
        assert Use.select().count() == 0


def test_clocks_change_where_another_has_the_room(workshop: Workshop) -> None:
    """Both stand; once the other is cancelled the room is taken again."""
    [bob] = workshop.hire("Bob")
    [room] = rooms(workshop, "Salon")
    kind = needing(workshop, [room], workshop.alice, bob)
    shifted = workshop.book(f"{MONDAY} 11:00", kind=kind)
    other = workshop.book(f"{MONDAY} 10:00", kind=kind, members=(bob,))
    with workshop.inside():
        Appointment.update(wall=f"{MONDAY}T10:00").where(Appointment.id == shifted.id).execute()
        meetings.follow_clock_changes()
        assert Appointment.find(shifted.id).starts_at == other.starts_at
    assert len(taken(workshop)) == 1
    with workshop.inside():
        meetings.cancel(other)
    assert taken(workshop) == [(room, other.starts_at, other.ends_at)], "of the one that moved, by now"


def test_whoever_has_it_moves_it_where_a_room_is_free(workshop: Workshop) -> None:
    [bob] = workshop.hire("Bob")
    big, small = rooms(workshop, "Showroom", "Petit salon")
    kind = needing(workshop, (big, small), workshop.alice, bob)
    with workshop.inside():
        lead = Lead.by_number(1)
    theirs = workshop.book(f"{MONDAY} 10:00", kind=kind, lead=lead)
    for resource, hour in ((big, "14:00"), (small, "14:00"), (big, "15:00")):
        with workshop.inside():
            chosen = the_resource(resource)
        [member] = workshop.hire(f"H{resource.hex}{hour[:2]}")
        workshop.book(f"{MONDAY} {hour}", members=(member,), resource=chosen)
    with workshop.inside():
        begins = workshop.at(f"{MONDAY} 14:00")
        free = own_appointment.free_instead(theirs, Kind.find(kind.id), begins, begins + timedelta(hours=2))
        assert [f"{at.astimezone(workshop.zone):%H:%M}" for at in free] == ["15:00", "15:30"]
        own_appointment.move(theirs, free[0])
        assert Use.names_of([theirs.id]) == {theirs.id: "Petit salon"}, "where the showroom is taken"
