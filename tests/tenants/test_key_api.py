"""Owners and managers make, list and revoke keys through the API, by their session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.tenants.key_models import ApiKey
from filon.tenants.keys import MOST_IN_FORCE
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite
from tests.tenants.programs import Program, bearer, codes

KEYS = "/api/v1/keys"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Api:
    """The keys' API, as a member with this role calls it."""

    def __init__(self, site: PairedSite, role: str = "owner") -> None:
        self._client = at_the_api(signed_in(site, role))

    def __call__(self, method: str, path: str = "", body: Any = None) -> TestResponse:
        return self._client.open(KEYS + path, method=method, json=body)


def test_it_works(alice: PairedSite) -> None:
    ask = Api(alice)
    made = ask("POST", body={"name": " Agenda ", "scopes": ["leads:write", "leads:read"]})
    assert made.status_code == 201
    assert (made.json["last_used_at"], made.json["revoked_at"], made.json["expires_at"]) == (None, None, None)
    opened = alice.filon.client.get("/api/v1/leads/1/checks", headers=bearer(made.json["key"]))
    assert codes([opened]) == [(404, "not_found")], "in, and there is no lead yet"

    (listed,) = ask("GET").json["keys"]
    assert (listed["name"], listed["created_by"]) == ("Agenda", "Alice")
    assert listed["scopes"] == ["leads:read", "leads:write"]
    assert listed["last_used_at"] is not None
    assert "key" not in listed

    path = f"/{listed['id']}/revocation"
    for _twice in range(2):
        assert ask("PUT", path).json["revoked_at"] is not None
    refused = alice.filon.client.get("/api/v1/leads/1/checks", headers=bearer(made.json["key"]))
    assert codes([refused]) == [(401, "key_revoked")]
    assert ask("DELETE", path).json["revoked_at"] is None
    opened = alice.filon.client.get("/api/v1/leads/1/checks", headers=bearer(made.json["key"]))
    assert opened.status_code == 404


def test_a_revocation_is_taken_back_within_ten_minutes_only(alice: PairedSite) -> None:
    with clock.standing_at(NOON):
        ask, program = Api(alice), Program(alice)
        path = f"/{program.id}/revocation"
        ask("PUT", path)
    with clock.standing_at(NOON + timedelta(minutes=11)):
        assert codes([ask("DELETE", path)]) == [(409, "conflict")]
        assert program.row.revoked_at == NOON
        assert len(ask("GET").json["keys"]) == 1
    with clock.standing_at(NOON + timedelta(days=31)):
        assert Api(alice)("GET").json["keys"] == []


@pytest.mark.parametrize("role", ["reader", "agent"])
def test_others_do_not(alice: PairedSite, role: str) -> None:
    ask, program = Api(alice, role), Program(alice)
    answers = [
        ask("GET"),
        ask("POST", body={"name": "Agenda 2", "scopes": ["leads:read"]}),
        ask("PUT", f"/{program.id}/revocation"),
    ]
    assert codes(answers) == [(403, "forbidden")] * 3
    assert program.row.revoked_at is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "Agenda"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["leads:erase"]}, "scopes"),
        ({"scopes": "leads:read"}, "scopes"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, "expires_at"),
        ({"expires_at": "0001-01-01T00:00:00+12:00"}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"role": "owner"}, "role"),
    ],
)
def test_what_does_not_fit_makes_nothing(alice: PairedSite, change: dict[str, Any], named: str) -> None:
    ask = Api(alice)
    Program(alice, name="Agenda")
    refused = ask("POST", body={"name": "Caisse", "scopes": ["leads:read"], **change})
    assert refused.status_code == 422
    assert any(named in field for field in refused.json["errors"])
    with alice.filon.inside(alice.tenant, write=False):
        assert ApiKey.select().count() == 1


def test_there_are_not_more_than_people_can_watch(alice: PairedSite) -> None:
    ask = Api(alice)
    for number in range(MOST_IN_FORCE):
        Program(alice, "leads:read", name=f"Programme {number}")
    one_more = ask("POST", body={"name": "De trop", "scopes": ["leads:read"]})
    assert codes([one_more]) == [(409, "too_many_keys")]
