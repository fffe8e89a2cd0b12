"""A lead that becomes part of another while something is planned with it: nothing is planned out of sight."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from filon.appointments.models import Appointment
from filon.appointments.plans import Plan
from filon.desk import meetings
from filon.foundation.errors import Conflict, NotFound
from filon.housekeeping.merging import both_of, merge_leads
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.meanwhile import begun
from tests.tasks.planning import ask

# On SQLite the writer is alone.
pytestmark = pytest.mark.parametrize("environ", ["postgresql"], indirect=True)
KEPT, GONE = 1, 2


def _plan(workshop: Workshop, hour: str) -> Plan:
    at = workshop.at(f"2026-04-27 {hour}")
    return Plan(at, minutes=60, members=(workshop.alice,), lead=Lead.by_number(GONE), proposed=True)


def test_it_works(workshop: Workshop) -> None:
    ask(workshop.site, name="Karim Alaoui", email="karim@example.com")
    with ThreadPoolExecutor(1) as pool:
        with workshop.inside():
            merge_leads(Lead.by_number(KEPT), Lead.by_number(GONE), {"name": "gone"})
            booking = begun(pool, workshop, lambda: meetings.book(_plan(workshop, "10:00")))
        with pytest.raises(NotFound):
            booking.result()
    with workshop.inside():
        assert Appointment.select().count() == 0, "nobody's time is taken by what nobody sees"


def test_what_is_there_goes_along_and_nobody_waits_for_ever(workshop: Workshop) -> None:
    ask(workshop.site, name="Karim Alaoui", email="karim@example.com")
    with workshop.inside():
        made = meetings.book(_plan(workshop, "10:00"))
    with ThreadPoolExecutor(1) as pool:
        with workshop.inside():
            both = both_of(Lead.kept(), Lead.by_number(KEPT).id, Lead.by_number(GONE).id)
            confirming = begun(pool, workshop, lambda: meetings.confirm(made))
            merge_leads(*both, {"name": "gone"})
        with pytest.raises(Conflict):
            confirming.result()
    with workshop.inside():
        found = Appointment.find(made.id)
        assert (found.lead_id, found.status) == (both[0].id, "proposed")
        assert Lead.by_number(KEPT).next_action_at == found.starts_at
        meetings.confirm(found)
