"""What stands in a week of the calendar: all that takes place in it, and all time that is taken."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.desk import calendar
from filon.leads import by_hand
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.dashboard.people import signed_in

MONDAY = "2026-04-27"
WEEK = f"/app/calendrier?day={MONDAY}"


def _text(browser: FlaskClient, path: str) -> str:
    return str(browser.get(path).text).replace("\u00a0", " ")


def test_it_works(workshop: Workshop, browser: FlaskClient) -> None:
    workshop.book("2026-04-26 23:00", minutes=120, title="Livraison")
    before, after = (_text(browser, f"/app/calendrier?day={day}") for day in ("2026-04-26", MONDAY))
    assert "<b>23 h · <" in before
    assert "Jusqu’à 1 h · <" in after, "what goes on at midnight is on both days"
    assert [page.count("Livraison") for page in (before, after)] == [1, 1]
    assert "1 rendez-vous" in after


def test_a_long_absence_fills_its_weeks(workshop: Workshop, browser: FlaskClient) -> None:
    workshop.busy_elsewhere(workshop.alice, "2026-04-20 14:00", "2026-05-06 10:00")
    first, second, third = (
        _text(browser, f"/app/calendrier?day={day}") for day in ("2026-04-20", MONDAY, "2026-05-06")
    )
    assert ("14 h · Occupé" in first, first.count("Toute la journée")) == (True, 6)
    assert second.count("Toute la journée · Occupé") == 7
    assert (third.count("Toute la journée"), "Jusqu’à 10 h · Occupé" in third) == (2, True)
    assert "<li>8 h</li>" in second
    assert "<li>0 h</li>" not in second, "nights stay out of the page"


def test_appointments_of_who_has_left_stay(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob")
    workshop.book(f"{MONDAY} 10:00", members=(bob,), title="Avec Bob")
    with workshop.inside():
        Member.update(removed_at=workshop.at("2026-04-22 09:00")).where(Member.id == bob).execute()
    week = _text(browser, WEEK)
    assert "Avec Bob" in week
    assert "Sans personne" in week


def test_time_taken_by_what_is_not_shown_is_not_free(workshop: Workshop, browser: FlaskClient) -> None:
    with workshop.inside():
        salma = Lead.by_number(1)
        Lead.update(owner_id=workshop.alice).where(Lead.id == salma.id).execute()
    workshop.book(f"{MONDAY} 10:00", lead=salma)
    assert "Occupé" not in _text(browser, WEEK)
    bob = signed_in(workshop.site, "agent")
    with workshop.inside():
        Member.update(only_own=True).where(Member.name == "Bob").execute()
    limited = _text(bob, WEEK)
    assert ("Salma" in limited, "10 h · Occupé" in limited) == (False, True), "a colleague's"
    with workshop.inside():
        by_hand.trash_lead(salma)
    alice = _text(signed_in(workshop.site), f"{WEEK}&who={workshop.alice}")
    assert ("Salma" in alice, "10 h · Occupé" in alice) == (False, True), "in the trash"


def test_one_member_is_found_among_more_than_a_page_shows(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob")
    workshop.book(f"{MONDAY} 17:00", members=(bob,), title="Avec Bob")
    begins, ends = workshop.at(f"{MONDAY} 10:00"), workshop.at(f"{MONDAY} 11:00")
    many: dict[str, Any] = {
        **{"wall": f"{MONDAY}T10:00", "zone": workshop.zone.key, "minutes": 60, "status": "confirmed"},
        **{"starts_at": begins, "ends_at": ends, "place_kind": "office"},
    }
    with workshop.inside():
        Appointment.add_many([many] * calendar.MOST_SHOWN)
    everybody, his = _text(browser, WEEK), _text(browser, f"{WEEK}&who={bob}")
    assert ("Avec Bob" in everybody, "plus de rendez-vous que" in everybody) == (False, True)
    assert ("Avec Bob" in his, "plus de rendez-vous que" in his) == (True, False)
