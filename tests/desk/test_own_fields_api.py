"""A business's own fields, tags and stages as JSON: read, written as people type them, kept from some."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.leads import arranging
from tests.dashboard.people import at_the_api, signed_in
from tests.leads.own import add_field
from tests.parts.service import PairedSite, submission
from tests.reports.reading import export, rows_of_csv, rows_of_xlsx

LEAD = "/api/v1/leads/1"


@pytest.fixture
def api(alice: PairedSite) -> FlaskClient:
    """Alice at the API, with one lead: Salma."""
    alice.deliver(submission())
    alice.filon.work()
    return at_the_api(signed_in(alice))


def test_it_works(alice: PairedSite, api: FlaskClient) -> None:
    made = api.post(
        "/api/v1/fields", json={"label": "Essence", "kind": "choices", "options": ["Chêne", "Noyer"]}
    )
    assert (made.status_code, made.json["key"], made.json["options"]) == (201, "essence", ["Chêne", "Noyer"])
    for label, kind in (("Surface", "number"), ("Neuf", "yes_no"), ("Travaux", "date"), ("Budget", "money")):
        add_field(alice, label, kind)
    assert [field["key"] for field in api.get("/api/v1/fields").json["fields"]] == [
        *("essence", "surface", "neuf", "travaux", "budget")
    ]
    before = api.get(LEAD)
    assert before.json["fields"] == {
        **{"essence": [], "surface": None, "neuf": None, "travaux": None, "budget": None}
    }
    written = {
        "essence": ["noyer", "Chêne"],
        "surface": 85.5,
        "neuf": False,
        "travaux": "3/5/2026",
        "budget": "1 250",
    }
    changed = api.patch(LEAD, json={"fields": written, "tags": ["VIP", "Pressé"]})
    assert changed.status_code == 200, changed.text
    assert changed.json["fields"] == {
        **{"essence": ["Chêne", "Noyer"], "surface": "85.5", "neuf": False},
        **{"travaux": "2026-05-03", "budget": "1250"},
    }
    assert changed.json["tags"] == ["Pressé", "VIP"]
    assert changed.headers["ETag"] != before.headers["ETag"]
    assert api.get("/api/v1/leads").json["leads"][0] == {**changed.json, "found_in_note": None}
    emptied = api.patch(LEAD, json={"fields": {"surface": None, "essence": []}, "tags": ["VIP"]})
    assert (emptied.json["fields"]["surface"], emptied.json["fields"]["essence"]) == (None, [])
    assert emptied.json["tags"] == ["VIP"]


def test_a_stage_is_chosen_by_its_id(alice: PairedSite, api: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        arranging.add("stage", "Devis envoyé", "open")
    (stage,) = api.get("/api/v1/labels?kind=stage").json["labels"]
    assert (stage["name"], stage["within"]) == ("Devis envoyé", "open")
    moved = api.put(f"{LEAD}/status", json={"status": "open", "stage": stage["id"]})
    assert (moved.status_code, moved.json["stage"]) == (200, stage["id"])
    assert api.put(f"{LEAD}/status", json={"status": "won", "stage": stage["id"]}).status_code == 422
    assert api.put(f"{LEAD}/status", json={"status": "won"}).json["stage"] is None
    codes = [one["code"] for one in api.get("/api/v1/labels?kind=reason").json["labels"]]
    assert codes == ["price", "competitor", "unreachable", "later", "not_a_prospect"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"fields": {"surface": "grande"}}, "fields.surface"),
        ({"fields": {"surface": {"a": 1}}}, "fields.surface"),
        ({"fields": {"marge": "1"}}, "fields.marge"),
        ({"fields": {"quartier": ""}}, "fields.quartier"),
        ({"tags": [""]}, "json.tags"),
        ({"tags": "VIP"}, "json.tags"),
    ],
)
def test_what_can_not_be_changes_nothing(
    alice: PairedSite, api: FlaskClient, given: dict[str, Any], field: str
) -> None:
    add_field(alice, "Surface", "number")
    add_field(alice, "Quartier", "text", is_required=True)
    before = api.get(LEAD)
    answer = api.patch(LEAD, json={"note": "Rappeler", **given})
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {field}
    assert api.get(LEAD).json == before.json


def test_a_program_may_leave_out_what_is_required(alice: PairedSite, api: FlaskClient) -> None:
    add_field(alice, "Quartier", "text", is_required=True)
    add_field(alice, "Étage", "number", default="3")
    added = api.post("/api/v1/leads", json={"name": "Samira", "tags": ["VIP"]})
    assert (added.status_code, added.json["tags"]) == (201, ["VIP"])
    assert added.json["fields"] == {"quartier": None, "etage": "3"}


def test_who_may_not_see_a_field_is_not_told_of_it(alice: PairedSite, api: FlaskClient) -> None:
    field = add_field(alice, "Marge", "money", seen_by="manager")
    api.patch(LEAD, json={"fields": {"marge": 1000}})
    agent = at_the_api(signed_in(alice, "agent"))
    assert agent.get(LEAD).json["fields"] == {}
    assert agent.get("/api/v1/fields").json["fields"] == []
    assert agent.patch(LEAD, json={"fields": {"marge": 1}}).status_code == 422
    assert agent.patch(f"/api/v1/fields/{field.id}", json={"label": "x"}).status_code == 403
    assert api.get(LEAD).json["fields"] == {"marge": "1000"}


def test_a_field_is_changed_and_taken_away(alice: PairedSite, api: FlaskClient) -> None:
    field = add_field(alice, "Quartier", "text")
    changed = api.patch(
        f"/api/v1/fields/{field.id}", json={"label": "Ville", "is_asked": True, "default": "Fès"}
    )
    assert changed.status_code == 200, changed.text
    assert {name: changed.json[name] for name in ("key", "label", "is_asked", "default")} == {
        **{"key": "quartier", "label": "Ville", "is_asked": True, "default": "Fès"}
    }
    api.patch(f"/api/v1/fields/{field.id}", json={"is_archived": True})
    assert api.get(LEAD).json["fields"] == {}


def test_fields_are_put_in_order_and_found_again(alice: PairedSite, api: FlaskClient) -> None:
    made = {label: add_field(alice, label, "text") for label in ("Un", "Deux", "Trois")}
    hidden = add_field(alice, "Marge", "money", seen_by="owner")
    api.patch(f"/api/v1/fields/{hidden.id}", json={"place": 1})
    manager = at_the_api(signed_in(alice, "manager"))

    def listed(who: FlaskClient, **query: str) -> list[str]:
        return [field["label"] for field in who.get("/api/v1/fields", query_string=query).json["fields"]]

    assert manager.patch(f"/api/v1/fields/{made['Trois'].id}", json={"place": 1}).status_code == 200
    assert (listed(manager), listed(api)[0]) == (["Trois", "Un", "Deux"], "Marge")
    manager.patch(f"/api/v1/fields/{made['Trois'].id}", json={"place": 99})
    assert listed(api) == ["Marge", "Un", "Deux", "Trois"]
    gone = api.patch(f"/api/v1/fields/{made['Un'].id}", json={"is_archived": True})
    assert (gone.json["is_archived"], listed(api)) == (True, ["Marge", "Deux", "Trois"])
    assert listed(manager, archived="true") == ["Un", "Deux", "Trois"]
    refused = api.patch(f"/api/v1/fields/{made['Un'].id}", json={"place": 1})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["place"])
    api.patch(f"/api/v1/fields/{made['Un'].id}", json={"is_archived": False, "place": 2})
    assert listed(api) == ["Marge", "Un", "Deux", "Trois"]


def test_an_export_has_a_column_for_each_field_that_its_asker_may_see(
    alice: PairedSite, api: FlaskClient
) -> None:
    for label, kind in (
        ("Surface", "number"),
        ("Travaux", "date"),
        ("Essence", "choices"),
        ("Budget", "money"),
    ):
        add_field(alice, label, kind)
    add_field(alice, "Marge", "text", seen_by="manager")
    written = {
        "surface": "85,5",
        "travaux": "3/5/2026",
        "essence": "Noyer, Chêne",
        "budget": "1 250",
        "marge": "30",
    }
    api.patch(LEAD, json={"fields": written, "tags": ["VIP", "Pressé"]})
    with alice.filon.inside(alice.tenant):
        stage = arranging.add("stage", "Devis envoyé", "open").about_id
    api.put(f"{LEAD}/status", json={"status": "open", "stage": str(stage)})
    (row,) = rows_of_csv(export(alice, signed_in(alice)).data)
    own = {name: row[name] for name in list(row)[-10:]}
    assert own == {
        **{"Étape": "Devis envoyé", "Raison d’abandon": "", "Étiquettes": "Pressé, VIP"},
        **{"Consentement": "", "Visites": "", "Surface": "85,5", "Travaux": "2026-05-03"},
        **{"Essence": "Chêne, Noyer", "Budget": "1250,00", "Marge": "30"},
    }
    (sheet,) = rows_of_xlsx(export(alice, signed_in(alice), "xlsx").data)
    assert (sheet["Surface"], sheet["Travaux"][0], sheet["Budget"]) == (("n", "85.5"), "n", ("n", "1250"))
    (hers,) = rows_of_csv(export(alice, signed_in(alice, "agent")).data)
    assert "Marge" not in hers
