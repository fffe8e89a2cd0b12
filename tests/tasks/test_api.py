"""Reminders as JSON: programs plan, change, put off, finish and drop them, within their scope and their business."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.tasks.models import PAGE_ROWS
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import Filon, PairedSite
from tests.tasks.planning import ask, at, lead, steps, tasks


@pytest.fixture
def api(browser: FlaskClient) -> FlaskClient:
    return at_the_api(browser)


def _add(api: FlaskClient, **given: Any) -> dict[str, Any]:
    answer = api.post("/api/v1/tasks", json=given)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json
    assert answer.headers["Location"] == f"/api/v1/tasks/{document['id']}"
    return document


def test_it_works(alice: PairedSite, api: FlaskClient) -> None:
    made = _add(api, lead=1, title="Relancer le devis", when="lundi 14 h 30")
    assert (made["lead"], made["due_at"], made["outcome"]) == (1, "2026-04-27T13:30:00+00:00", "")
    path = f"/api/v1/tasks/{made['id']}"
    assert api.get(path).json == made
    assert lead(alice).next_action_at == at("2026-04-27 14:30")
    changed = api.patch(
        path, json={"title": "Relancer", "due_at": "2026-04-28T09:00:00+01:00", "repeat": "week"}
    )
    assert (changed.json["title"], changed.json["repeat"]) == ("Relancer", "week")
    off = api.put(f"{path}/postponement", json={"when": "mercredi 10 h"}).json
    assert off["due_at"] == "2026-04-29T09:00:00+00:00"
    done = api.put(f"{path}/completion").json
    assert (done["outcome"], done["due_at"]) == ("", "2026-05-05T08:00:00+00:00"), "it comes again"
    assert api.delete(path).status_code == 204
    assert api.get(path).json["outcome"] == "dropped"
    assert api.put(f"{path}/completion").status_code == 409
    step = api.get(path).json["step"]
    back = api.delete(f"{path}/steps/{step}").json
    assert (back["outcome"], back["step"], back["due_at"]) == ("", None, done["due_at"])
    assert api.delete(f"{path}/steps/{step}").status_code == 409
    assert [step for _name, step in steps(alice)] == [
        *("planned", "changed", "moved", "done", "dropped", "undone")
    ]


def test_the_list_is_narrowed_and_paged(filon: Filon, alice: PairedSite, api: FlaskClient) -> None:
    ask(alice, name="Nadia", email="nadia@example.com")
    _add(api, lead=2, when="demain")
    owner = tasks(alice)[0].owner_id
    _add(api, title="Relever la caisse", when="ce soir", owner=None)
    for _number in range(PAGE_ROWS):
        _add(api, lead=1, when="lundi")
    first = api.get("/api/v1/tasks").json
    assert [task["lead"] for task in first["tasks"][:3]] == [None, 2, 1]
    second = api.get("/api/v1/tasks", query_string={"after": first["after"]}).json
    assert (len(second["tasks"]), second["after"]) == (2, None)
    for none in ("x", f"0001-01-01T00:00:00+14:00~{0:032}"):
        assert "after" in str(api.get("/api/v1/tasks", query_string={"after": none}).json["errors"])
    assert len(api.get("/api/v1/tasks?lead=2").json["tasks"]) == 1
    assert api.get("/api/v1/tasks?lead=99").json["tasks"] == []
    narrowed = {"owner": owner, "until": "2026-04-25T00:00:00Z"}
    assert len(api.get("/api/v1/tasks", query_string=narrowed).json["tasks"]) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "x"}, "when"),
        ({"title": "x", "when": "bientôt"}, "when"),
        ({"title": "x", "when": "hier"}, "when"),
        ({"title": "x", "when": "lundi", "due_at": "2026-04-28T09:00:00Z"}, "when"),
        ({"title": "x", "due_at": "2020-04-28T09:00:00Z"}, "when"),
        ({"title": "x", "due_at": "9999-12-31T23:59:59-12:00"}, "when"),
        ({"when": "lundi"}, "title"),
        ({"title": "x" * 201, "when": "lundi"}, "title"),
        ({"title": "x", "when": "lundi", "repeat": "hourly"}, "repeat"),
        ({"title": "x", "when": "lundi", "owner": "01982e3c-7a5b-7c1d-8e2f-3a4b5c6d7e8f"}, "owner"),
        ({"title": "x", "when": "lundi", "colour": "red"}, "colour"),
    ],
)
def test_a_mistake_names_its_field(
    alice: PairedSite, api: FlaskClient, given: dict[str, Any], field: str
) -> None:
    answer = api.post("/api/v1/tasks", json=given)
    assert answer.status_code == 422, answer.text
    assert field in str(answer.json["errors"])
    assert tasks(alice) == []


def test_a_reader_changes_nothing(alice: PairedSite, api: FlaskClient) -> None:
    made = _add(api, lead=1, when="lundi")
    reader = at_the_api(signed_in(alice, "reader"))
    path = f"/api/v1/tasks/{made['id']}"
    assert reader.get(path).status_code == 200
    for answer in (
        reader.post("/api/v1/tasks", json={"lead": 1, "when": "lundi"}),
        reader.patch(path, json={"title": "x"}),
        reader.put(f"{path}/postponement", json={"when": "mardi"}),
        reader.put(f"{path}/completion"),
        reader.delete(path),
    ):
        assert answer.status_code == 403


def test_charlie_finds_nothing_here(alice: PairedSite, api: FlaskClient, charlie: PairedSite) -> None:
    made = _add(api, lead=1, when="lundi")
    stranger = at_the_api(signed_in(charlie))
    path = f"/api/v1/tasks/{made['id']}"
    assert stranger.get("/api/v1/tasks").json["tasks"] == []
    for answer in (
        stranger.get(path),
        stranger.patch(path, json={"title": "x"}),
        stranger.put(f"{path}/postponement", json={"when": "mardi"}),
        stranger.put(f"{path}/completion"),
        stranger.delete(path),
        stranger.post("/api/v1/tasks", json={"lead": 1, "when": "lundi"}),
    ):
        assert answer.status_code == 404
    his = {"title": "x", "when": "lundi", "owner": str(tasks(alice)[0].owner_id)}
    assert stranger.post("/api/v1/tasks", json=his).status_code == 422
