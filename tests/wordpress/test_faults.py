"""What happens when things die: PHP in the middle, the queue's table, the database's good will."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.parts.processes import until
from tests.parts.shapes import must_fit
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_form import SCHEMA
from tests.wordpress.visitor import beacon_of
from tests.wordpress.wire import Answer, Call


def wake_aside(site: PluginSite) -> threading.Thread:
    """Call the beacon without waiting; the answer may never come."""

    def call() -> None:
        try:
            requests.post(f"{site.url}/wp-json/filon/v1/beacon", timeout=30)
        except requests.RequestException:
            return

    thread = threading.Thread(target=call)
    thread.start()
    return thread


def test_php_dies_before_the_service_has_kept_anything(either: PluginSite, service: StandIn) -> None:
    either.capture(3)
    service.fault = service.hang
    thread = wake_aside(either)
    until(service.deliveries, "the delivery to begin")
    either.wordpress.kill()
    service.release.set()
    thread.join()
    either.wordpress.start()
    assert either.statuses() == ["waiting"] * 3
    service.fault = lambda call: None
    either.forgive()
    either.beacon()
    assert either.statuses() == ["delivered"] * 3
    assert service.sent_again == []


def test_php_dies_after_the_service_has_kept_everything(either: PluginSite, service: StandIn) -> None:
    either.capture(3)
    kept = threading.Event()

    def keep_and_hang(call: Call) -> Answer:
        answer = service.take(call)
        kept.set()
        service.release.wait(20)
        return answer

    service.fault = keep_and_hang
    thread = wake_aside(either)
    assert kept.wait(20)
    either.wordpress.kill()
    service.release.set()
    thread.join()
    either.wordpress.start()
    service.fault = lambda call: None
    either.forgive()
    either.beacon()
    assert either.statuses() == ["delivered"] * 3
    assert [row["answer"] for row in either.rows()] == ["repeated"] * 3
    assert len(service.kept) == 3


def test_a_dead_deliverys_lock_and_claims_lapse_by_themselves(site: PluginSite, service: StandIn) -> None:
    site.capture(2)
    site.php("Filon\\take_lock(); Filon\\claim_rows( 9 );")
    lasts = site.php(
        # A moment, a dot and hexadecimal digits: a number would read an exponent in some of them.
        'global $wpdb; echo strtok( $wpdb->get_var( "SELECT option_value FROM $wpdb->options'
        " WHERE option_name = 'filon_lock'\" ), '.' ) - time(), ' ', Filon\\CLAIM_SECONDS;"
    )
    assert all(0 < int(seconds) <= 20 for seconds in lasts.split())
    site.beacon()
    assert service.deliveries() == []
    site.forgive()
    site.beacon()
    assert site.statuses() == ["delivered"] * 2


def test_a_cleaner_that_deletes_the_locks_stops_nothing(either: PluginSite, service: StandIn) -> None:
    either.capture(1)
    either.wordpress.sql("DELETE FROM wp_options WHERE option_name IN ('filon_lock', 'filon_beacon')")
    assert either.beacon().status_code == 204
    assert either.statuses() == ["delivered"]
    made = either.wordpress.sql(
        "SELECT option_name, autoload FROM wp_options"
        " WHERE option_name IN ('filon_lock', 'filon_beacon') ORDER BY option_name"
    )
    assert made == [["filon_beacon", "no"], ["filon_lock", "no"]], "visitors' pages do not load them"


def test_of_many_that_find_no_lock_one_makes_it(either: PluginSite, service: StandIn) -> None:
    either.capture(1)
    for _ in range(5):
        either.wordpress.sql("DELETE FROM wp_options WHERE option_name = 'filon_lock'")
        with ThreadPoolExecutor(4) as crowd:
            taken = list(crowd.map(either.php, ["echo Filon\\take_lock() ? 1 : 0;"] * 4))
        assert sorted(taken) == ["0", "0", "0", "1"]


def test_kills_at_random_moments_lose_nothing(either: PluginSite, service: StandIn) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    print(f"seed {seed}")
    promised = 0
    for _ in range(5):
        thanks = either.send()
        promised += "Thank you" in thanks.html
        thread = wake_aside(either)
        thread.join(chance.random() * 0.5)
        either.wordpress.kill()
        thread.join()
        either.wordpress.start()
        either.forgive()
    assert beacon_of(thanks)
    either.beacon()
    assert len(service.kept) == promised
    assert either.statuses() == ["delivered"] * promised


@pytest.mark.parametrize("refusing", ["table", "options"])
def test_a_request_survives_without_its_table(either: PluginSite, service: StandIn, refusing: str) -> None:
    # The table goes while the site runs; with "options" too, only a file is left.
    either.wordpress.sql("DROP TABLE wp_filon_queue")
    trap = Path(either.wordpress.site.root, "wp-content", "mu-plugins", "refuse-options.php")
    if refusing == "options":
        trap.write_text(
            "<?php add_filter( 'query', fn( $sql ) => str_contains( $sql, 'filon_spill_' )"
            " && str_starts_with( $sql, 'INSERT' ) ? 'NO SUCH STATEMENT' : $sql );"
        )
    try:
        assert (
            "Thank you"
            in either.send({"name": "Amal", "phone": "0612345678", "message": "c'est \\ urgent"}).html
        )
    finally:
        trap.unlink(missing_ok=True)
    either.wordpress.wp("cron", "event", "run", "filon_sweep")
    [kept] = service.submissions()
    must_fit(kept, SCHEMA)
    assert kept["fields"][3]["value"] == "c'est \\ urgent"
    assert either.statuses() == ["delivered"]
    log = either.wordpress.site.debug_log
    assert "refused submission" in log.read_text()
    assert "urgent" not in log.read_text(), "what visitors write does not belong in a log"
    log.unlink()


def test_nobody_is_thanked_for_a_request_that_is_lost(site: PluginSite, service: StandIn) -> None:
    # Nothing can be written: neither the table, nor an option, nor a file (a file is where its folder would be).
    place = Path(site.wordpress.site.root, "wp-content", "uploads", "filon")
    place.touch()
    trap = Path(site.wordpress.site.root, "wp-content", "mu-plugins", "refuse-everything.php")
    trap.write_text(
        "<?php add_filter( 'query', fn( $sql ) => preg_match( '/^INSERT.*filon_(queue|spill)/s', $sql )"
        " ? 'NO SUCH STATEMENT' : $sql );"
    )
    try:
        again = site.send()
    finally:
        trap.unlink()
        place.unlink()
    assert again.status == 503
    assert "Your request could not be kept just now." in again.html
    assert again.typed("message") == "Une cuisine en chêne"
    assert "LOST" in site.wordpress.site.debug_log.read_text()
    site.wordpress.site.debug_log.unlink()
