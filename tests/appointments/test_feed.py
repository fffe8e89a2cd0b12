"""A member's calendar at a secret address: what they take part in, for them alone, until they change it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar

from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Plan
from filon.desk import calendar_feed, meetings
from filon.foundation import clock
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.dashboard.people import signed_in

MONDAY = "2026-04-27 10:00"


def _address(browser: FlaskClient) -> str:
    """A new one; the page shows it this once."""
    made = browser.post("/app/reglages/agenda")
    found = re.search(r'value="http://[^/"]*(/agenda/[\w-]{43}\.ics)"', made.text)
    assert found, made.text
    reloaded = browser.get("/app/reglages/agenda", follow_redirects=True)
    assert (reloaded.status_code, found[1] in reloaded.text) == (200, False)
    return found[1]


def _booked(workshop: Workshop, when: str, **how: Any) -> Any:
    with workshop.inside():
        return meetings.book(Plan(workshop.at(when), minutes=60, **{"members": (workshop.alice,), **how}))


def test_it_works(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob")
    with workshop.inside():
        salma = Lead.by_number(1)
    made = _booked(workshop, MONDAY, lead=salma, place="14; rue\\Ibn Jahir, Casablanca")
    _booked(workshop, "2026-04-28 10:00", title="Atelier <script>\nEND:VCALENDAR")
    _booked(workshop, "2026-04-29 10:00", title="De Bob", members=(bob,))
    _booked(workshop, "2026-03-02 10:00", title="Il y a longtemps")
    address = _address(browser)
    stranger = workshop.site.filon.client
    answer = stranger.get(address)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.data.count(b"\n") == answer.data.count(b"\r\n")
    assert max(map(len, answer.data.split(b"\r\n"))) <= 75
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\nX-PUBLISHED-TTL:PT15M" in answer.data
    calendar = Calendar.from_ical(answer.data)
    assert (calendar["METHOD"], calendar.errors) == ("PUBLISH", [])
    first, second = calendar.events
    assert (first.start, first["SUMMARY"]) == (workshop.at(MONDAY), "Salma Bennani · Rendez-vous")
    assert (first["LOCATION"], second["SUMMARY"]) == (
        "14; rue\\Ibn Jahir, Casablanca",
        "Atelier <script> END:VCALENDAR",
    )
    assert "06\u00a061\u00a023\u00a045\u00a067" in first["DESCRIPTION"]
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        again = stranger.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with workshop.inside():
        meetings.cancel(Appointment.find(made.id))
    changed = stranger.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert Calendar.from_ical(changed.data).events[0]["STATUS"] == "CANCELLED"
    with workshop.inside():
        Lead.update(phone=None, phone_typed=None).execute()
    called = stranger.get(address, headers={"If-None-Match": changed.headers["ETag"]})
    assert "06\u00a061" not in Calendar.from_ical(called.data).events[0]["DESCRIPTION"], (
        "by what is said, too"
    )
    weak = stranger.get(address, headers={"If-None-Match": f"W/{called.headers['ETag']}"})
    assert (weak.status_code, weak.data) == (304, b""), "as a proxy has it that made it smaller"
    assert stranger.post(address).status_code == 405


def test_an_address_ends_when_it_is_changed_and_with_its_member(
    workshop: Workshop, browser: FlaskClient
) -> None:
    stranger = workshop.site.filon.client
    first = _address(browser)
    second = _address(browser)
    assert [stranger.get(one).status_code for one in (first, second)] == [404, 200]
    browser.post("/app/reglages/agenda/fin")
    assert stranger.get(second).status_code == 404
    third = _address(browser)
    with workshop.inside():
        Member.update(removed_at=clock.now()).where(Member.id == workshop.alice).execute()
    assert stranger.get(third).status_code == 404
    statuses = [stranger.get(f"/agenda/{'x' * 43}.ics").status_code for _try in range(25)]
    assert statuses[-1] == 429


def test_of_more_than_it_shows_those_that_are_near(workshop: Workshop, browser: FlaskClient) -> None:
    _booked(workshop, MONDAY, title="Lundi")
    with workshop.inside():
        first = workshop.at("2026-04-01 10:00")
        how = {"minutes": 60, "zone": "Africa/Casablanca", "place_kind": "office", "status": "held"}
        for count in range(calendar_feed.MOST):
            at = first + timedelta(hours=count)
            past = Appointment.add(title=str(count), wall="", starts_at=at, ends_at=at, **how)
            Participant.add(appointment_id=past.id, member_id=workshop.alice)
    calendar = Calendar.from_ical(workshop.site.filon.client.get(_address(browser)).data)
    shown = [event["SUMMARY"] for event in calendar.events]
    assert (len(shown), shown[0], shown[-1]) == (calendar_feed.MOST, "1", "Lundi")


def test_it_shows_no_more_than_its_member_may_see(workshop: Workshop) -> None:
    browser = signed_in(workshop.site, "agent")
    with workshop.inside():
        salma, bob = Lead.by_number(1), Member.get(Member.role == "agent").id
    made = _booked(workshop, MONDAY, lead=salma, members=(bob, workshop.alice))
    _booked(workshop, "2026-04-27 14:00", lead=salma)
    address = _address(browser)
    with workshop.inside():
        Member.update(only_own=True).where(Member.id == bob).execute()
        Lead.update(owner_id=workshop.alice).execute()
    [event] = Calendar.from_ical(workshop.site.filon.client.get(address).data).events
    assert event.start == workshop.at(MONDAY), "whom he meets, whosever she is"
    with workshop.inside():
        meetings.move(made, made.starts_at, members=[workshop.alice])
    assert Calendar.from_ical(workshop.site.filon.client.get(address).data).events == []
