"""The settings of calendars elsewhere: what their owner is told there, and what can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar, OutsideEvent, UnreadEvent
from filon.appointments.times import BusyTime
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, booked
from tests.appointments.shelf import AGENDAS, Shelf, connect
from tests.dashboard.people import signed_in
from tests.parts.smtp import Mailbox

# More than is counted on.
CENTURIES = {"freq": "daily", "interval": 36_524}

pytestmark = pytest.mark.usefixtures("nothing_waits")


def test_it_works(workshop: Workshop, browser: FlaskClient, connected: Shelf) -> None:
    with workshop.inside():
        (calendar,) = OutsideCalendar.select()
    page = browser.get(AGENDAS).text
    assert f"<bdi>{connected.user}</bdi>" in page
    assert f"<bdi>{calendar.name}</bdi>" in page
    asked = page.partition("<summary>Débrancher")[2].partition("</details>")[0]
    assert "de nouveau un mot de passe" in asked, "it is said before it is done"
    assert '/fin"' in asked
    browser.post(f"{AGENDAS}/{calendar.id}", data={"writes": "yes"})
    with workshop.inside():
        (after,) = OutsideCalendar.select()
    assert (after.is_read, after.is_written) == (False, True)


def test_a_wrong_password_is_told_where_it_was_typed(
    workshop: Workshop, browser: FlaskClient, shelf: Shelf
) -> None:
    answer = connect(browser, shelf, password="wrong <b>")
    assert answer.status_code == 422
    assert "Refusé" in answer.text
    assert "wrong" not in answer.text, "no password is shown again"
    assert shelf.user in answer.text
    nowhere = connect(browser, shelf, address="http://127.0.0.1:1/")
    assert (nowhere.status_code, "Rien ne répond" in nowhere.text) == (422, True)
    with workshop.inside():
        assert CalendarAccount.select().count() == 0


def test_disconnected_it_says_nothing_any_more(
    workshop: Workshop, browser: FlaskClient, connected: Shelf
) -> None:
    kind = workshop.offer()
    connected.put("dentist", workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    connected.put("course", workshop.at(f"{MONDAY} 16:00"), workshop.at(f"{MONDAY} 17:00"), rrule=CENTURIES)
    made = booked(workshop, f"{MONDAY} 15:00")
    with workshop.inside():
        (account,) = CalendarAccount.select()
    browser.post(f"{AGENDAS}/comptes/{account.id}/lecture")
    workshop.site.filon.work()
    assert "10:00" not in workshop.free(kind, MONDAY)
    browser.post(f"{AGENDAS}/comptes/{account.id}/fin")
    workshop.site.filon.work()
    assert "10:00" in workshop.free(kind, MONDAY)
    assert [one.start for one in connected.ours()] == [made.starts_at], "what stands there is theirs"
    with workshop.inside():
        for table in (CalendarAccount, OutsideCalendar, OutsideEvent, BusyTime, UnreadEvent):
            assert table.select().count() == 0


def test_only_ones_own(workshop: Workshop, browser: FlaskClient, connected: Shelf) -> None:
    with workshop.inside():
        (account,) = CalendarAccount.select()
        calendar = OutsideCalendar.select().first()
    bob = signed_in(workshop.site, "manager")
    assert connected.user not in bob.get(AGENDAS).text
    for path in (f"comptes/{account.id}/fin", f"comptes/{account.id}/lecture", f"{calendar.id}"):
        assert bob.post(f"{AGENDAS}/{path}").status_code == 404
    with workshop.inside():
        assert CalendarAccount.select().count() == 1


def test_one_too_many_is_told_where_it_was_typed(
    workshop: Workshop, browser: FlaskClient, shelf: Shelf
) -> None:
    for hour in range(10):
        workshop.busy_elsewhere(workshop.alice, f"{MONDAY} {10 + hour}:00", f"{MONDAY} {10 + hour}:30")
    answer = connect(browser, shelf)
    assert (answer.status_code, "10 comptes au plus" in answer.text) == (409, True)
    assert f'value="{shelf.server}"' in answer.text, "nothing has to be typed anew"
    assert f'value="{shelf.user}"' in answer.text
    assert shelf.password not in answer.text
    with workshop.inside():
        assert CalendarAccount.select().count() == 10


def test_a_calendar_that_is_gone_is_switched_off_and_the_rest_goes_on(
    workshop: Workshop, browser: FlaskClient, connected: Shelf, later: Any
) -> None:
    other = connected.add_calendar("famille")
    connect(browser, connected)
    workshop.site.filon.work()
    with workshop.inside():
        first, second = OutsideCalendar.select().order_by(OutsideCalendar.id)
    browser.post(f"{AGENDAS}/{second.id}", data={"reads": "yes", "writes": "yes"})
    booked(workshop, f"{MONDAY} 15:00")
    workshop.site.filon.work()
    connected.drop_calendar(other)
    later(12)
    page = browser.get(AGENDAS).text.replace("\u00a0", " ")
    assert "Un de ses agendas n’existe plus : éteignez" in page
    assert [f"Dernière lecture : 10 h {minute}" in page for minute in (24, 36)] == [True, True]
    browser.post(f"{AGENDAS}/{second.id}", data={})
    later(20)
    page = browser.get(AGENDAS).text
    assert "n’existe plus" not in page
    with workshop.inside():
        assert [one.is_read for one in OutsideCalendar.of_account(first.account_id)] == [True, False]


def test_its_owner_is_told_in_their_own_words(
    workshop: Workshop, connected: Shelf, later: Any, mailbox: Mailbox
) -> None:
    with workshop.inside():
        Member.update(language="ar").where(Member.id == workshop.alice).execute()
    later(6)
    connected.change_password("another")
    mailbox.mails.clear()
    later(12)
    (mail,) = mailbox.mails
    assert "10:36" in mail.text, "neither 10 h 36, nor another time"
