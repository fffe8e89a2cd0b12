"""What is to be checked about a lead, for programs: the same answers and decisions as on the page."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, signed_in
from tests.intake.door import deliver
from tests.intake.test_form_maps import sent_by, the_map
from tests.parts.service import PairedSite


class Api:
    """The JSON API as a member of the site's business calls it."""

    def __init__(self, site: PairedSite, role: str = "owner") -> None:
        self._client = at_the_api(signed_in(site, role))

    def __call__(self, method: str, path: str, body: Any = None) -> TestResponse:
        headers = {"Accept": "application/json"}
        return self._client.open(f"/api/v1/leads/{path}", method=method, json=body, headers=headers)


@pytest.fixture
def ask(alice: PairedSite) -> Api:
    deliver(
        alice, sent_by(("f1", "Téléphone du syndic", "tel", "0661234567"), ("f2", "Pièce", "text", "Cuisine"))
    )
    return Api(alice)


def _lead(site: PairedSite) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return Lead.by_number(1)


def test_it_works(alice: PairedSite, ask: Api) -> None:
    (check,) = ask("GET", "1/checks").json["checks"]
    assert (check["slot"], check["value"]) == ("phone", "")
    syndic, room = check["answers"]
    assert (syndic["label"], syndic["value"]) == ("Téléphone du syndic", "0661234567")
    assert (syndic["is_likely"], syndic["is_possible"]) == (True, True)
    assert (room["is_likely"], room["is_possible"]) == (False, False)

    settled = ask("PUT", "1/checks/phone", {"decision": "answer", "answer": syndic["key"]})
    assert settled.status_code == 200
    assert settled.json["value"] == "+212661234567"
    assert settled.json["remembered"] is True
    assert ask("GET", "1/checks").json == {"checks": []}
    assert the_map(alice).slots == {"f1": "phone"}

    assert ask("DELETE", f"1/checks/phone/{settled.json['change']}").status_code == 204
    assert len(ask("GET", "1/checks").json["checks"]) == 1
    assert (_lead(alice).phone, the_map(alice).slots) == (None, {})
    assert ask("DELETE", f"1/checks/phone/{settled.json['change']}").status_code == 409


def test_an_agents_decision_is_for_this_lead_alone(alice: PairedSite, ask: Api) -> None:
    bob = Api(alice, "agent")
    key = bob("GET", "1/checks").json["checks"][0]["answers"][0]["key"]
    assert bob("PUT", "1/checks/phone", {"decision": "answer", "answer": key}).json["remembered"] is False
    assert (_lead(alice).phone, the_map(alice).slots) == ("+212661234567", {})


def test_an_agent_does_not_take_back_what_a_manager_taught(alice: PairedSite, ask: Api) -> None:
    key = ask("GET", "1/checks").json["checks"][0]["answers"][0]["key"]
    settled = ask("PUT", "1/checks/phone", {"decision": "answer", "answer": key}).json
    assert Api(alice, "agent")("DELETE", f"1/checks/phone/{settled['change']}").status_code == 403
    assert _lead(alice).phone == "+212661234567", "neither the form's map nor the lead"


def test_a_reader_looks_only(alice: PairedSite, ask: Api) -> None:
    reader = Api(alice, "reader")
    assert len(reader("GET", "1/checks").json["checks"]) == 1
    assert reader("PUT", "1/checks/phone", {"decision": "blank"}).status_code == 403
    assert _lead(alice).unsure == ["phone"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "2/checks", None, 404),
        ("GET", "0/checks", None, 404),
        ("PUT", "1/checks/message", {"decision": "blank"}, 404),
        ("PUT", "2/checks/phone", {"decision": "blank"}, 404),
        ("PUT", "1/checks/email", {"decision": "blank"}, 409),
        ("PUT", "1/checks/phone", {"decision": "keep"}, 422),
        ("PUT", "1/checks/phone", {"decision": "guess"}, 422),
        ("PUT", "1/checks/phone", {"decision": "answer"}, 422),
        ("PUT", "1/checks/phone", {"decision": "answer", "answer": "x"}, 422),
        ("PUT", "1/checks/phone", {"decision": "blank", "more": 1}, 422),
        ("PUT", "1/checks/phone", {}, 422),
        ("PUT", "1/checks/phone", [], 422),
        ("DELETE", "1/checks/phone/00000000-0000-7000-8000-000000000000", None, 404),
    ],
)
def test_what_does_not_fit_changes_nothing(
    alice: PairedSite, ask: Api, method: str, path: str, body: Any, status: int
) -> None:
    answer = ask(method, path, body)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert _lead(alice).unsure == ["phone"]


def test_without_a_session_nothing_is_told(alice: PairedSite, ask: Api) -> None:
    assert alice.filon.client.get("/api/v1/leads/1/checks").status_code == 401
