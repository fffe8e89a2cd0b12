"""Appointments of ours that are met again in calendars elsewhere: whose time they take, and which are taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar
from filon.appointments.models import Appointment
from filon.appointments.times import BusyTime
from filon.desk import meetings
from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.foundation.secrets import digest
from filon.housekeeping.erasing import erase_person
from filon.leads.models import Lead
from filon.schedule import look_at_calendars_elsewhere
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import MONDAY, as_alice, booked
from tests.appointments.publishing import Publisher
from tests.appointments.shelf import AGENDAS
from tests.appointments.vendors import There, known_there, permit, serving
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite
from tests.tasks.planning import NOW

THREE, HOUR = f"{MONDAY} 15:00", timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("nothing_waits")


@pytest.fixture(params=["google", "microsoft"])
def there(request: pytest.FixtureRequest) -> Iterator[There]:
    with serving(request.param, NOW) as vendor:
        yield vendor


@pytest.fixture
def environ(environ: dict[str, str], there: There) -> dict[str, str]:
    return known_there(environ, there)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.close()


def _connect(workshop: Workshop, browser: FlaskClient, there: There, *, writes: bool = True) -> UUID:
    """Whose browser that is; what is theirs there is read at once."""
    assert browser.post(f"{AGENDAS}/{there.name}", data=permit(browser, there)).status_code == 303
    with workshop.inside():
        calendar = OutsideCalendar.select().order_by(OutsideCalendar.id.desc()).first()
    if not writes:
        browser.post(f"{AGENDAS}/{calendar.id}", data={"reads": "yes"})
    workshop.site.filon.work()
    member: UUID = calendar.member_id
    return member


def _look(workshop: Workshop, minutes: int) -> None:
    with clock.standing_at(clock.now() + timedelta(minutes=minutes)):
        look_at_calendars_elsewhere(workshop.site.filon.settings)
        workshop.site.filon.work()
    with workshop.inside():
        assert not Event.select().where(Event.attempts > 0).exists()


def _busy(workshop: Workshop) -> list[UUID]:
    with workshop.inside():
        return sorted(row.member_id for row in BusyTime.select())


def _move(workshop: Workshop, made: Any, to: str) -> None:
    with as_alice(workshop):
        meetings.move(Appointment.find(made.id), workshop.at(to))


@pytest.fixture
def shared(workshop: Workshop, browser: FlaskClient, there: There, alice: PairedSite) -> tuple[There, UUID]:
    """Alice's appointments are written into a calendar that Bob reads; his id."""
    _connect(workshop, browser, there)
    return there, _connect(workshop, signed_in(alice, "agent"), there, writes=False)


def test_it_works(workshop: Workshop, shared: tuple[There, UUID]) -> None:
    there, bob = shared
    kind = workshop.offer(bob)
    made = booked(workshop, THREE, members=(workshop.alice, bob))
    workshop.site.filon.work()
    assert len(there.ours()) == 1
    _look(workshop, 16)
    assert _busy(workshop) == [], "both take part in it"
    _move(workshop, made, f"{MONDAY} 15:30")
    workshop.site.filon.work()
    assert [start for start, _end in there.ours().values()] == [workshop.at(f"{MONDAY} 15:30")]
    _look(workshop, 32)
    assert _busy(workshop) == []
    assert workshop.free(kind, MONDAY)[-2:] == ["16:30", "17:00"]


def test_a_colleagues_takes_time_until_one_takes_part(workshop: Workshop, shared: tuple[There, UUID]) -> None:
    _there, bob = shared
    kind = workshop.offer(bob)
    made = booked(workshop, THREE)
    workshop.site.filon.work()
    _look(workshop, 16)
    assert _busy(workshop) == [bob], "he reads it there as any other event"
    assert "15:00" not in workshop.free(kind, MONDAY)
    with as_alice(workshop):
        meetings.move(Appointment.find(made.id), made.starts_at, members=(workshop.alice, bob))
    workshop.site.filon.work()
    assert _busy(workshop) == [], "without a change there"
    _move(workshop, made, f"{MONDAY} 15:30")


def test_cancelled_it_takes_nobodys_time(workshop: Workshop, shared: tuple[There, UUID]) -> None:
    _there, bob = shared
    made = booked(workshop, THREE)
    workshop.site.filon.work()
    _look(workshop, 16)
    with as_alice(workshop):
        meetings.cancel(Appointment.find(made.id))
    workshop.site.filon.work()
    assert _busy(workshop) == []
    _look(workshop, 32)
    assert _busy(workshop) == []
    assert bob != workshop.alice


@pytest.mark.parametrize("how", ["cancelled", "erased"])
def test_what_went_while_disconnected_goes_from_there(
    workshop: Workshop, browser: FlaskClient, there: There, how: str
) -> None:
    kind = workshop.offer()
    _connect(workshop, browser, there)
    made, stays = (
        booked(workshop, THREE),
        there.add(workshop.at(f"{MONDAY} 09:00"), workshop.at(f"{MONDAY} 10:00")),
    )
    workshop.site.filon.work()
    with workshop.inside():
        (account,) = CalendarAccount.select()
    browser.post(f"{AGENDAS}/comptes/{account.id}/fin")
    workshop.site.filon.work()
    assert len(there.ours()) == 1, "what stands there stays"
    with as_alice(workshop):
        if how == "cancelled":
            meetings.cancel(Appointment.find(made.id))
        else:
            erase_person(Lead.by_number(1))
    _connect(workshop, browser, there)
    assert there.ours() == {}
    free = workshop.free(kind, MONDAY)
    assert ("09:00" in free, "15:00" in free) == (False, True), f"{stays} is hers"


def test_what_went_takes_no_time_where_we_write_nothing(
    workshop: Workshop, browser: FlaskClient, there: There
) -> None:
    kind = workshop.offer()
    _connect(workshop, browser, there)
    made = booked(workshop, THREE)
    workshop.site.filon.work()
    with workshop.inside():
        (account,) = CalendarAccount.select()
    browser.post(f"{AGENDAS}/comptes/{account.id}/fin")
    with as_alice(workshop):
        meetings.cancel(Appointment.find(made.id))
    _connect(workshop, browser, there, writes=False)
    assert len(there.ours()) == 1
    assert "15:00" in workshop.free(kind, MONDAY)


def test_its_own_published_address_says_nothing_twice(
    workshop: Workshop, browser: FlaskClient, there: There, publisher: Publisher
) -> None:
    _connect(workshop, browser, there)
    made = booked(workshop, THREE)
    workshop.site.filon.work()
    _look(workshop, 16)
    (id,) = there.ours()
    publisher.publish((made.starts_at, made.ends_at, {"uid": there.uid(id)}))
    assert browser.post(f"{AGENDAS}/flux", data={"address": publisher.address}).status_code == 303
    workshop.site.filon.work()
    assert publisher.answered, "it was read"
    assert _busy(workshop) == []
    _move(workshop, made, f"{MONDAY} 15:30")


def test_another_businesss_appointment_is_just_busy(
    workshop: Workshop, browser: FlaskClient, there: There
) -> None:
    kind = workshop.offer()
    key = f"{uuid4().hex}{digest(uuid4().hex)[:16]}"
    there.add_marked(workshop.at(THREE), workshop.at(THREE) + HOUR, key)
    _connect(workshop, browser, there)
    assert "15:00" not in workshop.free(kind, MONDAY)
    _look(workshop, 16)
    assert _busy(workshop) == [workshop.alice], "and stays there"
