"""The columns that everybody's list begins with, as whoever manages the business has said."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.dashboard.people import at_the_api, signed_in
from tests.leads.own import add_field
from tests.parts.service import PairedSite, submission

LIST = "/app/prospects"
USUAL = ["Demande", "État", "À faire", "Responsable", "Reçu"]


@pytest.fixture
def site(alice: PairedSite) -> PairedSite:
    assert alice.deliver(submission()).status_code == 200
    return alice


def heads(browser: FlaskClient, **asked: str) -> list[str]:
    html = browser.get(LIST, query_string={"status": "all", **asked}).text
    found = [re.sub("<[^>]+>", "", head).strip() for head in re.findall(r"<th scope=\"col\".*?</th>", html)]
    return found[found.index("Appeler") + 1 :]


def keep(browser: FlaskClient, *columns: str, **state: str) -> Any:
    return browser.post(f"{LIST}/columns", data={**state, "column": list(columns)})


def test_it_works(site: PairedSite) -> None:
    owner, agent = signed_in(site), signed_in(site, "agent")
    assert heads(owner) == USUAL
    kept = keep(owner, "amount", "status", "x", status="all", where="status:is:new", columns="source")
    assert kept.status_code == 303
    assert parse_qs(urlsplit(kept.headers["Location"]).query) == {
        "status": ["all"],
        "where": ["status:is:new"],
    }
    assert heads(owner) == heads(agent) == ["Montant", "État"]
    assert heads(agent, columns="source") == ["Provenance"], "who chooses sees what they chose"
    # Those that were usual before are a choice now, and the team's none.
    chosen = agent.get(
        f"{LIST}/columns", query_string={"column": ["request", "status", "wait", "owner", "received"]}
    )
    assert heads(agent, columns=parse_qs(urlsplit(chosen.headers["Location"]).query)["columns"][0]) == USUAL
    again = agent.get(f"{LIST}/columns", query_string={"column": ["amount", "status"]})
    assert "columns" not in parse_qs(urlsplit(again.headers["Location"]).query)
    assert business_of(owner)["list_columns"] == "amount,status"
    assert "Colonnes de la liste" in owner.get("/app/reglages/historique").text
    keep(owner, "request", "status", "wait", "owner", "received")
    assert heads(agent) == USUAL


def business_of(browser: FlaskClient) -> dict[str, Any]:
    document: dict[str, Any] = at_the_api(browser).get("/api/v1/business").json
    return document


def test_only_who_manages_says_so_and_only_for_their_own(site: PairedSite, charlie: PairedSite) -> None:
    agent, manager = signed_in(site, "agent"), signed_in(site, "manager")
    assert "Pour toute l’équipe" not in agent.get(LIST).text
    assert keep(agent, "amount").status_code == 403
    assert "Pour toute l’équipe" in manager.get(LIST).text
    assert keep(manager, "amount").status_code == 303
    assert charlie.deliver(submission()).status_code == 200
    assert heads(signed_in(charlie)) == USUAL


def test_a_field_that_somebody_may_not_see_is_left_out(site: PairedSite) -> None:
    add_field(site, "Marge", "money", seen_by="manager")
    assert keep(signed_in(site), "status", "fields.marge").status_code == 303
    assert heads(signed_in(site)) == ["État", "Marge"]
    assert heads(signed_in(site, "agent")) == ["État"]


def test_nonsense_is_refused_at_the_api(site: PairedSite) -> None:
    api = at_the_api(signed_in(site))
    assert api.patch("/api/v1/business", json={"list_columns": "a b"}).status_code == 422
    assert api.patch("/api/v1/business", json={"list_columns": "gone,amount"}).status_code == 200
    assert heads(signed_in(site)) == ["Montant"]
