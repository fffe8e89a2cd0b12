"""Views as JSON: kept, listed, shared, changed and deleted by people and by programs."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from filon.leads.defining import add
from filon.leads.views import View
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite, submission
from tests.tenants.programs import Program

VIEWS = "/api/v1/views"
DEAR = {"where": "amount:over:50000", "sort": "amount"}


@pytest.fixture
def api(alice: PairedSite) -> FlaskClient:
    """Alice at the API, with two leads of whom one is dear."""
    alice.deliver(
        submission(), submission({"name": "Mehdi", "phone": "0661000002", "email": "mehdi@example.com"})
    )
    alice.filon.work()
    api = at_the_api(signed_in(alice))
    assert api.patch("/api/v1/leads/2", json={"amount": "60 000"}).status_code == 200
    return api


def test_it_works(api: FlaskClient) -> None:
    added = api.post(VIEWS, json={"name": "Chers", "list": DEAR, "columns": ["amount", "owner"]})
    assert added.status_code == 201, added.text
    view = added.json
    said = {name: view[name] for name in ("name", "is_shared", "may_change", "list", "columns", "shape")}
    assert said == {
        "name": "Chers",
        "is_shared": False,
        "may_change": True,
        "list": DEAR,
        "columns": ["amount", "owner"],
        "shape": "list",
    }
    assert api.get(VIEWS).json == {"views": [view]}
    listed = api.get("/api/v1/leads", query_string={"view": view["id"]})
    assert [lead["number"] for lead in listed.json["leads"]] == [2]
    besides = api.get("/api/v1/leads", query_string={"view": view["id"], "where": "amount:under:100"})
    assert besides.json["leads"] == []
    changed = api.patch(
        f"{VIEWS}/{view['id']}", json={"name": "Tous", "list": {}, "shape": "board", "is_shared": True}
    )
    assert (changed.json["name"], changed.json["list"], changed.json["shape"]) == ("Tous", {}, "board")
    assert (changed.json["is_shared"], changed.json["columns"]) == (True, ["amount", "owner"])
    everybody = api.get("/api/v1/leads", query_string={"view": view["id"]})
    assert [lead["number"] for lead in everybody.json["leads"]] == [2, 1]
    assert api.delete(f"{VIEWS}/{view['id']}").status_code == 204
    assert api.get(VIEWS).json == {"views": []}
    assert api.post(f"{VIEWS}/{view['id']}/restoration").json == changed.json


def test_whose_it_is(alice: PairedSite, charlie: PairedSite, api: FlaskClient) -> None:
    mine = api.post(VIEWS, json={"name": "À moi", "list": {"where": "owner:is:me"}}).json["id"]
    ours = api.post(VIEWS, json={"name": "À tous", "list": DEAR, "is_shared": True}).json["id"]
    bob, his = at_the_api(signed_in(alice, "agent")), at_the_api(signed_in(charlie))
    assert [view["id"] for view in bob.get(VIEWS).json["views"]] == [ours]
    assert bob.get("/api/v1/leads", query_string={"view": mine}).status_code == 404
    assert bob.patch(f"{VIEWS}/{ours}", json={"name": "Autre"}).status_code == 403
    assert bob.post(VIEWS, json={"name": "x", "is_shared": True}).status_code == 403
    for view in (mine, ours):
        assert his.get(f"{VIEWS}/{view}").status_code == 404
        assert his.delete(f"{VIEWS}/{view}").status_code == 404
        assert his.get("/api/v1/leads", query_string={"view": view}).status_code == 404


def test_a_view_is_put_in_its_place(alice: PairedSite, api: FlaskClient) -> None:
    def order(who: FlaskClient) -> list[str]:
        return [view["name"] for view in who.get(VIEWS).json["views"]]

    for name in ("Un", "Deux", "Trois"):
        api.post(VIEWS, json={"name": name, "is_shared": True})
    last = api.post(VIEWS, json={"name": "Zéro", "is_shared": True, "place": 1}).json["id"]
    api.post(VIEWS, json={"name": "À moi"})
    assert order(api) == ["Zéro", "Un", "Deux", "Trois", "À moi"]
    bob, program = at_the_api(signed_in(alice, "agent")), Program(alice, "leads:read", "leads:write")
    assert bob.patch(f"{VIEWS}/{last}", json={"place": 2}).status_code == 403
    assert program("PATCH", f"{VIEWS}/{last}", {"place": 99}).status_code == 200
    assert order(bob) == ["Un", "Deux", "Trois", "Zéro"]
    refused = api.patch(f"{VIEWS}/{last}", json={"place": 0})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["json.place"])


def test_a_program_s_view_is_everybody_s(alice: PairedSite, api: FlaskClient) -> None:
    program = Program(alice, "leads:read", "leads:write")
    assert program("POST", VIEWS, {"name": "Agenda"}).status_code == 403, "no member has it for themselves"
    made = program("POST", VIEWS, {"name": "Agenda", "list": {"status": "waiting"}, "is_shared": True})
    assert made.status_code == 201, made.text
    assert [view["name"] for view in api.get(VIEWS).json["views"]] == ["Agenda"]
    assert program("PATCH", f"{VIEWS}/{made.json['id']}", {"is_shared": False}).status_code == 403
    assert program("DELETE", f"{VIEWS}/{made.json['id']}").status_code == 204


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "json.name"),
        ({"name": " "}, "name"),
        ({"name": "x", "list": {"status": "sold"}}, "json.list"),
        ({"name": "x", "list": {"where": "amount:sings"}}, "json.list"),
        ({"name": "x", "columns": ["secret"]}, "json.columns"),
        ({"name": "x", "is_shared": "yes"}, "json.is_shared"),
    ],
)
def test_what_can_not_be_is_refused(
    alice: PairedSite, api: FlaskClient, body: dict[str, object], field: str
) -> None:
    refused = api.post(VIEWS, json=body)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    with alice.filon.inside(alice.tenant, write=False):
        assert View.select().count() == 0


def test_of_a_field_that_is_gone_nobody_is_listed_rather_than_everybody(
    alice: PairedSite, api: FlaskClient
) -> None:
    view = api.post(VIEWS, json={"name": "Chêne", "list": DEAR}).json["id"]
    with alice.filon.inside(alice.tenant):
        View.update(query="status=all&where=essence%3Afilled").where(View.id == view).execute()
    refused = api.get("/api/v1/leads", query_string={"view": view})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["query.view"])


def test_columns_of_ones_own_and_the_usual_ones(alice: PairedSite, api: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        add("Surface", "number")
    view = api.post(VIEWS, json={"name": "Chers", "columns": ["status", "fields.surface"]}).json
    assert view["columns"] == ["status", "fields.surface"]
    same = api.patch(f"{VIEWS}/{view['id']}", json={"columns": view["columns"]})
    assert same.json == view
    usual = api.patch(f"{VIEWS}/{view['id']}", json={"columns": []}).json["columns"]
    assert usual == api.post(VIEWS, json={"name": "Tous"}).json["columns"]
