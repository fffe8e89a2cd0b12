"""What a site's wp-admin is told of who waits: how many, and the first of them by first names, for those who may."""

from __future__ import annotations

from typing import Any

from filon.tenants.models import Member
from tests.parts.service import Filon, PairedSite, submission


def told(site: PairedSite) -> dict[str, Any]:
    said: dict[str, Any] = site.call("/api/v1/sites/state", b'{"waiting": 0}').json
    return said


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    whole = {"name": "Karim El Idrissi", "phone": "0522001122"}
    alice.deliver(submission(), submission(whole), submission({"phone": "0522001133"}))
    alice.deliver(submission({"name": "Zineb", "phone": "0522001144"}))
    said = told(alice)
    assert said["to_call"] == 4
    assert [one["first_name"] for one in said["longest"]] == ["Salma", "Karim", ""]
    assert said["named_for"] == "reader"
    assert told(charlie) == {
        "business": told(charlie)["business"],
        "to_call": 0,
        "longest": [],
        "named_for": "reader",
    }


def test_where_somebody_sees_their_own_only_names_are_for_managers(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    with filon.inside(alice.tenant):
        Member.add(name="Bob", email="bob@atlas.example", role="agent", language="fr", only_own=True)
    assert told(alice)["named_for"] == "manager"
