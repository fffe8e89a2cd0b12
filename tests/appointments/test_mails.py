"""Mails to those whom we meet: one a change, in their language and on their clocks, for their calendars too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from filon.appointments.models import Appointment
from filon.appointments.plans import Guest, Plan
from filon.desk import meetings
from filon.foundation import clock
from filon.foundation.access import Actor
from filon.leads.models import Lead
from filon.tenants.models import Member, Tenant
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, as_alice, booked, what_left
from tests.parts.smtp import Mail, Mailbox

pytestmark = pytest.mark.usefixtures("nothing_waits")


def _shape(mail: Mail) -> list[str]:
    return [part.get_content_type() for part in mail.message.walk()]


def _calendar(mail: Mail) -> Any:
    """The invitation: the same in the part and in the file, its lines as in RFC 5545."""
    [part] = [one for one in mail.message.walk() if one.get_content_type() == "text/calendar"]
    [file] = mail.message.iter_attachments()
    raw = part.get_payload(decode=True)
    assert raw == file.get_payload(decode=True)
    assert raw.count(b"\n") == raw.count(b"\r\n") > 10
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(raw)
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part.get_param("method") == calendar["METHOD"]
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    return calendar


def test_it_works(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    kind = workshop.offer(place="14, rue Ibn Jahir, Casablanca")
    typed = {"day": MONDAY, "time": "10:00", "kind": str(kind.id), "lead": "1", "tells": "1"}
    assert "Prévenir le prospect" in browser.get("/app/calendrier/nouveau?lead=1").text
    browser.post("/app/calendrier", data=typed)
    sent = what_left(workshop, mailbox)
    assert list(sent) == [SALMA], "Alice has done it herself"
    mail = sent[SALMA]
    said = mail.message
    assert said["From"] == "Menuiserie Atlas <filon@agence.example>"
    assert said["Reply-To"] == "alice@atlas.example"
    assert said["Subject"] == "Rendez-vous confirmé : Lundi 27 avril, 10 h"
    assert _shape(mail) == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"),
        "application/ics",
    ]
    for words in ("Casablanca · UTC", "Prise de mesures", "14, rue Ibn Jahir", "/rendez-vous/"):
        assert words in mail.text
    calendar = _calendar(mail)
    [event] = calendar.events
    for place in (mail.text, event["DESCRIPTION"]):
        assert "pour changer ou annuler, utilisez le lien" in place, "no answer of a calendar is read"
    assert calendar["METHOD"] == "REQUEST"
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (
        "mailto:filon@agence.example",
        "Menuiserie Atlas",
    )
    assert (event["ATTENDEE"], event["ATTENDEE"].params["RSVP"]) == (f"mailto:{SALMA}", "TRUE")
    starts_at = workshop.at(f"{MONDAY} 10:00")
    assert (event.start, event.end) == (starts_at, starts_at + timedelta(hours=1))
    assert event.start.utcoffset() == timedelta()
    assert (event["SEQUENCE"], event["STATUS"], event["LOCATION"]) == (
        *(0, "CONFIRMED"),
        "14, rue Ibn Jahir, Casablanca",
    )
    assert f"Mail envoyé à {SALMA}" in browser.get("/app/prospects/1").text

    with workshop.inside():
        address = f"/app/calendrier/{Appointment.get().id}"
    members = {"member": [str(workshop.alice)]}
    moving = {"day": MONDAY, "time": "16:00", "minutes": "60", **members, "tells": "1"}
    browser.post(f"{address}/time", data=moving)
    moved = what_left(workshop, mailbox)[SALMA]
    assert "Avant\u00a0: Lundi 27 avril, 10\u00a0h" in moved.text
    [again] = _calendar(moved).events
    assert (again["UID"], again["SEQUENCE"]) == (event["UID"], 1)
    browser.post(f"{address}/cancellation", data={"reason": "Il pleut", "tells": "1"})
    cancelled = what_left(workshop, mailbox)[SALMA]
    assert "Il pleut" not in cancelled.text, "that is the team's"
    over = _calendar(cancelled)
    assert (over["METHOD"], over.events[0]["STATUS"], over.events[0]["SEQUENCE"]) == (
        "CANCEL",
        "CANCELLED",
        2,
    )
    assert over.events[0]["UID"] == event["UID"]
    browser.post(f"{address}/cancellation/undoing")
    back = _calendar(what_left(workshop, mailbox)[SALMA])
    assert (back["METHOD"], back.events[0]["SEQUENCE"]) == ("REQUEST", 3)
    del moving["tells"]
    browser.post(f"{address}/time", data={**moving, "time": "17:00"})
    browser.post(f"{address}/cancellation", data={"reason": "Il neige"})
    assert what_left(workshop, mailbox) == {}, "where the box is not ticked nobody is told"
    browser.post(f"{address}/cancellation/undoing")
    once_more = what_left(workshop, mailbox)[SALMA]
    assert "17 h" in once_more.text.replace("\u00a0", " "), "the box spoke of that change alone"


def test_guests_and_the_team_are_told_each_in_their_words(workshop: Workshop, mailbox: Mailbox) -> None:
    bob, dina = workshop.hire("Bob", "Dina")
    with workshop.inside():
        Member.update(joined_at=clock.now()).execute()
    guests = (Guest("يوسف <b>", "youssef@example.com"), Guest("Sans adresse"), Guest("Encore", SALMA.upper()))
    with workshop.site.filon.inside(workshop.site.tenant, Actor("agent", bob, "Bob")):
        who = {"members": (workshop.alice, bob), "lead": Lead.by_number(1), "guests": guests}
        how = {"minutes": 30, "language": "ar", "zone": "Europe/Paris"}
        made = meetings.book(Plan(workshop.at(f"{MONDAY} 10:00"), **who, **how))
    sent = what_left(workshop, mailbox)
    assert set(sent) == {SALMA, "youssef@example.com", "alice@atlas.example"}
    assert 'dir="rtl"' in sent[SALMA].message.get_body(("html",)).get_content()
    assert "11:00" in sent[SALMA].text, "on the clocks of the one who comes"
    assert "/rendez-vous/" in sent[SALMA].text
    assert "/rendez-vous/" not in str(sent["youssef@example.com"].message), "a guest can't cancel it"
    [event] = _calendar(sent["youssef@example.com"]).events
    assert "اتصلوا بنا" in event["DESCRIPTION"]
    assert event["ATTENDEE"].params["CN"] == "يوسف <b>"
    news = sent["alice@atlas.example"]
    assert news.message["Subject"] == "Nouveau rendez-vous : Salma Bennani, Lundi 27 avril, 10 h"
    assert "06 61 23 45 67" in news.text.replace("\u00a0", " ")
    with workshop.inside():
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 10:00"), members=(dina, bob))
    subjects = {to: mail.message["Subject"] for to, mail in what_left(workshop, mailbox).items()}
    assert subjects["alice@atlas.example"].startswith("Rendez-vous confié à d’autres")
    assert subjects["dina@atlas.example"].startswith("Nouveau rendez-vous")
    assert subjects["bob@atlas.example"].startswith("Rendez-vous modifié")


def test_one_mail_a_change_and_none_that_is_out_of_date(workshop: Workshop, mailbox: Mailbox) -> None:
    made = booked(workshop)
    with as_alice(workshop):
        meetings.change(Appointment.find(made.id), title="Choix des essences")
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 15:00"))
    mail = what_left(workshop, mailbox)[SALMA]
    assert "15 h" in mail.text.replace("\u00a0", " ")
    with as_alice(workshop):
        meetings.change(Appointment.find(made.id), title="Choix des couleurs")
    renamed = what_left(workshop, mailbox)[SALMA]
    assert "Choix des couleurs" in renamed.text
    assert _calendar(renamed).events[0]["SUMMARY"].startswith("Choix des couleurs")
    with as_alice(workshop):
        meetings.change(Appointment.find(made.id), place="Chez Salma")
    assert "Chez Salma" in what_left(workshop, mailbox)[SALMA].text
    proposed = booked(workshop, "2026-04-28 10:00", proposed=True)
    asked = what_left(workshop, mailbox)[SALMA]
    assert "bien reçue" in asked.text
    assert "text/calendar" not in _shape(asked), "nothing is agreed yet"
    with as_alice(workshop):
        meetings.confirm(Appointment.find(proposed.id))
    assert _calendar(what_left(workshop, mailbox)[SALMA])["METHOD"] == "REQUEST"
    refused = booked(workshop, "2026-04-29 10:00", proposed=True)
    what_left(workshop, mailbox)
    with as_alice(workshop):
        meetings.cancel(Appointment.find(refused.id))
    assert "text/calendar" not in _shape(what_left(workshop, mailbox)[SALMA]), "no calendar has it"


def test_who_is_not_to_be_told_is_not(workshop: Workshop, mailbox: Mailbox) -> None:
    booked(workshop, "2026-04-20 10:00")
    booked(workshop, tells=False)
    late = booked(workshop, "2026-04-28 10:00")
    with clock.standing_at(late.starts_at):
        assert what_left(workshop, mailbox) == {}, "a worker that comes after it has begun"
    trashed = booked(workshop, "2026-04-29 10:00")
    with workshop.inside():
        Lead.update(trashed_at=clock.now()).where(Lead.id == trashed.lead_id).execute()
    assert what_left(workshop, mailbox) == {}
    with workshop.inside():
        Lead.update(trashed_at=None, email="a@b.example, c@d.example").execute()
    booked(workshop, "2026-04-30 10:00")
    assert what_left(workshop, mailbox) == {}
    with workshop.inside():
        Lead.update(email=SALMA).execute()
        Tenant.update(removed_at=clock.now()).execute()
    booked(workshop, "2026-05-04 10:00")
    assert what_left(workshop, mailbox) == {}


def test_when_clocks_change_the_hour_stays_and_people_are_told(workshop: Workshop, mailbox: Mailbox) -> None:
    made = booked(workshop)
    what_left(workshop, mailbox)
    with workshop.inside():
        shifted = {
            "starts_at": made.starts_at + timedelta(hours=1),
            "ends_at": made.ends_at + timedelta(hours=1),
        }
        Appointment.update(**shifted).where(Appointment.id == made.id).execute()
        meetings.follow_clock_changes()
    sent = what_left(workshop, mailbox)
    assert "reste à l’heure convenue" in sent[SALMA].text
    [event] = _calendar(sent[SALMA]).events
    assert (event.start, event["SEQUENCE"]) == (datetime(2026, 4, 27, 9, tzinfo=UTC), 1)
    assert "L’heure légale a changé" in sent["alice@atlas.example"].text
