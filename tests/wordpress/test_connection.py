"""Connecting, copies and moves, a new secret."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.shapes import must_fit
from tests.wordpress import keys
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.wire import Answer, Call, problem

SCHEMAS = Path(__file__).parents[2] / "schemas"
NEW = keys.base64url(bytes(range(32)))
PAIRING = json.loads((SCHEMAS / "pairing.schema.json").read_text())["$defs"]


@pytest.fixture
def unconnected(on_mariadb: PluginSite, service: StandIn) -> Iterator[PluginSite]:
    """An empty site that nobody has connected yet."""
    on_mariadb.reset()
    yield on_mariadb
    assert on_mariadb.wordpress.php_errors() == []


def test_it_works(unconnected: PluginSite, service: StandIn) -> None:
    unconnected.send()
    browser = unconnected.sign_in()
    assert "Not connected yet. 1 request waiting, kept safely here." in unconnected.settings(browser)
    pasted = "  " + service.code[:30] + "\r\n" + service.code[30:] + "\n"
    after = unconnected.press(browser, "filon_connect", code=pasted)
    assert "This site is connected." in after
    assert re.search(
        r"Connected to Menuiserie Atlas\. 0 requests waiting, last delivered \d+ \w+ ago\.", after
    )
    assert service.secret not in after
    must_fit(service.pairings[0], PAIRING["pairing_request"])
    assert service.pairings[0]["home_url"] == unconnected.url
    assert service.pairings[0]["rest_url"] == unconnected.url + "/wp-json/"
    assert service.pairings[0]["admin_url"] == unconnected.url
    assert service.pairings[0]["locale"] == "en_US"
    assert len(service.kept) == 1, "what was kept before is delivered now"


def test_the_service_is_told_the_administrators_language(unconnected: PluginSite, service: StandIn) -> None:
    unconnected.php("update_user_meta( 1, 'locale', 'fr_FR' );")
    try:
        unconnected.press(unconnected.sign_in(), "filon_connect", code=service.code)
    finally:
        unconnected.php("delete_user_meta( 1, 'locale' );")
    assert service.pairings[0]["locale"] == "fr_FR"


def test_a_code_that_is_none_says_so(unconnected: PluginSite, service: StandIn) -> None:
    browser = unconnected.sign_in()
    assert "This is not a connection code." in unconnected.press(browser, "filon_connect", code="hello")
    other = keys.connection_code(service.url, "another token")
    assert "The service refused: This code was already used." in unconnected.press(
        browser, "filon_connect", code=other
    )
    service.stop()
    assert "The service does not answer" in unconnected.press(browser, "filon_connect", code=service.code)


def test_a_code_reaches_nothing_inside_the_server(unconnected: PluginSite, service: StandIn) -> None:
    inside = keys.connection_code(service.url + "/internal?x=", "token")
    with pytest.raises(RuntimeError, match="not a connection code"):
        unconnected.wordpress.wp("filon", "connect", inside)
    unconnected.wordpress.define("WP_ENVIRONMENT_TYPE", "production")
    try:
        with pytest.raises(RuntimeError, match="not a connection code"):
            unconnected.wordpress.wp("filon", "connect", service.code)
    finally:
        unconnected.wordpress.define("WP_ENVIRONMENT_TYPE", "local")
    assert service.calls == []
    unconnected.wordpress.wp("filon", "connect", service.code)


def test_a_lost_answer_does_not_burn_the_code(unconnected: PluginSite, service: StandIn) -> None:
    answer, lost = service.answer, [Answer(0), Answer(502, "")]
    service.answer = lambda call: (answer(call), lost.pop())[1] if lost else answer(call)  # type: ignore[method-assign]
    for _ in range(2):
        with pytest.raises(RuntimeError):
            unconnected.wordpress.wp("filon", "connect", service.code)
    unconnected.wordpress.wp("filon", "connect", service.code)
    assert len(service.pairings) == 3
    assert len({wanted["nonce"] for wanted in service.pairings}) == 1


def test_a_service_that_points_elsewhere_is_not_believed(unconnected: PluginSite, service: StandIn) -> None:
    answer = service.answer

    def point_elsewhere(call: object) -> Answer:
        given = answer(call)  # type: ignore[arg-type]
        given.body["dashboard"] = "https://evil.example/app/s/x/"
        return given

    service.answer = point_elsewhere  # type: ignore[method-assign,assignment]
    with pytest.raises(RuntimeError, match="does not understand"):
        unconnected.wordpress.wp("filon", "connect", service.code)


def test_a_code_in_wp_config(unconnected: PluginSite, service: StandIn) -> None:
    unconnected.wordpress.define("FILON_CODE", service.code)
    unconnected.wordpress.wp("cron", "event", "run", "filon_sweep")
    assert "Connected to Menuiserie Atlas." in unconnected.wordpress.wp("filon", "status")
    unconnected.press(unconnected.sign_in(), "filon_forget")
    unconnected.wordpress.wp("cron", "event", "run", "filon_sweep")
    assert "Not connected" in unconnected.wordpress.wp("filon", "status"), "the owner's choice stands"
    unconnected.wordpress.define("FILON_CODE", "")


def test_only_administrators_change_anything(site: PluginSite) -> None:
    site.add_user("bob", "editor")
    bob, alice = site.sign_in("bob"), site.sign_in()
    assert "Sorry, you are not allowed" in site.settings(bob)
    answer = bob.post(f"{site.url}/wp-admin/admin-post.php", data={"action": "filon_forget"}, timeout=30)
    assert answer.status_code == 403
    answer = alice.post(f"{site.url}/wp-admin/admin-post.php", data={"action": "filon_forget"}, timeout=30)
    assert answer.status_code == 403, "without a nonce"
    assert "Connected to" in site.wordpress.wp("filon", "status")


def test_a_copy_keeps_and_asks_and_never_delivers(site: PluginSite, service: StandIn) -> None:
    home, copy = site.url, site.url.replace("127.0.0.1", "localhost")
    clone(site, copy)
    try:
        site.send_and_wake()
        flush = service.signed_flush("/wp-json/filon/v1/flush")
        assert service.deliveries() == []
        assert site.statuses() == ["waiting"]
        browser = site.sign_in()
        assert (
            browser.post(f"{copy}/wp-json/filon/v1/flush", data=b"{}", headers=flush, timeout=30).status_code
            == 401
        )
        page = browser.get(f"{copy}/wp-admin/index.php", timeout=30).text
        assert f"This site was connected as {home} and is now {copy}." in html.unescape(page)
        after = site.press(browser, "filon_forget", page)
        assert "Not connected yet. 1 request waiting" in after
        assert site.wordpress.wp("option", "list", "--search=filon_connection", "--field=option_name") == ""
        assert service.leavings == [], "the site that it was copied from stays connected"
    finally:
        clone(site, home)


def test_a_site_that_moved_says_so_and_goes_on(site: PluginSite, service: StandIn) -> None:
    home, moved = site.url, site.url.replace("127.0.0.1", "localhost")
    clone(site, moved)
    try:
        site.send_and_wake()
        browser = site.sign_in()
        page = browser.get(f"{moved}/wp-admin/index.php", timeout=30).text
        assert "The new address is known. Delivery goes on." in site.press(browser, "filon_moved", page)
        assert service.states[-1]["home_url"] == moved
        must_fit(service.states[-1], PAIRING["state_request"])
        assert site.statuses() == ["delivered"]
    finally:
        clone(site, home)


def test_going_to_https_is_no_move(site: PluginSite) -> None:
    host = site.url.removeprefix("http://")
    for home, is_elsewhere in (
        (f"https://{host}", ""),
        (f"https://{host}.example", "1"),
        (f"http://{host}/fr", "1"),
    ):
        assert site.php(f"echo Filon\\is_elsewhere( array( 'home' => '{home}' ) );") == is_elsewhere


def test_the_secret_is_changed_without_losing_a_request(site: PluginSite, service: StandIn) -> None:
    service.next_secret = NEW
    site.send_and_wake()
    assert site.statuses() == ["delivered"]
    assert secret_of(site) == NEW
    assert service.secret == NEW, "used at once, so that the old one is dead"
    site.send_and_wake()
    assert site.statuses() == ["delivered", "delivered"]
    assert [call.path for call in service.calls].count("/api/v1/sites/secret") == 1


def test_a_site_without_requests_changes_its_secret_too(site: PluginSite, service: StandIn) -> None:
    service.next_secret = NEW
    site.wordpress.wp("cron", "event", "run", "filon_sweep")
    assert secret_of(site) == service.secret == NEW


def test_a_service_back_from_an_old_backup_gets_the_old_secret(site: PluginSite, service: StandIn) -> None:
    old, service.next_secret = service.secret, NEW
    site.send_and_wake()
    service.secret = old
    site.send_and_wake()
    assert site.statuses() == ["delivered", "delivered"]
    assert secret_of(site) == old, "the dashboard's tokens are signed with what the service knows"
    calls = len(service.calls)
    site.send_and_wake()
    assert len(service.calls) == calls + 1, "and the other is not tried any more"


def test_a_delivery_survives_another_process_changing_the_secret(site: PluginSite, service: StandIn) -> None:
    answer, old = service.answer, service.secret

    def change_meanwhile(call: Call) -> Answer:
        if service.secret == old:
            service.secret = NEW
            site.php(
                f"$new = array( 'secret' => '{NEW}', 'previous_secret' => '{old}' );"
                "Filon\\save_connection( array_merge( Filon\\read_connection(), $new ) );"
            )
        return answer(call)

    service.answer = change_meanwhile  # type: ignore[method-assign]
    site.send_and_wake()
    assert site.statuses() == ["delivered"]
    assert secret_of(site) == NEW


def test_a_secret_that_nobody_knows_pauses(site: PluginSite, service: StandIn) -> None:
    service.secret = NEW
    site.send_and_wake()
    assert site.statuses() == ["waiting"]
    assert "no longer accepts this site" in site.settings(site.sign_in())


def test_testing_the_connection_repeats_the_services_words(site: PluginSite, service: StandIn) -> None:
    answer = service.answer
    service.answer = lambda call: problem(404, "not_found", detail="Unknown.")  # type: ignore[method-assign]
    assert "The service refused: Unknown." in site.press(site.sign_in(), "filon_test")
    service.answer = answer  # type: ignore[method-assign]


def test_commands(site: PluginSite, service: StandIn) -> None:
    site.capture(2)
    listed = json.loads(site.wordpress.wp("filon", "queue", "--format=json"))
    assert [row["status"] for row in listed] == ["waiting", "waiting"]
    assert "line" not in listed[0], "what visitors wrote is nobody's business on a terminal"
    assert site.wordpress.wp("filon", "flush") == "2 delivered, 0 waiting"
    assert len(service.kept) == 2


def test_updating_brings_the_table_without_activation(site: PluginSite) -> None:
    site.wordpress.sql("DROP TABLE wp_filon_queue")
    site.wordpress.wp("option", "update", "filon_version", "0.0.9")
    site.send()
    assert site.statuses() == ["waiting"]


def secret_of(site: PluginSite) -> str:
    """The secret that the site signs with."""
    return site.php("echo Filon\\read_connection()['secret'];")


def clone(site: PluginSite, url: str) -> None:
    """Serve the same site at another address, as a copy of its database would be."""
    site.wordpress.define("WP_HOME", url)
    site.wordpress.define("WP_SITEURL", url)
    # PHP's cache looks at files every two seconds only.
    site.wordpress.kill()
    site.wordpress.start()
    site.contact = site.contact.replace(site.url, url)
    site.url = url
