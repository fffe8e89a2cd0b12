"""The words of a business as JSON: each list is read, added to, put in order; two tags become one; choices too."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.dashboard.people import at_the_api, signed_in
from tests.leads.own import add_field
from tests.parts.service import PairedSite, submission
from tests.tenants.programs import Program

LABELS = "/api/v1/labels"


@pytest.fixture
def api(alice: PairedSite) -> FlaskClient:
    """Alice at the API."""
    return at_the_api(signed_in(alice))


def names(api: FlaskClient, **query: str) -> list[str]:
    return [label["name"] for label in api.get(LABELS, query_string=query).json["labels"]]


def add(api: FlaskClient, kind: str, name: str, **more: str) -> str:
    """The id of a new word."""
    answer = api.post(LABELS, json={"kind": kind, "name": name, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def change(api: FlaskClient, label: str, **body: Any) -> dict[str, Any]:
    answer = api.patch(f"{LABELS}/{label}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def test_it_works(api: FlaskClient) -> None:
    sent, seen = (add(api, "stage", name, within="open") for name in ("Devis envoyé", "Vu"))
    assert names(api, kind="stage") == ["Devis envoyé", "Vu"]
    moved = change(api, seen, name="Visité", place=1)
    assert (moved["name"], moved["within"], moved["is_archived"]) == ("Visité", "open", False)
    assert names(api, kind="stage") == ["Visité", "Devis envoyé"]
    assert change(api, sent, is_archived=True)["is_archived"] is True
    assert names(api, kind="stage") == ["Visité"]
    assert names(api, kind="stage", archived="true") == ["Visité", "Devis envoyé"]
    change(api, sent, is_archived=False, place=99)
    assert names(api, kind="stage") == ["Visité", "Devis envoyé"]


def test_a_word_that_every_business_begins_with_is_changed_as_any_other(api: FlaskClient) -> None:
    listed = api.get(LABELS, query_string={"kind": "reason"}).json["labels"]
    change(api, listed[0]["id"], name="Hors budget", place=3)
    after = api.get(LABELS, query_string={"kind": "reason"}).json["labels"]
    assert [one["code"] for one in after[:3]] == ["competitor", "unreachable", "price"]
    assert after[2]["name"] == "Hors budget"


def test_two_tags_become_one_and_part_again(alice: PairedSite, api: FlaskClient) -> None:
    alice.deliver(submission())
    api.patch("/api/v1/leads/1", json={"tags": ["Pressé"]})
    urgent = add(api, "tag", "Urgent")
    (hasty,) = (one["id"] for one in api.get(LABELS).json["labels"] if one["name"] == "Pressé")
    gone = api.put(f"{LABELS}/{hasty}/merge", json={"into": urgent})
    assert (gone.json["is_archived"], gone.json["merged_into"]) == (True, urgent)
    assert api.get("/api/v1/leads/1").json["tags"] == ["Urgent"]
    back = api.delete(f"{LABELS}/{hasty}/merge")
    assert (back.json["is_archived"], back.json["merged_into"]) == (False, None)
    assert api.get("/api/v1/leads/1").json["tags"] == ["Pressé"]
    assert api.delete(f"{LABELS}/{hasty}/merge").status_code == 409
    refused = api.put(f"{LABELS}/{hasty}/merge", json={"into": hasty})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["into"])


def test_the_choices_of_a_field_are_words_too(alice: PairedSite, api: FlaskClient) -> None:
    field = str(add_field(alice, "Essence", "choice", ["Chêne", "Hêtre"], seen_by="owner").id)
    walnut = add(api, "option", "Noyer", field=field)
    change(api, walnut, place=1)
    assert names(api, field=field) == ["Noyer", "Chêne", "Hêtre"]
    assert api.get("/api/v1/fields").json["fields"][0]["options"] == ["Noyer", "Chêne", "Hêtre"]
    manager = at_the_api(signed_in(alice, "manager"))
    assert manager.get(LABELS, query_string={"field": field}).status_code == 404
    assert manager.patch(f"{LABELS}/{walnut}", json={"name": "x"}).status_code == 404, "it is hidden from him"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "reason", "name": "TROP cher"}, "name"),
        ({"kind": "tag", "name": "\x00"}, "name"),
        ({"kind": "tag", "name": "x" * 61}, "json.name"),
        ({"kind": "stage", "name": "Vu"}, "json.within"),
        ({"kind": "stage", "name": "Vu", "within": "lost"}, "json.within"),
        ({"kind": "tag", "name": "Vu", "within": "open"}, "json.within"),
        ({"kind": "option", "name": "Vu"}, "json.field"),
    ],
)
def test_what_can_not_be_is_refused(api: FlaskClient, body: dict[str, str], field: str) -> None:
    before = names(api)
    refused = api.post(LABELS, json=body)
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert names(api) == before


def test_nothing_is_half_changed(api: FlaskClient) -> None:
    tag = add(api, "tag", "VIP")
    refused = api.patch(f"{LABELS}/{tag}", json={"name": "Or", "is_archived": True, "place": 1})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["place"])
    assert names(api, kind="tag") == ["VIP"]
    assert api.patch(f"{LABELS}/{tag}", json={"place": 0}).status_code == 422


def test_lists_are_the_manager_s_and_no_program_s(alice: PairedSite, api: FlaskClient) -> None:
    tag = add(api, "tag", "VIP")
    bob, program = at_the_api(signed_in(alice, "agent")), Program(alice)
    assert bob.post(LABELS, json={"kind": "tag", "name": "x"}).status_code == 403
    assert bob.patch(f"{LABELS}/{tag}", json={"name": "x"}).status_code == 403
    refused = program("PATCH", f"{LABELS}/{tag}", {"name": "x"})
    assert (refused.status_code, refused.json["code"]) == (403, "key_not_taken")
    assert [one["name"] for one in program("GET", f"{LABELS}?kind=tag").json["labels"]] == ["VIP"]
