"""The leads as JSON: read page by page, added, changed with the tag that was seen, moved, and put into the trash."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from filon.interactions.models import Interaction
from filon.leads.models import PAGE_ROWS, Lead
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.foundation.test_answers import problem
from tests.parts.service import PairedSite, submission

LEADS = "/api/v1/leads"


@pytest.fixture
def api(alice: PairedSite) -> FlaskClient:
    """Alice at the API, with one lead: Salma."""
    alice.deliver(submission())
    alice.filon.work()
    return at_the_api(signed_in(alice))


def test_it_works(api: FlaskClient) -> None:
    added = api.post(
        LEADS, json={"name": "Samira El Khattabi", "phone": "06 55 44 33 22", "amount": "38 500"}
    )
    assert added.status_code == 201, added.text
    assert added.headers["Location"] == f"{LEADS}/2"
    lead = api.get(f"{LEADS}/2")
    assert lead.json == added.json
    assert lead.headers["ETag"] == added.headers["ETag"]
    said = {
        name: lead.json[name] for name in ("number", "name", "phone", "amount", "status", "source", "owner")
    }
    assert said == {
        "number": 2,
        "name": "Samira El Khattabi",
        "phone": "+212655443322",
        "amount": "38500.00",
        "status": "new",
        "source": "phone",
        "owner": None,
    }
    changed = api.patch(f"{LEADS}/2", json={"note": "Rappeler", "amount": None})
    assert (changed.status_code, changed.json["note"], changed.json["amount"]) == (200, "Rappeler", None)
    moved = api.put(f"{LEADS}/2/status", json={"status": "won"})
    assert (moved.status_code, moved.json["status"]) == (200, "won")
    assert [one["number"] for one in api.get(LEADS).json["leads"]] == [2, 1]
    asked = ({}, {"status": "won"}, {"where": "amount:filled"}, {"q": "salma"})
    counts = [api.get(f"{LEADS}/count", query_string=one).json for one in asked]
    assert [(one["count"], one["is_all"]) for one in counts] == [
        (2, True),
        (1, True),
        (0, True),
        (1, True),
    ]
    assert api.put(f"{LEADS}/2/trash").status_code == 204
    assert api.get(f"{LEADS}/2").status_code == 404
    assert api.delete(f"{LEADS}/2/trash").status_code == 204
    assert api.get(f"{LEADS}/2").json["status"] == "won"


def test_the_list_is_filtered_sorted_and_searched_as_on_screen(alice: PairedSite, api: FlaskClient) -> None:
    api.post(LEADS, json={"name": "Adam", "source": "referral"})
    api.post(LEADS, json={"name": "Zoé", "source": "referral"})

    def numbers(**asked: str) -> list[int]:
        answer = api.get(LEADS, query_string=asked)
        assert answer.status_code == 200, answer.text
        return [lead["number"] for lead in answer.json["leads"]]

    assert numbers(q="zoe") == [3]
    assert numbers(q="0661 23") == [1]
    assert numbers(source="referral", sort="name") == [2, 3]
    assert numbers(status="waiting") == [1]
    assert numbers(owner="nobody") == [3, 2, 1]
    assert numbers(owner=str(UUID(int=7))) == []
    assert numbers(since="2020-01-01", until="2099-01-01") == [3, 2, 1]
    assert numbers(until="2020-01-01") == []


def test_pages_are_linked(alice: PairedSite, api: FlaskClient) -> None:
    people = [submission({"name": f"Client {n}", "phone": f"06612{n:05}"}) for n in range(PAGE_ROWS)]
    assert alice.deliver(*people).status_code == 200
    first = api.get(f"{LEADS}?sort=name&_external=1")
    assert len(first.json["leads"]) == PAGE_ROWS
    link = first.headers["Link"]
    assert link.startswith(f"<{LEADS}?sort=name&after=")
    assert link.endswith('>; rel="next"')
    second = api.get(link.partition(">")[0].lstrip("<"))
    assert [lead["name"] for lead in second.json["leads"]] == ["Salma Bennani"]
    assert second.json["after"] is None
    assert "Link" not in second.headers


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"status": "sold"}, "query.status"),
        ({"sort": "message"}, "query.sort"),
        ({"owner": "Bob"}, "query.owner"),
        ({"since": "yesterday"}, "query.since"),
        ({"until": "9999-12-31"}, "query.until"),
        ({"q": "x" * 501}, "query.q"),
        ({"source": "\x00"}, "query.source"),
        ({"after": "x"}, "query.after"),
        ({"after": "WyJuYW1lIiwieCIsMV0"}, "query.after"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    api: FlaskClient, asked: dict[str, str], field: str
) -> None:
    answer = api.get(LEADS, query_string=asked)
    assert answer.status_code == 422
    assert set(problem(answer)["errors"]) == {field}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "x" * 301}, "json.name"),
        ({"name": 7}, "json.name"),
        ({"nom": "Samira"}, "json.nom"),
        ({"phone": "12"}, "phone"),
        ({"email": "samira@"}, "email"),
        ({"name": "S", "amount": "NaN"}, "amount"),
        ({"name": "S", "owner": str(UUID(int=7))}, "owner"),
        ({"name": "\x00"}, "name"),
    ],
)
def test_a_lead_that_can_not_be_is_refused(
    alice: PairedSite, api: FlaskClient, body: dict[str, Any], field: str
) -> None:
    answer = api.post(LEADS, json=body)
    assert answer.status_code == 422
    assert set(problem(answer)["errors"]) == {field}
    with alice.filon.inside(alice.tenant, write=False):
        assert Lead.select().count() == 1


def test_a_change_is_whole_or_not_at_all(api: FlaskClient) -> None:
    before = api.get(f"{LEADS}/1").json
    answer = api.patch(f"{LEADS}/1", json={"note": "Rappeler", "phone": "12", "email": "x"})
    assert set(problem(answer)["errors"]) == {"phone", "email"}
    assert api.get(f"{LEADS}/1").json == before


def test_a_change_of_what_is_no_more_is_refused_with_what_is_now(alice: PairedSite, api: FlaskClient) -> None:
    tag = api.get(f"{LEADS}/1").headers["ETag"]
    assert api.patch(f"{LEADS}/1", json={"note": "Un"}, headers={"If-Match": tag}).status_code == 200
    stale = api.patch(f"{LEADS}/1", json={"note": "Deux"}, headers={"If-Match": tag})
    assert stale.status_code == 412
    document = problem(stale)
    assert (document["code"], document["current"]["note"]) == ("stale", "Un")
    assert api.put(f"{LEADS}/1/status", json={"status": "won"}, headers={"If-Match": tag}).status_code == 412
    assert api.get(f"{LEADS}/1").json["note"] == "Un"
    for company, matching in (("Atlas", "*"), ("Zellige", '"other", W/{tag}')):
        now = matching.format(tag=api.get(f"{LEADS}/1").headers["ETag"])
        answer = api.patch(f"{LEADS}/1", json={"company": company}, headers={"If-Match": now})
        assert answer.status_code == 200, matching
    assert api.patch(f"{LEADS}/1", json={"note": "Trois"}).status_code == 200, "without a tag it is taken"


def test_what_a_program_changes_stands_in_the_timeline(alice: PairedSite, api: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant, write=False):
        owner = Member.get(Member.role == "owner").id
    api.patch(f"{LEADS}/1", json={"owner": str(owner), "company": "Atlas", "note": ""})
    api.put(f"{LEADS}/1/status", json={"status": "lost", "reason": "price\x00"})
    api.put(f"{LEADS}/1/status", json={"status": "lost", "reason": "price"})
    with alice.filon.inside(alice.tenant, write=False):
        changes = Interaction.select().where(Interaction.kind == "change").order_by(Interaction.id)
        assert [change.details["field"] for change in changes] == ["company", "owner", "status"]
        assert {change.member_name for change in changes} == {"Alice"}
        assert Lead.by_number(1).lost_reason == "price"


def test_a_reader_reads(alice: PairedSite, api: FlaskClient) -> None:
    reader = at_the_api(signed_in(alice, "reader"))
    assert reader.get(f"{LEADS}/1").status_code == 200
    assert reader.get(LEADS).status_code == 200
    refused = [
        reader.post(LEADS, json={"name": "x"}),
        reader.patch(f"{LEADS}/1", json={"note": "x"}),
        reader.put(f"{LEADS}/1/status", json={"status": "won"}),
        reader.put(f"{LEADS}/1/trash"),
        reader.delete(f"{LEADS}/1/trash"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 5


def test_the_same_status_again_changes_nothing(alice: PairedSite, api: FlaskClient) -> None:
    for _again in range(3):
        answer = api.put("/api/v1/leads/1/status", json={"status": "new", "reason": "x"})
        assert answer.status_code == 200
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().where(Interaction.kind == "change").count() == 0


def test_a_lead_says_what_its_page_shows(alice: PairedSite, api: FlaskClient) -> None:
    before = api.get(f"{LEADS}/1").json
    assert before["page"] == "https://atlas.example/contact/"
    assert [before[name] for name in ("first_answered_at", "answered_in_time", "next_action_at")] == [
        None
    ] * 3
    assert before["consent"] == []
    agreed = [{"field_id": "gdpr", "text": "J’accepte d’être recontactée", "given": True}]
    again = {"name": "Salma Bennani", "email": "salma@example.com", "message": "Et une salle de bains."}
    alice.deliver(submission(again, consents=agreed))
    alice.filon.work()
    api.post(f"{LEADS}/1/calls", json={"outcome": "answered"})
    planned = api.post("/api/v1/tasks", json={"lead": 1, "title": "Devis", "due_at": "2030-05-03T10:00:00Z"})
    after = api.get(f"{LEADS}/1").json
    assert after["first_answered_at"] is not None
    assert after["answered_in_time"] is True
    assert after["answer_seconds"] in range(60)
    by_hand = api.post(LEADS, json={"name": "Omar", "phone": "0612345679"}).json["number"]
    api.post(f"{LEADS}/{by_hand}/calls", json={"outcome": "answered"})
    assert api.get(f"{LEADS}/{by_hand}").json["answer_seconds"] is None, "asked nothing"
    api.put(f"{LEADS}/{by_hand}/trash")
    assert (planned.status_code, after["next_action_at"]) == (201, "2030-05-03T10:00:00+00:00"), planned.text
    assert [(one["text"], one["given"]) for one in after["consent"]] == [
        ("J’accepte d’être recontactée", True)
    ]
    (listed,) = api.get(LEADS).json["leads"]
    assert listed == {**after, "found_in_note": None}
