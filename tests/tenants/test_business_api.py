"""What a business says of itself, as JSON: read and changed by managers, each field checked, nothing half-written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.crowd import said
from tests.parts.service import PairedSite, submission
from tests.tenants.programs import Program

BUSINESS = "/api/v1/business"
MORNING = {"opens": "08:30", "closes": "12:30"}
# A Monday.
NOW = datetime(2026, 12, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def api(alice: PairedSite) -> FlaskClient:
    """Alice at the API."""
    return at_the_api(signed_in(alice))


def test_it_works(alice: PairedSite, api: FlaskClient) -> None:
    before = api.get(BUSINESS).json
    assert (before["name"], before["region"], before["currency"]) == ("Menuiserie Atlas", "MA", "MAD")
    assert (before["hours"], before["answer_within"], before["silent_days"]) == ([[]] * 7, 30, None)
    week = [[MORNING, {"opens": "14:00", "closes": "24:00"}], *[[MORNING]] * 4, [], []]
    asked = {
        **{"name": " Atlas  Bois ", "language": "ar", "zone": "Europe/Paris", "hours": week},
        **{"answer_within": 60, "silent_days": 7, "colour": "#B45A14", "remind_before": [4320, 60]},
        **{"list_columns": "status,amount"},
    }
    changed = api.patch(BUSINESS, json=asked)
    assert changed.status_code == 200, changed.text
    assert changed.json == {**before, **asked, "name": "Atlas Bois", "colour": "#b45a14"}
    assert api.patch(BUSINESS, json={"silent_days": None, "colour": None}).json["silent_days"] is None
    assert api.get(BUSINESS).json["hours"] == week
    assert api.patch(BUSINESS, json={"remind_before": [60, 1440, 60]}).json["remind_before"] == [1440, 60]
    assert api.patch(BUSINESS, json={"remind_before": []}).json["remind_before"] == []


def test_whoever_waits_is_due_by_the_new_hours(alice: PairedSite, api: FlaskClient) -> None:
    api.patch(BUSINESS, json={"zone": "UTC"})
    alice.deliver(submission(submitted_at=said(NOW)), timestamp=clock.unix())
    assert api.get("/api/v1/leads/1").json["answer_due_at"] == "2026-12-21T09:30:00+00:00"
    api.patch(BUSINESS, json={"hours": [[{"opens": "10:00", "closes": "18:00"}], *[[]] * 6]})
    alice.filon.work()
    assert api.get("/api/v1/leads/1").json["answer_due_at"] == "2026-12-21T10:30:00+00:00"


def test_it_is_closed_and_open_again(api: FlaskClient) -> None:
    holidays = api.get(f"{BUSINESS}/holidays").json["holidays"]
    assert {"day": "2027-05-01", "name": "Fête du Travail"} in holidays
    closed = api.post(f"{BUSINESS}/closings", json={"first_on": "2027-05-01"})
    labour_day = {"first_on": "2027-05-01", "last_on": "2027-05-01"}
    assert (closed.status_code, closed.json["closings"]) == (201, [labour_day])
    days = {"first_on": "2027-04-05", "last_on": "2027-04-09"}
    assert api.post(f"{BUSINESS}/closings", json=days).json["closings"] == [days, labour_day]
    proposed = api.get(f"{BUSINESS}/holidays").json["holidays"]
    assert "2027-05-01" not in [holiday["day"] for holiday in proposed]
    assert api.delete(f"{BUSINESS}/closings", query_string=days).status_code == 204
    assert api.delete(f"{BUSINESS}/closings", query_string=days).status_code == 404
    assert api.get(BUSINESS).json["closings"] == [labour_day]
    for wrong in ({"first_on": "2027-05-04", "last_on": "2027-05-03"}, {"first_on": "2020-05-04"}):
        refused = api.post(f"{BUSINESS}/closings", json=wrong)
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["closing"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"language": "xx"}, "json.language"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"hours": [[MORNING]]}, "json.hours"),
        ({"hours": [[{"opens": "8h", "closes": "12:30"}], *[[]] * 6]}, "json.hours"),
        ({"hours": [[{"opens": "14:00", "closes": "12:00"}], *[[]] * 6]}, "hours"),
        ({"hours": [[MORNING, MORNING], *[[]] * 6]}, "hours"),
        ({"answer_within": 31}, "json.answer_within"),
        ({"silent_days": "7"}, "json.silent_days"),
        ({"remind_before": [1440, 61]}, "json.remind_before"),
        ({"remind_before": [4320, 1440, 120, 60]}, "json.remind_before"),
        ({"remind_before": None}, "json.remind_before"),
        ({"colour": "red;}"}, "json.colour"),
        ({"currency": "EUR"}, "json.currency"),
    ],
)
def test_what_can_not_be_changes_nothing(api: FlaskClient, given: dict[str, Any], field: str) -> None:
    before = api.get(BUSINESS).json
    refused = api.patch(BUSINESS, json={"name": "Autre", **given})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert api.get(BUSINESS).json == before


def test_it_is_the_manager_s_and_no_program_s(alice: PairedSite, charlie: PairedSite) -> None:
    bob, manager = (at_the_api(signed_in(alice, role)) for role in ("agent", "manager"))
    assert [bob.get(BUSINESS).status_code, bob.patch(BUSINESS, json={"name": "x"}).status_code] == [403, 403]
    assert manager.patch(BUSINESS, json={"name": "Atlas Bois"}).status_code == 200
    assert at_the_api(signed_in(charlie)).get(BUSINESS).json["name"] != "Atlas Bois"
    assert Program(alice)("GET", BUSINESS).json["code"] == "key_not_taken"
