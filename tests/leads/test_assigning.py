"""The settings of who is given what: rules are made, ordered, changed and taken back; by hand and by programs."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from filon.leads.assignment import Rule
from tests.dashboard.people import at_the_api, signed_in
from tests.interactions.test_assigned import team
from tests.parts.service import PairedSite

PLACE = "/app/reglages/attribution"


def names(site: PairedSite) -> list[str]:
    with site.filon.inside(site.tenant, write=False):
        return [rule.name for rule in Rule.in_use()]


def test_it_works(alice: PairedSite) -> None:
    (bob,) = team(alice, "Bob").values()
    browser = signed_in(alice)
    assert "Pas de règle" in browser.get(PLACE).text
    for name in ("Google Ads", "Toutes"):
        data = {"name": name, "source": "google_ads" if name != "Toutes" else "", "members": str(bob)}
        answer = browser.post(f"{PLACE}/regles", data=data)
        page = unescape(browser.get(answer.location).text)
        assert f"La règle « {name} » est enregistrée." in page.replace("\u00a0", " ")
    with alice.filon.inside(alice.tenant, write=False):
        first, second = Rule.in_use()
    browser.post(f"{PLACE}/regles/{second.id}/up")
    assert names(alice) == ["Toutes", "Google Ads"]
    answer = browser.post(f"{PLACE}/regles/{first.id}/retrait")
    assert names(alice) == ["Toutes"]
    undo = re.search(r'action="([^"]*/annulation)"', browser.get(answer.location).text)
    assert undo
    browser.post(undo[1])
    assert names(alice) == ["Toutes", "Google Ads"]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": ""}, "Donnez un nom"),
        ({"members": ""}, "Choisissez au moins une personne"),
        ({"members": str(uuid4())}, "Choisissez au moins une personne"),
        ({"area": "…"}, "Écrivez des lettres ou des chiffres"),
        ({"campaign": "x" * 301}, "300 signes au plus"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(
    alice: PairedSite, form: dict[str, str], sentence: str
) -> None:
    (bob,) = team(alice, "Bob").values()
    data = {"name": "Google Ads", "members": str(bob), **form}
    answer = signed_in(alice).post(f"{PLACE}/regles", data=data)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert names(alice) == []


def test_programs_do_the_same_and_only_managers(alice: PairedSite, charlie: PairedSite) -> None:
    bob, dina = map(str, team(alice, "Bob", "Dina").values())
    owner = at_the_api(signed_in(alice))
    new: dict[str, Any] = {"name": "Rabat", "area": "Rabat, 10", "members": [bob]}
    made = owner.post("/api/v1/assignment-rules", json=new)
    assert made.status_code == 201
    rule = made.json
    path = f"/api/v1/assignment-rules/{rule['id']}"
    changed = owner.patch(path, json={"members": [bob, dina]}).json
    assert (changed["area"], changed["members"]) == ("Rabat, 10", sorted([bob, dina]))
    owner.post("/api/v1/assignment-rules", json={**new, "name": "Toutes"})
    assert owner.patch(path, json={"place": 9}).json == changed
    assert names(alice) == ["Toutes", "Rabat"]
    assert owner.patch(path, json={"name": "Rabat, Salé", "place": 1}).json["name"] == "Rabat, Salé"
    assert names(alice) == ["Rabat, Salé", "Toutes"]
    assert owner.put("/api/v1/escalation", json={"after": 30, "passes": True}).status_code == 200
    assert owner.get("/api/v1/escalation").json == {"after": 30, "passes": True}
    assert owner.put("/api/v1/escalation", json={"after": 31, "passes": True}).status_code == 422
    theirs, agent = at_the_api(signed_in(charlie)), at_the_api(signed_in(alice, "agent"))
    assert theirs.get("/api/v1/assignment-rules").json == {"rules": []}
    assert theirs.patch(path, json={"name": "X"}).status_code == 404
    assert theirs.post("/api/v1/assignment-rules", json=new).status_code == 404, "another's member"
    assert agent.get("/api/v1/assignment-rules").status_code == 403
    assert agent.get(PLACE).status_code == 403
    assert owner.delete(path).status_code == 204
    assert names(alice) == ["Toutes"]
