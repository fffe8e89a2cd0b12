"""What is kept is delivered: only a receipt counts, and whatever the service does, nothing is lost or doubled."""

import base64
import html
import time

import pytest

from tests.wordpress import keys
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import SITE, StandIn
from tests.wordpress.wire import Answer, Call, problem


def test_it_works(either: PluginSite, service: StandIn) -> None:
    assert either.send_and_wake().status_code == 204
    [row] = either.rows()
    assert service.kept[row["uuid"]].decode() == row["line"], "sent byte for byte"
    assert (row["status"], row["answer"], row["number"], row["attempts"]) == (
        "delivered",
        "recorded",
        "1",
        "1",
    )
    assert row["receipt"].startswith("v1,")
    [call] = service.deliveries()
    assert call.headers["filon-waiting"] == "0"
    assert call.headers["content-type"] == "application/x-ndjson"
    assert call.headers["filon-version"] == "0.1.0"


def test_many_rows_go_in_batches_of_fifty(either: PluginSite, service: StandIn) -> None:
    either.capture(120)
    either.beacon()
    assert [call.body.count(b"\n") for call in service.deliveries()] == [50, 50, 20]
    assert [call.headers["filon-waiting"] for call in service.deliveries()] == ["70", "20", "0"]
    assert list(service.kept) == [row["uuid"] for row in either.rows()], "in the order of arrival"
    assert either.statuses() == ["delivered"] * 120


def test_heavy_rows_go_in_batches_of_two_megabytes(either: PluginSite, service: StandIn) -> None:
    either.capture(12, size=240_000)
    either.beacon()
    assert [call.body.count(b"\n") for call in service.deliveries()] == [8, 4]
    assert either.statuses() == ["delivered"] * 12


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "<html>parked</html>", {"Content-Type": "text/html"}),
        Answer(200, {"answers": []}),
        Answer(204, ""),
        Answer(301, "", {"Location": "/elsewhere"}),
        Answer(404, "<html>not found</html>", {"Content-Type": "text/html"}),
        Answer(502, "<html>bad gateway</html>"),
        problem(503, "busy"),
        problem(408, "slow"),
        Answer(0),
    ],
    ids=["200-html", "no-answers", "204", "redirect", "404-by-a-proxy", "502", "503", "408", "cut"],
)
def test_what_is_no_receipt_is_tried_again(site: PluginSite, service: StandIn, answer: Answer) -> None:
    service.fault = lambda call: answer
    site.send_and_wake()
    assert site.statuses() == ["waiting"]
    assert site.beacon().status_code == 204
    assert len(service.deliveries()) == 1, "not before the breaker's wait is over"
    service.fault = lambda call: None
    site.forgive()
    site.beacon()
    assert site.statuses() == ["delivered"]


def test_a_receipt_for_other_bytes_is_none(either: PluginSite, service: StandIn) -> None:
    either.capture(2)

    def forge(call: Call) -> Answer:
        answer = service.take(call)
        answer.body["answers"][0]["receipt"] = answer.body["answers"][1]["receipt"]
        return answer

    service.fault = forge
    either.beacon()
    assert either.statuses() == ["waiting", "delivered"]
    service.fault = lambda call: None
    either.forgive()
    either.beacon()
    assert either.statuses() == ["delivered", "delivered"]
    assert [row["answer"] for row in either.rows()] == ["repeated", "recorded"]


def test_quarantined_counts_as_arrived(site: PluginSite, service: StandIn) -> None:
    site.send()
    [row] = site.rows()
    made = keys.receipt(keys.derive(service.secret, "receipts"), SITE, "", row["sha256"], "quarantined", "")
    answer = {"line": 1, "uuid": None, "answer": "quarantined", "reason": "unreadable", "lead": None}
    service.fault = lambda call: Answer(
        200, {"answers": [{**answer, "sha256": row["sha256"], "receipt": made}]}
    )
    site.beacon()
    assert site.statuses() == ["delivered"]


def test_retry_after_is_honoured(site: PluginSite, service: StandIn) -> None:
    service.fault = lambda call: Answer(429, {"code": "flood"}, {"Retry-After": "3000"})
    site.send_and_wake()
    left = int(site.php("echo Filon\\read_state()['until'] - time();"))
    assert 2900 < left <= 3000


def test_waits_double_up_to_a_quarter_of_an_hour_and_never_end(site: PluginSite, service: StandIn) -> None:
    waits = site.php(
        "for ( $n = 0; $n < 40; $n++ ) { Filon\\open_breaker( null );"
        " echo Filon\\read_state()['until'] - time(), ' '; }"
    )
    seconds = [int(wait) for wait in waits.split()]
    assert 7 <= seconds[0] <= 12
    assert 15 <= seconds[1] <= 24
    assert all(700 <= wait <= 1100 for wait in seconds[8:])


def test_a_wrong_clock_never_stops_requests(either: PluginSite, service: StandIn) -> None:
    service.clock_offset = 7200
    either.send_and_wake()
    assert either.statuses() == ["delivered"]
    assert len(service.deliveries()) == 2, "refused once, sent again at once"
    either.send_and_wake()
    assert len(service.deliveries()) == 3, "the offset is kept"


def test_a_replayed_name_is_changed_and_sent_again(site: PluginSite, service: StandIn) -> None:
    answers = iter([problem(409, "replayed")])
    service.fault = lambda call: next(answers, None)
    site.send_and_wake()
    assert site.statuses() == ["delivered"]
    first, second = service.deliveries()
    assert first.headers["webhook-id"] != second.headers["webhook-id"]


@pytest.mark.parametrize(("status", "words"), [(401, "no longer"), (403, "no longer"), (426, "too old")])
def test_a_refusal_pauses_and_tells_the_administrator(
    site: PluginSite, service: StandIn, status: int, words: str
) -> None:
    service.fault = lambda call: problem(status, "revoked", detail="Said by the service <b>.")
    site.send_and_wake()
    site.send_and_wake()
    assert site.statuses() == ["waiting", "waiting"]
    assert len(service.deliveries()) == 1, "paused"
    browser = site.sign_in()
    home = browser.get(f"{site.url}/wp-admin/index.php", timeout=30).text
    assert words in home
    assert "Said by the service ." in home
    service.fault = lambda call: None
    assert "Menuiserie Atlas answers. 2 people are waiting" in site.press(browser, "filon_test")
    site.beacon()
    assert site.statuses() == ["delivered", "delivered"]


def test_one_bad_row_harms_no_other(either: PluginSite, service: StandIn) -> None:
    either.capture(5)
    bad = either.rows()[2]["uuid"].encode()
    service.fault = lambda call: (
        problem(422, "invalid", detail="The phone is odd.") if bad in call.body else None
    )
    either.beacon()
    assert either.statuses() == ["delivered", "delivered", "attention", "delivered", "delivered"]
    browser = either.sign_in()
    page = either.settings(browser)
    assert "The phone is odd." in page
    service.fault = lambda call: None
    assert "Delivered." in either.press(browser, "filon_retry", page)
    assert either.statuses() == ["delivered"] * 5


def test_a_row_that_breaks_the_service_lets_the_others_pass(either: PluginSite, service: StandIn) -> None:
    either.capture(4)
    bad = either.rows()[0]["uuid"].encode()
    service.fault = lambda call: problem(500, "error") if bad in call.body else None
    either.beacon()
    assert either.statuses() == ["waiting", "delivered", "delivered", "delivered"]
    either.send_and_wake()
    assert either.statuses()[-1] == "delivered", "the row that fails waits alone"


def test_what_a_clock_that_ran_ahead_has_written_stops_nothing(either: PluginSite, service: StandIn) -> None:
    either.capture(3)
    either.php(
        "global $wpdb; $table = Filon\\queue_table(); $ahead = Filon\\utc( 3 * HOUR_IN_SECONDS );"
        "$row = array( 'next_attempt_at' => $ahead, 'claim' => 'dead', 'claimed_until' => $ahead );"
        "$wpdb->update( $table, $row, array( 'status' => 'waiting' ) );"
        "$option = array( 'option_value' => ( time() + 9000 ) . '.dead' );"
        "$wpdb->update( $wpdb->options, $option, array( 'option_name' => 'filon_lock' ) );"
        "$wpdb->update( $wpdb->options, $option, array( 'option_name' => 'filon_beacon' ) );"
        "Filon\\change_state( array( 'until' => time() + 9000, 'wait' => 900, 'reported_at' => time() + 9000 ) );"
        "wp_clear_scheduled_hook( 'filon_sweep' ); wp_schedule_event( time() + 9000, 'filon_sweep', 'filon_sweep' );"
    )
    either.beacon()
    assert either.statuses() == ["delivered"] * 3
    assert len(service.states) == 1, "it has told how it is"
    assert int(either.php("echo wp_next_scheduled( 'filon_sweep' ) - time();")) <= 300


def test_what_waits_or_is_sent_by_another_is_left_alone(either: PluginSite, service: StandIn) -> None:
    either.capture(3)
    first, second, _third = (row["id"] for row in either.rows())
    either.php(
        "global $wpdb; $table = Filon\\queue_table();"
        f"$wpdb->update( $table, array( 'next_attempt_at' => Filon\\utc( 4600 ) ), array( 'id' => {first} ) );"
        f"$wpdb->update( $table, array( 'claimed_until' => Filon\\utc( 20 ) ), array( 'id' => {second} ) );"
    )
    either.beacon()
    assert either.statuses() == ["waiting", "waiting", "delivered"]


def test_rows_that_need_a_look_are_named_without_reading_them_whole(either: PluginSite) -> None:
    title = 'Devis "n° 1" \\ 😀'
    either.php(
        "filon_capture( array( 'form' => array( 'id' => 'd', 'title' => base64_decode( '"
        + base64.b64encode(title.encode()).decode()
        + "' ) ), 'fields' => array( array( 'id' => 'm', 'value' => str_repeat( 'x', 300000 ) ) ) ) );"
    )
    page = either.settings(either.sign_in())
    assert title in html.unescape(page)
    assert "too long for the service" in page
    assert either.php("echo strlen( Filon\\list_rows( 'attention', 9 )[0]->head );") == "8192"


def test_a_line_that_no_request_may_carry_needs_a_look(site: PluginSite, service: StandIn) -> None:
    site.capture(1, size=300_000)
    site.beacon()
    assert site.statuses() == ["attention"]
    assert "too long for the service" in site.settings(site.sign_in())


def test_a_line_changed_in_the_database_is_not_sent(site: PluginSite, service: StandIn) -> None:
    site.capture(2)
    first = site.rows()[0]["id"]
    site.wordpress.sql(f"UPDATE wp_filon_queue SET line = '{{}}' WHERE id = {first}")
    site.beacon()
    assert site.statuses() == ["attention", "delivered"]


def test_a_hanging_service_costs_five_seconds_once(site: PluginSite, service: StandIn) -> None:
    service.fault = service.hang
    started = time.monotonic()
    site.send_and_wake()
    took = time.monotonic() - started
    assert 4.5 < took < 8, "one delivery waits at most five seconds"
    started = time.monotonic()
    for _ in range(5):
        site.send_and_wake()
    assert len(service.deliveries()) == 1, "the breaker keeps everybody else away"
    assert time.monotonic() - started < took + 5
    assert site.statuses() == ["waiting"] * 6
    service.release.set()
    service.fault = lambda call: None
    site.forgive()
    # After a failure fewer are tried at first, then all.
    site.beacon()
    assert site.statuses() == ["delivered"] * 6
