"""Prospects of whom nobody has heard for days come up by themselves, where a business wants it; never as a flood."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from filon import schedule
from filon.desk.silence import MOST_A_DAY
from filon.foundation import clock
from filon.leads.actions import Request, record_lead
from filon.leads.models import Lead
from filon.tenants.models import Tenant
from tests.dashboard.people import signed_in
from tests.foundation.neighbours import record
from tests.parts.service import Filon, PairedSite
from tests.tasks.planning import NOW, at, lead, steps, tasks


@pytest.fixture
def wanted(thursday: None, filon: Filon, alice: PairedSite) -> FlaskClient:
    """Alice, who wants to be reminded after a week."""
    browser = signed_in(alice)
    assert browser.post("/app/reglages/alertes/silence", data={"days": "7"}).status_code == 303
    return browser


def _silent(filon: Filon, site: PairedSite, days: float, count: int = 1) -> None:
    """So many people asked, and nothing has happened since."""
    with clock.standing_at(NOW - timedelta(days=days)), filon.inside(site.tenant):
        for number in range(count):
            asked = Request(source="site", asked_at=clock.now(), email=f"{days}-{number}@example.com")
            record_lead(asked)


def _run(filon: Filon) -> None:
    schedule.remind_of_silent_leads(filon.settings)


def test_it_works(filon: Filon, alice: PairedSite, wanted: FlaskClient) -> None:
    _silent(filon, alice, 8)
    _silent(filon, alice, 6)
    _run(filon)
    (task,) = tasks(alice)
    assert task.lead_id == lead(alice).id
    assert (task.title, task.due_at) == ("Relancer après 8 jours sans nouvelles", at("2026-04-24 09:00"))
    assert steps(alice) == [("", "planned")]
    assert "Rappel prévu automatiquement" in wanted.get("/app/prospects/1").text
    assert lead(alice).next_action_at == task.due_at
    assert lead(alice).last_activity_at == NOW - timedelta(days=8), "a rule is no activity"


def test_off_is_how_it_begins(
    filon: Filon, alice: PairedSite, charlie: PairedSite, wanted: FlaskClient
) -> None:
    _silent(filon, charlie, 30)
    _run(filon)
    assert tasks(charlie) == []
    _silent(filon, alice, 30)
    assert wanted.post("/app/reglages/alertes/silence", data={"days": ""}).status_code == 303
    _run(filon)
    assert tasks(alice) == []
    assert wanted.post("/app/reglages/alertes/silence", data={"days": "5"}).status_code == 422
    assert (
        signed_in(alice, "agent").post("/app/reglages/alertes/silence", data={"days": "3"}).status_code == 403
    )


def test_the_choice_can_be_taken_back(filon: Filon, alice: PairedSite, wanted: FlaskClient) -> None:
    answer = wanted.post("/app/reglages/alertes/silence", data={"days": "14"})
    html = wanted.get(answer.headers["Location"]).text
    assert "après 14 jours sans nouvelles" in html
    change = answer.headers["Location"].partition("changed=")[2]
    wanted.post(f"/app/reglages/changements/{change}/annulation", data={"section": "alerts.show"})
    with filon.inside(alice.tenant, write=False):
        assert Tenant.current().silent_days == 7


def test_the_same_silence_is_told_of_once(filon: Filon, alice: PairedSite, wanted: FlaskClient) -> None:
    _silent(filon, alice, 8)
    _run(filon)
    _run(filon)
    assert len(tasks(alice)) == 1
    wanted.post(f"/app/rappels/{tasks(alice)[0].id}/removal")
    for days in (0, 1, 10):
        with clock.standing_at(NOW + timedelta(days=days)):
            _run(filon)
    assert len(tasks(alice)) == 1, "whoever dropped it does not want it again"


def test_a_new_silence_is_told_of_again(filon: Filon, alice: PairedSite, wanted: FlaskClient) -> None:
    _silent(filon, alice, 8)
    _run(filon)
    wanted.post(f"/app/rappels/{tasks(alice)[0].id}/completion")
    with clock.standing_at(NOW + timedelta(days=6)):
        _run(filon)
        assert len(tasks(alice)) == 1
    with clock.standing_at(NOW + timedelta(days=8)):
        _run(filon)
        assert len(tasks(alice)) == 2


def test_it_is_never_a_flood(filon: Filon, alice: PairedSite, wanted: FlaskClient) -> None:
    _silent(filon, alice, 20, count=MOST_A_DAY)
    _silent(filon, alice, 10, count=MOST_A_DAY + 1)
    _run(filon)
    _run(filon)
    assert {task.title for task in tasks(alice)} == {"Relancer après 20 jours sans nouvelles"}
    assert len(tasks(alice)) == MOST_A_DAY
    with clock.standing_at(NOW + timedelta(days=1)):
        _run(filon)
        assert len(tasks(alice)) == 2 * MOST_A_DAY
    with clock.standing_at(NOW + timedelta(days=2)):
        _run(filon)
        assert len(tasks(alice)) == 2 * MOST_A_DAY + 1


def test_who_is_settled_planned_for_or_forgotten_is_left_alone(
    filon: Filon, alice: PairedSite, wanted: FlaskClient
) -> None:
    _silent(filon, alice, 8, count=3)
    _silent(filon, alice, 91)
    with filon.inside(alice.tenant):
        Lead.update(status="won").where(Lead.number == 1).execute()
        Lead.update(trashed_at=clock.now()).where(Lead.number == 2).execute()
    wanted.post("/app/prospects/3/rappels", data={"line": "lundi"})
    _run(filon)
    assert [task.rule for task in tasks(alice)] == [""]


def test_work_begins_when_the_business_opens(filon: Filon, alice: PairedSite, wanted: FlaskClient) -> None:
    record(filon, alice, "Samira")
    with clock.standing_at(at("2026-05-01 10:00")):  # a Friday
        _run(filon)
    assert tasks(alice)[0].due_at == at("2026-05-04 09:00")
