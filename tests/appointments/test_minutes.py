"""Minutes of an appointment: written once or again, told in the timeline, and each step of the team's a reminder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.models import Appointment
from filon.desk import meetings
from filon.desk.minutes import due_at_of
from filon.foundation.access import Actor
from filon.foundation.errors import Forbidden
from filon.interactions.minutes import Minutes
from filon.leads.models import Lead
from filon.tasks.models import Task
from filon.tenants.models import Member
from tests.appointments.calendar import Workshop
from tests.appointments.minuting import after, as_kept, filled_in, met, write, written
from tests.dashboard.people import signed_in


@pytest.fixture
def appointment(workshop: Workshop) -> Any:
    return met(workshop)


def local(workshop: Workshop, task: Any) -> str:
    return f"{task.due_at.astimezone(workshop.zone):%Y-%m-%d %H:%M}"


def test_it_works(workshop: Workshop, browser: FlaskClient, appointment: Any) -> None:
    with after(workshop):
        page = f"/app/calendrier/{appointment.id}"
        assert "Écrire le compte rendu" in browser.get(page).text
        assert browser.get(f"{page}/minutes").status_code == 200
        plans = {"what": "Envoyer les plans", "who": "lead", "on": ""}
        written(browser, appointment, filled_in(workshop, {}, plans))
        minutes, steps, tasks = as_kept(workshop)
        assert (minutes.said, minutes.decided) == ("Elle préfère le chêne.", "Pose en mai.")
        assert [(one.what, one.by_lead) for one in steps] == [
            ("Envoyer le devis", False),
            ("Envoyer les plans", True),
        ]
        [task] = tasks
        assert (task.title, task.owner_id) == ("Envoyer le devis", workshop.alice)
        assert local(workshop, task) == "2026-05-10 09:00", "the day before"
        for shown in (browser.get(page).text, browser.get("/app/prospects/1").text):
            for words in ("Pose en mai.", "Elle préfère le chêne.", "Envoyer les plans", "11 mai"):
                assert words in shown, words
        assert "Alice a écrit le compte rendu" in browser.get("/app/prospects/1?show=notes").text
        assert "Salma" in browser.get("/app/prospects?status=all&q=chêne").text, "found as by a note"
    with workshop.inside():
        assert Appointment.find(appointment.id).status == "held", "whoever writes minutes has met"


def test_saved_twice_it_reminds_once_and_the_reminder_follows_its_step(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}))
        minutes, [step], [task] = as_kept(workshop)
        same = filled_in(workshop, {"step": str(step.id)}, seen=minutes.version)
        written(browser, appointment, same)
        again, _steps, tasks = as_kept(workshop)
        assert (len(tasks), again.version) == (1, minutes.version), "nothing has changed"

        later = {"step": str(step.id), "on": "2026-05-20", "margin": "7", "what": "Envoyer les deux devis"}
        written(browser, appointment, filled_in(workshop, later, seen=minutes.version))
        now, _steps, [moved] = as_kept(workshop)
        assert (moved.id, moved.title) == (task.id, "Envoyer les deux devis")
        assert local(workshop, moved) == "2026-05-13 09:00"

        browser.post(f"/app/rappels/{task.id}/postponement", data={"when": "2026-05-15T14:00"})
        other = filled_in(workshop, later, seen=now.version, decided="Pose en juin.")
        written(browser, appointment, other)
        now, _steps, [put_off] = as_kept(workshop)
        assert local(workshop, put_off) == "2026-05-15 14:00", "another word of the minutes moves no reminder"

        browser.post(f"/app/rappels/{task.id}/completion", data={"due": put_off.due_at.isoformat()})
        written(browser, appointment, filled_in(workshop, {**later, "on": "2026-06-02"}, seen=now.version))
        now, [step], [done, again] = as_kept(workshop)
        assert (done.outcome, local(workshop, done)) == ("done", "2026-05-15 14:00"), (
            "what is done stays done"
        )
        assert (step.task_id, local(workshop, again)) == (again.id, "2026-05-26 09:00"), "another day"


def test_a_step_that_is_taken_away_or_is_the_leads_reminds_nobody(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}, {"what": "Appeler le marbrier"}))
        minutes, [first, second], _tasks = as_kept(workshop)
        hers = {"step": str(first.id), "who": "lead"}
        gone = {"step": str(second.id), "what": " "}
        written(browser, appointment, filled_in(workshop, hers, gone, seen=minutes.version))
        _minutes, steps, tasks = as_kept(workshop)
        assert [(one.id, one.by_lead) for one in steps] == [(first.id, True)]
        assert [task.outcome for task in tasks] == ["dropped", "dropped"]


def test_a_draft_is_kept_and_tells_nobody(workshop: Workshop, browser: FlaskClient, appointment: Any) -> None:
    typed = filled_in(workshop, {"on": ""}, draft="1")
    written(browser, appointment, typed)  # before it begins, to prepare it
    minutes, [step], tasks = as_kept(workshop)
    assert minutes.is_draft
    assert (step.due_on, tasks) == (None, [])
    assert "compte rendu" not in browser.get("/app/prospects/1?show=notes").text
    refused = write(browser, appointment, filled_in(workshop, {}, seen=minutes.version))
    assert (refused.status_code, "gardez un brouillon" in refused.text) == (422, True)
    with after(workshop):
        form = browser.get(f"/app/calendrier/{appointment.id}/minutes").text
        assert "Elle préfère le chêne." in form
        assert 'value="Envoyer le devis"' in form
        told = filled_in(workshop, {"step": str(step.id), "on": ""}, seen=minutes.version)
        refused = write(browser, appointment, told)
        assert (refused.status_code, "le rappel en dépend" in refused.text) == (422, True)
        assert as_kept(workshop)[0].is_draft, "nothing half-written"
        written(browser, appointment, told | {"on-0": "2026-05-11"})
        assert not as_kept(workshop)[0].is_draft
        assert len(as_kept(workshop)[2]) == 1


def test_one_more_row_keeps_what_was_typed(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    with after(workshop):
        answer = write(browser, appointment, filled_in(workshop, {}, more="1"))
    assert answer.status_code == 200
    assert 'name="what-1"' in answer.text
    assert all(words in answer.text for words in ("Envoyer le devis", "2026-05-11", "Pose en mai."))
    with workshop.inside():
        assert Minutes.select().count() == 0


def test_two_who_write_at_once_lose_nothing(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    bob = signed_in(workshop.site, "agent")
    with after(workshop):
        written(browser, appointment, filled_in(workshop, {}))
        minutes, [step], _tasks = as_kept(workshop)
        his = filled_in(workshop, {"step": str(step.id)}, seen=minutes.version, decided="Pose en juin.")
        written(bob, appointment, his)
        refused = write(browser, appointment, {**his, "decided": "Pose en juillet."})
        assert refused.status_code == 422
        assert all(words in refused.text for words in ("entre-temps", "Pose en juin.", "Pose en juillet."))
        written(
            browser, appointment, {**his, "decided": "Pose en juillet.", "seen": str(minutes.version + 1)}
        )
        shown = browser.get("/app/prospects/1").text
        assert shown.index("Pose en juillet.") < shown.index("Pose en juin.") < shown.index("Pose en mai.")


def test_a_form_that_is_drawn_again_still_knows_on_what_it_was_begun(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    bob = signed_in(workshop.site, "agent")
    with after(workshop):
        for seen, changed in enumerate(({"more": "1"}, {"on-0": "demain"})):
            written(bob, appointment, filled_in(workshop, seen=seen, decided=f"De Bob {seen}"))
            again = write(browser, appointment, filled_in(workshop, {}, seen=seen) | changed).text
            kept = again.partition('name="seen" value="')[2].partition('"')[0]
            refused = write(browser, appointment, filled_in(workshop, {}, seen=int(kept)))
            assert (refused.status_code, f"De Bob {seen}" in refused.text) == (422, True), changed
            assert as_kept(workshop)[0].decided == f"De Bob {seen}"


def test_what_is_wrong_is_named_where_it_is(
    workshop: Workshop, browser: FlaskClient, appointment: Any
) -> None:
    wrong = [
        ({"on": "2026-04-20"}, "Ce jour est passé"),
        ({"on": "demain"}, "Choisissez un jour"),
        ({"on": "2036-04-20"}, "cinq ans au plus"),
        ({"margin": "3"}, "Choisissez quand rappeler"),
        ({"who": "nobody"}, "Choisissez une personne"),
        ({"who": str(appointment.id)}, "Choisissez une personne"),
        ({"what": "x" * 201}, "200 signes au plus"),
        ({"step": str(appointment.id)}, "n’existe plus"),
    ]
    with after(workshop):
        for step, sentence in wrong:
            refused = write(
                browser, appointment, filled_in(workshop, {"what": " "}, {"what": "Mesurer"}, step)
            )
            assert refused.status_code == 422, step
            assert sentence in refused.text.partition('name="step-2"')[2], step
        nothing = write(browser, appointment, {"seen": "0", "said": " ", "decided": "\r\n"})
        assert (nothing.status_code, "Écrivez ce qui a été dit" in nothing.text) == (422, True)
    with workshop.inside():
        assert (Minutes.select().count(), Task.select().count()) == (0, 0), "nothing half-written"


def test_a_margin_that_is_over_is_as_soon_as_it_can_be(workshop: Workshop) -> None:
    def due(day: str, margin: int, now: str) -> str:
        at = due_at_of(datetime.fromisoformat(day).date(), margin, workshop.at(now), workshop.zone)
        return f"{at.astimezone(workshop.zone):%d %H:%M}"

    assert due("2026-05-11", 0, "2026-05-04 10:00") == "11 09:00"
    assert due("2026-05-11", 2, "2026-05-04 10:00") == "09 09:00"
    assert due("2026-05-11", 7, "2026-05-04 10:00") == "05 09:00", "a week before is over: tomorrow"
    assert due("2026-05-04", 1, "2026-05-04 10:00") == "04 18:00"
    assert due("2026-05-04", 1, "2026-05-04 18:30") == "04 19:30"


def test_who_may(workshop: Workshop, browser: FlaskClient, appointment: Any) -> None:
    reader = signed_in(workshop.site, "reader")
    bob = signed_in(workshop.site, "agent")
    with after(workshop):
        written(bob, appointment, filled_in(workshop, {}))
        page = f"/app/calendrier/{appointment.id}"
        seen = reader.get(page).text
        assert "Pose en mai." in seen
        assert "Modifier le compte rendu" not in seen
        assert reader.get(f"{page}/minutes").status_code == 403
        assert write(reader, appointment, filled_in(workshop, seen=1)).status_code == 403
        with workshop.inside():
            Lead.update(owner_id=workshop.alice).execute()
            Member.update(only_own=True).where(Member.role == "agent").execute()
        assert write(bob, appointment, filled_in(workshop, seen=1)).status_code == 404
    who = Actor("reader", workshop.alice, "Alice")
    with workshop.site.filon.inside(workshop.site.tenant, who), pytest.raises(Forbidden):
        Minutes.update(said="").execute()
    limited = Actor("agent", appointment.id, "Bob", only_own=True)
    with workshop.site.filon.inside(workshop.site.tenant, limited):
        assert list(Minutes.select()) == []


def test_a_missed_one_asks_what_next(workshop: Workshop, browser: FlaskClient, appointment: Any) -> None:
    page = f"/app/calendrier/{appointment.id}"
    with workshop.inside():
        Lead.update(to_call_since=None).execute()
    with after(workshop):
        browser.post(f"{page}/outcome", data={"outcome": "missed"})
        asked = browser.get(page).text
        for words in ("et ensuite", "Prendre un autre rendez-vous", "Ou prévoir un rappel", "Abandonner"):
            assert words in asked, words
        assert "compte rendu" not in asked
        assert "et ensuite" not in signed_in(workshop.site, "reader").get(page).text
        browser.post("/app/prospects/1/rappels", data={"when": "2026-04-28T09:00"})
        assert "Ou prévoir un rappel" not in browser.get(page).text, "something is planned"
        with workshop.inside():
            [task] = list(Task.select())
        browser.post(f"/app/rappels/{task.id}/removal")
        form = {"status": "lost", "reason": "price", "seen": "new"}
        assert browser.post("/app/prospects/1/status", data=form).status_code == 303
        settled = browser.get(page).text
        assert "Abandonner" not in settled
        assert all(words in settled for words in ("Rappeler", "En prendre un autre"))
        refused = write(browser, appointment, filled_in(workshop))
        assert refused.status_code == 422, "nobody has met"


def test_of_what_does_not_take_place_there_are_none(workshop: Workshop, browser: FlaskClient) -> None:
    alone = met(workshop, lead=None, title="Inventaire")
    assert browser.get(f"/app/calendrier/{alone.id}/minutes").status_code == 404
    assert "compte rendu" not in browser.get(f"/app/calendrier/{alone.id}").text
    gone = met(workshop, when="2026-04-28 10:00")
    with workshop.inside():
        meetings.cancel(gone)
    assert "compte rendu" not in browser.get(f"/app/calendrier/{gone.id}").text


def test_of_a_call(workshop: Workshop, browser: FlaskClient, api: FlaskClient) -> None:
    browser.post("/app/prospects/1/calls", data={"outcome": "answered", "said": "Elle rappelle."})
    page = browser.get("/app/prospects/1").text
    address = page.partition("Écrire le compte rendu")[0].rpartition('href="')[2].partition('"')[0]
    assert "/calls/" in address
    assert browser.get(address).status_code == 200
    typed = filled_in(workshop, {"on": "2026-04-29", "margin": "0"})
    assert browser.post(address, data=typed).status_code == 303
    minutes, [step], [task] = as_kept(workshop)
    assert (step.task_id, minutes.appointment_id) == (task.id, None)
    shown = browser.get("/app/prospects/1").text
    assert "Pose en mai." in shown
    assert "Écrire le compte rendu" not in shown
    assert browser.get(address.replace("/prospects/1/", "/prospects/2/")).status_code == 404
    [told] = api.get("/api/v1/leads/1/timeline", query_string={"kind": "minutes"}).json["timeline"]
    assert told["details"] == {"step": "written", "call": str(minutes.call_id)}
    call = api.post("/api/v1/leads/1/calls", json={"outcome": "no_answer"}).json["id"]
    assert (
        api.put(f"/api/v1/leads/1/calls/{call}/minutes", json={"version": 0, "said": "x"}).status_code == 404
    )
