"""WordPress' own screens say who waits for a call: to those who may know, from what is kept, asking nobody."""

import html
import json
import re
import time
from datetime import UTC, datetime, timedelta

import requests

from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.wire import Answer

STATE = "/api/v1/sites/state"


def waiting(count: int, *names: str, named_for: str = "reader") -> dict[str, object]:
    """What the service says of `count` people, the first of whom came two hours ago."""
    since = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    longest = [{"first_name": name, "since": since} for name in names]
    return {"to_call": count, "longest": longest, "named_for": named_for}


def report(site: PluginSite) -> None:
    """The hourly report."""
    site.php("Filon\\report_state( Filon\\usable_connection(), 5 );")


def first_screen(site: PluginSite, name: str = "alice") -> str:
    """The dashboard of WordPress as they see it."""
    return html.unescape(site.sign_in(name).get(f"{site.url}/wp-admin/index.php", timeout=30).text)


def widget(page: str) -> str:
    """The words of the widget, empty where there is none."""
    found = re.search(r'<div id="filon_waiting".*?<div class="inside">(.*?)</div>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def beat(site: PluginSite, browser: requests.Session) -> dict[str, object]:
    """An open wp-admin's Heartbeat."""
    page = browser.get(f"{site.url}/wp-admin/index.php", timeout=30).text
    nonce = re.search(r'heartbeatSettings = \{"nonce":"(\w+)"', page)
    assert nonce, "the Heartbeat is loaded"
    sent = {"action": "heartbeat", "_nonce": nonce[1], "screen_id": "dashboard", "data[filon]": "1"}
    answer = browser.post(f"{site.url}/wp-admin/admin-ajax.php", data=sent, timeout=30).json()
    assert isinstance(answer, dict)
    return answer


def test_it_works(site: PluginSite, service: StandIn) -> None:
    service.waiting = waiting(5, "Salma", "", "<b>Karim")
    report(site)
    calls = len(service.calls)
    page = first_screen(site)
    assert len(service.calls) == calls, "nobody is asked while a page is made"
    assert widget(page) == (
        "5 people are waiting for your call"
        " Salma, for 2 hours Somebody, for 2 hours Karim, for 2 hours and 2 other people Open Filon"
    )
    assert 'class="filon-count" aria-hidden="true">5<' in page
    assert 'screen-reader-text filon-words">5 people are waiting for your call<' in page
    assert "filon-waiting-js" in page
    front = site.sign_in().get(site.contact, timeout=30).text
    assert "id='wp-admin-bar-filon'" in front


def test_who_may_not_see_it_sees_nothing_and_costs_no_query(site: PluginSite, service: StandIn) -> None:
    service.waiting = waiting(1, "Salma")
    report(site)
    site.add_user("charlie", "subscriber")
    page = first_screen(site, "charlie")
    assert (widget(page), "filon-words" in page, "filon-waiting-js" in page) == ("", False, False)
    asked = site.php(
        "require_once ABSPATH . WPINC . '/class-wp-admin-bar.php'; wp_cache_flush(); wp_load_alloptions();"
        "wp_set_current_user( get_user_by( 'login', 'charlie' )->ID ); current_user_can( 'read' );"
        "$before = $GLOBALS['wpdb']->num_queries; $bar = new WP_Admin_Bar(); Filon\\add_to_bar( $bar );"
        "echo $GLOBALS['wpdb']->num_queries - $before;"
    )
    assert asked == "0"


def test_names_are_for_those_whom_the_service_says(site: PluginSite, service: StandIn) -> None:
    service.waiting = waiting(1, "Salma", named_for="manager")
    report(site)
    site.add_user("bob", "editor")
    assert widget(first_screen(site)) == "1 person is waiting for your call Salma, for 2 hours Open Filon"
    assert widget(first_screen(site, "bob")) == "1 person is waiting for your call Open Filon"


def test_an_open_wp_admin_learns_of_more_within_a_minute(site: PluginSite, service: StandIn) -> None:
    service.waiting = waiting(0)
    report(site)
    alice = site.sign_in()
    assert beat(site, alice)["filon"]["words"] == "Nobody is waiting for your call."  # type: ignore[index]
    states = len(service.states)
    site.send_and_wake()
    service.waiting = waiting(2, "Salma", "Khadija")
    said = beat(site, alice)["filon"]
    assert (said["count"], said["is_nobody"]) == ("2", False)  # type: ignore[index]
    assert len(service.states) == states + 1
    beat(site, alice)
    assert len(service.states) == states + 1, "what is fresh is not asked for again"


def test_a_service_that_hangs_leaves_the_last_word(site: PluginSite, service: StandIn) -> None:
    service.waiting = waiting(1, "Salma")
    report(site)
    site.send_and_wake()
    service.answer = lambda call: service.hang(call) or Answer(0)  # type: ignore[method-assign]
    alice, started = site.sign_in(), time.monotonic()
    said = beat(site, alice)["filon"]
    assert said["words"] == "2 people are waiting for your call", "the one delivered since is counted"  # type: ignore[index]
    assert time.monotonic() - started < 8
    service.release.set()
    assert json.loads(site.php("echo json_encode( Filon\\read_state()['failures'] );")) == 1


def test_disconnected_it_says_nothing(site: PluginSite, service: StandIn) -> None:
    service.waiting = waiting(1, "Salma")
    report(site)
    site.press(site.sign_in(), "filon_forget")
    page = first_screen(site)
    assert (widget(page), "filon-words" in page) == ("", False)
