"""Days and months of the calendar, and what is carried in it by the hand to another time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.foundation import clock
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.dashboard.people import signed_in
from tests.parts.smtp import Mailbox

MONDAY = "2026-04-27"


def _text(browser: FlaskClient, path: str) -> str:
    return str(browser.get(path).text).replace("\u00a0", " ")


def _found(workshop: Workshop, id: Any) -> Any:
    with workshop.inside():
        return Appointment.find(id)


def test_a_day_has_a_column_for_each_member(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob Alami")
    workshop.book(f"{MONDAY} 10:00", title="Avec Bob", members=(bob,))
    workshop.book(f"{MONDAY} 14:00", title="Réunion", members=(workshop.alice, bob))
    workshop.book("2026-04-28 10:00", title="Le lendemain")
    day = _text(browser, f"/app/calendrier?view=day&day={MONDAY}")
    columns = dict(re.findall(r'data-member="([^"]*)">(.*?)</ol>', day, re.DOTALL))
    assert ("Avec Bob" in columns[str(workshop.alice)], "Réunion" in columns[str(workshop.alice)]) == (
        False,
        True,
    )
    assert ("Avec Bob" in columns[str(bob)], "Réunion" in columns[str(bob)]) == (True, True)
    assert "Lundi 27 : 2 rendez-vous" in day
    assert "Le lendemain" not in day
    assert 'day=2026-04-28&amp;view=day" aria-label="Jour suivant"' in day
    mine = _text(browser, f"/app/calendrier?view=day&day={MONDAY}&who={workshop.alice}")
    assert ("Réunion" in mine, "Avec Bob" in mine) == (True, False)


def test_a_month_tells_how_many_each_day_has(workshop: Workshop, browser: FlaskClient) -> None:
    for hour in (9, 10, 11, 14, 15):
        workshop.book(f"{MONDAY} {hour:02}:00", title=f"Visite {hour}", minutes=30)
    workshop.book("2026-04-30 23:30", title="Livraison de nuit")
    april, may = (
        _text(browser, f"/app/calendrier?view=month&day={day}") for day in ("2026-04-15", "2026-05-15")
    )
    assert "Avril 2026 : 6 rendez-vous" in april
    assert "lundi 27 : 5 rendez-vous" in april
    shown = [f"Visite {hour}" in april for hour in (9, 10, 11, 14, 15)]
    assert shown == [True, True, True, False, False]
    assert "et 2 autres" in april
    assert "Livraison de nuit" in may, "it goes on in May"
    assert april.count('scope="col"') == 7
    assert 'day=2026-03-01&amp;view=month" aria-label="Mois précédent"' in april


@pytest.mark.parametrize("view", ["week", "day"])
def test_what_is_carried_elsewhere_is_moved_and_can_be_put_back(
    workshop: Workshop, browser: FlaskClient, view: str
) -> None:
    one = workshop.book(f"{MONDAY} 10:00", title="Visite", minutes=45)
    address = f"/app/calendrier/{one.id}/slot"
    moved = browser.post(address, data={"day": "2026-04-28", "time": "14:30", "minutes": "", "view": view})
    found = _found(workshop, one.id)
    assert (found.starts_at, found.minutes) == (workshop.at("2026-04-28 14:30"), 45)
    after = _text(browser, moved.location)
    assert "Déplacé : mardi 14 h 30." in after
    assert ('aria-label="Jour"' in after) == (view == "day")
    back = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', after))
    undone = browser.post(address, data=back)
    assert "Déplacé" not in browser.get(undone.location).text, "nobody is asked once more"
    assert _found(workshop, one.id).starts_at == workshop.at(f"{MONDAY} 10:00")
    browser.post(address, data={"day": MONDAY, "time": "10:00", "minutes": "90", "view": view})
    assert _found(workshop, one.id).minutes == 90


def test_where_there_is_no_time_it_stays_where_it_was(workshop: Workshop, browser: FlaskClient) -> None:
    one = workshop.book(f"{MONDAY} 10:00", title="Visite")
    workshop.book(f"{MONDAY} 14:00", title="Autre")
    address = f"/app/calendrier/{one.id}/slot"
    refused = browser.post(address, data={"day": MONDAY, "time": "13:30"})
    assert refused.status_code == 409
    said = re.sub(r"<[^>]*>", "", refused.text.split("<main")[1].split(">", 1)[1].split("</main>")[0])
    assert " ".join(said.replace("\u00a0", " ").split()).startswith(
        "Ce créneau n’est plus libre. Les plus proches : "
    )
    assert _found(workshop, one.id).starts_at == workshop.at(f"{MONDAY} 10:00")
    reader = signed_in(workshop.site, "reader")
    assert reader.post(address, data={"day": MONDAY, "time": "16:00"}).status_code == 403
    assert "data-move" not in reader.get(f"/app/calendrier?day={MONDAY}").text


def test_a_move_that_is_taken_back_at_once_is_heard_of_by_nobody(
    mailbox: Mailbox, workshop: Workshop, browser: FlaskClient
) -> None:
    with workshop.inside():
        lead = Lead.by_number(1)
    one = workshop.book(f"{MONDAY} 10:00", title="Visite", lead=lead)
    workshop.site.filon.work()
    mailbox.mails.clear()
    address = f"/app/calendrier/{one.id}/slot"
    moved = browser.post(address, data={"day": "2026-04-28", "time": "14:30", "minutes": ""})
    workshop.site.filon.work()
    assert mailbox.mails == [], "whoever moved it may have second thoughts"
    back = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', _text(browser, moved.location))
    )
    browser.post(address, data=back)
    assert browser.post(address, data=back).status_code == 409, "it is back already"
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        workshop.site.filon.work()
        assert mailbox.mails == []
        browser.post(address, data={"day": "2026-04-28", "time": "14:30", "minutes": ""})
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        workshop.site.filon.work()
        assert ["salma@example.com" in mail.recipients for mail in mailbox.mails].count(True) == 1
        browser.post(
            f"/app/calendrier/{one.id}/time",
            data={"day": MONDAY, "time": "16:00", "minutes": "60", "member": [str(workshop.alice)]},
        )
        assert browser.post(address, data=back).status_code == 409, "somebody has moved it since"


def test_only_what_is_shown_whole_is_taken_by_the_hand(workshop: Workshop, browser: FlaskClient) -> None:
    workshop.book(f"{MONDAY} 00:00", minutes=540, title="Depuis minuit")
    workshop.book("2026-04-29 10:00", title="Visite")
    workshop.book("2026-05-05 18:00", minutes=480, title="Toute la nuit")
    weeks = [_text(browser, f"/app/calendrier?day={day}") for day in (MONDAY, "2026-05-05")]
    slots = [slot for week in weeks for slot in re.findall(r'<li class="slot".*?</li>', week)]
    assert len(slots) == 4, "the night has two days"
    assert ["Visite" in slot for slot in slots if "data-move" in slot] == [True]


def test_a_large_team_has_as_many_columns_as_a_page_can_show(
    workshop: Workshop, browser: FlaskClient
) -> None:
    team = workshop.hire(*(f"Agent {number:02}" for number in range(25)))
    workshop.book(f"{MONDAY} 10:00", title="Le dernier", members=(team[-1],))
    day = _text(browser, f"/app/calendrier?view=day&day={MONDAY}")
    assert day.count('class="d" data-col') == 20
    assert "Le dernier" in day
    assert "Choisissez une personne" in day
