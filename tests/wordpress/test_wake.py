"""Every way to start a delivery, with WP-Cron dead: the flushed answer, the service's call, admin pages, the beacon."""

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.parts.mariadb import MariaDB
from tests.parts.processes import until
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.visitor import send
from tests.wordpress.wire import Answer, Call, problem

FLUSH = "/wp-json/filon/v1/flush"


@pytest.fixture(scope="module")
def fpm(mariadb: MariaDB) -> Iterator[PluginSite]:
    """A WordPress as hosts run it: php-fpm, nginx, MariaDB; it can answer before PHP ends."""
    with WordPress(mariadb=mariadb, server="fpm") as wordpress:
        yield PluginSite(wordpress, answers_early=True)


def test_after_the_flushed_answer(fpm: PluginSite, service: StandIn) -> None:
    fpm.reset(service.code)
    fpm.send()
    until(lambda: service.kept, "the delivery that nobody asked for")
    until(lambda: fpm.statuses() == ["delivered"], "the receipt to be written down")
    assert fpm.wordpress.php_errors() == []


def test_a_visitor_never_waits_for_a_service_that_hangs(fpm: PluginSite, service: StandIn) -> None:
    fpm.reset(service.code)
    fpm.send()
    until(lambda: service.kept, "a first delivery")
    service.fault = service.hang
    for _ in range(4):
        started = time.monotonic()
        assert "Thank you" in fpm.send().html
        assert time.monotonic() - started < 4, "the visitor waited for the service"
    assert fpm.statuses().count("waiting") == 4
    assert len(service.deliveries()) == 2


def test_a_report_that_hangs_holds_one_worker_once(fpm: PluginSite, service: StandIn) -> None:
    fpm.reset(service.code)
    answer = service.answer

    def hang(call: Call) -> Answer:
        if call.path == "/api/v1/sites/state":
            service.calls.append(call)
            return service.hang(call) or Answer(0)
        return answer(call)

    service.answer = hang  # type: ignore[method-assign]
    alice = fpm.sign_in()
    started = time.monotonic()
    while time.monotonic() - started < 7:
        alice.get(f"{fpm.url}/wp-admin/index.php", timeout=30)
    assert reports(service) == 1, "nobody else waits beside it, nor after it has failed"
    assert fpm.php("echo Filon\\read_state()['reported_at'];") == "0", "nothing was reported"
    service.answer = answer  # type: ignore[method-assign]
    fpm.forgive()
    alice.get(f"{fpm.url}/wp-admin/index.php", timeout=30)
    until(lambda: service.states, "the report that is still due")


def reports(service: StandIn) -> int:
    """How often the site has tried to say how it is."""
    return sum(call.path == "/api/v1/sites/state" for call in service.calls)


@pytest.mark.parametrize(
    ("refusal", "is_told"),
    [(problem(403, "site_revoked"), True), (problem(422, "invalid"), False), (problem(503, "busy"), False)],
    ids=["revoked", "invalid", "busy"],
)
def test_a_report_that_is_refused(site: PluginSite, service: StandIn, refusal: Answer, is_told: bool) -> None:
    answer = service.answer
    tried: list[Call] = []

    def refuse(call: Call) -> Answer:
        if call.path != "/api/v1/sites/state":
            return answer(call)
        tried.append(call)
        return refusal

    service.answer = refuse  # type: ignore[method-assign]
    site.wordpress.wp("cron", "event", "run", "filon_sweep")
    site.wordpress.wp("cron", "event", "run", "filon_sweep")
    assert len(tried) == 1
    assert ("no longer accepts this site" in site.settings(site.sign_in())) is is_told
    if refusal.status == 422:
        site.send_and_wake()
        assert site.statuses() == ["delivered"], "requests are another matter"


def test_an_admin_page_delivers_after_its_answer(fpm: PluginSite, service: StandIn) -> None:
    fpm.reset(service.code)
    fpm.capture(1)
    fpm.sign_in().get(f"{fpm.url}/wp-admin/index.php", timeout=30)
    until(lambda: fpm.statuses() == ["delivered"], "the admin page's delivery")


def test_with_alternate_cron_a_visitor_is_sent_on_once_and_waits_for_nobody(
    fpm: PluginSite, service: StandIn
) -> None:
    """Hosts that let no site call itself have cron run behind a redirection of whoever comes."""
    fpm.reset(service.code)
    due = "wp_clear_scheduled_hook( 'filon_deliver' ); wp_schedule_single_event( time() - 60, 'filon_deliver' );"
    fpm.capture(1)
    fpm.php(due)
    cron = {"DISABLE_WP_CRON": False, "ALTERNATE_WP_CRON": True}
    with defined(fpm, cron):
        page = requests.get(fpm.contact, timeout=30)
        assert ([answer.status_code for answer in page.history], "filon_form" in page.text) == ([302], True)
        until(lambda: fpm.statuses() == ["delivered"], "cron's delivery")
    fpm.capture(1)
    fpm.php(due)
    service.fault = service.hang
    with defined(fpm, cron):
        for redirections in (1, 0):
            started = time.monotonic()
            page = requests.get(fpm.contact, timeout=30)
            assert time.monotonic() - started < 4, "the visitor waited for the service"
            assert len(page.history) == redirections
            until(lambda: len(service.deliveries()) == 2, "cron's next delivery")
        assert "Thank you" in send(f"{fpm.contact}?doing_wp_cron=1764500000.5").html
    service.release.set()
    assert fpm.submissions()[-1]["page"] == fpm.contact, "that is no part of its address"


@contextlib.contextmanager
def defined(site: PluginSite, constants: dict[str, bool]) -> Iterator[None]:
    """With other constants than else, in wp-config.php, which wp-cli reads too."""
    for name, value in constants.items():
        site.wordpress.define(name, value)
    yield
    for name, value in constants.items():
        site.wordpress.define(name, not value)


def test_the_heartbeat_of_an_open_page_delivers(site: PluginSite, service: StandIn) -> None:
    """Whoever writes an article for an hour loads no page meanwhile."""
    site.capture(1)
    site.heartbeat(site.sign_in())
    assert site.statuses() == ["delivered"]


def test_another_plugins_action_scheduler_sweeps_where_cron_is_dead(
    site: PluginSite, service: StandIn
) -> None:
    scheduler = Path(site.wordpress.site.root, "wp-content", "mu-plugins", "scheduler.php")
    # As far as we need it: three of its functions, which keep in an option what is to be run.
    scheduler.write_text(
        "<?php function as_has_scheduled_action( $hook ) { return get_option( 'as_hook' ) === $hook; }"
        " function as_schedule_recurring_action( $at, $every, $hook, $args, $group ) {"
        " update_option( 'as_hook', $hook ); update_option( 'as_said', \"$every $group\" ); }"
        " function as_unschedule_all_actions( $hook ) { delete_option( 'as_hook' ); }"
    )
    try:
        browser = site.sign_in()
        browser.get(f"{site.url}/wp-admin/index.php", timeout=30)
        assert site.php("echo get_option( 'as_hook' );") == "", "cron is not late yet"
        site.php(
            "wp_clear_scheduled_hook( 'filon_sweep' );"
            "wp_schedule_event( time() - 7200, 'filon_sweep', 'filon_sweep' );"
        )
        browser.get(f"{site.url}/wp-admin/index.php", timeout=30)
        assert (
            site.php("echo get_option( 'as_hook' ), ' ', get_option( 'as_said' );") == "filon_sweep 300 filon"
        )
        site.capture(1)
        site.php("do_action( get_option( 'as_hook' ) );")
        assert site.statuses() == ["delivered"]
        site.php("Filon\\deactivate();")
        assert site.php("echo get_option( 'as_hook' );") == ""
    finally:
        site.php("wp_clear_scheduled_hook( 'filon_sweep' ); delete_option( 'as_said' );")
        scheduler.unlink()


def test_an_admin_page_calls_the_beacon_where_php_cannot_answer_early(
    site: PluginSite, service: StandIn
) -> None:
    browser, address = site.sign_in(), f"{site.url}/wp-admin/index.php"

    def is_quiet() -> bool:
        site.beacon()  # or a page that was loaded before is still at what is due
        return "data-filon-beacon" not in browser.get(address, timeout=30).text

    until(is_quiet, "nothing to be due")
    site.capture(1)
    page = browser.get(address, timeout=30).text
    assert "data-filon-beacon" in page
    assert "visit/visit.js" in page
    assert "data-filon-visit" not in page, "nobody is followed in wp-admin"


def test_the_service_calls(either: PluginSite, service: StandIn) -> None:
    either.capture(3)
    headers = service.signed_flush(FLUSH)
    answer = requests.post(either.url + FLUSH, data=b"{}", headers=headers, timeout=30)
    assert answer.json() == {"delivered": 3, "waiting": 0, "version": "0.1.0"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_service_calls_a_site_without_pretty_addresses(site: PluginSite, service: StandIn) -> None:
    target = "/index.php?rest_route=/filon/v1/flush"
    headers = service.signed_flush(target)
    assert requests.post(site.url + target, data=b"{}", headers=headers, timeout=30).json()["waiting"] == 0


def test_the_service_calls_ends_a_pause(site: PluginSite, service: StandIn) -> None:
    site.capture(1)
    site.php("Filon\\pause_delivery( 403, 'gone' );")
    headers = service.signed_flush(FLUSH)
    assert requests.post(site.url + FLUSH, data=b"{}", headers=headers, timeout=30).json()["delivered"] == 1


def test_a_forged_call_starts_nothing(site: PluginSite, service: StandIn) -> None:
    site.capture(1)
    good = service.signed_flush(FLUSH)
    forged = [
        {**good, "webhook-signature": "v1,AAAA"},
        {**good, "webhook-timestamp": str(int(good["webhook-timestamp"]) + 1)},
        {**good, "webhook-id": "other"},
        {**good, "Filon-Site": "other"},
        {name: value for name, value in good.items() if name != "webhook-id"},
        service.signed_flush(FLUSH, shift=-600),
        service.signed_flush(FLUSH, shift=600),
        service.signed_flush("/wp-json/filon/v1/beacon"),
        service.signed_flush(FLUSH, body=b'{"x":1}'),
        {},
    ]
    for headers in forged:
        answer = requests.post(site.url + FLUSH, data=b"{}", headers=headers, timeout=30)
        assert answer.status_code == 401, headers
    assert site.statuses() == ["waiting"]
    assert requests.post(site.url + FLUSH, data=b"{}", headers=good, timeout=30).status_code == 200
    again = requests.post(site.url + FLUSH, data=b"{}", headers=good, timeout=30)
    assert again.status_code == 401, "replayed"


def test_a_call_is_dated_by_the_services_clock(site: PluginSite, service: StandIn) -> None:
    service.clock_offset = -9000
    site.send_and_wake()
    headers = service.signed_flush(FLUSH)
    assert requests.post(site.url + FLUSH, data=b"{}", headers=headers, timeout=30).status_code == 200


def test_cron_delivers_where_it_lives(site: PluginSite, service: StandIn) -> None:
    site.capture(1)
    site.wordpress.wp("cron", "event", "run", "filon_sweep")
    assert site.statuses() == ["delivered"]
    assert service.states[0]["waiting"] == 0
    site.wordpress.wp("cron", "event", "run", "filon_sweep")
    assert len(service.states) == 1, "reported once an hour"


def test_the_image_of_a_page_without_javascript(site: PluginSite) -> None:
    thanks = site.send()
    assert f'<img decoding="async" src="{site.url}/wp-json/filon/v1/beacon"' in thanks.html
    answer = requests.get(f"{site.url}/wp-json/filon/v1/beacon", timeout=30)
    assert answer.status_code == 204
    assert answer.content == b""
    assert site.statuses() == ["delivered"]


def test_a_flood_of_beacons_is_held_back_and_sends_nothing_twice(
    either: PluginSite, service: StandIn
) -> None:
    either.capture(60)
    address = f"{either.url}/wp-json/filon/v1/beacon"

    def hold(call: Call) -> None:
        service.release.wait(20)

    # The others come while the first delivers, so that there is something left that each of them could send.
    service.fault = hold
    with ThreadPoolExecutor(8) as crowd:
        first = crowd.submit(either.beacon)
        until(service.deliveries, "the first beacon's delivery to begin")
        statuses = list(crowd.map(lambda _: requests.post(address, timeout=30).status_code, range(8)))
        service.release.set()
    assert first.result().status_code == 204
    assert set(statuses) <= {204, 429}
    assert 429 in statuses
    until(lambda: either.statuses() == ["delivered"] * 60, "all rows")
    assert service.sent_again == []
    assert len(service.deliveries()) == 2
