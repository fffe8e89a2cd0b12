"""Who is here already, as a program asks before it adds somebody."""

from __future__ import annotations

from flask.testing import FlaskClient

from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite, submission

KNOWN = "/api/v1/leads/known"


def known(api: FlaskClient, **typed: str) -> list[tuple[int | None, str, bool]]:
    found = api.get(KNOWN, query_string=typed)
    assert found.status_code == 200, found.text
    return [
        (one["lead"] and one["lead"]["number"], one["colleague"], one["is_sure"])
        for one in found.json["known"]
    ]


def test_it_works(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma El Fassi", "phone": "0661000001", "email": "salma@example.com"}))
    alice.filon.work()
    api = at_the_api(signed_in(alice))
    assert known(api, phone="+212 6 61 00 00 01") == [(1, "", True)]
    assert known(api, email="SALMA@example.com ") == [(1, "", True)]
    assert known(api, name="El Fassi Salma") == [(1, "", False)]
    assert known(api, name="Karim Tazi") == known(api) == []


def test_whoever_is_limited_hears_whose_it_is_and_no_more(alice: PairedSite) -> None:
    alice.deliver(submission({"name": "Salma El Fassi", "phone": "0661000001"}))
    alice.filon.work()
    with alice.filon.inside(alice.tenant):
        owner = Member.get(Member.role == "owner")
        Lead.update(owner_id=owner.id).execute()
    bob = at_the_api(signed_in(alice, "agent"))
    with alice.filon.inside(alice.tenant):
        Member.update(only_own=True).where(Member.role == "agent").execute()
    assert known(bob, phone="0661000001") == [(None, owner.name, True)]
    assert known(bob, name="Salma El Fassi") == []
    reader = at_the_api(signed_in(alice, "reader"))
    assert reader.get(KNOWN, query_string={"phone": "0661000001"}).status_code == 403
