"""The team through the JSON API: the same rules as on the page, with problems that name the field."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon.tenants import actions, sessions
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.foundation.test_answers import problem
from tests.parts.service import Filon, PairedSite

MEMBERS = "/api/v1/members"


def invite(owner: FlaskClient, **more: Any) -> TestResponse:
    return owner.post(MEMBERS, json={"email": "bob@atlas.example", "name": "Bob", **more})


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    owner = at_the_api(signed_in(alice))
    invited = invite(owner, role="reader", language="en")
    assert (invited.status_code, invited.json["is_invited"]) == (201, True)
    bob = f"{MEMBERS}/{invited.json['id']}"
    assert [m["name"] for m in owner.get(MEMBERS).json["members"]] == ["Alice", "Bob"]
    changed = owner.patch(bob, json={"name": "Robert", "role": "agent"})
    assert changed.status_code == 200
    wanted = {"name": "Robert", "role": "agent", "language": "en", "told_of_requests": False}
    assert {name: changed.json[name] for name in wanted} == wanted
    assert owner.post(f"{bob}/invitation").status_code == 204
    told = owner.patch(bob, json={"told_of_requests": True})
    assert (told.status_code, list(problem(told)["errors"])) == (422, ["told"]), "they have not come in yet"
    assert owner.delete(bob).status_code == 204
    assert [m["name"] for m in owner.get(MEMBERS).json["members"]] == ["Alice"]
    assert owner.delete(bob).status_code == 404


def test_what_is_wrong_is_named(filon: Filon, alice: PairedSite) -> None:
    owner = at_the_api(signed_in(alice))
    for body, field in (
        ({"email": ""}, "json.email"),
        ({"email": "bob"}, "email"),
        ({"role": "owner"}, "json.role"),
        ({"language": "xx"}, "json.language"),
        ({"unknown": 1}, "json.unknown"),
        ({"email": "alice@atlas.example"}, "email"),
    ):
        answer = invite(owner, **body)
        assert (answer.status_code, list(problem(answer)["errors"])) == (422, [field]), body


def test_a_change_is_whole_or_not_at_all(filon: Filon, alice: PairedSite) -> None:
    owner = at_the_api(signed_in(alice))
    bob = invite(owner).json["id"]
    answer = owner.patch(f"{MEMBERS}/{bob}", json={"name": "Robert", "role": "owner"})
    assert answer.status_code == 422, "who has not come in yet can't be asked to own"
    with filon.inside(alice.tenant, write=False):
        assert Member.find(bob).name == "Bob"


def test_the_last_owner_stays(filon: Filon, alice: PairedSite) -> None:
    owner = at_the_api(signed_in(alice))
    (me,) = owner.get(MEMBERS).json["members"]
    answer = owner.patch(f"{MEMBERS}/{me['id']}", json={"role": "agent"})
    assert (answer.status_code, problem(answer)["code"]) == (422, "last_owner")
    assert owner.delete(f"{MEMBERS}/{me['id']}").status_code == 422


def test_owner_is_offered_and_not_given(filon: Filon, alice: PairedSite) -> None:
    owner = at_the_api(signed_in(alice))
    signed_in(alice, "agent")
    bob = owner.get(MEMBERS).json["members"][1]["id"]
    answer = owner.patch(f"{MEMBERS}/{bob}", json={"role": "owner"})
    assert (answer.status_code, answer.json["role"]) == (200, "agent")
    assert filon.work() > 0
    assert owner.get(MEMBERS).json["offered"] == [bob]
    assert owner.delete(f"{MEMBERS}/{bob}/ownership").status_code == 204
    assert owner.get(MEMBERS).json["offered"] == []


def test_agents_see_who_there_is_and_change_nobody(filon: Filon, alice: PairedSite) -> None:
    bob = at_the_api(signed_in(alice, "agent"))
    team = bob.get(MEMBERS).json["members"]
    assert len(team) == 2
    assert invite(bob, email="eve@evil.example").status_code == 403
    for member in team:
        assert bob.patch(f"{MEMBERS}/{member['id']}", json={"role": "manager"}).status_code == 403
        assert bob.delete(f"{MEMBERS}/{member['id']}").status_code == 403


def test_two_owners_who_demote_each_other_at_once_leave_one(filon: Filon, alice: PairedSite) -> None:
    """Each is still an owner while the other is asked for: only one of the two may come through."""
    for turn in range(4):
        with filon.inside(alice.tenant):
            Member.update(role="manager").where(Member.email.is_null(False)).execute()
            owners = [
                actions.add_member(
                    name=f"Owner {turn}{n}", email=f"o{turn}{n}@atlas.example", role="owner", language="fr"
                )
                for n in range(2)
            ]
            browsers = []
            for owner in owners:
                browsers.append(filon.client)
                browsers[-1].set_cookie(COOKIE, sessions.open_session(owner), path="/api")
        ready = Barrier(2)

        def demote(
            at: int, ready: Barrier = ready, owners: list[Any] = owners, browsers: list[Any] = browsers
        ) -> int:
            ready.wait(10)
            try:
                answer = browsers[at].patch(f"{MEMBERS}/{owners[1 - at].id}", json={"role": "agent"})
                return int(answer.status_code)
            finally:
                filon.close()  # this thread's connection

        with ThreadPoolExecutor(2) as pool:
            codes = sorted(pool.map(demote, range(2)))
        # Who comes second is told why, or is signed out by then.
        assert codes[0] == 200, codes
        assert codes[1] in (401, 403, 422), codes
        with filon.inside(alice.tenant, write=False):
            assert Member.select().where(Member.role == "owner").count() == 1


def test_everybody_changes_what_is_their_own(filon: Filon, alice: PairedSite) -> None:
    owner, bob = at_the_api(signed_in(alice)), at_the_api(signed_in(alice, "agent"))
    me, hers = bob.get(MEMBERS).json["me"], owner.get(MEMBERS).json["me"]
    changed = bob.patch(
        f"{MEMBERS}/{me}", json={"name": "Robert", "language": "en", "told_of_requests": True}
    )
    assert (changed.json["name"], changed.json["language"], changed.json["told_of_requests"]) == (
        *("Robert", "en"),
        True,
    )
    for body in ({"role": "manager"}, {"role": "agent"}, {"role": "owner"}, {"only_own": False}):
        assert bob.patch(f"{MEMBERS}/{me}", json=body).status_code == 403, body
    assert bob.patch(f"{MEMBERS}/{hers}", json={"name": "x"}).status_code == 403
    assert bob.get(f"{MEMBERS}?removed=true").status_code == 403
    assert owner.get(f"{MEMBERS}?removed=true").json["members"] == []
    assert owner.delete(f"{MEMBERS}/{me}").status_code == 204
    assert [one["id"] for one in owner.get(f"{MEMBERS}?removed=true").json["members"]] == [me]
    assert owner.post(f"{MEMBERS}/{me}/restoration").json["name"] == "Robert"
    assert owner.post(f"{MEMBERS}/{me}/restoration").status_code == 404, "he is there"
