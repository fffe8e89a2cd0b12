"""Where WordPress' cron never runs, what is old is emptied all the same, and the service hears how the site is."""

import time
from collections.abc import Iterator

import pytest
import requests

from tests.parts.mariadb import MariaDB
from tests.parts.processes import until
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_wake import FLUSH
from tests.wordpress.wire import Answer, Call

# All that was delivered was so long ago, and nobody has reported or looked for what is old for an hour.
MUCH_LATER = (
    "global $wpdb; $wpdb->query( 'UPDATE ' . Filon\\queue_table() . \" SET delivered_at = '\""
    " . Filon\\utc( -41 * DAY_IN_SECONDS ) . \"' WHERE status = 'delivered'\" );"
    "$wpdb->update( $wpdb->options, array( 'option_value' => '0' ), array( 'option_name' => Filon\\PURGE_CLOCK ) );"
    "Filon\\change_state( array( 'reported_at' => time() - HOUR_IN_SECONDS ) );"
)


@pytest.fixture(scope="module")
def fpm(mariadb: MariaDB) -> Iterator[PluginSite]:
    """A WordPress that answers before PHP ends."""
    with WordPress(mariadb=mariadb, server="fpm") as wordpress:
        yield PluginSite(wordpress, answers_early=True)


def lines(site: PluginSite) -> list[bool]:
    """Of each row, oldest first, whether its words are still there."""
    return [row["line"] != "" for row in site.rows()]


def wake(site: PluginSite, service: StandIn, waker: str) -> None:
    """One of those who may deliver where a visitor's answer can't leave early."""
    if waker == "the service":
        headers = service.signed_flush(FLUSH)
        assert requests.post(site.url + FLUSH, data=b"{}", headers=headers, timeout=30).status_code == 200
    elif waker == "a visitor's page":
        site.beacon()
    else:
        site.heartbeat(site.sign_in())


def test_it_works(either: PluginSite, service: StandIn) -> None:
    either.capture(2)
    either.beacon()
    assert (lines(either), len(service.states)) == ([True, True], 1)
    either.php(MUCH_LATER)
    either.capture(1)
    wake(either, service, "the service")
    assert lines(either) == [False, False, True]
    assert [said["waiting"] for said in service.states] == [0, 0]
    either.php(MUCH_LATER.partition("$wpdb->update")[0])
    wake(either, service, "the service")
    assert (lines(either), len(service.states)) == ([False, False, True], 2), "once an hour"


@pytest.mark.parametrize("waker", ["a visitor's page", "an open page of wp-admin"])
def test_nothing_waits_to_be_delivered(site: PluginSite, service: StandIn, waker: str) -> None:
    site.capture(1)
    site.beacon()
    site.php(MUCH_LATER)
    wake(site, service, waker)
    assert (lines(site), len(service.states)) == ([False], 2)


def test_a_site_that_was_disconnected(site: PluginSite, service: StandIn) -> None:
    site.capture(1)
    site.beacon()
    site.php(f"Filon\\forget_connection(); {MUCH_LATER}")
    site.beacon()
    assert (lines(site), len(service.states)) == ([False], 1)


def test_more_than_are_emptied_at_a_time(site: PluginSite) -> None:
    site.capture(3)
    copies = (
        "$row = array( 'line' => '{}', 'sha256' => '', 'status' => 'delivered' )"
        " + array_fill_keys( array( 'next_attempt_at', 'created_at' ), Filon\\utc() );"
        "foreach ( range( 1, 1200 ) as $n )"
        " $wpdb->insert( Filon\\queue_table(), $row + array( 'uuid' => Filon\\make_uuid() ) );"
    )
    site.php(f"global $wpdb; {copies} {MUCH_LATER}")
    site.beacon()
    assert lines(site) == [True] * 3 + [False] * 1200


def test_after_a_visitors_answer_who_waits_for_none_of_it(fpm: PluginSite, service: StandIn) -> None:
    fpm.reset(service.code)
    fpm.send()
    until(lambda: fpm.statuses() == ["delivered"] and service.states, "delivery and report")
    fpm.php(MUCH_LATER)
    answer = service.answer

    def hang(call: Call) -> Answer:
        if call.path == "/api/v1/sites/state":
            service.hang(call)
        return answer(call)

    service.answer = hang  # type: ignore[method-assign]
    started = time.monotonic()
    assert fpm.send().status == 200
    assert time.monotonic() - started < 4, "the visitor waited for the report"
    until(lambda: lines(fpm) == [False, True], "what is old to be emptied")
    service.release.set()
    until(lambda: len(service.states) == 2, "the report")
