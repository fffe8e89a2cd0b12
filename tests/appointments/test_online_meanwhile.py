"""Visitors who come at the same moment: a form makes one appointment, and a day is as full as it may be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from filon.appointments.models import Appointment
from filon.appointments.plans import Plan
from filon.desk import meetings, online, own_appointment
from filon.desk.wishes import Visitor, read_wish
from filon.foundation.errors import Conflict
from filon.foundation.ids import new_id
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.meanwhile import begun

# On SQLite the writer is alone.
pytestmark = pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
MONDAY, TUESDAY = "2026-04-27", "2026-04-28"


def test_it_works(workshop: Workshop) -> None:
    """One form sent twice at once, for two members, whose time two may take at once."""
    bob, nadia = workshop.hire("Bob", "Nadia")
    kind = workshop.offer(bob, nadia, is_online=True, choice="chosen")
    at, id = workshop.at(f"{MONDAY} 10:00"), new_id()
    visitor = Visitor("Younes", phone="06 62 11 22 33", consent="J’accepte")
    with ThreadPoolExecutor(1) as pool:
        with workshop.inside():
            asked = read_wish(kind, visitor)
            online.book_online(kind, bob, at, asked, id=id)
            second = begun(pool, workshop, lambda: online.book_online(kind, nadia, at, asked, id=id))
        second.result()
    with workshop.inside():
        assert [one.id for one in Appointment.select()] == [id]


def test_a_day_that_is_full_meanwhile(workshop: Workshop) -> None:
    """Two move theirs to a day on which there may be one of the kind."""
    kind = workshop.offer(most_a_day=1)
    with workshop.inside():
        mine, theirs = (
            meetings.book(Plan(workshop.at(f"2026-04-{day} 10:00"), kind, lead=Lead.by_number(1)))
            for day in (29, 30)
        )
    with ThreadPoolExecutor(1) as pool:
        with workshop.inside():
            own_appointment.move(mine, workshop.at(f"{TUESDAY} 10:00"))
            moving = begun(
                pool, workshop, lambda: own_appointment.move(theirs, workshop.at(f"{TUESDAY} 15:00"))
            )
        with pytest.raises(Conflict):
            moving.result()
