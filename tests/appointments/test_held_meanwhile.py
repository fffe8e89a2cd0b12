"""On PostgreSQL: somebody's time, a prospect or an appointment, held by one while another wants it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from filon.appointments.actions import hold_lead
from filon.appointments.holding import hold
from filon.appointments.kinds import change_kind
from filon.appointments.models import Appointment, Kind
from filon.appointments.plans import Plan
from filon.desk import meetings
from filon.desk.trashing import put_into_trash
from filon.foundation.errors import Conflict
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, booked
from tests.appointments.meanwhile import begun, done
from tests.appointments.test_resources import rooms, taken

# On SQLite the writer is alone.
pytestmark = pytest.mark.parametrize("environ", ["postgresql"], indirect=True)


def test_it_works(workshop: Workshop) -> None:
    """Who books with Bob holds his time first, then the lead: so does who puts the lead into the trash."""
    (bob,) = workshop.hire("Bob")
    booked(workshop, f"{MONDAY} 10:00")
    booked(workshop, f"{MONDAY} 15:00", members=(bob,))
    with workshop.inside():
        lead = Lead.by_number(1)
    with ThreadPoolExecutor(1) as pool:
        with workshop.inside():
            hold([bob])
            trashing = begun(pool, workshop, lambda: put_into_trash(lead, cancels=None))
            assert hold_lead(lead.id)
        trashing.result()
    with workshop.inside():
        assert {one.status for one in Appointment.select()} == {"cancelled"}


def test_who_is_handed_it_meanwhile_was_not_asked_about(workshop: Workshop) -> None:
    """Whether they may see the prospect it is given was asked of whoever took part before."""
    (bob,) = workshop.hire("Bob")
    made = booked(workshop, lead=None, title="Visite")
    with workshop.inside():
        same, lead = Appointment.find(made.id), Lead.by_number(1)
    with ThreadPoolExecutor(1) as pool:
        with workshop.inside():
            meetings.move(made, made.starts_at, members=[bob])
            changing = begun(pool, workshop, lambda: meetings.change(same, lead=lead))
        with pytest.raises(Conflict):
            changing.result()
    with workshop.inside():
        assert Appointment.find(made.id).lead_id is None


def test_a_kind_comes_to_need_a_room_while_somebody_books(workshop: Workshop) -> None:
    """Who books holds the hosts' time before the kind's hosts; who changes the kind asks for nobody's time."""
    [room] = rooms(workshop, "Showroom")
    kind = workshop.offer()
    first = workshop.book(f"{MONDAY} 10:00", kind=kind)
    with ThreadPoolExecutor(1) as pool, workshop.inside():
        hold([workshop.alice])
        done(pool, workshop, lambda: change_kind(kind, [workshop.alice], resources=[room]))
        meetings.book(Plan(workshop.at(f"{MONDAY} 15:00"), call := Kind.find(kind.id)))
        assert call.needs_resource
    workshop.site.filon.work()
    assert (room, first.starts_at, first.ends_at) in taken(workshop)
