"""Tools → Site Health: says in words whether requests are kept, leave, and whether the service answers."""

import json
import re

import requests

from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.wire import problem

TESTS = ("keeping", "delivery", "cron")


def direct(site: PluginSite) -> dict[str, tuple[str, str]]:
    """Status and label of each of our tests that run at once, as Site Health finds them."""
    printed = site.php(
        "require_once ABSPATH . 'wp-admin/includes/class-wp-site-health.php';"
        "foreach ( WP_Site_Health::get_tests()['direct'] as $name => $test ) {"
        " if ( str_starts_with( $name, 'filon_' ) ) { $told = $test['test']();"
        " echo wp_json_encode( array( substr( $name, 6 ), $told['status'], $told['label'] ) ), \"\\n\"; } }"
    )
    told = [json.loads(line) for line in printed.splitlines()]
    return {name: (status, label) for name, status, label in told}


def age(site: PluginSite, seconds: int) -> None:
    """Let what waits have waited for so long."""
    site.php(
        "global $wpdb; $wpdb->query( 'UPDATE ' . Filon\\queue_table()"
        f' . " SET created_at = \'" . Filon\\utc( -{seconds} ) . "\'" );'
    )


def ask(site: PluginSite, browser: requests.Session) -> requests.Response:
    """The test that takes its time, as the browser asks for it."""
    page = browser.get(f"{site.url}/wp-admin/site-health.php", timeout=60).text
    [nonce] = re.findall(r'createNonceMiddleware\( "([^"]+)"', page)
    assert "filon/v1/health/service" in page.replace("\\/", "/")
    headers = {"X-WP-Nonce": nonce}
    return browser.get(f"{site.url}/wp-json/filon/v1/health/service", headers=headers, timeout=60)


def test_it_works(site: PluginSite, service: StandIn) -> None:
    assert {name: status for name, (status, _label) in direct(site).items()} == dict.fromkeys(TESTS, "good")
    alice = site.sign_in()
    told = ask(site, alice).json()
    assert (told["status"], told["test"]) == ("good", "filon_service")
    assert "2 people are waiting for a call" in told["description"]
    debug = alice.get(f"{site.url}/wp-admin/site-health.php?tab=debug", timeout=60).text
    assert "Requests that need a look" in debug
    assert service.secret not in debug


def test_each_trouble_is_named(site: PluginSite, service: StandIn) -> None:
    site.capture(1)
    age(site, 7200)
    assert direct(site)["delivery"] == ("recommended", "Requests wait longer than they should")
    age(site, 90_000)
    assert direct(site)["delivery"][0] == "critical"
    site.php("Filon\\spill( Filon\\make_uuid(), '{}' );")
    assert direct(site)["keeping"] == ("recommended", "1 request is kept beside Filon’s table")
    site.php(
        "wp_clear_scheduled_hook( 'filon_sweep' );"
        "wp_schedule_event( time() - 7200, 'filon_sweep', 'filon_sweep' );"
    )
    try:
        assert direct(site)["cron"][0] == "recommended"
    finally:
        site.php("wp_clear_scheduled_hook( 'filon_sweep' );")


def test_a_service_that_refuses_or_a_wrong_clock(site: PluginSite, service: StandIn) -> None:
    alice = site.sign_in()
    service.clock_offset = 1000
    assert "The clock of this server is wrong by 17 min" in ask(site, alice).json()["label"]
    service.answer = lambda call: problem(403, "site_revoked", detail="Gone.")  # type: ignore[method-assign]
    told = ask(site, alice).json()
    assert told["status"] == "critical"
    assert "Gone." in told["description"]


def test_strangers_learn_nothing(site: PluginSite) -> None:
    site.add_user("bob", "editor")
    for browser in (requests.Session(), site.sign_in("bob")):
        answer = browser.get(f"{site.url}/wp-json/filon/v1/health/service", timeout=30)
        assert answer.status_code in (401, 403)
