"""Where one is signed in: seen in words, ended one by one or all at once, and only by oneself."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.tenants import sessions
from filon.tenants.devices import device
from filon.tenants.identities import COOKIE
from filon.tenants.models import Member, Session
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import Filon, PairedSite
from tests.tenants.programs import Program

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
ACCOUNT = "/app/reglages"
DEVICES = "/api/v1/devices"


@pytest.fixture
def phone(filon: Filon, alice: PairedSite) -> FlaskClient:
    """Alice's phone, signed in."""
    with filon.inside(alice.tenant):
        token = sessions.open_session(Member.get(Member.role == "owner"), user_agent=PHONE)
    browser = filon.client
    browser.set_cookie(COOKIE, token, path="/app")
    return browser


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/app/").status_code == 200


def test_it_works(filon: Filon, alice: PairedSite, phone: FlaskClient) -> None:
    desk = signed_in(alice)
    page = desk.get(ACCOUNT).text
    assert "Chrome sur Android" in page
    assert "cet appareil" in page
    (end,) = re.findall(r'action="(/app/reglages/appareils/[^/"]+/fin)"', page)
    assert desk.post(end).status_code == 303
    assert (is_in(phone), is_in(desk)) == (False, True)


def test_all_others_at_once(filon: Filon, alice: PairedSite, phone: FlaskClient) -> None:
    desk, third = signed_in(alice), signed_in(alice)
    ended = desk.post(f"{ACCOUNT}/appareils/fin")
    assert "2 appareils déconnectés" in desk.get(ended.headers["Location"]).text
    assert [is_in(browser) for browser in (desk, phone, third)] == [True, False, False]


def test_nobody_ends_anothers(
    filon: Filon, alice: PairedSite, charlie: PairedSite, phone: FlaskClient
) -> None:
    with filon.inside(alice.tenant, write=False):
        session = Session.get().id
    for other in (signed_in(alice, "manager"), signed_in(alice, "agent"), signed_in(charlie)):
        assert other.post(f"{ACCOUNT}/appareils/{session}/fin").status_code == 404
        assert "Chrome sur Android" not in other.get(ACCOUNT).text
    assert is_in(phone)


def test_seen_is_written_once_an_hour(filon: Filon, alice: PairedSite, phone: FlaskClient) -> None:
    def seen() -> object:
        with filon.inside(alice.tenant, write=False):
            return Session.get().seen_at

    first = seen()
    with clock.standing_at(clock.now() + timedelta(minutes=59)):
        is_in(phone)
    assert seen() == first
    later = clock.now() + timedelta(minutes=61)
    with clock.standing_at(later):
        is_in(phone)
    assert seen() == later


def test_programs_of_members_do_the_same(alice: PairedSite, charlie: PairedSite, phone: FlaskClient) -> None:
    desk, bob = at_the_api(signed_in(alice)), at_the_api(signed_in(alice, "reader"))
    here, there = desk.get(DEVICES).json["devices"]
    assert (here["is_this"], there["is_this"], there["site"]) == (True, False, None)
    assert (there["browser"], there["system"]) == ("Chrome", "Android")
    manager = at_the_api(signed_in(alice, "manager"))
    me, his = (browser.get("/api/v1/members").json["me"] for browser in (desk, bob))
    assert len(manager.get(f"/api/v1/members/{his}/devices").json["devices"]) == 1
    for browser, member in ((manager, me), (bob, his)):
        assert browser.get(f"/api/v1/members/{member}/devices").status_code == 403, "only of those below"
    for other in (bob, manager, at_the_api(signed_in(charlie))):
        assert other.delete(f"{DEVICES}/{there['id']}").status_code == 404
        assert len(other.get(DEVICES).json["devices"]) == 1
    assert Program(alice)("GET", DEVICES).json["code"] == "key_not_taken"
    assert desk.delete(f"{DEVICES}/{there['id']}").status_code == 204
    assert (is_in(phone), is_in(desk)) == (False, True)
    third = signed_in(alice)
    assert desk.delete(DEVICES).json == {"ended": 1}
    assert [is_in(browser) for browser in (desk, third, bob)] == [True, False, True]
    assert desk.delete(f"{DEVICES}/{here['id']}").status_code == 204
    assert desk.get(DEVICES).status_code == 401


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (PHONE, ("Chrome", "Android")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/140.0 Safari/604.1",
            ("Chrome", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
            ("Safari", "Mac"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            ("Edge", "Windows"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
        ("curl/8.0", ("", "")),
        ("", ("", "")),
        (None, ("", "")),
    ],
)
def test_a_browser_is_known_by_its_own_words(user_agent: str | None, said: tuple[str, str]) -> None:
    assert device(user_agent) == said


def test_what_a_browser_says_is_hostile(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        said = "<script>alert(1)</script>" * 100
        sessions.open_session(Member.get(Member.role == "owner"), user_agent=said)
    page = signed_in(alice).get(ACCOUNT).text
    assert "alert(1)" not in unescape(page)
    assert "Un appareil" in page
