"""Rooms and vehicles of appointments that come to need one after they were booked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from filon.appointments.kinds import change_kind
from filon.appointments.models import Appointment, Kind
from filon.appointments.resource_giving import BATCH, lacking
from filon.appointments.resources import Use
from filon.desk import meetings
from filon.foundation.errors import Invalid
from tests.appointments.calendar import Workshop
from tests.appointments.test_kind_pages import FIELDS, SETTINGS
from tests.appointments.test_resources import MONDAY, needing, rooms, taken


def test_it_works(workshop: Workshop) -> None:
    """A call becomes a visit of the showroom: nobody else has it then."""
    [bob, nadia] = workshop.hire("Bob", "Nadia")
    [room] = rooms(workshop, "Showroom")
    call = workshop.offer(name="Appel")
    visit = needing(workshop, [room], workshop.alice, bob, nadia, name="Visite du showroom", after=15)
    made = workshop.book(f"{MONDAY} 10:00", kind=call)
    assert "10:00" in workshop.free(visit, MONDAY)
    with workshop.inside():
        meetings.change(made, kind=Kind.find(visit.id), title="Salma")
    assert taken(workshop) == [(room, made.starts_at, made.ends_at)], "its length and buffers are its own"
    assert "10:00" not in workshop.free(visit, MONDAY)
    other = workshop.book(f"{MONDAY} 10:30", kind=call, members=(bob,))
    with workshop.inside():
        with pytest.raises(Invalid) as refused:
            meetings.change(other, kind=Kind.find(visit.id))
        assert list(refused.value.errors) == ["kind"]
        assert Appointment.find(other.id).kind_id == call.id
        meetings.change(made, kind=Kind.find(call.id))
        meetings.change(made, kind=Kind.find(visit.id))
        assert Use.names_of([made.id]) == {made.id: "Showroom"}, "its own, all along"


def test_a_kind_that_comes_to_need_one_gives_it_to_what_is_booked(workshop: Workshop) -> None:
    [bob, nadia] = workshop.hire("Bob", "Nadia")
    [room] = rooms(workshop, "Showroom")
    kind = workshop.offer(workshop.alice, bob, nadia)
    late = workshop.book(f"{MONDAY} 10:30", kind=kind, members=(bob,))
    early = workshop.book(f"{MONDAY} 10:00", kind=kind)
    after = workshop.book(f"{MONDAY} 15:00", kind=kind)
    gone = workshop.book(f"{MONDAY} 16:00", kind=kind)
    with workshop.inside():
        meetings.cancel(gone)
        change_kind(kind, resources=[room])
    workshop.site.filon.work()
    with workshop.inside():
        assert [one.id for one in lacking()] == [late.id]
    assert taken(workshop) == [(room, one.starts_at, one.ends_at) for one in (early, after)]
    assert "15:00" not in workshop.free(kind, MONDAY)
    with workshop.inside():
        meetings.cancel(early)
        change_kind(kind, resources=[room], name="Visite")
        assert [one.id for one in lacking()] == [late.id], "it needed one before: who does without does"
        change_kind(kind, resources=[])
        assert list(lacking()) == []
        change_kind(kind, resources=[room])
    workshop.site.filon.work()
    assert [when for _room, when, _until in taken(workshop)] == [late.starts_at, after.starts_at]


def test_another_kind_has_its_own_room(workshop: Workshop) -> None:
    """And a kind without has none, but one that somebody chose."""
    showroom, van = rooms(workshop, "Showroom", "Camionnette")
    visit, measures = needing(workshop, [showroom]), needing(workshop, [van])
    call = workshop.offer()
    made = workshop.book(f"{MONDAY} 10:00", kind=visit)

    def becomes(kind: Any) -> list[UUID]:
        with workshop.inside():
            meetings.change(Appointment.find(made.id), kind=Kind.find(kind.id))
        return [room for room, *_when in taken(workshop)]

    assert becomes(measures) == [van]
    assert becomes(call) == []
    with workshop.inside():
        meetings.move(Appointment.find(made.id), made.starts_at, using=(showroom,))
    assert becomes(workshop.offer(name="Autre")) == [showroom]


def test_more_than_are_held_at_a_time(workshop: Workshop) -> None:
    members = workshop.hire(*(f"Bob{number}" for number in range(BATCH + 5)))
    [room, other] = rooms(workshop, "Showroom", "Salon")
    kind = workshop.offer(*members[:20])
    for member in members[:-1]:
        workshop.book(f"{MONDAY} 10:00", kind=kind, members=(member,))
    last = workshop.book(f"{MONDAY} 17:00", kind=kind, members=members[-1:])
    with workshop.inside():
        change_kind(kind, resources=[other, room])
    workshop.site.filon.work()
    with workshop.inside():
        assert lacking().count() == BATCH + 2
    assert [when for _room, when, _until in taken(workshop)][-1] == last.starts_at


def test_the_settings_name_those_without(workshop: Workshop, browser: FlaskClient) -> None:
    [bob] = workshop.hire("Bob")
    [room] = rooms(workshop, "Showroom")
    kind = workshop.offer(workshop.alice, bob)
    workshop.book(f"{MONDAY} 10:00", kind=kind)
    late = workshop.book(f"{MONDAY} 10:30", kind=kind, members=(bob,), title="Salma")
    said = "1 rendez-vous à venir n’a pas la salle"
    assert said not in browser.get(SETTINGS).text
    hosts = [workshop.alice, bob]
    browser.post(f"{SETTINGS}/{kind.id}", data={**FIELDS, "hosts": hosts, "resources": [room]})
    workshop.site.filon.work()
    shown = browser.get(SETTINGS).text
    assert said in shown
    assert f'href="/app/calendrier/{late.id}"' in shown
