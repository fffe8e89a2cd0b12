"""The plugin is updated from its service: offered as others are, installed only if its bytes are the announced."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import PLUGIN, WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_network import make_network, on

NEXT = "0.9.0"


def packed() -> bytes:
    """The next release of the plugin: this one, under another version."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(PLUGIN.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                if path.name == "filon.php":
                    content = re.sub(
                        rb"(Version: +|VERSION     = ')0\.1\.0", rb"\g<1>" + NEXT.encode(), content
                    )
                archive.writestr(str(Path("filon", path.relative_to(PLUGIN))), content)
    return buffer.getvalue()


@pytest.fixture
def own(service: StandIn) -> Iterator[PluginSite]:
    """A WordPress of its own, since its plugin is replaced."""
    with WordPress() as wordpress:
        site = PluginSite(wordpress)
        site.reset(service.code)
        yield site
        assert wordpress.php_errors() == []


def offer(site: PluginSite, service: StandIn, content: bytes, **instead: str) -> None:
    """Let the service announce the next release, and the site hear of it."""
    path = f"/api/v1/plugin/filon-{NEXT}.zip"
    service.packages[path] = content
    service.waiting["plugin"] = {
        **{"version": NEXT, "package": service.url + path, "sha256": hashlib.sha256(content).hexdigest()},
        **{"requires": "6.1", "tested": "7.1", "requires_php": "8.1"},
        **instead,
    }
    site.php("Filon\\report_state( Filon\\usable_connection(), 5 ); wp_update_plugins();")


def version(site: PluginSite) -> str:
    return site.wordpress.wp("plugin", "get", "filon", "--field=version")


@pytest.mark.wordpress
def test_it_works(own: PluginSite, service: StandIn) -> None:
    package = packed()
    offer(own, service, package, sha256="0" * 64)
    with pytest.raises(RuntimeError, match="not what the service announced"):
        own.wordpress.wp("plugin", "update", "filon")
    assert version(own) == "0.1.0"
    offer(own, service, package)
    alice = own.sign_in()
    page = alice.get(f"{own.url}/wp-admin/plugins.php", timeout=60).text
    assert "There is a new version of Filon available." in page
    own.wordpress.wp("plugin", "update", "filon")
    assert version(own) == NEXT
    own.capture(1)
    own.beacon()
    assert own.statuses() == ["delivered"], "it goes on as before"


def test_an_offer_from_elsewhere_is_no_offer(site: PluginSite, service: StandIn) -> None:
    offered = "echo json_encode( Filon\\offered_update() );"
    for instead in ({"package": "https://evil.example/filon.zip"}, {"version": "0.0.9"}, {"sha256": "none"}):
        offer(site, service, b"", **instead)
        assert site.php(offered) == "null"
    offer(site, service, b"")
    assert NEXT in site.php(offered)
    site.php("Filon\\forget_connection();")
    assert site.php(offered) == "null"


@pytest.mark.parametrize("leave", ["Filon\\forget_connection();", "echo Filon\\pair( '{code}' );"])
def test_what_an_earlier_service_offered_is_gone_and_not_installed(
    site: PluginSite, service: StandIn, leave: str
) -> None:
    offer(site, service, packed())
    waiting = "echo isset( get_site_transient( 'update_plugins' )->response['filon/filon.php'] ) ? 1 : 0;"
    assert site.php(waiting) == "1"
    with StandIn() as other:
        assert site.php(leave.format(code=other.code)) == ""
    assert site.php(waiting) == "0"
    # As an update that has begun before, from a list that it has read before.
    fetched = (
        f"$package = '{service.url}/api/v1/plugin/filon-{NEXT}.zip';"
        "$of = static fn( $plugin, $reply ) =>"
        " apply_filters( 'upgrader_pre_download', $reply, $package, null, compact( 'plugin' ) );"
        "$ours = 'filon/filon.php'; echo is_wp_error( $of( $ours, false ) ) ? 1 : 0,"
        " is_wp_error( $of( $ours, '/tmp/a.zip' ) ) ? 1 : 0, $of( 'hello.php', '/tmp/b.zip' );"
    )
    assert site.php(fetched) == "11/tmp/b.zip"


def test_a_plugin_that_is_deactivated_offers_nothing(site: PluginSite, service: StandIn) -> None:
    """WordPress would install it, and nobody would compare its bytes."""
    offer(site, service, packed())
    site.wordpress.wp("plugin", "deactivate", "filon")
    known = (
        "$known = get_site_transient( 'update_plugins' ); $file = 'filon/filon.php';"
        "echo isset( $known->response[ $file ] ) || isset( $known->no_update[ $file ] ) ? 'there' : 'gone';"
    )
    assert site.wordpress.wp("eval", known) == "gone"
    site.wordpress.wp("plugin", "activate", "filon")
    offer(site, service, packed())
    assert site.php(known) == "there"


def test_what_it_needs_is_a_version_or_nothing(site: PluginSite, service: StandIn) -> None:
    offer(site, service, b"", requires="6.1\n", tested="7.1", requires_php="<script>alert(1)</script>")
    described = (
        "$told = (array) Filon\\describe_update( false, 'plugin_information', (object) array( 'slug' => 'filon' ) );"
        "echo json_encode( array( $told['requires'], $told['tested'], $told['requires_php'] ) );"
    )
    assert site.php(described) == '["","7.1",""]'


@pytest.fixture
def network(mariadb: MariaDB) -> Iterator[PluginSite]:
    """The main site of a network of its own, which Bob looks after as well, and Alice after the whole."""
    with WordPress(mariadb=mariadb) as wordpress:
        make_network(wordpress)
        site = PluginSite(wordpress)
        site.add_user("bob", "administrator")
        yield site
        assert wordpress.php_errors() == []


OFFERED = "$offer = Filon\\offered_update(); echo $offer['version'] ?? 'nothing';"


def pair(site: PluginSite, service: StandIn, user: str) -> None:
    who = f"wp_set_current_user( get_user_by( 'login', '{user}' )->ID );"
    assert site.php(f"{who} echo Filon\\pair( '{service.code}' );") == ""


def test_a_network_is_updated_by_the_main_sites_service(network: PluginSite, service: StandIn) -> None:
    pair(network, service, network.wordpress.admin)
    package = packed()
    offer(network, service, package, sha256="0" * 64)
    assert on(network.wordpress, "before/", OFFERED) == NEXT
    alice = network.sign_in()
    page = alice.get(f"{network.url}/wp-admin/network/plugins.php", timeout=60).text
    assert "There is a new version of Filon available." in page
    with pytest.raises(RuntimeError, match="not what the service announced"):
        network.wordpress.wp("plugin", "update", "filon")
    assert version(network) == "0.1.0"
    offer(network, service, package)
    network.wordpress.wp("plugin", "update", "filon", f"--url={network.url}/before/")
    assert version(network) == NEXT
    assert on(network.wordpress, "before/", "echo Filon\\VERSION;") == NEXT


def test_who_looks_after_one_site_brings_nothing_to_the_others(network: PluginSite) -> None:
    with StandIn() as bobs, StandIn() as elsewhere:
        # Bob looks after the main site, and so may connect it; another after a site of the network.
        pair(network, bobs, "bob")
        offer(network, bobs, packed())
        assert on(network.wordpress, "before/", f"echo Filon\\pair( '{elsewhere.code}' );") == ""
        elsewhere.waiting["plugin"] = bobs.waiting["plugin"] | {"package": f"{elsewhere.url}/filon.zip"}
        on(network.wordpress, "before/", "Filon\\report_state( Filon\\usable_connection(), 5 );")
        for slug in ("", "before/"):
            assert on(network.wordpress, slug, OFFERED) == "nothing", slug
        known = "$known = get_site_transient( 'update_plugins' ); echo count( $known->response ?? array() );"
        assert on(network.wordpress, "", f"wp_update_plugins(); {known}") == "0"
        why = "No updates of Filon come to this network."
        assert why in network.settings(network.sign_in())
        health = "echo wp_json_encode( array_keys( Filon\\add_health_tests( array() )['direct'] ) );"
        assert "filon_updates" in network.php(health)
        # Whoever looks after the network takes a code of theirs, though nobody may change files by wp-admin.
        network.wordpress.define("DISALLOW_FILE_MODS", True)
        pair(network, bobs, network.wordpress.admin)
        offer(network, bobs, packed())
        assert on(network.wordpress, "", OFFERED) == NEXT
        assert why not in network.settings(network.sign_in())
        assert "filon_updates" not in network.php(health)
        # WordPress could install it from another site, on which nothing would compare its bytes.
        alone = "delete_site_option( 'active_sitewide_plugins' ); echo Filon\\why_no_updates();"
        said = network.php(f"{alone} {OFFERED}")
        assert "not activated for the whole network" in said
        assert said.endswith("nothing")
        network.wordpress.wp("plugin", "activate", "filon", "--network")
        network.wordpress.wp("plugin", "deactivate", "filon", "--network")
        assert network.wordpress.wp("eval", known) == "0"
