"""Being shown out: sign-out, requests from other sites, members removed while signed in, clients removed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.notifications.models import Notification
from filon.tenants import actions, sign_in
from filon.tenants.models import Member, Session
from tests.dashboard.people import base, frame_bearer, signed_in
from tests.foundation.neighbours import record
from tests.parts.service import ADDRESS, Filon, PairedSite

JSON = {"Accept": "application/json"}


@pytest.fixture
def alice(filon: Filon, alice: PairedSite) -> PairedSite:
    record(filon, alice, "Salma")
    return alice


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/app/prospects/1", headers=JSON).status_code == 200


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    browser, other_device = signed_in(alice), signed_in(alice)
    assert is_in(browser)
    token = browser.get_cookie("filon_session", path="/app")
    left = browser.post("/app/sign-out")
    assert (left.status_code, left.headers["Location"]) == (303, "/app/sign-in")
    assert not is_in(browser)
    assert is_in(other_device)
    thief = filon.client
    thief.set_cookie("filon_session", token.value if token else "", path="/app")
    assert not is_in(thief), "the token is dead, not only forgotten"


def test_leaving_twice_or_without_having_come_harms_nobody(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice, "reader")
    for visitor in (browser, browser, filon.client):
        assert visitor.post("/app/sign-out").status_code == 303
    with filon.inside(alice.tenant, write=False):
        assert Session.select().count() == 0


FROM_ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ADDRESS.replace("http:", "https:")},
    {"Origin": ADDRESS + ".evil.example"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": ADDRESS, "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
]


def test_a_form_of_another_site_does_nothing(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    with filon.inside(alice.tenant):
        link = sign_in.new_link("alice@atlas.example")
    for path, form in (
        ("/app/prospects/1/notes", {"text": "from elsewhere"}),
        ("/app/prospects/1/status", {"status": "lost"}),
        ("/app/sign-out", {}),
        ("/app/sign-in", {"email": "alice@atlas.example"}),
        (f"/app/sign-in/{link}", {}),
    ):
        for headers in FROM_ELSEWHERE:
            answer = browser.post(path, data=form, headers={**JSON, **headers})
            assert (answer.status_code, answer.json["code"]) == (403, "cross_site"), (path, headers)
    assert is_in(browser)
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(1).status == "new"
        assert Interaction.select().where(Interaction.kind != "request").count() == 0
        assert Session.select().count() == 1


def test_our_own_forms_do(alice: PairedSite) -> None:
    browser = signed_in(alice)
    for headers in ({}, {"Origin": ADDRESS}, {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}):
        answer = browser.post("/app/prospects/1/notes", data={"text": "ours"}, headers=headers)
        assert answer.status_code == 303, headers


def test_a_link_from_a_mail_or_another_site_may_be_followed(alice: PairedSite) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    assert signed_in(alice).get("/app/prospects/1", headers=headers).status_code == 200


def test_a_member_removed_while_signed_in_is_out_at_once(filon: Filon, alice: PairedSite) -> None:
    browser, embedded = signed_in(alice, "agent"), frame_bearer(alice)
    assert is_in(browser)
    with filon.inside(alice.tenant):
        bob = Member.get(Member.email == "agent@bob.example")
        link = sign_in.new_link(bob.email)
        Member.update(removed_at=clock.now()).where(Member.role != "owner").execute()
    assert not is_in(browser)
    assert browser.post("/app/prospects/1/notes", data={"text": "x"}, headers=JSON).status_code == 401
    assert filon.client.get(f"{base(alice)}/", headers={**JSON, **embedded}).status_code == 401
    assert filon.client.post(f"/app/sign-in/{link}").status_code == 410
    assert filon.client.post("/app/sign-in", data={"email": "agent@bob.example"}).status_code == 200
    filon.work()
    assert _mails(filon, alice, "agent@bob.example") == 0


def _mails(filon: Filon, site: PairedSite, address: str) -> int:
    with filon.inside(site.tenant, write=False):
        count: int = Notification.select().where(Notification.address == address).count()
    return count


def test_a_role_that_shrinks_counts_from_the_next_request(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice, "agent")
    assert browser.post("/app/prospects/1/notes", data={"text": "x"}).status_code == 303
    with filon.inside(alice.tenant):
        Member.update(role="reader").where(Member.email == "agent@bob.example").execute()
    assert browser.post("/app/prospects/1/notes", data={"text": "x"}, headers=JSON).status_code == 403


def test_a_removed_client_is_out_by_every_door(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    browser, embedded, his = signed_in(alice), frame_bearer(alice), signed_in(charlie)
    with filon.inside(alice.tenant):
        link = sign_in.new_link("alice@atlas.example")
        code = actions.new_connection_code(actions.add_site("https://shop.example"), ADDRESS)
        actions.remove_client()
    assert not is_in(browser)
    assert filon.client.get(f"{base(alice)}/", headers={**JSON, **embedded}).status_code == 403
    entered = filon.client.post(f"/app/sign-in/{link}")
    assert entered.status_code == 410
    assert "Set-Cookie" not in entered.headers
    alice.code, alice.home_url = code, "https://shop.example"
    assert alice.pair().status_code == 410
    filon.client.post("/app/sign-in", data={"email": "alice@atlas.example"})
    filon.work()
    assert _mails(filon, alice, "alice@atlas.example") <= 1, "of the request before, not of signing in"
    assert his.get("/app/").status_code == 200
