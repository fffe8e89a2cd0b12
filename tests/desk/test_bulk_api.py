"""Changing many leads at once, and whole lists, by programs."""

from __future__ import annotations

from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_whole_lists import ALL, crowd
from tests.parts.service import PairedSite


def test_it_works(alice: PairedSite) -> None:
    crowd(alice, ALL)
    api, changes = at_the_api(signed_in(alice)), "/api/v1/leads/bulk-changes"
    asked = api.post(changes, json={"list": {"status": "new"}, "change": {"status": "open"}})
    assert asked.status_code == 201, asked.text
    assert asked.json["state"] == "listing"
    again = api.post(changes, json={"list": {}, "change": {"trash": True}})
    assert (again.status_code, again.json["code"]) == (409, "conflict")
    alice.filon.work()
    done = api.get(asked.headers["Location"]).json
    assert (done["state"], done["total"], done["changed"]) == ("done", ALL, ALL)
    assert [one["id"] for one in api.get(changes).json["changes"]] == [done["id"]]
    assert api.delete(asked.headers["Location"]).json["state"] == "undoing"
    alice.filon.work()
    assert api.get(asked.headers["Location"]).json["restored"] == ALL
    few = api.post(changes, json={"numbers": [1, 2, 999], "change": {"tag": "VIP"}}).json
    assert (few["state"], few["changed"], few["skipped"]) == ("done", 2, 1)
    assert api.delete(f"{changes}/{few['id']}").json["restored"] == 2
    for wrong, field in (
        ({"change": {"status": "open"}}, "json.numbers"),
        ({"list": {}, "numbers": [1], "change": {"status": "open"}}, "json.numbers"),
        ({"list": {"after": "x"}, "change": {"status": "open"}}, "json.list"),
        ({"list": {"q": "\ud800"}, "change": {"status": "open"}}, "json.list"),
        ({"list": {"where": "name:sings"}, "change": {"status": "open"}}, "json.list"),
    ):
        refused = api.post(changes, json=wrong)
        assert (refused.status_code, list(refused.json["errors"])) == (422, [field]), wrong
