"""The rest of a prospect's page for programs: timeline, calls, messages, changes taken back, files, ready messages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite, submission
from tests.tenants.programs import Program

LEAD = "/api/v1/leads/1"


@pytest.fixture
def api(alice: PairedSite) -> FlaskClient:
    """Alice at the API, with one lead: Salma."""
    alice.deliver(submission())
    alice.filon.work()
    return at_the_api(signed_in(alice))


def test_it_works(alice: PairedSite, api: FlaskClient) -> None:
    call = api.post(f"{LEAD}/calls", json={"outcome": "answered", "text": "Rappeler jeudi"})
    assert (call.status_code, call.json["details"]) == (201, {"outcome": "answered"}), call.text
    assert api.get(LEAD).json["waiting_since"] is None
    assert api.put(f"{LEAD}/status", json={"status": "won"}).status_code == 200
    listed = api.get(f"{LEAD}/timeline").json
    assert [moment["kind"] for moment in listed["timeline"]] == ["change", "call", "request"]
    change = listed["timeline"][0]
    assert {name: change["details"][name] for name in ("field", "from", "to")} == {
        "field": "status",
        "from": "open",
        "to": "won",
    }
    assert (change["by"], listed["after"]) == ("Alice", None)
    assert api.delete(f"{LEAD}/changes/{change['id']}").status_code == 204
    assert api.get(LEAD).json["status"] == "open"
    again = api.delete(f"{LEAD}/changes/{change['id']}")
    assert (again.status_code, again.json["code"]) == (409, "conflict")
    only = api.get(f"{LEAD}/timeline", query_string={"kind": "call"}).json["timeline"]
    assert [moment["text"] for moment in only] == ["Rappeler jeudi"]
    assert api.get(f"{LEAD}/timeline", query_string={"after": call.json["id"]}).json["timeline"][0][
        "kind"
    ] == ("request")
    assert api.get(f"{LEAD}/timeline", query_string={"kind": "secret"}).status_code == 422


def test_a_message_reaches_a_colleague(alice: PairedSite, api: FlaskClient) -> None:
    bobs = signed_in(alice, "agent")
    with alice.filon.inside(alice.tenant, write=False):
        bob = Member.get(Member.name == "Bob").id
    sent = Program(alice, "leads:write")("POST", f"{LEAD}/messages", {"text": "À mesurer", "to": [str(bob)]})
    assert (sent.status_code, sent.json["details"]) == (201, {"to": ["Bob"]}), sent.text
    assert "À mesurer" in bobs.get("/app/messages").text
    assert api.post(f"{LEAD}/messages", json={"text": " "}).status_code == 422


def test_a_file_is_put_beside_a_lead(api: FlaskClient) -> None:
    content = b"Salle de bains : 6 m2\n"
    sent = api.post(f"{LEAD}/files?name=mesures.txt", data=content, content_type="application/octet-stream")
    assert sent.status_code == 201, sent.text
    assert (sent.json["name"], sent.json["size"]) == ("mesures.txt", len(content))
    address = f"{LEAD}/files/{sent.json['id']}"
    assert api.get(f"{LEAD}/files").json == {"files": [sent.json]}
    had = api.get(address)
    assert (had.data, "attachment" in had.headers["Content-Disposition"]) == (content, True)
    assert api.delete(address).status_code == 204
    assert (api.get(address).status_code, api.get(f"{LEAD}/files").json) == (404, {"files": []})
    assert api.post(f"{address}/restoration").json == sent.json
    virus = api.post(f"{LEAD}/files?name=x.exe", data=b"MZ\x90\0", content_type="application/octet-stream")
    assert (virus.status_code, list(virus.json["errors"])) == (422, ["body"])


def test_messages_are_kept_ready(alice: PairedSite, api: FlaskClient) -> None:
    snippets = "/api/v1/snippets"
    made = api.post(snippets, json={"title": "Devis", "text": "Bonjour {prénom}"})
    assert made.status_code == 201, made.text
    address = f"{snippets}/{made.json['id']}"
    anew = api.put(address, json={"title": "Devis", "text": "Bonjour {first name}"})
    assert anew.json == {**made.json, "text": "Bonjour {first name}"}
    assert api.get(snippets).json == {"snippets": [anew.json]}
    assert api.post(snippets, json={"title": "x", "text": "{rien}"}).status_code == 422
    assert api.delete(address).status_code == 204
    assert (api.get(snippets).json, api.delete(address).status_code) == ({"snippets": []}, 404)
    agent = at_the_api(signed_in(alice, "agent"))
    assert agent.post(snippets, json={"title": "x", "text": "y"}).status_code == 403


def test_charlie_sees_nothing_of_it(alice: PairedSite, charlie: PairedSite, api: FlaskClient) -> None:
    change = api.put(f"{LEAD}/status", json={"status": "won"}) and api.get(f"{LEAD}/timeline").json
    file = api.post(f"{LEAD}/files?name=a.txt", data=b"a\n", content_type="application/octet-stream").json
    charlie.deliver(submission())
    his = at_the_api(signed_in(charlie))
    assert his.delete(f"{LEAD}/changes/{change['timeline'][0]['id']}").status_code == 404
    assert his.get(f"{LEAD}/files/{file['id']}").status_code == 404
    assert his.get(f"{LEAD}/files").json == {"files": []}
    assert his.get(f"{LEAD}/timeline?after={change['timeline'][0]['id']}").status_code == 404
