"""What colleagues have written to somebody, as JSON: unread until they say that they have read it."""

from __future__ import annotations

from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite, submission
from tests.tenants.programs import Program

MESSAGES, LEAD = "/api/v1/messages", "/api/v1/leads/1/messages"


def test_it_works(alice: PairedSite, charlie: PairedSite) -> None:
    alice.deliver(submission())
    owner = at_the_api(signed_in(alice))
    bob, his = at_the_api(signed_in(alice, "reader")), at_the_api(signed_in(charlie))
    sent = owner.post(LEAD, json={"text": "@Bob, le hêtre est en rupture"})
    waiting = bob.get(MESSAGES).json
    assert (waiting["unread"], len(waiting["messages"])) == (1, 1)
    message = waiting["messages"][0]
    assert {name: message[name] for name in ("id", "lead", "by", "text", "read_at")} == {
        "id": sent.json["id"],
        "lead": 1,
        "by": "Alice",
        "text": "@Bob, le hêtre est en rupture",
        "read_at": None,
    }
    assert bob.get(MESSAGES, query_string={"read": "true"}).json["messages"] == []
    assert owner.get(MESSAGES).json == {"unread": 0, "messages": []}, "it is not for her"
    assert his.put(f"{LEAD}/reading").status_code == 404
    assert owner.put(f"{LEAD}/reading").status_code == 204
    assert bob.get(MESSAGES).json["unread"] == 1, "she has not read it for him"
    assert bob.put(f"{LEAD}/reading").status_code == 204
    assert bob.get(MESSAGES).json == {"unread": 0, "messages": []}
    (read,) = bob.get(MESSAGES, query_string={"read": "true"}).json["messages"]
    assert (read["id"], read["read_at"] is None) == (message["id"], False)


def test_a_program_is_nobody_who_could_read(alice: PairedSite) -> None:
    alice.deliver(submission())
    program = Program(alice)
    for method, path in (("GET", MESSAGES), ("PUT", f"{LEAD}/reading")):
        refused = program(method, path)
        assert (refused.status_code, refused.json["code"]) == (403, "key_not_taken")
