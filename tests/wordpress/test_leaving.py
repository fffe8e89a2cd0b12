"""A site is disconnected, or its plugin deactivated or deleted: the service is told, and undelivered requests stay."""

import time
from pathlib import Path

import pytest

from tests.parts.shapes import must_fit
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_connection import PAIRING
from tests.wordpress.wire import Answer


def test_it_works(site: PluginSite, service: StandIn) -> None:
    site.capture(1)
    after = site.press(site.sign_in(), "filon_forget")
    assert "This site is disconnected." in after
    assert "Not connected yet. 1 request waiting" in after
    assert service.leavings == [{"home_url": site.url}]
    must_fit(service.leavings[0], PAIRING["leaving_request"])


def test_leaving_a_service_that_hangs(site: PluginSite, service: StandIn) -> None:
    service.answer = lambda call: service.hang(call) or Answer(0)  # type: ignore[method-assign]
    alice = site.sign_in()
    started = time.monotonic()
    assert "This site is disconnected." in site.press(alice, "filon_forget")
    assert time.monotonic() - started < 10


def test_deactivation_keeps_everything(site: PluginSite, service: StandIn) -> None:
    site.capture(1)
    site.wordpress.wp("plugin", "deactivate", "filon")
    assert "filon" not in site.wordpress.wp("cron", "event", "list", "--field=hook")
    site.wordpress.wp("plugin", "activate", "filon")
    assert "filon_sweep" in site.wordpress.wp("cron", "event", "list", "--field=hook")
    assert site.wordpress.wp("filon", "flush") == "1 delivered, 0 waiting"
    assert service.kept


@pytest.mark.wordpress
def test_uninstalling_keeps_what_was_never_delivered(service: StandIn) -> None:
    with WordPress() as wordpress:
        site = PluginSite(wordpress)
        site.reset(service.code)
        site.send_and_wake()
        site.send()
        plugin = Path(wordpress.site.root, "wp-content", "plugins", "filon")
        connection = wordpress.wp("option", "get", "filon_connection", "--format=json")
        spilled = Path(
            site.php("Filon\\spill_to_file( Filon\\make_uuid(), '{}' ); echo Filon\\spill_file();")
        )
        wordpress.php(
            "define( 'WP_UNINSTALL_PLUGIN', 'filon' ); require WP_PLUGIN_DIR . '/filon/uninstall.php';"
        )
        assert service.leavings == [{"home_url": site.url}]
        assert site.statuses() == ["waiting"]
        assert "{}" in spilled.read_text()
        left = wordpress.wp("option", "list", "--search=*filon*", "--field=option_name").split()
        assert set(left) <= {
            "filon_version",
            "filon_roles",
            "filon_excluded_forms",
            "filon_entries",
            "filon_lock",
            "filon_beacon",
        }, "made again while the plugin is loaded"
        wordpress.wp("plugin", "deactivate", "filon")
        wordpress.wp("option", "update", "filon_delete_undelivered", "yes")
        wordpress.wp("option", "update", "filon_connection", connection, "--format=json")
        wordpress.wp("plugin", "uninstall", "filon")
        assert len(service.leavings) == 2, "deactivated as it is by then, the plugin knows how to say so"
        assert not plugin.exists()
        assert not spilled.parent.exists()
        assert wordpress.wp("option", "list", "--search=*filon*", "--field=option_name") == ""
        assert wordpress.sql("SHOW TABLES LIKE 'wp_filon_queue'") == []
