"""Rooms and vehicles of appointments that come to need one after they were booked."""

from __future__ import annotations

import pytest

from filon.appointments.models import Appointment, Kind
from filon.appointments.resources import Use
from filon.desk import meetings
from filon.foundation.errors import Invalid
from tests.appointments.calendar import Workshop
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
