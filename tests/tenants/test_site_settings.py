"""The sites in the settings: how each is doing, a new code, another secret, the most its users can be, the cut."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from filon.foundation import clock
from filon.tenants.models import Site
from tests.dashboard.people import at_the_api, base, frame_bearer, signed_in
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.test_settings import undo

SITES = "/app/reglages/sites"


def site_of(alice: PairedSite) -> Any:
    with alice.filon.inside(alice.tenant, write=False):
        return Site.get_by_id(alice.id)


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    page = owner.get(SITES).text
    assert "atlas.example" in page
    assert "Relié" in page
    shown = owner.post(f"{SITES}/{alice.id}/code").text
    code = re.search(r'<output class="code">(.*?)</output>', shown)
    assert code
    assert code[1] not in owner.get(SITES).text, "it is shown once"
    again = PairedSite(filon, alice.tenant, alice.home_url, unescape(code[1]))
    assert again.deliver(submission()).status_code == 200
    assert alice.deliver(submission()).status_code == 401, "the secret before counts no more"


def test_a_silent_site_is_said_to_be(filon: Filon, alice: PairedSite) -> None:
    with clock.standing_at(clock.now() + timedelta(days=3)):
        assert "Silencieux plus que d’habitude" in signed_in(alice).get(SITES).text


def test_a_lower_cap_counts_at_once_and_is_taken_back(filon: Filon, alice: PairedSite) -> None:
    owner, bearer = signed_in(alice), frame_bearer(alice)
    capped = owner.post(f"{SITES}/{alice.id}/roles", data={"role_cap": "reader"})
    assert site_of(alice).role_cap == "reader"
    asked = {**bearer, "Accept": "application/json"}
    assert filon.client.get(f"{base(alice)}/", headers=asked).status_code == 401
    undo(owner, owner.get(capped.headers["Location"]).text)
    assert site_of(alice).role_cap == "manager"


def test_owner_is_no_cap(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    for role in ("owner", "system", ""):
        assert owner.post(f"{SITES}/{alice.id}/roles", data={"role_cap": role}).status_code == 422, role
    assert site_of(alice).role_cap == "manager"


def test_the_site_is_told_to_change_its_secret(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    asked = owner.post(f"{SITES}/{alice.id}/cle")
    assert alice.deliver(submission()).headers["Filon-Rotate"] == "1"
    undo(owner, owner.get(asked.headers["Location"]).text)
    assert "Filon-Rotate" not in alice.deliver(submission()).headers


def test_a_site_that_is_cut_off_is_out_at_once(filon: Filon, alice: PairedSite) -> None:
    owner, bearer = signed_in(alice), frame_bearer(alice)
    assert owner.post(f"{SITES}/{alice.id}/coupure").status_code == 303
    assert alice.deliver(submission()).status_code == 403
    assert filon.client.get(f"{base(alice)}/", headers=bearer).status_code == 403
    assert "Coupé" in owner.get(SITES).text
    assert owner.post(f"{SITES}/{alice.id}/code").status_code == 404, "nothing revives it"


def test_a_member_s_program_does_the_same(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    owner, his = at_the_api(signed_in(alice)), at_the_api(signed_in(charlie))
    one = f"/api/v1/sites/{alice.id}"
    (site,) = owner.get("/api/v1/sites").json["sites"]
    assert (site["id"], site["role_cap"], site["revoked_at"]) == (alice.id, "manager", None)
    assert "secret" not in site
    assert owner.patch(one, json={"role_cap": "agent"}).json["role_cap"] == "agent"
    assert owner.patch(one, json={"role_cap": "owner"}).status_code == 422
    assert owner.put(f"{one}/rotation").json["rotation_wanted"] is True
    again = PairedSite(filon, alice.tenant, alice.home_url, owner.post(f"{one}/code").json["code"])
    assert again.deliver(submission()).status_code == 200
    assert his.put(f"{one}/revocation").status_code == 404
    assert at_the_api(signed_in(alice, "agent")).get("/api/v1/sites").status_code == 403
    assert owner.put(f"{one}/revocation").json["revoked_at"]
    assert again.deliver(submission()).status_code == 403
    assert owner.patch(one, json={"role_cap": "agent"}).status_code == 404
