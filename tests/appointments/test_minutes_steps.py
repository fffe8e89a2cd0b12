"""The steps of minutes: which one is which however they come, whose they are, and when they remind again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.minuting import after, as_kept, filled_in, met, written


@pytest.fixture
def appointment(workshop: Workshop) -> Any:
    return met(workshop)


def test_it_works(workshop: Workshop, api: FlaskClient, appointment: Any) -> None:
    """One without an id takes no step that another one names."""
    path = f"/api/v1/appointments/{appointment.id}/minutes"
    day = {"due_on": "2026-05-11"}
    with after(workshop):
        first = api.put(path, json={"version": 0, "steps": [{"what": "Devis", **day}]}).json["steps"][0]
        both = [{"what": "Devis", **day}, {"what": "Devis", **day, "id": first["id"]}]
        again = api.put(path, json={"version": 1, "steps": both})
        assert again.status_code == 200, again.text
        new, same = again.json["steps"]
        assert (same["id"], same["task"]) == (first["id"], first["task"])
        assert new["id"] != first["id"]
        told = api.get("/api/v1/leads/1/timeline", query_string={"kind": "minutes"}).json["timeline"]
        assert told[0]["details"] == {"step": "written", "appointment": str(appointment.id)}


def test_a_reminder_that_was_taken_away_comes_back_for_another_day_alone(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}))
        minutes, [step], [task] = as_kept(workshop)
        browser.post(f"/app/rappels/{task.id}/removal")
        other = {"step": str(step.id), "what": "Envoyer le devis signé"}
        written(browser, appointment, filled_in(workshop, other, seen=minutes.version))
        minutes, _steps, tasks = as_kept(workshop)
        assert [one.outcome for one in tasks] == ["dropped"], "other words for it remind nobody"
        written(
            browser, appointment, filled_in(workshop, {**other, "on": "2026-05-12"}, seen=minutes.version)
        )
        _minutes, [step], [_dropped, again] = as_kept(workshop)
        assert (step.task_id, again.is_open, again.title) == (again.id, True, "Envoyer le devis signé")


def test_a_new_step_is_nobodys_by_chance(workshop: Workshop, browser: FlaskClient, appointment: Any) -> None:
    """Whoever has the lead is chosen first, even who may only read; the prospect stands last."""
    [bob] = workshop.hire("Bob")
    with workshop.inside():
        Lead.update(owner_id=bob).execute()
        Member.update(role="reader").where(Member.id == bob).execute()
    with after(workshop):
        page = browser.get(f"/app/calendrier/{appointment.id}/minutes").text
        who = page.partition('name="who-0"')[2].partition("</select>")[0]
        assert f'value="{bob}" selected' in who
        assert who.index('value="lead"') == who.rindex('value="')


def test_enter_saves_and_one_more_row_has_the_focus(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    path = f"/app/calendrier/{appointment.id}/minutes"
    with after(workshop):
        form = browser.get(path).text.partition('id="writing"')[2]
        first = form.partition('<button type="submit"')[2].partition(">")[0]
        assert "name=" not in first, "it saves"
        more = browser.post(path, data=filled_in(workshop, {}, more="1")).text
        assert [
            part.partition('"')[0]
            for part in more.split('id="f-what-')[1:]
            if " autofocus" in part.partition(">")[0]
        ] == ["1"]
    early = browser.get(path).text.partition('id="writing"')[2]
    assert 'name="draft"' in early.partition('<button type="submit"')[2].partition(">")[0]


def test_steps_that_come_without_their_ids_are_the_same(
    workshop: Workshop, api: FlaskClient, appointment: Any
) -> None:
    with after(workshop):
        body = {"version": 0, "decided": "Pose en mai.", "steps": [{"what": "Devis", "due_on": "2026-05-11"}]}
        first = api.put(f"/api/v1/appointments/{appointment.id}/minutes", json=body).json
        again = api.put(f"/api/v1/appointments/{appointment.id}/minutes", json={**body, "version": 1}).json
    assert first["steps"] == again["steps"]
    assert (again["version"], again["is_draft"], again["by"]) == (1, False, first["by"])
    assert len(as_kept(workshop)[2]) == 1
    assert timedelta(days=1) > datetime.fromisoformat(first["at"]) - workshop.at("2026-04-27 10:15")
