"""A person who is erased leaves no appointment behind, and no trace in those of others, whose time stays taken."""

from __future__ import annotations

from dataclasses import replace

from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Guest, Plan
from filon.desk import meetings
from filon.foundation.access import Actor
from filon.housekeeping import actions
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.housekeeping.rows import all_rows, where_found
from tests.tasks.planning import ask


def test_it_works(workshop: Workshop) -> None:
    ask(workshop.site, name="Karim Alaoui", email="karim@example.com")
    with workshop.inside():
        hers = Plan(workshop.at("2026-04-27 10:00"), minutes=30, members=(workshop.alice,))
        meetings.book(replace(hers, lead=Lead.by_number(1), guests=(Guest("Sa sœur"),)))
        guests = (Guest("Salma", "salma@example.com"), Guest("Karim"))
        title = "Voir Salma Bennani"
        meetings.book(replace(hers, starts_at=workshop.at("2026-04-28 10:00"), title=title, guests=guests))
        with_karim = replace(hers, lead=Lead.by_number(2), title=title, place="Chez Salma Bennani")
        made = meetings.book(replace(with_karim, starts_at=workshop.at("2026-04-29 10:00")))
        meetings.cancel(made, "Salma Bennani est en voyage")
    with workshop.site.filon.inside(workshop.site.tenant, Actor("owner", workshop.alice, "Alice")):
        actions.erase_lead(Lead.by_number(1))
    assert where_found(all_rows(workshop.site.filon.environ), "salma", "sa sœur") == []
    with workshop.inside():
        left = Appointment.get(Appointment.lead_id.is_null())
        taking_part = Participant.of([left.id])[left.id]
        assert (left.title, [one.name for one in taking_part if one.member_id is None]) == ("", ["Karim"])
        assert [one.busy_from for one in taking_part if one.member_id] == [left.starts_at]
    assert workshop.steps() == ["booked", "cancelled"], "Karim's timeline still says what happened"
