"""A real network of sites: each has a queue of its own, made when it is needed and gone with its site."""

import json
from collections.abc import Iterator

import pytest
import requests

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress.standin import StandIn

CAPTURE = "echo filon_capture( array( 'form' => array( 'id' => 'contact' ), 'fields' => array() ) ) ? 1 : 0;"


def make_network(wordpress: WordPress) -> None:
    """Make of a WordPress a network with the plugin on every site, and a second site that was there before it."""
    wordpress.wp("plugin", "deactivate", "filon")
    wordpress.wp("core", "multisite-convert", "--skip-config")
    constants = {"WP_ALLOW_MULTISITE": True, "MULTISITE": True, "SUBDOMAIN_INSTALL": False}
    # A network is found by its domain, which for a port of this machine has the port in it.
    constants |= {"DOMAIN_CURRENT_SITE": wordpress.url.partition("://")[2], "PATH_CURRENT_SITE": "/"}
    constants |= {"SITE_ID_CURRENT_SITE": 1, "BLOG_ID_CURRENT_SITE": 1}
    for name, value in constants.items():
        wordpress.define(name, value)
    wordpress.wp("site", "create", "--slug=before")
    wordpress.wp("plugin", "activate", "filon", "--network")


@pytest.fixture(scope="module")
def network(mariadb: MariaDB) -> Iterator[WordPress]:
    """A network of two sites."""
    with WordPress(mariadb=mariadb) as wordpress:
        make_network(wordpress)
        yield wordpress


def on(network: WordPress, slug: str, code: str) -> str:
    """Run PHP on one of the sites."""
    return network.wp("eval", code, f"--url={network.url}/{slug}")


def tables(network: WordPress) -> set[str]:
    return {name for (name,) in network.sql("SHOW TABLES LIKE '%filon_queue'")}


def test_it_works(network: WordPress, service: StandIn) -> None:
    assert on(network, "before/", CAPTURE) == "1"
    network.wp("site", "create", "--slug=after")
    assert {"wp_filon_queue", "wp_2_filon_queue", "wp_3_filon_queue"} <= tables(network), "before any visit"
    assert on(network, "after/", CAPTURE) == "1"
    assert on(network, "", "echo Filon\\count_rows( 'waiting' );") == "0", "nothing of another site's"
    assert on(network, "after/", f"echo Filon\\pair( '{service.code}' );") == ""
    network.wp("site", "delete", "3", "--yes")
    assert len(service.kept) == 1, "delivered before it went"
    assert service.leavings == [{"home_url": f"{network.url}/after"}]
    assert "wp_3_filon_queue" not in tables(network)


def test_visitors_forms_reach_a_plugin_that_is_active_in_the_whole_network(network: WordPress) -> None:
    """Such a plugin is loaded before WordPress knows its cookies."""
    answer = requests.post(f"{network.url}/wp-admin/admin-ajax.php", data={"action": "nobodys"}, timeout=60)
    assert (answer.status_code, answer.text) == (400, "0"), "as WordPress answers an action that nobody takes"
    assert network.php_errors() == []


def test_who_signs_up_to_a_network_is_a_request_and_who_is_invited_is_none(network: WordPress) -> None:
    """WordPress makes the account when the link in its mail is followed."""
    sign_up = (
        "add_filter( 'pre_wp_mail', '__return_true' ); update_option( 'filon_registrations', 'yes' ); global $wpdb;"
        "$invited = array( 'add_to_blog' => 1, 'new_role' => 'editor' );"
        "foreach ( array( 'amina' => array(), 'bob' => $invited ) as $name => $meta ) {"
        ' wpmu_signup_user( $name, "$name@example.com", $meta );'
        ' $key = "SELECT activation_key FROM $wpdb->signups WHERE user_login = %s";'
        " wpmu_activate_signup( $wpdb->get_var( $wpdb->prepare( $key, $name ) ) ); }"
        '$table = Filon\\queue_table(); echo wp_json_encode( $wpdb->get_col( "SELECT line FROM $table" ) );'
        '$wpdb->query( "DELETE FROM $table" );'
    )
    kept = [json.loads(line) for line in json.loads(on(network, "", sign_up))]
    [amina] = [one for one in kept if one["source"] == "registration"]
    assert {field["id"]: field["value"] for field in amina["fields"]} == {
        "user_login": "amina",
        "user_email": "amina@example.com",
    }


def test_a_deleted_site_leaves_what_was_never_delivered(network: WordPress) -> None:
    number = network.wp("site", "create", "--slug=gone", "--porcelain")
    on(network, "gone/", CAPTURE)
    network.wp("site", "delete", number, "--yes")
    assert f"wp_{number}_filon_queue" in tables(network)
    network.sql(f"DROP TABLE wp_{number}_filon_queue")


def test_deactivating_and_deleting_reach_every_site(network: WordPress) -> None:
    on(network, "before/", "")
    network.wp("plugin", "deactivate", "filon", "--network")
    assert "filon" not in network.wp("cron", "event", "list", "--field=hook", f"--url={network.url}/before/")
    network.wp("option", "update", "filon_delete_undelivered", "yes", f"--url={network.url}/before/")
    network.wp("plugin", "uninstall", "filon")
    assert tables(network) == set()
    assert network.php_errors() == []
