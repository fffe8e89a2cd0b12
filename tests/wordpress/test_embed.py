"""The dashboard's page in wp-admin: who sees it, as what, with which token, and where its frame may point."""

import html
import re
import time

import pytest
import requests

from tests.wordpress.keys import jwt_claims
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import SITE, StandIn

PAGE = "/wp-admin/admin.php?page=filon"


@pytest.fixture
def people(site: PluginSite) -> PluginSite:
    """A site with Alice (administrator), Bob (editor) and Charlie (subscriber)."""
    site.add_user("bob", "editor")
    site.add_user("charlie", "subscriber")
    return site


def ask_for_token(site: PluginSite, browser: requests.Session, **body: object) -> requests.Response:
    """What the page's script does."""
    nonce = browser.get(f"{site.url}/wp-admin/admin-ajax.php?action=rest-nonce", timeout=30).text
    url = f"{site.url}/wp-json/filon/v1/embed-token"
    return browser.post(url, json=body, headers={"X-WP-Nonce": nonce}, timeout=30)


def test_it_works(people: PluginSite, site: PluginSite, service: StandIn) -> None:
    alice = site.sign_in()
    page = alice.get(site.url + PAGE, timeout=30).text
    [frame] = re.findall(r"<iframe[^>]*>", page)
    assert f'data-src="{service.url}/app/s/{SITE}/"' in frame
    assert " allow=" not in frame
    assert 'title="Filon: requests and prospects"' in frame
    assert "allow-top-navigation" not in frame
    answer = ask_for_token(site, alice, colour="#3858e9")
    assert "no-store" in answer.headers["Cache-Control"]
    claims = jwt_claims(answer.json()["token"], service.secret)
    now = int(time.time())
    assert claims["iss"] == SITE
    assert claims["aud"] == service.url
    assert abs(claims["iat"] - now) <= 5
    assert claims["exp"] == claims["iat"] + 60
    assert re.fullmatch(r"[0-9a-f]{32}", claims["jti"])
    assert (claims["sub"], claims["role"], claims["email"]) == ("1", "manager", "alice@example.com")
    assert (claims["colour"], claims["locale"]) == ("#3858e9", "en_US")
    again = jwt_claims(ask_for_token(site, alice).json()["token"], service.secret)
    assert again["jti"] != claims["jti"]
    assert re.fullmatch(r"#[0-9a-f]{6}", again["colour"])


def test_each_role_sees_what_the_map_says(people: PluginSite, site: PluginSite, service: StandIn) -> None:
    bob, charlie = site.sign_in("bob"), site.sign_in("charlie")
    assert jwt_claims(ask_for_token(site, bob).json()["token"], service.secret)["role"] == "agent"
    assert ask_for_token(site, charlie).status_code == 403
    assert "page=filon" in bob.get(f"{site.url}/wp-admin/", timeout=30).text
    assert "page=filon" not in charlie.get(f"{site.url}/wp-admin/", timeout=30).text
    assert charlie.get(site.url + PAGE, timeout=30).status_code == 403
    site.press(site.sign_in(), "filon_options", **{"roles[subscriber]": "reader", "roles[editor]": ""})
    assert ask_for_token(site, bob).status_code == 403
    assert jwt_claims(ask_for_token(site, charlie).json()["token"], service.secret)["role"] == "reader"


def test_a_theme_asks_for_no_right_at_all(site: PluginSite) -> None:
    asked = "wp_set_current_user( 1 ); echo current_user_can( null ) ? 'may' : 'may not';"
    assert site.php(asked) == "may not"


def test_no_cookie_or_no_nonce_gives_no_token(people: PluginSite, site: PluginSite) -> None:
    url = f"{site.url}/wp-json/filon/v1/embed-token"
    assert requests.post(url, json={}, timeout=30).status_code == 401
    assert site.sign_in().post(url, json={}, timeout=30).status_code == 401
    assert site.sign_in().get(url, timeout=30).status_code in (401, 404)


def test_a_token_is_dated_by_the_services_clock(
    people: PluginSite, site: PluginSite, service: StandIn
) -> None:
    service.clock_offset = 5000
    site.send_and_wake()
    claims = jwt_claims(ask_for_token(site, site.sign_in()).json()["token"], service.secret)
    assert abs(claims["iat"] - time.time() - 5000) <= 5


@pytest.mark.parametrize("seconds", [120, -120])
def test_a_clock_that_signatures_still_bear_is_learned_too(
    people: PluginSite, site: PluginSite, service: StandIn, seconds: int
) -> None:
    alice = site.sign_in()

    def ahead() -> float:
        claims = jwt_claims(ask_for_token(site, alice).json()["token"], service.secret)
        return float(claims["iat"] - time.time())

    for said, learned in (
        (seconds, seconds),
        (seconds + 2, seconds),
        (4, 0),
        (-4, 0),
        (seconds, seconds),
        (0, 0),
    ):
        service.clock_offset = said
        assert "Menuiserie Atlas answers" in site.press(alice, "filon_test")
        assert abs(ahead() - learned) < 3, said
    assert all(call.path.endswith(("/pairing", "/state")) for call in service.calls), "nothing was refused"
    assert len(service.calls) == 7


def test_pairing_is_the_first_to_tell_the_time(
    people: PluginSite, site: PluginSite, service: StandIn
) -> None:
    service.clock_offset = -7200
    assert site.php(f"echo Filon\\pair( '{service.code}' );") == ""
    claims = jwt_claims(ask_for_token(site, site.sign_in()).json()["token"], service.secret)
    assert abs(claims["iat"] - time.time() + 7200) < 3


def test_a_deep_link_opens_where_it_says_and_nowhere_else(people: PluginSite, site: PluginSite) -> None:
    alice = site.sign_in()
    base = f"/app/s/{SITE}/"
    for path, expected in (
        ("prospects/7?tab=notes", base + "prospects/7?tab=notes"),
        ("/prospects", base + "prospects"),
        ("../../evil", base),
        ("%2e%2e/evil", base),
        ("//evil.example/", base + "evil.example/"),
        ("javascript:alert(1)", base + "javascript:alert(1)"),
        ('"><script>', base),
        ("a\\b", base),
    ):
        page = alice.get(site.url + PAGE, params={"filon-path": path}, timeout=30).text
        source = re.search(r'<iframe[^>]* data-src="([^"]*)"', page)
        assert source
        assert source[1].replace("&#038;", "&").removeprefix("http://").partition("/")[2] == expected[1:], (
            path
        )


def test_wp_admin_on_another_host_than_the_site(
    people: PluginSite, site: PluginSite, service: StandIn
) -> None:
    admin = site.url.replace("127.0.0.1", "localhost")
    move_admin(site, admin)
    try:
        site.wordpress.wp("cron", "event", "run", "filon_sweep")
        assert service.states[-1]["admin_url"] == admin
        alice = site.sign_in(at=admin)
        page = alice.get(admin + PAGE, timeout=30).text
        found = re.search(r'data-token="([^"]+)".*data-renew="([^"]+)"', page)
        assert found
        token, renew = map(html.unescape, found.groups())
        assert token.startswith(admin), "where Alice's cookies are"
        nonce = alice.get(renew, timeout=30).text
        answer = alice.post(token, json={}, headers={"X-WP-Nonce": nonce}, timeout=30)
        assert jwt_claims(answer.json()["token"], service.secret)["role"] == "manager"
    finally:
        move_admin(site, site.url)


def move_admin(site: PluginSite, address: str) -> None:
    """Serve wp-admin at an address of its own."""
    site.wordpress.define("WP_SITEURL", address)
    # PHP's cache looks at files every two seconds only.
    site.wordpress.kill()
    site.wordpress.start()


def test_an_unconnected_site_says_what_to_do(people: PluginSite, site: PluginSite) -> None:
    site.php("Filon\\forget_connection();")
    page = site.sign_in().get(site.url + PAGE, timeout=30).text
    assert "not connected to Filon yet" in page
    assert "Connect this site" in page
    assert (
        "An administrator of this site can connect it."
        in site.sign_in("bob").get(site.url + PAGE, timeout=30).text
    )
