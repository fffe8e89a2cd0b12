"""A member's calendar elsewhere, on a real CalDAV server: what stands there and what stands here come to agree."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments import calendar_accounts
from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar
from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Plan
from filon.appointments.times import BusyTime
from filon.desk import meetings
from filon.foundation.errors import Conflict
from filon.housekeeping.erasing import erase_person
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, as_alice, booked, what_left
from tests.appointments.shelf import AGENDAS, Shelf, connect
from tests.parts.smtp import Mailbox

ALICE = "alice@atlas.example"

pytestmark = pytest.mark.usefixtures("nothing_waits")


def _starts(workshop: Workshop, made: Any) -> datetime:
    with workshop.inside():
        at: datetime = Appointment.find(made.id).starts_at
        return at


def test_it_works(
    workshop: Workshop, browser: FlaskClient, shelf: Shelf, later: Any, mailbox: Mailbox
) -> None:
    kind = workshop.offer()
    shelf.put("dentist", workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    made = booked(workshop, f"{MONDAY} 15:00", place="Atelier")
    assert connect(browser, shelf).headers["Location"].endswith(AGENDAS)
    workshop.site.filon.work()
    assert workshop.free(kind, MONDAY) == ["09:00", "11:00", "14:00", "16:00", "16:30", "17:00"]
    (event,) = shelf.ours()
    assert (event.start, event.end) == (made.starts_at, made.ends_at)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Salma Bennani · Rendez-vous", "Atelier")
    page = browser.get(AGENDAS).text
    assert "Dernière lecture : 10 h 24" in page.replace("\u00a0", " ")

    shelf.move(event["UID"], workshop.at(f"{MONDAY} 16:00"), workshop.at(f"{MONDAY} 17:30"))
    shelf.take_away("dentist")
    mailbox.mails.clear()
    later(6)
    assert _starts(workshop, made) == workshop.at(f"{MONDAY} 16:00")
    assert workshop.free(kind, MONDAY)[:5] == ["09:00", "09:30", "10:00", "10:30", "11:00"]
    assert [mail.recipients for mail in mailbox.mails] == [[SALMA]], "who is waited for hears of it"
    assert workshop.steps() == ["booked", "moved"]

    with workshop.inside():
        meetings.cancel(Appointment.find(made.id))
    later(7)
    assert shelf.ours() == []


def test_what_follows_is_written_at_once_and_once(workshop: Workshop, connected: Shelf) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    workshop.site.filon.work()
    (event,) = connected.ours()
    assert event.start == made.starts_at
    with workshop.inside():
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 17:00"))
    workshop.site.filon.work()
    (moved,) = connected.ours()
    assert (moved["UID"], moved.start) == (event["UID"], workshop.at(f"{MONDAY} 17:00"))
    assert moved["SEQUENCE"] > event["SEQUENCE"]


def test_our_own_event_takes_no_time_of_its_own(workshop: Workshop, connected: Shelf, later: Any) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    later(6)
    with workshop.inside():
        assert list(BusyTime.select()) == []
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 15:30"))
    assert _starts(workshop, made) == workshop.at(f"{MONDAY} 15:30")


def test_who_refuses_us_later_is_told_of_once_and_silent_calendars_offer_nothing(
    workshop: Workshop, browser: FlaskClient, connected: Shelf, later: Any, mailbox: Mailbox
) -> None:
    kind = workshop.offer()
    connected.put("dentist", workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    later(6)
    connected.change_password("another")
    mailbox.mails.clear()
    later(12)
    later(20)
    (mail,) = mailbox.mails
    assert mail.recipients == [ALICE]
    assert "ne nous laisse plus entrer" in mail.message["Subject"]
    assert "rebranchez-le" in browser.get(AGENDAS).text
    assert "10:00" not in workshop.free(kind, MONDAY), "what was last known counts"
    later(25 * 60)
    assert workshop.free(kind, MONDAY) == [], "and after a day all of it"
    assert connect(browser, connected, password="another").status_code in (302, 303)
    workshop.site.filon.work()
    assert "09:00" in workshop.free(kind, MONDAY)
    with workshop.inside():
        assert CalendarAccount.select().count() == 1


def test_who_was_not_read_yet_is_offered_to_nobody(
    workshop: Workshop, browser: FlaskClient, shelf: Shelf, later: Any
) -> None:
    kind = workshop.offer()
    connect(browser, shelf)
    assert workshop.free(kind, MONDAY) == [], "whatever stands there is not known yet"
    workshop.site.filon.work()
    assert "10:00" in workshop.free(kind, MONDAY)
    with workshop.inside():
        (calendar,) = OutsideCalendar.select().where(OutsideCalendar.is_read)
        calendar_accounts.use_calendar(calendar, reads=False, writes=False)
    shelf.put("dentist", workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    later(25 * 60)
    with workshop.inside():
        calendar_accounts.use_calendar(OutsideCalendar.find(calendar.id), reads=True, writes=False)
    assert workshop.free(kind, MONDAY) == [], "nor what it has said meanwhile"
    workshop.site.filon.work()
    assert "10:00" not in workshop.free(kind, MONDAY)
    assert "14:00" in workshop.free(kind, MONDAY)


def test_what_cannot_be_understood_is_told_until_it_is_mended(
    workshop: Workshop, browser: FlaskClient, connected: Shelf, later: Any
) -> None:
    kind = workshop.offer()
    # A century is more than is counted on.
    for uid, hour in (("dentist", 10), ("course", 14)):
        begins = workshop.at(f"{MONDAY} {hour}:00")
        connected.put(uid, begins, begins + timedelta(hours=1), rrule={"freq": "daily", "interval": 36_524})
    later(6)
    assert "2 événements de cet agenda ne sont pas lisibles" in browser.get(AGENDAS).text
    assert {"10:00", "14:00"}.isdisjoint(workshop.free(kind, MONDAY))
    # Once a week since a month ago, until nobody can say how often.
    begun = workshop.at(f"{MONDAY} 10:00") - timedelta(days=28)
    connected.put("dentist", begun, begun + timedelta(hours=1), rrule={"freq": "weekly"})
    later(12)
    connected.put("dentist", begun, begun + timedelta(hours=1), rrule={"freq": "daily", "interval": 36_524})
    later(18)
    assert "10:00" not in workshop.free(kind, MONDAY), "what was known of it stands"
    connected.put("dentist", workshop.at(f"{MONDAY} 16:00"), workshop.at(f"{MONDAY} 17:00"))
    connected.take_away("course")
    later(24)
    assert "lisible" not in browser.get(AGENDAS).text
    assert {"10:00", "14:00"}.issubset(workshop.free(kind, MONDAY))


def test_the_kind_chooses_nobody_whose_calendar_is_silent(
    workshop: Workshop, browser: FlaskClient, shelf: Shelf
) -> None:
    [bob] = workshop.hire("Bob")
    kind = workshop.offer(workshop.alice, bob, choice="first")
    connect(browser, shelf)
    with workshop.inside():
        made = meetings.book(Plan(workshop.at(f"{MONDAY} 10:00"), kind=kind))
        asked = meetings.book(Plan(workshop.at(f"{MONDAY} 14:00"), kind=kind, members=(workshop.alice,)))
        taking_part = Participant.of([made.id, asked.id])
    assert [one.member_id for one in taking_part[made.id]] == [bob]
    assert [one.member_id for one in taking_part[asked.id]] == [workshop.alice], (
        "who says with whom knows better"
    )


def test_what_lies_as_far_ahead_as_anybody_books_is_known(
    workshop: Workshop, browser: FlaskClient, shelf: Shelf
) -> None:
    at = workshop.at("2028-04-20 10:00")
    shelf.put("congress", at, at + timedelta(hours=1))
    connect(browser, shelf)
    workshop.site.filon.work()
    with workshop.inside(), pytest.raises(Conflict):
        meetings.book(Plan(at, minutes=30, members=(workshop.alice,)))


def test_an_erased_persons_appointment_goes_from_there_too(
    workshop: Workshop, connected: Shelf, later: Any
) -> None:
    booked(workshop, f"{MONDAY} 15:00")
    later(1)
    assert len(connected.ours()) == 1
    with workshop.inside():
        erase_person(Lead.by_number(1))
    later(8)
    assert connected.ours() == []


def test_written_to_another_calendar_it_leaves_the_one_before(
    workshop: Workshop, browser: FlaskClient, connected: Shelf
) -> None:
    other = Shelf(connected.radicale)
    made = booked(workshop, f"{MONDAY} 15:00")
    workshop.site.filon.work()
    assert len(connected.ours()) == 1
    assert connect(browser, other).status_code == 303
    workshop.site.filon.work()
    assert other.ours() == [], "the first one stays where they are written"
    with workshop.inside():
        first, second = OutsideCalendar.select().order_by(OutsideCalendar.id)
    browser.post(f"{AGENDAS}/{first.id}", data={})
    browser.post(f"{AGENDAS}/{second.id}", data={"reads": "yes", "writes": "yes"})
    workshop.site.filon.work()
    assert connected.ours() == []
    assert [one.start for one in other.ours()] == [made.starts_at]


def test_cancelled_and_restored_it_stands_there_again(workshop: Workshop, connected: Shelf) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    workshop.site.filon.work()
    for change, count in (
        (meetings.cancel, 0),
        (meetings.restore, 1),
        (meetings.cancel, 0),
        (meetings.restore, 1),
    ):
        with as_alice(workshop):
            change(Appointment.find(made.id))
        workshop.site.filon.work()
        assert len(connected.ours()) == count


def test_what_is_no_longer_listened_to_keeps_nobody_busy(
    workshop: Workshop, browser: FlaskClient, connected: Shelf, later: Any
) -> None:
    kind = workshop.offer()
    connected.put("dentist", workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    later(6)
    with workshop.inside():
        (calendar,) = OutsideCalendar.select()
    browser.post(f"{AGENDAS}/{calendar.id}", data={"writes": "yes"})
    workshop.site.filon.work()
    assert "10:00" in workshop.free(kind, MONDAY)
    browser.post(f"{AGENDAS}/{calendar.id}", data={"reads": "yes", "writes": "yes"})
    workshop.site.filon.work()
    assert "10:00" not in workshop.free(kind, MONDAY), "all of it is read anew"


def test_once_a_week_everything_is_read_anew_further(
    workshop: Workshop, connected: Shelf, later: Any
) -> None:
    with workshop.inside():
        before = OutsideCalendar.select().first().read_until
    ten = workshop.at(f"{MONDAY} 10:00")
    connected.put("class", ten, ten + timedelta(hours=1), rrule={"freq": "weekly"})
    for minutes in (6, 3 * 24 * 60, 6 * 24 * 60):
        later(minutes)
        with workshop.inside():
            assert OutsideCalendar.select().first().read_until == before, "what is read is what was asked for"
    later(8 * 24 * 60)
    with workshop.inside():
        assert OutsideCalendar.select().first().read_until == before + timedelta(days=8)
        last = BusyTime.select().order_by(BusyTime.busy_from.desc()).first()
    assert last.busy_from > before - timedelta(days=7)


def test_of_a_colleagues_appointment_ones_calendar_says_more(
    workshop: Workshop, connected: Shelf, later: Any
) -> None:
    kind = workshop.offer()
    (bob,) = workshop.hire("Bob")
    theirs = booked(workshop, f"{MONDAY} 15:00", members=(bob,))
    connected.put(f"appt-{theirs.id}@filon", theirs.starts_at, theirs.ends_at)
    later(6)
    assert "15:00" not in workshop.free(kind, MONDAY), "she has accepted Bob's invitation"


def test_busy_without_end_is_busy_throughout(workshop: Workshop, connected: Shelf, later: Any) -> None:
    kind = workshop.offer()
    eight = workshop.at(f"{MONDAY} 08:00")
    connected.put("robot", eight, eight + timedelta(minutes=1), rrule={"freq": "minutely", "interval": 5})
    later(6)
    assert workshop.free(kind, MONDAY) == []
    with workshop.inside():
        assert BusyTime.select().count() < 10


def test_writing_it_elsewhere_mails_nobody(workshop: Workshop, connected: Shelf, mailbox: Mailbox) -> None:
    booked(workshop, f"{MONDAY} 15:00")
    assert list(what_left(workshop, mailbox)) == [SALMA]
