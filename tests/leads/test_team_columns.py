"""The columns that everybody's list begins with, as whoever manages the business has said."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from filon.leads.models import Lead
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
    return heads_of(browser.get(LIST, query_string={"status": "all", **asked}).text)


def heads_of(html: str) -> list[str]:
    found = [re.sub("<[^>]+>", "", head).strip() for head in re.findall(r"<th scope=\"col\".*?</th>", html)]
    return found[found.index("Appeler") + 1 :]


def keep(browser: FlaskClient, *columns: str, **state: str) -> Any:
    return browser.post(f"{LIST}/columns", data={**state, "column": list(columns)})


def test_it_works(site: PairedSite) -> None:
    owner, agent = signed_in(site), signed_in(site, "agent")
    assert heads(owner) == USUAL
    kept = keep(owner, "amount", "status", "x", status="all", where="status:is:new", columns="source")
    assert kept.status_code == 303
    address = parse_qs(urlsplit(kept.headers["Location"]).query)
    assert address.pop("changed")
    assert address == {"status": ["all"], "where": ["status:is:new"]}
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


def test_enter_shows_the_columns_and_changes_nobody_elses(site: PairedSite) -> None:
    html = signed_in(site).get(LIST).text
    sheet = html[html.index('id="colonnes"') :]
    first = re.search(r'<button type="submit"[^>]*>([^<]*)</button>', sheet)
    assert first
    assert first[1] == "Afficher"
    assert "formaction" not in first[0]


def test_it_is_announced_and_can_be_taken_back(site: PairedSite) -> None:
    owner = signed_in(site)
    keep(owner, "amount")
    html = owner.get(keep(owner, "source", "status", status="all").headers["Location"]).text
    assert "La liste de toute l’équipe a ces colonnes." in html
    undo = re.search(r'action="([^"]*columns/[^"]*/annulation)">(.*?)<button', html)
    assert undo
    assert signed_in(site, "agent").post(undo[1]).status_code == 403
    typed = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', undo[2]))
    back = owner.post(undo[1], data=typed)
    assert back.status_code == 303
    assert "status=all" in back.headers["Location"], "the list that they had before them"
    assert heads(owner) == ["Montant"]
    assert "toute l’équipe a ces" not in owner.get(keep(owner, "amount").headers["Location"]).text


def test_columns_that_were_chosen_stay_where_there_is_little_room(site: PairedSite) -> None:
    """Also when the team's have been chosen for all; and what is next stands once."""
    owner = signed_in(site)
    table = r"<thead>.*</tbody>"
    usual = re.search(table, owner.get(LIST, query_string={"status": "all"}).text, re.S)
    assert usual
    assert "data-tier" in usual[0]
    keep(owner, "status", "wait", "next", "source", "company")
    kept = re.search(table, owner.get(LIST, query_string={"status": "all"}).text, re.S)
    chosen = re.search(
        table,
        signed_in(site)
        .get(LIST, query_string={"status": "all", "columns": "status,wait,next,source,company"})
        .text,
        re.S,
    )
    assert kept
    assert chosen
    assert "data-tier" not in kept[0]
    assert re.findall("<td.*?</td>", kept[0], re.S) == re.findall("<td.*?</td>", chosen[0], re.S)


def test_what_is_next_stands_once(site: PairedSite) -> None:
    owner = signed_in(site)
    with site.filon.inside(site.tenant):
        Lead.update(to_call_since=None).execute()
    keep(owner, "wait", "next")
    assert owner.get(LIST, query_string={"status": "all"}).text.count("Rien de prévu") == 1


def test_a_view_keeps_its_columns_when_they_become_the_teams(site: PairedSite) -> None:
    owner = signed_in(site)
    kept = owner.post(
        f"{LIST}/views", data={"name": "Montants", "status": "all", "columns": "amount,status", "shared": "1"}
    )
    view = kept.headers["Location"]
    assert "columns=amount" in view
    keep(owner, "amount", "status")
    assert "Mettre à jour la vue" not in owner.get(view).text
    again = owner.post(
        f"{LIST}/views", data={"name": "Les mêmes", "status": "all", "columns": "amount,status"}
    )
    keep(owner, "source")
    for address in (view, again.headers["Location"]):
        html = owner.get(address).text
        assert heads_of(html) == ["Montant", "État"]
        assert "Mettre à jour la vue" not in html


def test_what_a_manager_may_not_see_stays(site: PairedSite) -> None:
    add_field(site, "Marge", "money", seen_by="owner")
    owner, manager = signed_in(site), signed_in(site, "manager")
    keep(owner, "status", "fields.marge")
    keep(manager, "amount", "gone")
    assert (heads(manager), heads(owner)) == (["Montant"], ["Montant", "Marge"])


def test_nor_does_the_api_tell_of_it_or_take_it_away(site: PairedSite) -> None:
    add_field(site, "Marge", "money", seen_by="owner")
    owner, manager = signed_in(site), signed_in(site, "manager")
    keep(owner, "status", "fields.marge")
    api = at_the_api(manager)
    assert business_of(manager)["list_columns"] == "status"
    past = api.get("/api/v1/setting-changes/history")
    assert past.json["changes"][0]["after"] == {"list_columns": "status"}
    assert "marge" not in past.text
    refused = api.patch("/api/v1/business", json={"list_columns": "fields.marge"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["list_columns"])
    for columns, shown in (("amount", ["Montant"]), ("", USUAL), ("status,amount", ["État", "Montant"])):
        assert api.patch("/api/v1/business", json={"list_columns": columns}).status_code == 200
        assert (heads(manager), heads(owner)) == (shown, [*shown, "Marge"])
    assert business_of(owner)["list_columns"] == "status,amount,fields.marge"
    many = "request,status,wait,owner,received,next,amount,source,activity,company,email,number"
    assert api.patch("/api/v1/business", json={"list_columns": many}).status_code == 200
    assert business_of(owner)["list_columns"] == f"{many},fields.marge", "nor for want of room"
    keep(owner, "amount")
    assert heads(owner) == ["Montant"], "who sees it takes it away"


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
    refused = api.patch("/api/v1/business", json={"list_columns": "amount,gone"})
    assert (refused.status_code, "gone" in refused.json["errors"]["list_columns"][0]) == (422, True)
    assert heads(signed_in(site)) == USUAL
