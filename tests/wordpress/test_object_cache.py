"""A host's persistent object cache, which remembers what the database no longer says, stops and doubles nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.wire import Answer

DROP_IN = Path(__file__).parent / "php" / "object-cache.php"


@pytest.fixture(scope="module")
def cached() -> Iterator[PluginSite]:
    """A WordPress whose options are remembered from one request to the next."""
    with WordPress() as wordpress:
        shutil.copy(DROP_IN, Path(wordpress.site.root, "wp-content", "object-cache.php"))
        yield PluginSite(wordpress)


@pytest.mark.wordpress
def test_it_works(cached: PluginSite, service: StandIn) -> None:
    assert cached.php("echo wp_using_ext_object_cache() ? 1 : 0;") == "1"
    cached.reset(service.code)
    service.fault = lambda call: Answer(502)
    for _request in range(3):
        cached.send_and_wake()
    assert len(service.deliveries()) == 1, "what one request learnt of the service, the next ones know"
    assert cached.php("echo Filon\\read_state()['failures'];") == "1"
    service.fault = lambda call: None
    cached.forgive()
    cached.beacon()
    assert cached.statuses() == ["delivered"] * 3
    del service.kept[next(iter(service.kept))]
    assert "0 missing" in cached.press(cached.sign_in(), "filon_compare")
    assert len(service.kept) == 3
    assert service.sent_again == []
    assert cached.wordpress.php_errors() == []


@pytest.mark.wordpress
def test_another_process_changes_what_is_remembered(cached: PluginSite, service: StandIn) -> None:
    """Past the cache, as a database that is restored or a process on another server does."""
    cached.reset(service.code)
    cached.send_and_wake()
    cached.php(
        "global $wpdb; $wpdb->query( \"DELETE FROM $wpdb->options WHERE option_name = 'filon_lock'\" );"
    )
    cached.send_and_wake()
    assert cached.statuses() == ["delivered", "delivered"]
