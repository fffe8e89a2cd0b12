"""An appointment that its owner moves, or takes away, in their calendar elsewhere: who wins, and who is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from filon.appointments.models import Appointment
from filon.appointments.resources import the_resource
from filon.desk import meetings
from filon.foundation import clock
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, as_alice, booked
from tests.appointments.shelf import Shelf
from tests.appointments.test_resources import needing, rooms
from tests.parts.smtp import Mailbox

ALICE = "alice@atlas.example"

pytestmark = pytest.mark.usefixtures("nothing_waits")


def _starts(workshop: Workshop, made: Any) -> datetime:
    with workshop.inside():
        at: datetime = Appointment.find(made.id).starts_at
        return at


def test_it_is_put_back_where_there_is_no_time(
    workshop: Workshop, connected: Shelf, later: Any, mailbox: Mailbox
) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    booked(workshop, f"{MONDAY} 17:00", lead=None, title="Livraison")
    later(1)
    mailbox.mails.clear()
    event = next(one for one in connected.ours() if "Salma" in one["SUMMARY"])
    connected.move(event["UID"], workshop.at(f"{MONDAY} 17:15"), workshop.at(f"{MONDAY} 18:15"))
    later(7)
    assert _starts(workshop, made) == made.starts_at
    assert next(one for one in connected.ours() if one["UID"] == event["UID"]).start == made.starts_at
    (mail,) = mailbox.mails
    assert mail.recipients == [ALICE]
    assert "17 h 15" in mail.text.replace("\u00a0", " ")


def test_moved_on_both_sides_ours_stays(
    workshop: Workshop, connected: Shelf, later: Any, mailbox: Mailbox
) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    later(1)
    (event,) = connected.ours()
    connected.move(event["UID"], workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    with as_alice(workshop):
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 16:00"))
    mailbox.mails.clear()
    later(2)
    later(9)
    assert _starts(workshop, made) == workshop.at(f"{MONDAY} 16:00")
    assert connected.ours()[0].start == workshop.at(f"{MONDAY} 16:00")
    to_alice = [mail for mail in mailbox.mails if mail.recipients == [ALICE]]
    assert len(to_alice) == 1
    assert "l’heure de Filon reste" in to_alice[0].message["Subject"]


def test_the_room_that_it_gets_for_a_move_there_is_written_there(
    workshop: Workshop, connected: Shelf, later: Any
) -> None:
    [bob] = workshop.hire("Bob")
    big, small = rooms(workshop, "Showroom", "Petit salon")
    kind = needing(workshop, (big, small), workshop.alice, bob)
    with workshop.inside():
        showroom = the_resource(big)
    made = booked(workshop, f"{MONDAY} 15:00", kind=kind)
    workshop.book(f"{MONDAY} 16:00", members=(bob,), resource=showroom)
    later(1)
    (event,) = connected.ours()
    assert event["LOCATION"] == "Showroom"
    # As a calendar that keeps moments, and no zones, says it.
    four, five = (workshop.at(f"{MONDAY} {hour}").astimezone(UTC) for hour in ("16:00", "17:00"))
    connected.move(event["UID"], four, five)
    later(7)
    later(14)
    assert _starts(workshop, made) == four
    (there,) = connected.ours()
    assert (there.start, there["LOCATION"]) == (four, "Petit salon")


def test_taken_away_there_it_stays_here_and_its_owner_is_asked(
    workshop: Workshop, connected: Shelf, later: Any, mailbox: Mailbox
) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    later(1)
    mailbox.mails.clear()
    connected.take_away(connected.ours()[0]["UID"])
    later(7)
    later(14)
    with workshop.inside():
        assert Appointment.find(made.id).is_open
    assert connected.ours() == [], "not forced upon them again"
    (mail,) = mailbox.mails
    assert (mail.recipients, "toujours prévu" in mail.message["Subject"]) == ([ALICE], True)
    with workshop.inside():
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 16:00"))
    later(15)
    assert [one.start for one in connected.ours()] == [workshop.at(f"{MONDAY} 16:00")], (
        "it is another one now"
    )


def test_what_they_write_into_it_is_left_alone(workshop: Workshop, connected: Shelf, later: Any) -> None:
    booked(workshop, f"{MONDAY} 15:00")
    later(1)
    (event,) = connected.ours()
    connected.rewrite(event["UID"], "SUMMARY", "Salma, prendre les échantillons")
    later(7)
    later(14)
    assert [one["SUMMARY"] for one in connected.ours()] == ["Salma, prendre les échantillons"]
    assert workshop.steps() == ["booked"]


def test_moved_to_where_it_is_past_it_is_put_back(workshop: Workshop, connected: Shelf, later: Any) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    later(1)
    (event,) = connected.ours()
    connected.move(event["UID"], clock.now() - timedelta(hours=2), clock.now() - timedelta(hours=1))
    later(7)
    later(14)
    assert _starts(workshop, made) == made.starts_at
    assert connected.ours()[0].start == made.starts_at


def test_words_that_change_here_are_no_move(
    workshop: Workshop, connected: Shelf, later: Any, mailbox: Mailbox
) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    later(1)
    (event,) = connected.ours()
    with workshop.inside():
        Lead.update(phone="+212661999999").execute()
    connected.move(event["UID"], workshop.at(f"{MONDAY} 16:00"), workshop.at(f"{MONDAY} 17:00"))
    mailbox.mails.clear()
    later(7)
    assert _starts(workshop, made) == workshop.at(f"{MONDAY} 16:00")
    assert [mail.recipients for mail in mailbox.mails] == [[SALMA]]
    connected.take_away(event["UID"])
    with workshop.inside():
        Lead.update(phone="+212661888888").execute()
    later(14)
    later(20)
    assert connected.ours() == [], "nor is what was taken away forced upon them"
