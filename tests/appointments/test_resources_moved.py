"""Rooms and vehicles of appointments that are moved: taken back, elsewhere, by who may not know that there are any."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.appointments.plans import Plan
from filon.appointments.resources import Use, the_resource
from filon.desk import meetings
from filon.foundation import clock
from filon.foundation.errors import Conflict
from filon.foundation.outbox import Event
from filon.interactions.models import Interaction
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import SALMA, booked, what_left
from tests.appointments.test_resources import MONDAY, needing, rooms, taken
from tests.parts.smtp import Mailbox


@pytest.mark.parametrize("is_taken", [False, True])
def test_it_works(
    nothing_waits: None, workshop: Workshop, browser: FlaskClient, mailbox: Mailbox, is_taken: bool
) -> None:
    """A move that is taken back takes the room that is written in the invitation; where it can't, the lead hears."""
    [bob] = workshop.hire("Bob")
    big, small = rooms(workshop, "Showroom", "Petit salon")
    kind = needing(workshop, (big, small), workshop.alice, bob)
    made = booked(workshop, kind=kind)
    assert "Showroom" in what_left(workshop, mailbox)[SALMA].text
    with workshop.inside():
        chosen = the_resource(big)
    workshop.book(f"{MONDAY} 14:00", members=(bob,), resource=chosen)
    address = f"/app/calendrier/{made.id}/slot"
    moved = browser.post(address, data={"day": MONDAY, "time": "14:00", "minutes": "", "view": "one"})
    with workshop.inside():
        assert Use.names_of([made.id]) == {made.id: "Petit salon"}
    if is_taken:
        workshop.book(f"{MONDAY} 10:00", members=(bob,), resource=chosen)
    page = html.unescape(browser.get(moved.location).text)
    form = page[page.index("data-shifts") :]
    back = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    assert browser.post(address, data=back).status_code == 303
    with workshop.inside():
        assert Appointment.find(made.id).starts_at == made.starts_at
        assert Use.names_of([made.id]) == {made.id: "Petit salon" if is_taken else "Showroom"}
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        told = what_left(workshop, mailbox)
    assert (SALMA in told) == is_taken, "the invitation says Showroom"
    if is_taken:
        assert "Petit salon" in told[SALMA].text


def test_restored_it_says_which_room_it_has_by_now(workshop: Workshop) -> None:
    [bob] = workshop.hire("Bob")
    big, small = rooms(workshop, "Showroom", "Petit salon")
    kind = needing(workshop, (big, small), workshop.alice, bob)
    made = booked(workshop, kind=kind)
    with workshop.inside():
        meetings.cancel(made)
        showroom = the_resource(big)
    workshop.book(f"{MONDAY} 10:00", members=(bob,), resource=showroom)
    with workshop.inside():
        meetings.restore(made)
        last = Interaction.of_appointment(made.lead_id, made.id)[0].details
        assert (last["step"], last["resource"]) == ("restored", "Petit salon")


def test_clocks_change_and_another_room_of_its_kind_is_free(workshop: Workshop) -> None:
    [bob] = workshop.hire("Bob")
    big, small = rooms(workshop, "Showroom", "Petit salon")
    kind = needing(workshop, (big, small), workshop.alice, bob)
    shifted = workshop.book(f"{MONDAY} 11:00", kind=kind)
    workshop.book(f"{MONDAY} 10:00", kind=kind, members=(bob,))
    with workshop.inside():
        Appointment.update(wall=f"{MONDAY}T10:00").where(Appointment.id == shifted.id).execute()
        meetings.follow_clock_changes()
        assert Appointment.find(shifted.id).starts_at == workshop.at(f"{MONDAY} 10:00")
        assert Use.names_of([shifted.id]) == {shifted.id: "Petit salon"}
    assert len(taken(workshop)) == 2, "neither stands without"


def test_a_room_of_its_kind_that_gets_free_is_taken_by_what_lost_its_own(workshop: Workshop) -> None:
    [bob, nadia] = workshop.hire("Bob", "Nadia")
    big, small = rooms(workshop, "Showroom", "Petit salon")
    kind = needing(workshop, (big, small), workshop.alice, bob, nadia)
    shifted = workshop.book(f"{MONDAY} 11:00", kind=kind)
    workshop.book(f"{MONDAY} 10:00", kind=kind, members=(bob,))
    other = workshop.book(f"{MONDAY} 10:00", kind=kind, members=(nadia,))
    with workshop.inside():
        Appointment.update(wall=f"{MONDAY}T10:00").where(Appointment.id == shifted.id).execute()
        meetings.follow_clock_changes()
        assert taken(workshop)[-1][1] == workshop.at(f"{MONDAY} 10:00")
        known = Appointment.find(shifted.id).sequence
        meetings.cancel(other)
        assert Use.names_of([shifted.id]) == {shifted.id: "Petit salon"}
        assert Appointment.find(shifted.id).sequence == known + 1, "whoever was told of the showroom is told"
        told = Event.select().where(Event.name == "appointment.moved").order_by(Event.id.desc()).first()
        assert UUID(told.payload["appointment"]) == shifted.id
    assert {room for room, *_when in taken(workshop)} == {big, small}


def test_what_is_to_be_held_besides_is_refused(workshop: Workshop) -> None:
    """As when the kind came to need a room after whoever books online held its hosts."""
    [room] = rooms(workshop, "Showroom")
    kind = needing(workshop, [room])
    plan = Plan(workshop.at(f"{MONDAY} 10:00"), kind)
    with workshop.inside():
        with pytest.raises(Conflict) as refused:
            meetings.book(plan, held={workshop.alice})
        assert refused.value.code == "conflict"
        assert meetings.book(plan, held={workshop.alice, room}).is_open
