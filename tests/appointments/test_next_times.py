"""The page of an appointment offers when else it could be: one touch moves it there, and one takes that back."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.tenants.models import Tenant
from tests.appointments.calendar import Workshop

MONDAY = "2026-04-27"


def _offered(browser: FlaskClient, address: str) -> list[str]:
    page = browser.get(address).text
    return re.findall(r'name="day" value="([-\d]+)"><input type="hidden" name="time" value="([:\d]+)"', page)


def test_it_works(workshop: Workshop, browser: FlaskClient) -> None:
    one = workshop.book(f"{MONDAY} 10:00", title="Visite")
    workshop.book("2026-04-28 10:00", title="Autre")
    address = f"/app/calendrier/{one.id}"
    assert _offered(browser, address) == [
        (MONDAY, "11:00"),
        ("2026-04-28", "09:00"),
        ("2026-04-29", "10:00"),
        ("2026-04-30", "10:00"),
    ]
    moved = browser.post(f"{address}/slot", data={"day": "2026-04-29", "time": "10:00", "view": "one"})
    assert moved.location.split("?")[0] == address
    after = browser.get(moved.location).text
    assert "Déplacé\u00a0: mercredi 10\u00a0h." in after
    back = dict(re.findall(r'name="(\w+)" value="([^"]*)"', after.split('<div class="toast"')[1]))
    undone = browser.post(f"{address}/slot", data=back)
    assert "Déplacé" not in browser.get(undone.location).text
    with workshop.inside():
        assert Appointment.find(one.id).starts_at == workshop.at(f"{MONDAY} 10:00")


def test_only_when_all_are_free(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob")
    one = workshop.book(f"{MONDAY} 10:00", title="Visite", members=(workshop.alice, bob))
    workshop.book("2026-04-28 09:00", minutes=9 * 60, title="Chantier", members=(bob,))
    days = [day for day, _time in _offered(browser, f"/app/calendrier/{one.id}")]
    assert days == [MONDAY, "2026-04-29", "2026-04-30", "2026-05-04"], "the first of May is a holiday"


def test_over_a_week_end_it_is_the_days_one_works(workshop: Workshop, browser: FlaskClient) -> None:
    late = workshop.book("2026-05-08 17:00", title="Vendredi soir")
    assert _offered(browser, f"/app/calendrier/{late.id}") == [
        ("2026-05-11", "17:00"),
        ("2026-05-12", "17:00"),
        ("2026-05-13", "17:00"),
        ("2026-05-14", "17:00"),
    ]


def test_where_no_hours_are_said_it_is_the_same_hour(workshop: Workshop, browser: FlaskClient) -> None:
    with workshop.inside():
        Tenant.update(hours=None).execute()
    one = workshop.book("2026-04-30 10:00", title="Jeudi")
    workshop.book("2026-05-02 09:30", title="Samedi")
    assert _offered(browser, f"/app/calendrier/{one.id}") == [
        ("2026-05-01", "10:00"),
        ("2026-05-04", "10:00"),
        ("2026-05-05", "10:00"),
        ("2026-05-06", "10:00"),
    ]
