"""What is next for a prospect: planned from the page, put off, done, dropped, each with its way back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads import by_hand
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite
from tests.tasks.planning import NOW, ask, at, called, lead, planned, steps, tasks, undo_address


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    html = planned(browser, "Relancer le devis lundi 14 h 30")
    assert "Rappel prévu\u00a0: lundi 14\u00a0h\u00a030." in html
    assert "Relancer le devis" in html
    assert "Alice a prévu un rappel\u00a0: lundi 14\u00a0h\u00a030" in html
    (task,) = tasks(alice)
    assert (task.title, task.due_at) == ("Relancer le devis", at("2026-04-27 14:30"))
    with alice.filon.inside(alice.tenant, write=False):
        assert Member.find(task.owner_id).name == "Alice"
    assert lead(alice).next_action_at == task.due_at
    done = browser.post(f"/app/rappels/{task.id}/completion")
    html = browser.get(done.headers["Location"]).text
    assert "Alice a fait le rappel" in html
    assert lead(alice).next_action_at is None
    assert steps(alice) == [("Alice", "planned"), ("Alice", "done")]


def test_every_step_can_be_taken_back(alice: PairedSite, browser: FlaskClient) -> None:
    for path, form in (
        ("completion", {}),
        ("postponement", {"when_words": "dans 2 semaines"}),
        ("removal", {}),
        ("", {"title": "Autre chose", "when_words": "vendredi 16 h", "repeat": "week"}),
    ):
        planned(browser, "Relancer le devis lundi 14 h 30")
        task = tasks(alice)[-1]
        answer = browser.post(f"/app/rappels/{task.id}/{path}".rstrip("/"), data=form)
        assert answer.status_code == 303, path
        assert lead(alice).next_action_at != at("2026-04-27 14:30"), path
        undo = undo_address(browser.get(answer.headers["Location"]).text)
        assert browser.post(undo).status_code == 303, path
        again = tasks(alice)[-1]
        for column in (
            "title",
            "due_at",
            "begins_at",
            "owner_id",
            "repeat",
            "outcome",
            "closed_at",
            "closed_by",
        ):
            assert getattr(again, column) == getattr(task, column), (path, column)
        assert lead(alice).next_action_at == at("2026-04-27 14:30")
        assert browser.post(undo).status_code == 409, "it is taken back once"
        browser.post(f"/app/rappels/{task.id}/removal")
    assert {step for _name, step in steps(alice)} == {
        "planned",
        "done",
        "moved",
        "dropped",
        "changed",
        "undone",
    }


def test_planning_can_be_taken_back(alice: PairedSite, browser: FlaskClient) -> None:
    undo = undo_address(planned(browser, "lundi"))
    browser.post(undo)
    assert tasks(alice)[0].outcome == "dropped"
    assert lead(alice).next_action_at is None


def test_what_somebody_did_since_is_not_taken_back(alice: PairedSite, browser: FlaskClient) -> None:
    undo = undo_address(planned(browser, "lundi"))
    bob = signed_in(alice, "agent")
    bob.post(f"/app/rappels/{tasks(alice)[0].id}/completion")
    assert browser.post(undo).status_code == 409
    assert tasks(alice)[0].outcome == "done"


def test_the_message_is_for_the_one_who_did_it_and_for_a_while(
    alice: PairedSite, browser: FlaskClient
) -> None:
    planned(browser, "lundi")
    address = f"/app/prospects/1?reminder={tasks(alice)[0].id}"
    assert "/undoing" in browser.get(address).text
    assert "/undoing" not in signed_in(alice, "agent").get(address).text
    with clock.standing_at(NOW + timedelta(minutes=3)):
        assert "/undoing" not in browser.get(address).text


def test_a_moment_is_chosen_with_one_touch(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    called(filon, alice)
    html = browser.get("/app/prospects/1").text
    assert "Rien de prévu" in html
    assert html.count('value="2026-04-24T09:00"') >= 1
    assert "Ce soir 18\u00a0h" in html
    assert 'href="/app/prospects/1?kind=task#ajouter"' in html
    assert re.search('id="k-task" checked', browser.get("/app/prospects/1?kind=task").text)
    assert browser.get("/app/prospects/1?kind=<b>").status_code == 200
    browser.post("/app/prospects/1/rappels", data={"when": "2026-04-24T09:00"})
    html = browser.get("/app/prospects/1").text
    assert "Rien de prévu" not in html
    assert "Rappeler" in html
    assert tasks(alice)[0].due_at == at("2026-04-24 09:00")


def test_who_waits_for_a_call_has_no_empty_plan(browser: FlaskClient) -> None:
    assert "Rien de prévu" not in browser.get("/app/prospects/1").text


def test_the_soonest_comes_first(alice: PairedSite, browser: FlaskClient) -> None:
    for line in ("mercredi", "demain", "vendredi 15 h"):
        planned(browser, line)
    assert lead(alice).next_action_at == at("2026-04-24 09:00")
    browser.post(f"/app/rappels/{tasks(alice)[1].id}/completion")
    assert lead(alice).next_action_at == at("2026-04-24 15:00")


def test_a_call_and_what_comes_next_is_one_save(alice: PairedSite, browser: FlaskClient) -> None:
    answer = browser.post(
        "/app/prospects/1/calls", data={"outcome": "no_answer", "said": "", "next": "2026-04-24T09:00"}
    )
    html = browser.get(answer.headers["Location"]).text
    assert "Alice a appelé" in html
    assert "Rappel prévu\u00a0: demain 9\u00a0h." in html
    assert lead(alice).next_action_at == at("2026-04-24 09:00")
    browser.post("/app/prospects/1/calls", data={"outcome": "answered", "next": ""})
    assert len(tasks(alice)) == 1


def test_a_call_settles_the_reminder_that_asked_for_it(alice: PairedSite, browser: FlaskClient) -> None:
    planned(browser, "Relancer le devis 11 h")
    with clock.standing_at(NOW + timedelta(hours=1)):
        html = browser.get("/app/prospects/1").text
        assert "Le rappel «\u00a0Relancer le devis\u00a0» est fait" in html
        browser.post(
            "/app/prospects/1/calls",
            data={
                "outcome": "answered",
                "settles": tasks(alice)[0].id.hex,
                "next": "write",
                "next_words": "lundi",
            },
        )
    first, second = tasks(alice)
    assert (first.outcome, second.outcome) == ("done", "")
    assert lead(alice).next_action_at == at("2026-04-27 09:00")


def test_what_was_typed_is_never_lost(alice: PairedSite, browser: FlaskClient) -> None:
    said = {"outcome": "answered", "said": "Elle hésite", "next": "write", "next_words": "un de ces jours"}
    answer = browser.post("/app/prospects/1/calls", data=said)
    assert answer.status_code == 422
    for kept in ("Elle hésite", "un de ces jours", "Dites quand, par exemple"):
        assert kept in answer.text
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().count() == 1, "nothing half-written"
    answer = browser.post("/app/prospects/1/rappels", data={"line": "Relancer <b>le</b> devis"})
    assert answer.status_code == 422
    assert "Relancer &lt;b&gt;le&lt;/b&gt; devis" in answer.text
    assert browser.post("/app/prospects/1/rappels", data={"line": "hier"}).status_code == 422
    assert browser.post("/app/prospects/1/rappels", data={"line": "x" * 250 + " lundi"}).status_code == 422
    assert tasks(alice) == []


def test_the_prospects_owner_is_reminded(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    signed_in(alice, "agent")
    with filon.inside(alice.tenant):
        bob = Member.get(Member.name == "Bob")
        Lead.update(owner_id=bob.id).where(Lead.number == 1).execute()
    planned(browser, "lundi")
    assert tasks(alice)[0].owner_id == bob.id


def test_one_that_repeats_comes_again(filon: Filon, alice: PairedSite, browser: FlaskClient) -> None:
    planned(browser, "Appeler le fournisseur lundi 9 h")
    (task,) = tasks(alice)
    browser.post(
        f"/app/rappels/{task.id}", data={"title": task.title, "when_words": "lundi 9 h", "repeat": "week"}
    )
    browser.post(f"/app/rappels/{task.id}/postponement", data={"when_words": "mardi 15 h"})
    with clock.standing_at(at("2026-04-28 15:10")):
        answer = browser.post(f"/app/rappels/{task.id}/completion")
        assert "Fait. Le prochain\u00a0: lundi 9\u00a0h." in browser.get(answer.headers["Location"]).text
    (task,) = tasks(alice)
    assert (task.outcome, task.due_at) == ("", at("2026-05-04 09:00"))
    assert lead(alice).next_action_at == at("2026-05-04 09:00")


def test_changing_the_title_of_an_overdue_one_leaves_its_time(
    alice: PairedSite, browser: FlaskClient
) -> None:
    planned(browser, "Relancer le devis 11 h")
    (task,) = tasks(alice)
    with clock.standing_at(NOW + timedelta(days=1)):
        html = browser.get(f"/app/rappels/{task.id}").text
        assert "hier 11\u00a0h" in html
        said = {"when_shown": "hier 11\u00a0h", "when_words": "hier 11\u00a0h"}
        form = {"title": "Relancer l’escalier", "owner": "", "repeat": "", **said}
        assert browser.post(f"/app/rappels/{task.id}", data=form).status_code == 303
    (task,) = tasks(alice)
    assert (task.title, task.due_at, task.owner_id) == ("Relancer l’escalier", at("2026-04-23 11:00"), None)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"title": "x" * 201}, "C’est trop long"),
        ({"title": "a", "owner": "zorro"}, "Choisissez une personne de l’équipe."),
        (
            {"title": "a", "owner": "01982e3c-7a5b-7c1d-8e2f-3a4b5c6d7e8f"},
            "Choisissez une personne de l’équipe.",
        ),
        ({"title": "a", "repeat": "fortnight"}, "Choisissez une répétition de la liste."),
        ({"title": "a", "when_words": "hier"}, "C’est déjà passé"),
        ({"title": "a", "when_words": ""}, "Dites quand"),
    ],
)
def test_a_mistake_is_named(
    alice: PairedSite, browser: FlaskClient, form: dict[str, str], sentence: str
) -> None:
    planned(browser, "Relancer lundi")
    (task,) = tasks(alice)
    answer = browser.post(f"/app/rappels/{task.id}", data={"when_words": "lundi 9\u00a0h", **form})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert tasks(alice)[0].title == "Relancer"


def test_in_the_trash_it_waits_with_the_prospect(
    filon: Filon, alice: PairedSite, browser: FlaskClient
) -> None:
    planned(browser, "Relancer lundi")
    (task,) = tasks(alice)
    with filon.inside(alice.tenant):
        by_hand.trash_lead(Lead.by_number(1))
    assert "Relancer" not in browser.get("/app/rappels").text
    assert browser.post(f"/app/rappels/{task.id}/completion").status_code == 404
    with filon.inside(alice.tenant):
        by_hand.restore_lead(Lead.in_trash(1))
    assert "Relancer" in browser.get("/app/rappels").text


def test_a_reader_sees_and_changes_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    planned(browser, "Relancer le devis lundi")
    (task,) = tasks(alice)
    bob = signed_in(alice, "reader")
    for path in ("/app/prospects/1", f"/app/rappels/{task.id}", "/app/rappels"):
        html = bob.get(path).text
        assert "completion" not in html, path
        assert "postponement" not in html, path
    assert "Relancer le devis" in bob.get("/app/prospects/1").text
    for path in (f"rappels/{task.id}", f"rappels/{task.id}/completion", f"rappels/{task.id}/postponement"):
        assert bob.post(f"/app/{path}", data={"title": "x", "when_words": "mardi"}).status_code == 403
    for path in (f"rappels/{task.id}/removal", "rappels", "prospects/1/rappels"):
        assert bob.post(f"/app/{path}", data={"line": "x demain"}).status_code == 403
    assert len(tasks(alice)) == 1


def test_charlie_finds_nothing_here(alice: PairedSite, browser: FlaskClient, charlie: PairedSite) -> None:
    planned(browser, "Relancer le devis lundi")
    (task,) = tasks(alice)
    ask(charlie)
    stranger = signed_in(charlie)
    step = task.last_step["id"]
    for path in ("", "/completion", "/postponement", "/removal", f"/steps/{step}/undoing"):
        answer = stranger.post(f"/app/rappels/{task.id}{path}", data={"title": "x", "when_words": "mardi"})
        assert answer.status_code == 404, path
    assert stranger.get(f"/app/rappels/{task.id}").status_code == 404
    assert "Relancer" not in stranger.get(f"/app/rappels?whose=all&after={task.id}").text
    assert tasks(alice)[0].last_step["id"] == step
