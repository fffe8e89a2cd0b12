"""What a change of status does to reminders: who is abandoned has none left, and all of them back by undoing it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from filon.leads.models import Lead
from filon.tasks.models import Task
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_board import BY_SCRIPT, card
from tests.desk.test_own_fields import text_of
from tests.parts.service import PairedSite, submission

PAGE = "/app/prospects/1"


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with Salma, for whom two things are planned, one of them every week."""
    alice.deliver(submission({"name": "Salma Bennani"}), submission({"name": "Mehdi Ouazzani"}))
    browser = signed_in(alice)
    for line in ("Relancer le devis demain 9 h", "Prendre les mesures dans 3 jours"):
        assert browser.post(f"{PAGE}/rappels", data={"line": line}).status_code == 303
    with alice.filon.inside(alice.tenant):
        Task.update(repeat="week").where(Task.title == "Relancer le devis").execute()
    return browser


def planned(alice: PairedSite) -> list[str]:
    with alice.filon.inside(alice.tenant, write=False):
        lead, tasks = Lead.by_number(1), list(Task.of_lead(Lead.by_number(1).id))
        assert lead.next_action_at == (tasks[0].due_at if tasks else None)
    return [task.title for task in tasks]


BOTH = ["Relancer le devis", "Prendre les mesures"]


def settle(browser: FlaskClient, **form: str) -> str:
    """Change the status; where the change is undone."""
    location = browser.post(f"{PAGE}/status", data=form).headers["Location"]
    return f"{PAGE}/changes/{re.findall('changed=([0-9a-f-]+)', location)[0]}"


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    change = settle(browser, status="lost", reason="price")
    assert planned(alice) == []
    assert browser.get(PAGE).text.count("Rappel clôturé avec le prospect") == 2
    assert browser.post(f"{change}/undoing").status_code == 303
    assert planned(alice) == BOTH
    assert browser.get(PAGE).text.count("Rappel remis") == 2


def test_a_client_may_have_more_to_come_so_it_is_asked(alice: PairedSite, browser: FlaskClient) -> None:
    change = settle(browser, status="won")
    assert planned(alice) == BOTH
    html = browser.get(f"{PAGE}?changed={change.rpartition('/')[2]}").text
    assert "C’est un client, et 2\u00a0rappels restent prévus." in html
    assert f'action="{change}/closing"' in html
    assert browser.post(f"{change}/closing").status_code == 303
    assert planned(alice) == []
    assert browser.post(f"{change}/undoing").status_code == 303
    assert planned(alice) == BOTH
    assert browser.post(f"{change}/closing").status_code == 409, "it does not stand any more"


def test_the_same_from_the_board(alice: PairedSite, browser: FlaskClient) -> None:
    def on_the_board(way: str, **form: str) -> str:
        return browser.post(f"/app/prospects/board/{way}", data=form, headers=BY_SCRIPT).text

    lost = on_the_board("moves", number="1", status="lost", reason="price")
    assert planned(alice) == []
    assert 'data-next="done"' in card(lost, 1)
    undo, closing = (rf'action="/app/prospects/board/([^"?]+/{name})' for name in ("undoing", "closing"))
    on_the_board(re.findall(undo, lost)[0])
    assert planned(alice) == BOTH
    won = on_the_board("moves", number="1", status="won")
    assert "Salma Bennani : Converti. C’est un client, et 2 rappels restent prévus." in text_of(won)
    done = on_the_board(re.findall(closing, won)[0])
    assert planned(alice) == []
    assert 'data-next="done"' in card(done, 1)
    assert "rappels" not in text_of(done)
    on_the_board(re.findall(undo, done)[0])
    assert planned(alice) == BOTH


def test_the_same_from_programs_and_for_many_at_once(
    alice: PairedSite, charlie: PairedSite, browser: FlaskClient
) -> None:
    program = at_the_api(browser)
    status = {"status": "lost", "reason": "price"}
    assert program.put("/api/v1/leads/1/status", json={**status, "stage": None}).status_code == 200
    assert planned(alice) == []
    program.put("/api/v1/leads/1/status", json={"status": "open", "reason": "", "stage": None})
    assert planned(alice) == [], "months later nobody wants them back"
    browser.post(f"{PAGE}/rappels", data={"line": "Rappeler demain 9 h"})
    program.put("/api/v1/leads/1/status", json={"status": "won"})
    (settled, *_others) = program.get("/api/v1/leads/1/timeline?kind=change").json["timeline"]
    change = f"/api/v1/leads/1/changes/{settled['id']}"
    assert at_the_api(signed_in(alice, "reader")).put(f"{change}/closing").status_code == 403
    assert at_the_api(signed_in(charlie)).put(f"{change}/closing").status_code == 404
    assert (planned(alice), program.put(f"{change}/closing").status_code) == (["Rappeler"], 204)
    assert planned(alice) == []
    assert program.delete(change).status_code == 204
    assert (planned(alice), program.put(f"{change}/closing").status_code) == (["Rappeler"], 409)
    bulk = program.post("/api/v1/leads/bulk-changes", json={"numbers": [1, 2], "change": status})
    assert (bulk.status_code, planned(alice)) == (201, [])
    assert program.delete(f"/api/v1/leads/bulk-changes/{bulk.json['id']}").status_code == 200
    assert planned(alice) == ["Rappeler"]


def test_a_line_proposes_whom_it_names(alice: PairedSite, browser: FlaskClient) -> None:
    alice.deliver(submission({"name": "Bennani Salma", "phone": "0661234568"}))
    alice.filon.work()

    def proposed(line: str, finds: str | None = "1") -> list[str]:
        html = browser.get("/app/rappels/when", query_string={"line": line, "finds": finds}).text
        return re.findall(r'name="about" value="(\d+)"', html)

    assert proposed("Rappeler Salma Bennani demain 9 h") == ["3", "1"]
    assert proposed("Envoyer le devis à Mehdi OUAZZANI lundi") == ["2"]
    assert proposed("Rappeler Ouazzani lundi") == ["2"], "by one word of the name"
    assert proposed("Commander du chêne lundi") == []
    assert proposed("Rappeler Mehdi Ouazzani demain", finds=None) == [], "on a prospect's own page"
    browser.post("/app/rappels", data={"line": "Rappeler Mehdi Ouazzani demain 9 h", "about": "2"})
    assert "Rappeler Mehdi Ouazzani" in browser.get("/app/prospects/2").text
    stranger = browser.post("/app/rappels", data={"line": "Rappeler demain 9 h", "about": "99"})
    assert stranger.status_code == 404
