"""The calendar's pages: a week of the team, an appointment made with a prospect or without, moved and settled."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.foundation import clock
from filon.leads.models import Lead
from filon.tasks.actions import Plan, add_task
from tests.appointments.calendar import Workshop
from tests.dashboard.people import signed_in

MONDAY = "2026-04-27"


def _made(workshop: Workshop, number: int = 0) -> Any:
    with workshop.inside():
        return list(Appointment.select().order_by(Appointment.id))[number]


def _form(workshop: Workshop, **typed: Any) -> dict[str, Any]:
    whole = {"day": MONDAY, "time": "10:00", "minutes": "60", "member": [str(workshop.alice)], "kind": ""}
    return whole | typed


def _text(answer: Any) -> str:
    return str(answer.text).replace("\u00a0", " ")


def _ticked(answer: Any) -> list[str]:
    return re.findall(r'name="member" value="([^"]*)" checked', answer.text)


def test_it_works(workshop: Workshop, browser: FlaskClient) -> None:
    kind = workshop.offer()
    (bob,) = workshop.hire("Bob Alami")
    assert "Prise de mesures" in browser.get("/app/calendrier/nouveau?lead=1").text
    booked = browser.post("/app/calendrier", data=_form(workshop, kind=str(kind.id), minutes="", lead="1"))
    assert booked.location == "/app/prospects/1"
    prospect = _text(browser.get("/app/prospects/1"))
    assert "lundi 10 h" in prospect
    assert "Rien de prévu" not in prospect
    week = _text(browser.get(f"/app/calendrier?day={MONDAY}"))
    assert "1 rendez-vous" in week
    assert "10 h · " in week
    assert "Salma" in week
    assert "Salma" not in browser.get("/app/calendrier").text, "this week"
    assert "Salma" in browser.get(f"/app/calendrier?day={MONDAY}&view=list&who={workshop.alice}").text
    assert "Salma" not in browser.get(f"/app/calendrier?day={MONDAY}&who={bob}").text

    taken = browser.post("/app/calendrier", data=_form(workshop, title="Atelier"))
    assert (taken.status_code, "plus libre" in taken.text, "lundi 9 h" in _text(taken)) == (422, True, True)
    assert 'value="Atelier"' in taken.text, "what was typed stays"
    alone = browser.post("/app/calendrier", data=_form(workshop, title="Atelier", time="14:00"))
    assert alone.location == f"/app/calendrier/{_made(workshop, 1).id}"
    address = f"/app/calendrier/{_made(workshop).id}"
    refused = browser.post(f"{address}/time", data=_form(workshop, time="14:30"))
    assert (refused.status_code, "plus libre" in refused.text) == (422, True)
    browser.post(f"{address}/time", data=_form(workshop, time="16:00", minutes="90", member=[str(bob)]))
    moved = _text(browser.get(address))
    assert "16 h" in moved
    assert "1 h 30" in moved
    assert "Bob Alami" in moved
    browser.post(f"{address}/cancellation", data={"reason": "En voyage"})
    assert "En voyage" in browser.get(address).text
    assert browser.get(f"/app/calendrier?day={MONDAY}").text.count("Salma") == 0
    browser.post(f"{address}/cancellation/undoing")
    with clock.standing_at(workshop.at(f"{MONDAY} 18:00")):
        browser = signed_in(workshop.site)
        assert "A-t-il eu lieu" in _text(browser.get("/app/calendrier?view=list"))
        browser.post(f"{address}/outcome", data={"outcome": "missed"})
        assert "Prendre un autre rendez-vous" in browser.get(address).text
    assert workshop.steps() == ["booked", "moved", "cancelled", "restored", "missed"]


def test_the_sooner_stands_first_on_a_prospects_page(workshop: Workshop, browser: FlaskClient) -> None:
    browser.post("/app/calendrier", data=_form(workshop, lead="1"))
    with workshop.inside():
        for at in (clock.now() + timedelta(minutes=5), clock.now() + timedelta(days=90)):
            add_task(Plan(at, "Rappeler"), Lead.by_number(1))
    plan = re.findall(
        r'<section class="plan"[^>]*aria-label="([^":]*)', _text(browser.get("/app/prospects/1"))
    )
    assert [one.strip() for one in plan] == ["À faire", "Rendez-vous", "À faire"]


def test_what_was_proposed_is_confirmed(workshop: Workshop, browser: FlaskClient) -> None:
    browser.post("/app/calendrier", data=_form(workshop))
    with workshop.inside():
        Appointment.update(status="proposed").execute()
    address = f"/app/calendrier/{_made(workshop).id}"
    assert "attend votre accord" in browser.get(address).text
    browser.post(f"{address}/confirmation")
    assert _made(workshop).status == "confirmed"


def test_the_form_keeps_the_clock_that_the_page_shows(workshop: Workshop, browser: FlaskClient) -> None:
    browser.post("/app/calendrier", data=_form(workshop))
    workshop.move("Asia/Dubai")
    address = f"/app/calendrier/{_made(workshop).id}"
    shown = _text(browser.get(address))
    assert ("Lundi 27 avril, 13 h" in shown, 'value="13:00"' in shown) == (True, True)
    browser.post(f"{address}/time", data=_form(workshop, time="13:00"))
    assert _made(workshop).sequence == 0, "it has not moved"
    browser.post(f"{address}/time", data=_form(workshop, time="14:00"))
    moved = _made(workshop)
    assert (moved.starts_at, moved.wall) == (workshop.at(f"{MONDAY} 14:00"), f"{MONDAY}T11:00")


def test_a_refused_form_comes_back_as_it_was_sent(workshop: Workshop, browser: FlaskClient) -> None:
    (bob,) = workshop.hire("Bob")
    kind = workshop.offer(bob)
    booked = {"kind": str(kind.id), "minutes": "", "member": []}
    assert browser.post("/app/calendrier", data=_form(workshop, **booked)).status_code == 303
    refused = browser.post("/app/calendrier", data=_form(workshop, **booked))
    assert (refused.status_code, _ticked(refused)) == (422, [])
    assert _ticked(browser.get("/app/calendrier/nouveau")) == [str(workshop.alice)], "whoever begins one"
    too_long = browser.post(f"/app/calendrier/{_made(workshop).id}/cancellation", data={"reason": "x" * 501})
    assert _ticked(too_long) == [str(bob)], "who takes part, in the form that was not sent"


def test_what_is_wrong_stands_beside_its_field(workshop: Workshop, browser: FlaskClient) -> None:
    for typed, said in (
        ({"day": ""}, "Choisissez le jour et l’heure."),
        ({"day": "2036-01-01"}, "Choisissez un jour de l’an passé"),
        ({"minutes": "x"}, "Choisissez une durée."),
        ({"member": []}, "Choisissez un type de rendez-vous"),
        ({"member": ["x"]}, "Choisissez une personne"),
        ({"title": "x" * 201}, "200 signes au plus"),
        ({"kind": "x"}, "Choisissez un type"),
    ):
        answer = browser.post("/app/calendrier", data=_form(workshop, **typed))
        assert (answer.status_code, said in _text(answer)) == (422, True), typed
    for day in ("x", "0001-01-01", "9999-12-31"):
        assert browser.get(f"/app/calendrier?day={day}").status_code == 200
    with workshop.inside():
        assert Appointment.select().count() == 0


def test_a_reader_sees_and_changes_nothing(workshop: Workshop, browser: FlaskClient) -> None:
    browser.post("/app/calendrier", data=_form(workshop))
    address = f"/app/calendrier/{_made(workshop).id}"
    reader = signed_in(workshop.site, "reader")
    assert "Déplacer" not in reader.get(address).text
    assert reader.get("/app/calendrier/nouveau").status_code == 403
    assert reader.post(f"{address}/cancellation").status_code == 403
    assert reader.get(f"/app/calendrier/{UUID(int=7)}").status_code == 404
