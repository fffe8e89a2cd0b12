"""Mails before an appointment: a day and two hours before, each once, and none that is no longer true."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from filon.appointments.models import Appointment
from filon.desk import meetings
from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.notifications.models import Notification
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import SALMA, as_alice, booked
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("nothing_waits")

ALICE = "alice@atlas.example"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _sent(workshop: Workshop, mailbox: Mailbox, at: datetime) -> list[str]:
    """Who is reminded by then, and whatever else happens."""
    workshop.site.filon.work()
    mailbox.mails.clear()
    with clock.standing_at(at):
        workshop.site.filon.work()
    return sorted(mail.recipients[0] for mail in mailbox.mails)


def test_it_works(workshop: Workshop, mailbox: Mailbox) -> None:
    made = booked(workshop, "2026-04-27 10:00")
    starts_at = made.starts_at
    assert _sent(workshop, mailbox, starts_at - DAY - MINUTE) == []
    assert _sent(workshop, mailbox, starts_at - DAY) == [SALMA]
    [mail] = mailbox.mails
    assert mail.message["Subject"] == "Rappel de votre rendez-vous : Lundi 27 avril, 10 h"
    assert "/rendez-vous/" in mail.text
    assert mail.message.get_content_type() == "multipart/alternative", "their calendar has it"
    assert _sent(workshop, mailbox, starts_at - 2 * HOUR) == [ALICE, SALMA]
    assert "06\u00a061\u00a023\u00a045\u00a067" in "".join(mail.text for mail in mailbox.mails)
    assert _sent(workshop, mailbox, starts_at - HOUR) == []


def test_what_has_moved_is_told_for_its_new_time_and_once(workshop: Workshop, mailbox: Mailbox) -> None:
    made = booked(workshop, "2026-04-27 10:00")
    with as_alice(workshop):
        meetings.move(Appointment.find(made.id), workshop.at("2026-04-29 10:00"))
    assert _sent(workshop, mailbox, made.starts_at - HOUR) == []
    with as_alice(workshop):
        meetings.cancel(Appointment.find(made.id))
        meetings.restore(Appointment.find(made.id))
    workshop.site.filon.work()
    with workshop.inside():
        assert Event.select().where(Event.name == "appointment.near").count() > 2, "planned again"
    assert _sent(workshop, mailbox, workshop.at("2026-04-28 10:00")) == [SALMA], "and told once"
    with as_alice(workshop):
        meetings.cancel(Appointment.find(made.id))
    assert _sent(workshop, mailbox, workshop.at("2026-04-29 08:00")) == []


def test_none_comes_after_its_time(workshop: Workshop, mailbox: Mailbox) -> None:
    soon = booked(workshop, "2026-04-24 10:00")
    assert _sent(workshop, mailbox, soon.starts_at - 2 * HOUR - MINUTE) == [], "it was booked later than that"
    assert _sent(workshop, mailbox, soon.starts_at - 2 * HOUR) == [ALICE, SALMA]
    down = booked(workshop, "2026-04-28 10:00")
    assert _sent(workshop, mailbox, down.starts_at - HOUR) == [ALICE, SALMA], "one for both that were due"
    begun = booked(workshop, "2026-04-29 10:00")
    assert _sent(workshop, mailbox, begun.starts_at) == []


def test_none_comes_after_its_time_from_a_mail_server_that_was_away(
    workshop: Workshop, mailbox: Mailbox
) -> None:
    soon = booked(workshop, "2026-04-24 10:00")
    workshop.site.filon.work()
    mailbox.answer, mailbox.attempts = "refuse", 0
    assert _sent(workshop, mailbox, soon.starts_at - 2 * HOUR) == []
    assert mailbox.attempts == 2, "one for each of them"
    mailbox.answer = "accept"
    assert _sent(workshop, mailbox, soon.starts_at) == []
    with workshop.inside():
        assert not Notification.select().where(Notification.sent_at.is_null()).exists(), "nor waits any more"
        assert not Event.select().where(Event.name == "notification.queued").exists()


def test_who_is_not_told_is_not_reminded(workshop: Workshop, mailbox: Mailbox) -> None:
    quiet = booked(workshop, "2026-04-27 10:00", tells=False)
    assert _sent(workshop, mailbox, quiet.starts_at - DAY) == []
    assert _sent(workshop, mailbox, quiet.starts_at - 2 * HOUR) == [ALICE]
    proposed = booked(workshop, "2026-04-28 10:00", proposed=True)
    assert _sent(workshop, mailbox, proposed.starts_at - DAY) == [], "nothing is agreed"
