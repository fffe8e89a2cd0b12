"""Who takes part in an appointment with a prospect who is not theirs: they see it whole and hear of it, and no more."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Plan
from filon.desk import meetings
from filon.desk.calendar_entries import Entries
from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions.minutes import Minutes
from filon.leads.models import Lead
from filon.tasks.models import Task
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, as_alice, booked, what_left
from tests.appointments.minuting import after, filled_in, write, written
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.smtp import Mailbox

BOB = "agent@bob.example"
WEEK = f"/app/calendrier?day={MONDAY}"
PHONE = "06\u00a061\u00a023\u00a045\u00a067"

pytestmark = pytest.mark.usefixtures("nothing_waits")


@pytest.fixture
def bob(workshop: Workshop) -> FlaskClient:
    """Bob, an agent who sees no prospects but his own; Salma is Alice's."""
    browser = at_the_api(signed_in(workshop.site, "agent"))
    with workshop.inside():
        Member.update(only_own=True).where(Member.role == "agent").execute()
        Lead.update(owner_id=workshop.alice, email=SALMA).execute()
    return browser


def his(workshop: Workshop) -> Any:
    with workshop.inside():
        return Member.get(Member.role == "agent")


def booked_online(workshop: Workshop, *more: Any) -> Any:
    """As visitors do, with Bob, who can't see them."""
    kind = workshop.offer(his(workshop).id, place="Atelier 2")
    return booked(workshop, kind=kind, minutes=None, members=(), as_offered=True)


def as_bob(workshop: Workshop) -> Any:
    bob = his(workshop)
    return workshop.site.filon.inside(workshop.site.tenant, Actor("agent", bob.id, "Bob", only_own=True))


def test_it_works(workshop: Workshop, bob: FlaskClient, mailbox: Mailbox) -> None:
    made = booked_online(workshop)
    told = what_left(workshop, mailbox)[BOB]
    for words in ("Salma Bennani", "Prise de mesures", "10\u00a0h", PHONE, SALMA, "Atelier 2", str(made.id)):
        assert words in told.text, words
    for page in (WEEK, f"{WEEK}&view=day", f"{WEEK}&view=month", f"{WEEK}&view=list"):
        assert "Salma Bennani" in bob.get(page).text, page
        assert "Occupé" not in bob.get(page).text, page
    one = bob.get(f"/app/calendrier/{made.id}").text
    for words in ("Salma Bennani", "tel:+212661234567", f"mailto:{SALMA}", "Atelier 2", "Prise de mesures"):
        assert words in one, words
    assert "/app/prospects/1" not in one
    assert bob.get("/app/prospects/1").status_code == 404
    assert "Salma" not in bob.get("/app/prospects?status=all&q=salma").text
    seen = bob.get(f"/api/v1/appointments/{made.id}").json
    assert (seen["lead"], seen["contact"]) == (
        None,
        {"name": "Salma Bennani", "email": SALMA, "phone": "+212661234567"},
    )
    assert [found["id"] for found in bob.get("/api/v1/appointments").json["appointments"]] == [str(made.id)]
    assert bob.get("/api/v1/appointments?lead=1").json["appointments"] == []
    assert bob.get("/api/v1/leads/1").status_code == 404


def test_who_does_not_take_part_sees_nothing(workshop: Workshop, bob: FlaskClient, mailbox: Mailbox) -> None:
    made = booked(workshop)
    assert BOB not in what_left(workshop, mailbox)
    assert bob.get(f"/app/calendrier/{made.id}").status_code == 404
    assert bob.get(f"/api/v1/appointments/{made.id}").status_code == 404
    assert bob.get("/api/v1/appointments").json["appointments"] == []
    assert "Salma" not in bob.get(WEEK).text
    with as_bob(workshop):
        assert (list(Appointment.select()), list(Participant.select())) == ([], [])
        assert not Appointment.update(title="Le mien").execute()


def test_after_the_prospect_is_given_away_he_still_has_it(
    workshop: Workshop, bob: FlaskClient, mailbox: Mailbox
) -> None:
    me = his(workshop).id
    with workshop.inside():
        Lead.update(owner_id=me).execute()
    made = booked(workshop, members=(me,))
    assert "/app/prospects/1" in bob.get(f"/app/calendrier/{made.id}").text, "his own"
    with workshop.inside():
        Lead.update(owner_id=workshop.alice).execute()
    what_left(workshop, mailbox)
    assert "Salma" in bob.get(f"/app/calendrier/{made.id}").text
    with as_alice(workshop):
        meetings.move(made, workshop.at(f"{MONDAY} 15:00"))
    assert "15\u00a0h" in what_left(workshop, mailbox)[BOB].text
    with clock.standing_at(made.starts_at - timedelta(hours=2)):
        assert "Salma" in what_left(workshop, mailbox)[BOB].text, "the reminder"
    with as_alice(workshop):
        meetings.move(made, made.starts_at, members=[workshop.alice])
    left = what_left(workshop, mailbox)[BOB].text
    assert ("Salma" in left, str(made.id) in left) == (True, False), (
        "told that it is not his, with no link to it"
    )
    assert bob.get(f"/app/calendrier/{made.id}").status_code == 404


def test_of_one_with_nobody_he_has_no_way_to_what_he_left(
    workshop: Workshop, bob: FlaskClient, mailbox: Mailbox
) -> None:
    both = (workshop.alice, his(workshop).id)
    made = booked(workshop, lead=None, title="Visite", members=both)
    with as_bob(workshop):
        own = meetings.book(Plan(workshop.at(f"{MONDAY} 15:00"), minutes=60, members=both, title="Pause"))
    what_left(workshop, mailbox)
    for one, is_seen in ((made, False), (own, True)):
        with as_alice(workshop):
            meetings.move(one, one.starts_at, members=[workshop.alice])
        left = what_left(workshop, mailbox)[BOB].text
        assert (one.title in left, str(one.id) in left) == (True, is_seen)
        assert bob.get(f"/app/calendrier/{one.id}").status_code == (200 if is_seen else 404)


def test_calendars_elsewhere_have_it(workshop: Workshop, bob: FlaskClient) -> None:
    made = booked_online(workshop)
    page = bob.post("/app/reglages/agenda").text
    found = re.search(r"/agenda/[\w-]{43}\.ics", page)
    assert found
    [event] = Calendar.from_ical(workshop.site.filon.client.get(found[0]).data).events
    assert event["SUMMARY"] == "Salma Bennani · Prise de mesures"
    assert PHONE in event["DESCRIPTION"]
    assert SALMA in event["DESCRIPTION"]
    owner = his(workshop)
    who = Actor("agent", owner.id, "Bob", only_own=True)
    with workshop.site.filon.inside(workshop.site.tenant, who, write=False):
        [(id, entry)] = Entries(owner, who, workshop.site.filon.settings).to_come().items()
    assert (id, entry.title) == (made.id, "Salma Bennani · Prise de mesures")


def test_what_he_does_with_it_stands_in_her_timeline(
    workshop: Workshop, bob: FlaskClient, mailbox: Mailbox
) -> None:
    made = booked_online(workshop)
    with workshop.inside():
        first = Lead.by_number(1).next_appointment_at
    page = f"/app/calendrier/{made.id}"
    form = {"day": MONDAY, "time": "15:00", "minutes": "60", "member": str(his(workshop).id), "tells": "on"}
    assert bob.post(f"{page}/time", data=form).status_code == 303
    assert workshop.steps() == ["booked", "moved"]
    with workshop.inside():
        assert (first, Lead.by_number(1).next_appointment_at) == (
            made.starts_at,
            workshop.at(f"{MONDAY} 15:00"),
        )
    assert "15\u00a0h" in what_left(workshop, mailbox)[SALMA].text
    assert bob.post(f"{page}/cancellation", data={"reason": "Malade", "tells": "on"}).status_code == 303
    assert "annulé" in what_left(workshop, mailbox)[SALMA].text
    with workshop.inside():
        assert Lead.by_number(1).next_appointment_at is None
    assert bob.post(f"{page}/cancellation/undoing").status_code == 303
    assert workshop.steps() == ["booked", "moved", "cancelled", "restored"]
    handed = bob.post(f"{page}/time", data={**form, "member": str(workshop.alice)})
    assert (handed.status_code, str(made.id) in handed.headers["Location"]) == (303, False)
    assert bob.get(handed.headers["Location"]).status_code == 200
    assert bob.get(page).status_code == 404
    assert workshop.steps()[-1] == "moved"


def test_others_join_him_though_he_may_not_see_her(workshop: Workshop, bob: FlaskClient) -> None:
    made = booked_online(workshop)
    me = his(workshop).id
    with as_alice(workshop):
        meetings.move(made, made.starts_at, members=[me, workshop.alice])
    with workshop.inside():
        there = {one.member_id for one in Participant.of([made.id])[made.id]}
    assert there == {me, workshop.alice}


def test_whoever_met_her_writes_the_minutes(workshop: Workshop, bob: FlaskClient, mailbox: Mailbox) -> None:
    made = booked_online(workshop)
    other = booked(workshop, f"{MONDAY} 16:00", tells=False)
    what_left(workshop, mailbox)
    with after(workshop):
        page = f"/app/calendrier/{made.id}"
        form = bob.get(f"{page}/minutes")
        assert (form.status_code, "/app/prospects/1" in form.text) == (200, False)
        written(bob, made, filled_in(workshop, {}, send="1"))
        assert "Pose en mai." in what_left(workshop, mailbox)[SALMA].text
        for shown in (bob.get(page).text, bob.get(f"/api/v1/appointments/{made.id}/minutes").text):
            assert "Pose en mai." in shown
            assert "Envoyer le devis" in shown
        assert "/app/prospects/1" not in bob.get(page).text
        with workshop.inside():
            [task] = Task.select()
            assert (task.owner_id, Appointment.find(made.id).status) == (workshop.alice, "held")
        assert bob.get(f"/app/rappels/{task.id}").status_code == 404, "her reminders are not his to see"
        assert write(bob, other, filled_in(workshop)).status_code == 404
        with as_bob(workshop):
            assert list(Minutes.select()) == []
        assert "Bob a écrit le compte rendu" in signed_in(workshop.site).get("/app/prospects/1").text


def test_who_did_not_come_is_not_his_to_plan_for(workshop: Workshop, bob: FlaskClient) -> None:
    made = booked_online(workshop)
    page = f"/app/calendrier/{made.id}"
    with after(workshop):
        assert bob.post(f"{page}/outcome", data={"outcome": "missed"}).status_code == 303
        said = bob.get(page).text
    assert ("et ensuite" in said, "/app/prospects/1" in said, "Rappeler" in said) == (False, False, False)
