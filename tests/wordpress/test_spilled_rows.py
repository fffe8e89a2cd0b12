"""What lies beside the queue's table is delivered without cron, and no side says that nothing is missing meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_spill import trap


@pytest.fixture
def broken(site: PluginSite) -> Iterator[PluginSite]:
    """A site whose table takes nothing, and to which somebody has sent a request."""
    with trap(site, "$sql = 'NO SUCH STATEMENT';"):
        assert "Thank you" in site.send().html
        yield site
        site.wordpress.site.debug_log.unlink(missing_ok=True)


@pytest.fixture
def mended(site: PluginSite) -> PluginSite:
    """One whose table takes everything again."""
    with trap(site, "$sql = 'NO SUCH STATEMENT';"):
        site.send()
    site.wordpress.site.debug_log.unlink()
    assert site.rows() == []
    return site


def test_it_works(mended: PluginSite, service: StandIn) -> None:
    """As with a dead cron: the next visitor's page is enough."""
    mended.beacon()
    assert mended.statuses() == ["delivered"]
    assert len(service.kept) == 1


def test_a_page_of_wp_admin_is_enough(mended: PluginSite) -> None:
    page = mended.sign_in().get(f"{mended.url}/wp-admin/index.php", timeout=30).text
    assert "data-filon-beacon" in page, "the administrator's browser calls it"


def test_the_heartbeat_is_enough(mended: PluginSite, service: StandIn) -> None:
    alice = mended.sign_in()
    page = alice.get(f"{mended.url}/wp-admin/index.php", timeout=30).text
    nonce = page.split('heartbeatSettings = {"nonce":"')[1].split('"')[0]
    asked = {"action": "heartbeat", "_nonce": nonce, "interval": "60", "screen_id": "dashboard"}
    alice.post(f"{mended.url}/wp-admin/admin-ajax.php", data=asked, timeout=30)
    assert mended.statuses() == ["delivered"]


def test_the_ledger_counts_it(broken: PluginSite, service: StandIn) -> None:
    said = broken.press(broken.sign_in(), "filon_compare")
    assert "1 received: 0 new, 0 from known people, 0 to check, 1 missing." in said
    assert service.ledgers[-1]["gaps"] == 1
    assert sum(day["count"] for day in service.ledgers[-1]["days"]) == 1


def test_what_spilled_since_the_comparison_counts_too(site: PluginSite, service: StandIn) -> None:
    site.press(site.sign_in(), "filon_compare")
    with trap(site, "$sql = 'NO SUCH STATEMENT';"):
        site.send()
    assert "1 missing" in site.php("echo Filon\\ledger_in_words();")
    site.wordpress.site.debug_log.unlink()
    assert "0 missing" in site.press(site.sign_in(), "filon_compare")
    assert len(service.kept) == 1


def test_the_service_hears_that_it_waits(broken: PluginSite, service: StandIn) -> None:
    broken.php("Filon\\change_state( array( 'reported_at' => 0 ) ); Filon\\report_when_due();")
    [call] = [call for call in service.calls if call.path == "/api/v1/sites/state"][-1:]
    assert call.headers["filon-waiting"] == "1"
    assert '"waiting":1' in call.body.decode()


def test_pages_without_a_form_ask_for_nothing(mended: PluginSite) -> None:
    asked = Path(mended.wordpress.site.root, "asked.txt")
    watch = Path(mended.wordpress.site.root, "wp-content", "mu-plugins", "watch.php")
    watch.write_text(
        "<?php add_filter( 'query', function ( $sql ) {"
        " if ( str_contains( $sql, 'filon_' ) && str_contains( $sql, 'spill' ) )"
        f" file_put_contents( '{asked}', $sql, FILE_APPEND ); return $sql; }} );"
    )
    try:
        assert requests.get(f"{mended.url}/", timeout=30).status_code == 200
        assert not asked.exists()
        mended.beacon()
        assert asked.exists(), "else this test shows nothing"
    finally:
        watch.unlink()
