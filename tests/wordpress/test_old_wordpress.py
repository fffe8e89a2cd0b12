"""The oldest WordPress that the plugin promises to run on: form, delivery, settings and dashboard page."""

from collections.abc import Iterator

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn


@pytest.fixture(scope="module")
def old(mariadb: MariaDB) -> Iterator[PluginSite]:
    """WordPress 6.1.9 with the form as block and as shortcode."""
    with WordPress(mariadb=mariadb, core="debian") as wordpress:
        yield PluginSite(wordpress)


def test_it_works(old: PluginSite, service: StandIn) -> None:
    assert old.wordpress.wp("core", "version").startswith("6.1.")
    old.reset(service.code)
    assert old.send_and_wake().status_code == 204
    assert old.statuses() == ["delivered"]
    browser = old.sign_in()
    assert "Connected to Menuiserie Atlas. 0 requests waiting" in old.settings(browser)
    assert "<iframe" in browser.get(f"{old.url}/wp-admin/admin.php?page=filon", timeout=30).text
    assert (
        "filon-form-block" in browser.get(f"{old.url}/wp-admin/post-new.php?post_type=page", timeout=30).text
    )
    assert old.wordpress.php_errors() == []
