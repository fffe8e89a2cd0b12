"""Changes in the settings for programs of members: listed while they can be taken back, and each kind taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.intake.test_form_maps import sent_by
from tests.leads.own import add_field
from tests.parts.service import PairedSite
from tests.tenants.programs import Program

CHANGES = "/api/v1/setting-changes"
SNIPPET = {"title": "Devis prêt", "text": "Bonjour {prénom}"}


@pytest.fixture
def api(alice: PairedSite) -> FlaskClient:
    """Alice at the API."""
    return at_the_api(signed_in(alice))


def listed(api: FlaskClient) -> list[dict[str, Any]]:
    return list(api.get(CHANGES).json["changes"])


def test_it_works(api: FlaskClient) -> None:
    before = api.get("/api/v1/business").json
    api.patch("/api/v1/business", json={"name": "Atlas Bois", "answer_within": 60})
    promise, name = listed(api)
    assert (promise["what"], name["what"]) == (["answer_within"], ["name"])
    assert (name["subject"], name["by"]) == ("business", "Alice")
    for change in (name, promise):
        assert api.delete(f"{CHANGES}/{change['id']}").status_code == 204
    assert api.get("/api/v1/business").json == before
    again = api.delete(f"{CHANGES}/{name['id']}")
    assert (again.status_code, again.json["code"]) == (409, "conflict"), "it is as it was already"


def things(alice: PairedSite, api: FlaskClient) -> list[tuple[str, str, str, Any]]:
    """(subject, method, path, body) of a change of each kind of thing but the business."""
    alice.deliver(sent_by(("f1", "Téléphone du syndic", "tel", "0661234567")))
    with alice.filon.inside(alice.tenant):
        me = Member.get(Member.role == "owner").id
    (form,) = api.get("/api/v1/forms").json["forms"]
    tag = api.post("/api/v1/labels", json={"kind": "tag", "name": "VIP"}).json["id"]
    rule = {"name": "Casablanca", "members": [str(me)]}
    snippet = api.post("/api/v1/snippets", json=SNIPPET).json["id"]
    field = add_field(alice, "Essence", "text").id
    day = (clock.now() + timedelta(days=30)).date().isoformat()
    return [
        ("absence", "POST", "absences", {"first_on": day}),
        ("field", "PATCH", f"fields/{field}", {"label": "Bois"}),
        ("form", "PATCH", f"forms/{form['id']}", {"field": "f1", "slot": "company"}),
        ("label", "PATCH", f"labels/{tag}", {"name": "Or"}),
        ("member", "PATCH", f"members/{me}", {"language": "ar"}),
        ("rule", "POST", "assignment-rules", rule),
        ("site", "PATCH", f"sites/{alice.id}", {"role_cap": "reader"}),
        ("snippet", "DELETE", f"snippets/{snippet}", None),
    ]


def test_each_kind_is_taken_back(alice: PairedSite, api: FlaskClient) -> None:
    for subject, method, path, body in things(alice, api):
        where = f"/api/v1/{path.partition('/')[0]}"
        before = api.get(where).json
        assert api.open(f"/api/v1/{path}", method=method, json=body).status_code < 300, path
        assert api.get(where).json != before, path
        change = listed(api)[0]
        assert change["subject"] == subject
        assert api.delete(f"{CHANGES}/{change['id']}").status_code == 204, path
        assert api.get(where).json == before, path


def test_everybody_takes_back_what_is_theirs(
    alice: PairedSite, charlie: PairedSite, api: FlaskClient
) -> None:
    bob, manager = (at_the_api(signed_in(alice, role)) for role in ("reader", "manager"))
    api.patch("/api/v1/business", json={"name": "Atlas Bois"})
    me = bob.get("/api/v1/members").json["me"]
    bob.patch(f"/api/v1/members/{me}", json={"name": "Robert"})
    (own,) = listed(bob)
    assert [change["by"] for change in listed(manager)] == ["Bob", "Alice"]
    (name,) = (change for change in listed(api) if change["subject"] == "business")
    theirs = at_the_api(signed_in(charlie))
    assert listed(theirs) == []
    for other in (bob, theirs):
        assert other.delete(f"{CHANGES}/{name['id']}").status_code == 404
    assert Program(alice)("GET", CHANGES).json["code"] == "key_not_taken"
    assert bob.delete(f"{CHANGES}/{own['id']}").status_code == 204
    assert manager.delete(f"{CHANGES}/{name['id']}").status_code == 204
    assert api.get("/api/v1/business").json["name"] == "Menuiserie Atlas"


def test_what_is_hidden_is_not_there(alice: PairedSite, api: FlaskClient) -> None:
    field = str(add_field(alice, "Marge", "choice", ["Faible"], seen_by="owner").id)
    api.post("/api/v1/labels", json={"kind": "option", "field": field, "name": "Forte"})
    api.patch(f"/api/v1/fields/{field}", json={"label": "Marge nette"})
    manager = at_the_api(signed_in(alice, "manager"))
    found = listed(api)
    assert [change["subject"] for change in found] == ["field", "label", "field"]
    assert listed(manager) == []
    assert {manager.delete(f"{CHANGES}/{change['id']}").status_code for change in found} == {404}


def test_it_is_too_late_after_four_minutes(api: FlaskClient) -> None:
    api.patch("/api/v1/business", json={"name": "Atlas Bois"})
    (change,) = listed(api)
    with clock.standing_at(clock.now() + timedelta(minutes=4)):
        assert listed(api) == []
        assert api.delete(f"{CHANGES}/{change['id']}").status_code == 404
    assert api.get("/api/v1/business").json["name"] == "Atlas Bois"
