"""What becomes of mails about appointments: late ones, refused ones, and those of who is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.appointments.plans import Guest
from filon.desk import meetings
from filon.foundation import clock
from filon.housekeeping.actions import erase_lead
from filon.housekeeping.trash import empty_trash
from filon.leads.models import Lead
from filon.notifications.models import Notification
from filon.schedule import forget_old_notifications
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import SALMA, as_alice, booked, what_left
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("nothing_waits")


def test_it_works(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    mailbox.answer = "refuse"
    made = booked(workshop)
    assert what_left(workshop, mailbox) == {}
    assert f"Mail en attente pour {SALMA}" in browser.get("/app/prospects/1").text
    with as_alice(workshop):
        meetings.change(Appointment.find(made.id), title="Choix des essences")
    workshop.site.filon.work()
    assert f"Mail en attente pour {SALMA}" in browser.get("/app/prospects/1").text
    with as_alice(workshop):
        meetings.cancel(Appointment.find(made.id))
    mailbox.answer = "accept"
    assert what_left(workshop, mailbox)[SALMA].message["Subject"].startswith("Rendez-vous annulé")
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        assert what_left(workshop, mailbox) == {}, "it is not confirmed after that"
    page = browser.get("/app/prospects/1").text
    assert page.count(f"Mail envoyé à {SALMA}") == 1
    assert "Mail en attente" not in page


def test_a_refused_one_is_seen_beside_the_lead(
    workshop: Workshop, mailbox: Mailbox, browser: FlaskClient
) -> None:
    mailbox.answer = "reject"
    booked(workshop)
    workshop.site.filon.work()
    page = browser.get("/app/prospects/1").text
    assert f"Mail refusé par {SALMA}" in page
    assert "550 No such mailbox" in page


def test_what_a_timeline_shows_is_kept_and_nothing_else(workshop: Workshop, mailbox: Mailbox) -> None:
    made = booked(workshop)
    booked(workshop, "2026-04-28 10:00", lead=None, title="Visite", guests=(Guest("Ana", "ana@example.com"),))
    assert len(what_left(workshop, mailbox)) == 2
    with clock.standing_at(made.starts_at - timedelta(days=1)):
        assert set(what_left(workshop, mailbox)) == {SALMA}, "a reminder"
    with clock.standing_at(made.starts_at + timedelta(days=100)):
        forget_old_notifications(workshop.site.filon.settings)
    with workshop.inside():
        [kept] = Notification.select()
        assert kept.subject.startswith("Rendez-vous confirmé")


def test_one_who_is_erased_gets_none_and_leaves_nothing(workshop: Workshop, mailbox: Mailbox) -> None:
    mailbox.answer = "refuse"
    booked(workshop)
    with workshop.inside():
        karim = Lead.add(
            number=99, first_name="Karim", email="karim@example.com", source="phone", currency="MAD"
        )
    booked(workshop, "2026-04-28 10:00", lead=karim, guests=(Guest("Salma", SALMA),))
    workshop.site.filon.work()
    with as_alice(workshop):
        erase_lead(Lead.by_number(1))
        assert [one.address for one in Notification.select().where(Notification.sent_at.is_null())] == [
            "karim@example.com"
        ]
    mailbox.answer = "accept"
    with clock.standing_at(clock.now() + timedelta(minutes=10)):
        assert set(what_left(workshop, mailbox)) == {"karim@example.com"}


def test_what_one_was_told_outlives_a_duplicate_in_the_trash(workshop: Workshop, mailbox: Mailbox) -> None:
    booked(workshop)
    assert SALMA in what_left(workshop, mailbox)
    mailbox.answer = "refuse"
    booked(workshop, "2026-04-28 10:00")
    workshop.site.filon.work()
    with workshop.inside():
        long_ago = clock.now() - timedelta(days=31)
        twin = {"first_name": "Salma", "email": SALMA, "source": "phone", "currency": "MAD"}
        Lead.add(number=99, trashed_at=long_ago, **twin)
        empty_trash()
        assert Lead.select().where(Lead.number == 99).first() is None
        told = Notification.select().where(Notification.address == SALMA).order_by(Notification.id)
        assert [one.sent_at is not None for one in told] == [True, False]
