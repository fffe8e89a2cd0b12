"""A calendar that is read at an address: it keeps its reader busy, and what is no calendar says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.account_secrets import secret_of
from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar
from filon.appointments.times import BusyTime
from filon.foundation import clock
from filon.schedule import look_at_calendars_elsewhere
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, booked
from tests.appointments.publishing import Publisher
from tests.appointments.shelf import AGENDAS

UNREAD = "de cet agenda n’est pas lisible en entier"

pytestmark = pytest.mark.usefixtures("nothing_waits")


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.close()


def _subscribe(browser: FlaskClient, address: str) -> Any:
    return browser.post(f"{AGENDAS}/flux", data={"address": address})


def _later(workshop: Workshop, minutes: int) -> Any:
    standing = clock.standing_at(clock.now() + timedelta(minutes=minutes))
    with standing:
        look_at_calendars_elsewhere(workshop.site.filon.settings)
        workshop.site.filon.work()


def test_it_works(workshop: Workshop, browser: FlaskClient, publisher: Publisher) -> None:
    kind = workshop.offer()
    ten = workshop.at(f"{MONDAY} 10:00")
    weekly = {"rrule": {"freq": "weekly", "until": ten + timedelta(days=60)}}
    publisher.publish((ten - timedelta(days=7), ten - timedelta(days=7) + timedelta(hours=1), weekly))
    assert _subscribe(browser, publisher.address).status_code == 303
    workshop.site.filon.work()
    assert "10:00" not in workshop.free(kind, MONDAY)
    page = browser.get(AGENDAS).text
    assert "Équipe, terrain" in page
    assert "prive-5d1f" not in page, "who knows the address may read it"
    assert "Reçoit mes rendez-vous" not in page, "nothing can be written there"
    with workshop.inside():
        (account,) = CalendarAccount.select()
        assert secret_of(account) == {"address": publisher.address}
        assert "prive" not in str(account.__data__)
        assert {row.outside_id for row in BusyTime.select()} == {"0@publisher"}, "no title, no guest"
    publisher.publish()
    _later(workshop, 31)
    assert "10:00" in workshop.free(kind, MONDAY)
    _later(workshop, 62)
    assert publisher.answered[-1] == 304, "the same is not sent again"


def test_all_days_are_the_business_s_and_what_is_free_is_free(
    workshop: Workshop, browser: FlaskClient, publisher: Publisher
) -> None:
    kind = workshop.offer()
    day = workshop.at(f"{MONDAY} 00:00").date()
    publisher.publish(
        (day, day + timedelta(days=1), {}),  # type: ignore[arg-type]
        (day + timedelta(days=1), day + timedelta(days=2), {"transp": "TRANSPARENT"}),  # type: ignore[arg-type]
    )
    _subscribe(browser, publisher.address)
    workshop.site.filon.work()
    assert workshop.free(kind, MONDAY) == []
    assert workshop.free(kind, "2026-04-28") != []


def test_our_own_feed_takes_no_time_twice(
    workshop: Workshop, browser: FlaskClient, publisher: Publisher
) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    publisher.publish((made.starts_at, made.ends_at, {}))
    publisher.text = publisher.text.replace(b"0@publisher", f"appt-{made.id}@filon".encode())
    _subscribe(browser, publisher.address)
    workshop.site.filon.work()
    with workshop.inside():
        assert BusyTime.select().count() == 0


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (b"<html>Connectez-vous</html>", 200, "Aucun agenda"),
        (b"", 404, "Rien ne répond"),
        (b"", 500, "Rien ne répond"),
        (b"", 403, "n’est pas ouverte"),
        (b"BEGIN:VCALENDAR\r\n" + b"X:" + b"y" * 34_000_000, 200, "trop long"),
    ],
)
def test_what_is_none_is_told(
    workshop: Workshop, browser: FlaskClient, publisher: Publisher, text: bytes, status: int, said: str
) -> None:
    publisher.text, publisher.status = text, status
    answer = _subscribe(browser, publisher.address)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text
    with workshop.inside():
        assert CalendarAccount.select().count() == OutsideCalendar.select().count() == 0


def test_an_event_that_cannot_be_understood_is_told_and_takes_the_time_that_it_took(
    workshop: Workshop, browser: FlaskClient, publisher: Publisher
) -> None:
    kind = workshop.offer()
    ten = workshop.at(f"{MONDAY} 10:00")
    publisher.publish((ten, ten + timedelta(hours=1), {}))
    _subscribe(browser, publisher.address)
    workshop.site.filon.work()
    assert UNREAD not in browser.get(AGENDAS).text
    begins = re.compile(rb"DTSTART[^\r]*")
    publisher.text = begins.sub(b"DTSTART:demain", publisher.text)
    _later(workshop, 31)
    assert f"1 événement {UNREAD}" in browser.get(AGENDAS).text
    assert "10:00" not in workshop.free(kind, MONDAY), "rather busy than free"
    publisher.publish((ten, ten + timedelta(hours=1), {"rrule": {"freq": "weekly"}}))
    publisher.text = publisher.text.replace(b"WEEKLY", b"SOMETIMES")
    _later(workshop, 62)
    page = browser.get(AGENDAS).text.replace("\u00a0", " ")
    assert f"1 événement {UNREAD} : dites-le à qui le publie" in page, "of which a part is understood"
    assert "Début : Lundi 27 avril, 10 h." in page
    assert "10:00" not in workshop.free(kind, MONDAY)
    publisher.publish((ten, ten + timedelta(hours=1), {}))
    publisher.text = publisher.text.replace(b"END:VEVENT\r\n", b"")
    _later(workshop, 93)
    assert "10:00" not in workshop.free(kind, MONDAY), "one that breaks off is known by its UID"
    publisher.publish()
    _later(workshop, 124)
    assert UNREAD not in browser.get(AGENDAS).text
    assert "10:00" in workshop.free(kind, MONDAY)


def test_a_broken_feed_leaves_what_was_known(
    workshop: Workshop, browser: FlaskClient, publisher: Publisher
) -> None:
    kind = workshop.offer()
    ten = workshop.at(f"{MONDAY} 10:00")
    publisher.publish((ten, ten + timedelta(hours=1), {}))
    _subscribe(browser, publisher.address)
    workshop.site.filon.work()
    for text, status in ((b"<html>", 200), (b"", 404), (b"", 503)):
        publisher.text, publisher.status = text, status
        _later(workshop, 24 * 60)
        assert "10:00" not in workshop.free(kind, MONDAY)
    assert "Ne répond pas" in browser.get(AGENDAS).text or "n’existe plus" in browser.get(AGENDAS).text


@pytest.mark.long
def test_a_hundred_thousand_events_are_read(
    workshop: Workshop, browser: FlaskClient, publisher: Publisher
) -> None:
    monday = workshop.at(f"{MONDAY} 10:00")
    told = "BEGIN:VEVENT\r\nUID:{}@long\r\nDTSTART:{:%Y%m%dT%H%M%SZ}\r\nDURATION:PT1H\r\nSUMMARY:{}\r\nEND:VEVENT\r\n"
    # One an hour, for years before and after.
    days = (told.format(n, monday + timedelta(hours=n - 50_000), "x" * 120) for n in range(100_000))
    publisher.text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(days)}END:VCALENDAR\r\n".encode()
    _subscribe(browser, publisher.address)
    workshop.site.filon.work()
    with workshop.inside():
        assert BusyTime.select().count() > 700 * 24 > 0
        assert BusyTime.select().where(BusyTime.busy_from == monday).count() == 1
