"""Google's and Microsoft's calendars, by their owner's permission: asked, used, renewed, and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.account_secrets import secret_of
from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar
from filon.appointments.models import Appointment
from filon.desk import meetings
from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.schedule import look_at_calendars_elsewhere
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, SALMA, as_alice, booked
from tests.appointments.shelf import AGENDAS
from tests.appointments.vendors import There, known_there, permit, serving
from tests.dashboard.people import signed_in
from tests.parts.smtp import Mailbox
from tests.tasks.planning import NOW

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("nothing_waits")


@pytest.fixture(params=["google", "microsoft"])
def there(request: pytest.FixtureRequest) -> Iterator[There]:
    with serving(request.param, NOW) as vendor:
        yield vendor


@pytest.fixture
def environ(environ: dict[str, str], there: There) -> dict[str, str]:
    return known_there(environ, there)


def _connect(browser: FlaskClient, there: There, told: dict[str, str]) -> Any:
    page = browser.get(f"{AGENDAS}/{there.name}/retour", query_string=told)
    if page.status_code != 200:
        return page
    assert told["state"] in page.text
    return browser.post(f"{AGENDAS}/{there.name}", data=told)


def _look(workshop: Workshop) -> None:
    look_at_calendars_elsewhere(workshop.site.filon.settings)
    workshop.site.filon.work()
    with workshop.inside():
        assert not Event.select().where(Event.attempts > 0).exists()


@pytest.fixture
def connected(workshop: Workshop, browser: FlaskClient, there: There) -> There:
    assert _connect(browser, there, permit(browser, there)).status_code == 303
    workshop.site.filon.work()
    return there


def _starts(workshop: Workshop, made: Any) -> datetime:
    with workshop.inside():
        at: datetime = Appointment.find(made.id).starts_at
        return at


def test_it_works(workshop: Workshop, browser: FlaskClient, there: There, mailbox: Mailbox) -> None:
    kind = workshop.offer()
    busy = there.add(workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    made = booked(workshop, f"{MONDAY} 15:00")
    answer = _connect(browser, there, permit(browser, there))
    assert answer.headers["Location"].endswith(AGENDAS)
    workshop.site.filon.work()
    assert "alice" in browser.get(AGENDAS).text
    assert workshop.free(kind, MONDAY) == ["09:00", "11:00", "14:00", "16:00", "16:30", "17:00"]
    assert list(there.ours().values()) == [(made.starts_at, made.ends_at)]

    (id,) = there.ours()
    there.move(id, workshop.at(f"{MONDAY} 16:00"), workshop.at(f"{MONDAY} 17:30"))
    there.remove(busy)
    mailbox.mails.clear()
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        _look(workshop)
        assert _starts(workshop, made) == workshop.at(f"{MONDAY} 16:00")
        assert workshop.free(kind, MONDAY)[:3] == ["09:00", "09:30", "10:00"]
        assert [mail.recipients for mail in mailbox.mails] == [[SALMA]]
        with workshop.inside():
            meetings.cancel(Appointment.find(made.id))
        workshop.site.filon.work()
    assert there.ours() == {}


def test_what_is_moved_here_moves_there_and_once(workshop: Workshop, connected: There) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    workshop.site.filon.work()
    (id,) = connected.ours()
    with as_alice(workshop):
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 17:00"))
    workshop.site.filon.work()
    at = workshop.at(f"{MONDAY} 17:00")
    assert connected.ours() == {id: (at, at + HOUR)}


def test_cancelled_and_restored_it_stands_there_again(workshop: Workshop, connected: There) -> None:
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


def test_connected_anew_our_own_events_take_no_time(
    workshop: Workshop, browser: FlaskClient, connected: There
) -> None:
    made = booked(workshop, f"{MONDAY} 15:00")
    workshop.site.filon.work()
    with workshop.inside():
        (account,) = CalendarAccount.select()
    browser.post(f"{AGENDAS}/comptes/{account.id}/fin")
    workshop.site.filon.work()
    assert _connect(browser, connected, permit(browser, connected)).status_code == 303
    workshop.site.filon.work()
    assert len(connected.ours()) == 1, "the same, not another one"
    with as_alice(workshop):
        meetings.move(Appointment.find(made.id), workshop.at(f"{MONDAY} 15:30"))
    workshop.site.filon.work()
    assert [start for start, _end in connected.ours().values()] == [workshop.at(f"{MONDAY} 15:30")]


def test_where_we_may_write_no_more_we_still_read(
    workshop: Workshop, connected: There, mailbox: Mailbox
) -> None:
    kind = workshop.offer()
    connected.add(workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    connected.refuse_writing()
    booked(workshop, f"{MONDAY} 15:00")
    workshop.site.filon.work()
    assert connected.ours() == {}
    with workshop.inside():
        assert CalendarAccount.select().first().problem == ""
        calendar = OutsideCalendar.select().where(OutsideCalendar.is_read).first()
        assert (calendar.is_written, calendar.can_write) == (False, False)
    told = [mail.message["Subject"] for mail in mailbox.mails if mail.recipients == ["alice@atlas.example"]]
    assert len(told) == 1
    assert "n’arrivent plus" in told[0]
    assert "10:00" not in workshop.free(kind, MONDAY)


def test_a_forgotten_token_reads_everything_anew(workshop: Workshop, connected: There) -> None:
    kind = workshop.offer()
    busy = connected.add(workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    connected.add(workshop.at(f"{MONDAY} 15:00"), workshop.at(f"{MONDAY} 16:00"))
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        _look(workshop)
        assert "15:00" not in workshop.free(kind, MONDAY)
    connected.remove(busy)
    connected.forget()
    with clock.standing_at(clock.now() + timedelta(minutes=32)):
        _look(workshop)
        free = workshop.free(kind, MONDAY)
    assert ("10:00" in free, "15:00" in free) == (True, False)


def test_an_hour_later_the_permission_is_renewed(workshop: Workshop, connected: There) -> None:
    connected.oauth.end_access()
    kind = workshop.offer()
    connected.add(workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00"))
    for minutes in (61, 125):  # what the vendor gave the first time is good once, at Microsoft's
        with clock.standing_at(clock.now() + timedelta(minutes=minutes)):
            connected.oauth.end_access()
            _look(workshop)
    with workshop.inside():
        assert CalendarAccount.select().first().problem == "", CalendarAccount.select().first().__data__
    assert "10:00" not in workshop.free(kind, MONDAY)


def test_one_that_ends_before_its_time_is_renewed_and_all_is_well(
    workshop: Workshop, connected: There
) -> None:
    with workshop.inside():
        CalendarAccount.update(problem="silent", failing_since=clock.now(), failures=3).execute()
    connected.oauth.end_access()
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        _look(workshop)
    with workshop.inside():
        account = CalendarAccount.select().first()
        assert (account.problem, account.failures) == ("", 0)


def test_a_withdrawn_permission_is_told_and_asked_for_again(
    workshop: Workshop, browser: FlaskClient, connected: There, mailbox: Mailbox
) -> None:
    connected.oauth.withdraw("alice@example.com")
    mailbox.mails.clear()
    with clock.standing_at(clock.now() + timedelta(minutes=61)):
        _look(workshop)
        assert [mail.recipients for mail in mailbox.mails] == [["alice@atlas.example"]]
        assert "ne nous laisse plus entrer" in mailbox.mails[0].message["Subject"]
        assert _connect(browser, connected, permit(browser, connected)).status_code == 303
        workshop.site.filon.work()
        with workshop.inside():
            (account,) = CalendarAccount.select()
            assert account.problem == ""


def test_who_does_not_agree_or_not_to_all_connects_nothing(
    workshop: Workshop, browser: FlaskClient, there: There
) -> None:
    there.oauth.refuses = True
    answer = _connect(browser, there, permit(browser, there))
    assert (answer.status_code, "rien n’a été branché" in answer.text) == (422, True)
    there.oauth.refuses = False
    there.oauth.unticked = {
        "https://www.googleapis.com/auth/calendar.events" if there.name == "google" else "Calendars.ReadWrite"
    }
    answer = _connect(browser, there, permit(browser, there))
    assert (answer.status_code, "laissez tout coché" in answer.text) == (422, True)
    with workshop.inside():
        assert CalendarAccount.select().count() == 0


def test_without_a_calendar_or_with_too_many_accounts_that_is_said(
    workshop: Workshop, browser: FlaskClient, there: There
) -> None:
    for hour in range(10):
        workshop.busy_elsewhere(workshop.alice, f"{MONDAY} {10 + hour}:00", f"{MONDAY} {10 + hour}:30")
    answer = _connect(browser, there, permit(browser, there))
    assert (answer.status_code, "10 comptes au plus" in answer.text) == (409, True)
    there.drop_calendars()
    answer = _connect(browser, there, permit(browser, there))
    assert (answer.status_code, "pas d’agenda" in answer.text) == (422, True)


def test_a_permission_is_used_by_whoever_asked_for_it_once_and_soon(
    workshop: Workshop, browser: FlaskClient, there: There
) -> None:
    told = permit(browser, there)
    bob = signed_in(workshop.site, "manager")
    answer = _connect(bob, there, told)
    assert (answer.status_code, "n’est plus valable" in answer.text) == (422, True), "another's calendar"
    alice = signed_in(workshop.site)
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        late = _connect(alice, there, told)
    assert (late.status_code, "trop longtemps" in late.text) == (422, True)
    forged = _connect(alice, there, {**told, "state": told["state"][:-4] + "AAAA"})
    assert forged.status_code == 422
    assert _connect(alice, there, told).status_code == 303
    again = _connect(alice, there, told)
    assert (again.status_code, "recommencez" in again.text) == (422, True)


def test_disconnected_the_permission_is_given_back(
    workshop: Workshop, browser: FlaskClient, connected: There
) -> None:
    with workshop.inside():
        (account,) = CalendarAccount.select()
        secret = secret_of(account)
    assert connected.oauth.permission(secret["access"]) is not None
    browser.post(f"{AGENDAS}/comptes/{account.id}/fin")
    workshop.site.filon.work()
    is_gone = connected.oauth.permission(secret["access"]) is None
    assert is_gone is (connected.name == "google"), "Microsoft takes none back"


def test_without_a_registration_nothing_is_offered(
    workshop: Workshop, browser: FlaskClient, there: There
) -> None:
    other = "microsoft" if there.name == "google" else "google"
    assert browser.get(f"{AGENDAS}/{other}").status_code == 404
    assert f"{AGENDAS}/{other}" not in browser.get(AGENDAS).text
    page = browser.get(AGENDAS).text
    assert f"{AGENDAS}/{there.name}" in page
    names = {"google": "Google Agenda", "microsoft": "Outlook"}
    asks = "\u00a0: demandez à votre agence"
    assert [f"{names[one]}{asks}" in page for one in (other, there.name)] == [True, False]
