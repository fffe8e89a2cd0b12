"""How long before an appointment people are reminded: as the business says by then, also of what is agreed already."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filon.appointments.models import Appointment
from filon.desk import meetings
from filon.foundation import clock
from filon.foundation.errors import Invalid
from filon.foundation.outbox import Event
from filon.tenants import business
from filon.tenants.business import MOST_REMINDERS, REMINDERS_BEFORE
from filon.tenants.models import Tenant
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import SALMA, as_alice, booked
from tests.parts.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("nothing_waits")

SETTINGS = "/app/reglages/rendez-vous"
ALICE = "alice@atlas.example"
THREE_DAYS, DAY, TWO_HOURS, HOUR = 4320, 1440, 120, 60
# In minutes before an appointment: each between two moments at which one can be reminded.
BETWEEN = (10_110, 4_350, 2_910, 1_470, 270, 150, 90, 30)


@contextmanager
def before(made: Any, minutes: int) -> Iterator[None]:
    with clock.standing_at(made.starts_at - timedelta(minutes=minutes)):
        yield


def reminded(workshop: Workshop, mailbox: Mailbox, made: Any, minutes: int) -> list[str]:
    """Who gets a mail when a worker looks so long before."""
    mailbox.mails.clear()
    with before(made, minutes):
        workshop.site.filon.work()
    return sorted(mail.recipients[0] for mail in mailbox.mails)


def choose(workshop: Workshop, *minutes: int) -> None:
    with as_alice(workshop):
        business.remind_before(minutes)


def told(workshop: Workshop, when: str) -> Any:
    """An appointment, of which everybody has heard."""
    made = booked(workshop, when)
    workshop.site.filon.work()
    return made


def test_it_works(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    first, second = told(workshop, "2026-04-28 10:00"), told(workshop, "2026-05-11 10:00")
    answer = browser.post(f"{SETTINGS}/rappels", data={"before": ["60", "", "4320"]}, follow_redirects=True)
    shown = html.unescape(answer.text).replace("\u00a0", " ")
    assert "Rappels avant un rendez-vous : 3 jours avant, 1 h avant." in shown
    assert "puis un rappel : 3 jours avant, 1 h avant." in html.unescape(
        browser.get("/app/calendrier/nouveau?lead=1").text
    ).replace("\u00a0", " ")
    workshop.site.filon.work()
    assert reminded(workshop, mailbox, first, THREE_DAYS) == [SALMA]
    assert [reminded(workshop, mailbox, first, minutes) for minutes in (DAY, TWO_HOURS)] == [[], []]
    assert reminded(workshop, mailbox, first, HOUR) == [ALICE, SALMA]
    with workshop.inside():
        assert Tenant.current().remind_before == [4320, 60]
    answer = browser.post(f"{SETTINGS}/rappels", data={"before": ["60"]})
    change = answer.location.partition("changed=")[2].partition("#")[0]
    browser.post(f"/app/reglages/changements/{change}/annulation", data={"section": "kinds.show"})
    assert reminded(workshop, mailbox, second, THREE_DAYS) == [SALMA], "it was taken back"


def test_nobody_is_reminded_of_anything(workshop: Workshop, mailbox: Mailbox, browser: FlaskClient) -> None:
    made = told(workshop, "2026-04-28 10:00")
    browser.post(f"{SETTINGS}/rappels", data={"before": ["", "", ""]})
    assert [reminded(workshop, mailbox, made, minutes) for minutes in REMINDERS_BEFORE] == [[]] * 7
    assert "pas de rappel" in browser.get("/app/calendrier/nouveau?lead=1").text


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at_first=st.sets(st.sampled_from(REMINDERS_BEFORE), max_size=MOST_REMINDERS),
    changes=st.dictionaries(
        st.sampled_from(BETWEEN), st.sets(st.sampled_from(REMINDERS_BEFORE), max_size=MOST_REMINDERS)
    ),
)
def test_each_comes_once_and_none_is_forgotten(
    workshop: Workshop, mailbox: Mailbox, at_first: set[int], changes: dict[int, set[int]]
) -> None:
    """Whatever is chosen, and however often: at each moment it is as the business wants it by then."""
    choose(workshop, *at_first)
    made = told(workshop, "2026-05-11 10:00")
    wanted = at_first
    for minutes in sorted((*BETWEEN, *REMINDERS_BEFORE), reverse=True):
        if minutes in changes:
            wanted = changes[minutes]
            with before(made, minutes):
                choose(workshop, *wanted)
        heard = []
        if minutes in wanted:
            heard = [ALICE, SALMA] if minutes == min(wanted) else [SALMA]
        assert reminded(workshop, mailbox, made, minutes) == heard, minutes
    with as_alice(workshop):
        meetings.cancel(Appointment.find(made.id))


def test_what_nobody_was_there_to_send_comes_once_and_late(workshop: Workshop, mailbox: Mailbox) -> None:
    made = told(workshop, "2026-05-11 10:00")
    with before(made, THREE_DAYS + 60):
        choose(workshop, THREE_DAYS, DAY, TWO_HOURS)
    assert reminded(workshop, mailbox, made, THREE_DAYS - 60) == [SALMA], "chosen in time, planned too late"
    assert reminded(workshop, mailbox, made, TWO_HOURS - 30) == [ALICE, SALMA], "one for both that were due"
    with before(made, TWO_HOURS - 31):
        choose(workshop, THREE_DAYS, TWO_HOURS)
    assert reminded(workshop, mailbox, made, 30) == [], "what has passed is not made up for"


def test_a_reminder_that_waits_is_no_less_one_when_another_is_chosen_too_late(
    workshop: Workshop, mailbox: Mailbox
) -> None:
    choose(workshop, DAY)
    made = told(workshop, "2026-05-11 10:00")
    with before(made, TWO_HOURS - 10):
        choose(workshop, DAY, TWO_HOURS)
    assert reminded(workshop, mailbox, made, TWO_HOURS - 20) == [ALICE, SALMA]
    assert reminded(workshop, mailbox, made, 30) == []


def test_of_many_each_is_planned(workshop: Workshop) -> None:
    first = workshop.at("2026-05-11 10:00")
    with workshop.inside():
        for count in range(410):
            _enter(first + timedelta(days=count // 2))
        _enter(first, status="proposed")
    choose(workshop, THREE_DAYS)
    workshop.site.filon.work()
    with workshop.inside():
        planned = [one.payload for one in Event.select().where(Event.name == "appointment.near")]
        assert {one["appointment"] for one in planned} == {
            one.id.hex for one in Appointment.select().where(Appointment.status == "confirmed")
        }
        assert len(planned) == 410


def _enter(starts_at: datetime, status: str = "confirmed") -> None:
    length = timedelta(minutes=60)
    Appointment.add(
        wall="",
        zone="UTC",
        minutes=60,
        starts_at=starts_at,
        ends_at=starts_at + length,
        place_kind="phone",
        status=status,
    )


def test_what_can_not_be_is_said(workshop: Workshop, browser: FlaskClient) -> None:
    for typed in (["61"], ["demain"], ["10080", "4320", "2880", "60"], ["9" * 30]):
        refused = browser.post(f"{SETTINGS}/rappels", data={"before": typed})
        assert (refused.status_code, 'role="alert"' in refused.text) == (422, True), typed
    with workshop.inside():
        assert Tenant.current().remind_before == [DAY, TWO_HOURS]
        with pytest.raises(Invalid) as refused_there:
            business.remind_before([61])
        assert list(refused_there.value.errors) == ["remind_before"]
