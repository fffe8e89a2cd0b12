"""A site is disconnected or its plugin deleted: it is cut off at once, and a copy of it cuts nobody off."""

from __future__ import annotations

import json

import pytest
from werkzeug.test import TestResponse

from filon.leads.models import Lead
from filon.tenants.models import Site
from tests.dashboard.people import base, frame_bearer
from tests.foundation.test_answers import problem
from tests.parts.service import Filon, PairedSite, submission

LEAVING = "/api/v1/sites/leaving"


def leave(site: PairedSite, home_url: str = "", **instead: object) -> TestResponse:
    return site.call(LEAVING, json.dumps({"home_url": home_url or site.home_url}).encode(), **instead)


def is_revoked(filon: Filon, site: PairedSite) -> bool:
    with filon.inside(site.tenant, write=False):
        return Site.get().revoked_at is not None


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    bearer = frame_bearer(alice)
    assert filon.client.get(f"{base(alice)}/", headers=bearer).status_code == 200
    assert leave(alice).status_code == 204
    assert filon.client.get(f"{base(alice)}/", headers=bearer).status_code in (401, 403)
    refused = alice.deliver(submission())
    assert (refused.status_code, problem(refused)["code"]) == (403, "site_revoked")
    assert problem(leave(alice))["code"] == "site_revoked", "once is enough"
    with filon.inside(alice.tenant, write=False):
        assert Site.get().secret is None
        assert Lead.select().count() == 1, "what came is kept"


@pytest.mark.parametrize(
    "copy", ["https://staging.atlas.example", "https://atlas.example/copy", "https://atlas.example:8443"]
)
def test_a_copy_cuts_nobody_off(filon: Filon, alice: PairedSite, copy: str) -> None:
    answer = leave(alice, copy)
    assert (answer.status_code, problem(answer)["code"]) == (403, "elsewhere")
    assert not is_revoked(filon, alice)
    assert alice.deliver(submission()).status_code == 200


@pytest.mark.parametrize("written", ["http://atlas.example", "https://Atlas.example/"])
def test_the_same_address_written_otherwise(filon: Filon, alice: PairedSite, written: str) -> None:
    assert leave(alice, written).status_code == 204
    assert is_revoked(filon, alice)


def test_nobody_else_lets_a_site_leave(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    for key in (charlie.keys.to_service, alice.keys.to_site, alice.keys.embed):
        assert leave(alice, key=key).status_code == 401
    forged = leave(charlie, alice.home_url, headers={"Filon-Site": alice.id})
    assert forged.status_code == 401
    assert not is_revoked(filon, alice)
    assert leave(charlie).status_code == 204
    assert not is_revoked(filon, alice)


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b'{"home_url": ""}'])
def test_a_leaving_that_makes_no_sense(filon: Filon, alice: PairedSite, body: bytes) -> None:
    assert alice.call(LEAVING, body).status_code == 422
    assert not is_revoked(filon, alice)
