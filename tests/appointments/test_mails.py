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
from filon.housekeeping.actions import erase_lead
from filon.housekeeping.trash import empty_trash
from filon.leads.models import Lead
from filon.notifications.models import Notification
from filon.tenants.models import Member, Tenant
from tests.appointments.calendar import Workshop
from tests.parts.smtp import Mail, Mailbox

MONDAY = "2026-04-27"
SALMA = "salma@example.com"


@pytest.fixture
def workshop(mailbox: Mailbox, workshop: Workshop) -> Workshop:
    """Mails about Salma's request have left."""
    workshop.site.filon.work()
    mailbox.mails.clear()
    return workshop


def _as_alice(workshop: Workshop) -> Any:
    return workshop.site.filon.inside(workshop.site.tenant, Actor("owner", workshop.alice, "Alice"))


def _booked(workshop: Workshop, when: str = f"{MONDAY} 10:00", **how: Any) -> Any:
    """By Alice, with Salma."""
    with _as_alice(workshop):
        lead = how.pop("lead", Lead.by_number(1))
        plan = Plan(workshop.at(when), **{"minutes": 60, "members": (workshop.alice,), "lead": lead, **how})
        return meetings.book(plan)


def _sent(workshop: Workshop, mailbox: Mailbox) -> dict[str, Mail]:
    """What left since, one for each address."""
    mailbox.mails.clear()
    workshop.site.filon.work()
    to = {mail.recipients[0]: mail for mail in mailbox.mails}
    assert len(to) == len(mailbox.mails), "one each"
    return to


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
    sent = _sent(workshop, mailbox)
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
    moved = _sent(workshop, mailbox)[SALMA]
    assert "Avant\u00a0: Lundi 27 avril, 10\u00a0h" in moved.text
    [again] = _calendar(moved).events
    assert (again["UID"], again["SEQUENCE"]) == (event["UID"], 1)
    browser.post(f"{address}/cancellation", data={"reason": "Il pleut", "tells": "1"})
    cancelled = _sent(workshop, mailbox)[SALMA]
    assert "Il pleut" not in cancelled.text, "that is the team's"
    over = _calendar(cancelled)
    assert (over["METHOD"], over.events[0]["STATUS"], over.events[0]["SEQUENCE"]) == (
        "CANCEL",
        "CANCELLED",
        2,
    )
    assert over.events[0]["UID"] == event["UID"]
    browser.post(f"{address}/cancellation/undoing")
    back = _calendar(_sent(workshop, mailbox)[SALMA])
    assert (back["METHOD"], back.events[0]["SEQUENCE"]) == ("REQUEST", 3)
    del moving["tells"]
    browser.post(f"{address}/time", data={**moving, "time": "17:00"})
    browser.post(f"{address}/cancellation", data={"reason": "Il neige"})
    assert _sent(workshop, mailbox) == {}, "where the box is not ticked nobody is told"
    browser.post(f"{address}/cancellation/undoing")
    once_more = _sent(workshop, mailbox)[SALMA]
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
    sent = _sent(workshop, mailbox)
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
    subjects = {to: mail.message["Subject"] for to, mail in _sent(workshop, mailbox).items()}
    assert subjects["alice@atlas.example"].startswith("Rendez-vous confié à d’autres")
    assert subjects["dina@atlas.example"].startswith("Nouveau rendez-vous")
    assert subjects["bob@atlas.example"].startswith("Rendez-vous modifié")


def test_one_mail_a_change_and_none_that_is_out_of_date(workshop: Workshop, mailbox: Mailbox) -> None:
    made = _booked(workshop)
    with _as_alice(workshop):
        meetings.change(Appointment.find(made.id), title="Choix des essences")
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 15:00"))
    mail = _sent(workshop, mailbox)[SALMA]
    assert "15 h" in mail.text.replace("\u00a0", " ")
    with _as_alice(workshop):
        meetings.change(Appointment.find(made.id), title="Choix des couleurs")
    assert _sent(workshop, mailbox) == {}, "what it is called is no news"
    with _as_alice(workshop):
        meetings.change(Appointment.find(made.id), place="Chez Salma")
    assert "Chez Salma" in _sent(workshop, mailbox)[SALMA].text
    proposed = _booked(workshop, "2026-04-28 10:00", proposed=True)
    asked = _sent(workshop, mailbox)[SALMA]
    assert "bien reçue" in asked.text
    assert "text/calendar" not in _shape(asked), "nothing is agreed yet"
    with _as_alice(workshop):
        meetings.confirm(Appointment.find(proposed.id))
    assert _calendar(_sent(workshop, mailbox)[SALMA])["METHOD"] == "REQUEST"
    refused = _booked(workshop, "2026-04-29 10:00", proposed=True)
    _sent(workshop, mailbox)
    with _as_alice(workshop):
        meetings.cancel(Appointment.find(refused.id))
    assert "text/calendar" not in _shape(_sent(workshop, mailbox)[SALMA]), "no calendar has it"


def test_what_is_no_longer_true_does_not_leave_late(
    workshop: Workshop, mailbox: Mailbox, browser: FlaskClient
) -> None:
    mailbox.answer = "refuse"
    made = _booked(workshop)
    assert _sent(workshop, mailbox) == {}
    assert f"Mail en attente pour {SALMA}" in browser.get("/app/prospects/1").text
    with _as_alice(workshop):
        meetings.change(Appointment.find(made.id), title="Choix des essences")
        workshop.site.filon.work()
        assert f"Mail en attente pour {SALMA}" in browser.get("/app/prospects/1").text, "that is no news"
        meetings.cancel(Appointment.find(made.id))
    mailbox.answer = "accept"
    assert _sent(workshop, mailbox)[SALMA].message["Subject"].startswith("Rendez-vous annulé")
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        assert _sent(workshop, mailbox) == {}, "it is not confirmed after that"
    page = browser.get("/app/prospects/1").text
    assert page.count(f"Mail envoyé à {SALMA}") == 1
    assert "Mail en attente" not in page


def test_who_is_not_to_be_told_is_not(workshop: Workshop, mailbox: Mailbox) -> None:
    _booked(workshop, "2026-04-20 10:00")
    _booked(workshop, tells=False)
    late = _booked(workshop, "2026-04-28 10:00")
    with clock.standing_at(late.starts_at):
        assert _sent(workshop, mailbox) == {}, "a worker that comes after it has begun"
    trashed = _booked(workshop, "2026-04-29 10:00")
    with workshop.inside():
        Lead.update(trashed_at=clock.now()).where(Lead.id == trashed.lead_id).execute()
    assert _sent(workshop, mailbox) == {}
    with workshop.inside():
        Lead.update(trashed_at=None, email="a@b.example, c@d.example").execute()
    _booked(workshop, "2026-04-30 10:00")
    assert _sent(workshop, mailbox) == {}
    with workshop.inside():
        Lead.update(email=SALMA).execute()
        Tenant.update(removed_at=clock.now()).execute()
    _booked(workshop, "2026-05-04 10:00")
    assert _sent(workshop, mailbox) == {}


def test_one_who_is_erased_gets_none_and_leaves_nothing(workshop: Workshop, mailbox: Mailbox) -> None:
    mailbox.answer = "refuse"
    _booked(workshop)
    with workshop.inside():
        karim = Lead.add(
            number=99, first_name="Karim", email="karim@example.com", source="phone", currency="MAD"
        )
    _booked(workshop, "2026-04-28 10:00", lead=karim, guests=(Guest("Salma", SALMA),))
    workshop.site.filon.work()
    with _as_alice(workshop):
        erase_lead(Lead.by_number(1))
        assert [one.address for one in Notification.select().where(Notification.sent_at.is_null())] == [
            "karim@example.com"
        ]
    mailbox.answer = "accept"
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        assert set(_sent(workshop, mailbox)) == {"karim@example.com"}


def test_what_one_was_told_outlives_a_duplicate_in_the_trash(workshop: Workshop, mailbox: Mailbox) -> None:
    _booked(workshop)
    assert SALMA in _sent(workshop, mailbox)
    mailbox.answer = "refuse"
    _booked(workshop, "2026-04-28 10:00")
    workshop.site.filon.work()
    with workshop.inside():
        long_ago = clock.now() - timedelta(days=31)
        twin = {"first_name": "Salma", "email": SALMA, "source": "phone", "currency": "MAD"}
        Lead.add(number=99, trashed_at=long_ago, **twin)
        empty_trash()
        assert Lead.select().where(Lead.number == 99).first() is None
        told = Notification.select().where(Notification.address == SALMA).order_by(Notification.id)
        assert [one.sent_at is not None for one in told] == [True, False]


def test_a_refused_one_is_seen_beside_the_lead(
    workshop: Workshop, mailbox: Mailbox, browser: FlaskClient
) -> None:
    mailbox.answer = "reject"
    _booked(workshop)
    workshop.site.filon.work()
    page = browser.get("/app/prospects/1").text
    assert f"Mail refusé par {SALMA}" in page
    assert "550 No such mailbox" in page


def test_when_clocks_change_the_hour_stays_and_people_are_told(workshop: Workshop, mailbox: Mailbox) -> None:
    made = _booked(workshop)
    _sent(workshop, mailbox)
    with workshop.inside():
        shifted = {
            "starts_at": made.starts_at + timedelta(hours=1),
            "ends_at": made.ends_at + timedelta(hours=1),
        }
        Appointment.update(**shifted).where(Appointment.id == made.id).execute()
        meetings.follow_clock_changes()
    sent = _sent(workshop, mailbox)
    assert "reste à l’heure convenue" in sent[SALMA].text
    [event] = _calendar(sent[SALMA]).events
    assert (event.start, event["SEQUENCE"]) == (datetime(2026, 4, 27, 9, tzinfo=UTC), 1)
    assert "L’heure légale a changé" in sent["alice@atlas.example"].text
