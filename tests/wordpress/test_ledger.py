"""The ledger: what was captured is compared with what arrived, and what was lost on the way is sent again, once."""

import json
from pathlib import Path

import pytest

from tests.parts.shapes import must_fit
from tests.wordpress.site import PURGE, PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_languages import FRENCH, speak
from tests.wordpress.wire import Answer, Call, problem

CONTRACT = json.loads((Path(__file__).parents[2] / "schemas" / "ledger.schema.json").read_text())["$defs"]
LONG_AGO = "$wpdb->query( 'UPDATE ' . Filon\\queue_table() . \" SET delivered_at = '%s'\" );"


def lose(service: StandIn, count: int = 1) -> list[str]:
    """The service loses what came first, as after a restored backup; gives the uuids."""
    lost = list(service.kept)[:count]
    for uuid in lost:
        del service.kept[uuid]
    return lost


def test_it_works(either: PluginSite, service: StandIn) -> None:
    either.capture(3)
    either.beacon()
    sent = dict(service.kept)
    lost = lose(service)
    said = either.wordpress.wp("filon", "ledger")
    assert said.startswith("3 received: 3 new, 0 from known people, 0 to check, 0 missing.")
    assert service.kept == sent, "the same bytes"
    assert list(service.kept)[-1] == lost[0]
    assert either.statuses() == ["delivered"] * 3
    for one in service.ledgers:
        must_fit(one, CONTRACT["lines_request" if "lines" in one else "ledger_request"])
    assert len(service.ledgers[0]["days"]) == 35
    assert either.wordpress.wp("filon", "status").count("3 received: 3 new") == 1
    assert "0 missing" in either.settings(either.sign_in())


def test_nothing_is_sent_again_when_both_agree(either: PluginSite, service: StandIn) -> None:
    either.capture(2)
    either.beacon()
    page = either.press(either.sign_in(), "filon_compare")
    assert "2 received: 2 new" in page
    assert service.sent_again == []
    assert len(service.ledgers) == 1


def test_an_emptied_row_is_never_sent(either: PluginSite, service: StandIn) -> None:
    either.capture(2)
    either.beacon()
    either.php("global $wpdb;" + LONG_AGO % "2020-01-01 00:00:00" + PURGE)
    assert [row["line"] for row in either.rows()] == ["", ""]
    deliveries = len(service.deliveries())
    lose(service)
    assert "1 missing" in either.press(either.sign_in(), "filon_compare")
    assert len(service.deliveries()) == deliveries
    assert either.statuses() == ["delivered"] * 2, "nor is it parked as damaged"


def test_payloads_are_kept_for_forty_days(either: PluginSite, service: StandIn) -> None:
    either.capture(1)
    either.beacon()
    for days, is_there in ((39, True), (41, False)):
        moment = either.php(f"echo Filon\\utc( -{days} * DAY_IN_SECONDS );")
        either.php("global $wpdb;" + LONG_AGO % moment + PURGE)
        [row] = either.rows()
        assert (row["line"] != "") is is_there, days
        assert len(row["sha256"]) == 64


def test_what_another_identity_delivered_is_not_doubled(site: PluginSite, service: StandIn) -> None:
    """Connected anew as another site: the service has it all, and under the old one."""
    site.capture(2)
    site.beacon()
    site.php(
        "global $wpdb; $wpdb->query( 'UPDATE ' . Filon\\queue_table() . \" SET delivered_to = 'former'\" );"
    )
    deliveries = len(service.deliveries())
    lose(service, 2)
    site.capture(1)
    site.beacon()
    assert site.press(site.sign_in(), "filon_compare").count("1 received: 1 new") >= 1
    assert len(service.deliveries()) == deliveries + 1


def test_every_night_by_cron_or_when_it_is_late_by_anybody(site: PluginSite, service: StandIn) -> None:
    site.wordpress.wp("cron", "event", "run", "filon_sweep")
    site.wordpress.wp("cron", "event", "run", "filon_sweep")
    assert len(service.ledgers) == 1
    due = int(site.php("echo Filon\\read_state()['ledger_due'] - time();"))
    assert 3600 < due < 30 * 3600
    browser = site.sign_in()
    assert "data-filon-beacon" not in browser.get(f"{site.url}/wp-admin/index.php", timeout=30).text
    site.php("Filon\\change_state( array( 'ledger_due' => time() - 4 * HOUR_IN_SECONDS ) );")
    assert "data-filon-beacon" in browser.get(f"{site.url}/wp-admin/index.php", timeout=30).text
    site.beacon()
    assert len(service.ledgers) == 2
    site.beacon()
    assert len(service.ledgers) == 2


@pytest.mark.parametrize(
    ("answer", "is_tried_soon"),
    [
        (Answer(200, {"differ": "x"}), True),
        (Answer(200, {"differ": [7, "2026-13-45", None], "recorded": 1, "joined": "1"}), True),
        (Answer(200, "<html>parked</html>"), True),
        (problem(503, "busy"), True),
        (problem(429, "too_many"), True),
        (problem(404, "not_found"), False),
        (problem(422, "invalid"), False),
    ],
    ids=["text", "wrong-days", "html", "503", "429", "404-of-an-older-service", "422"],
)
def test_what_is_no_answer_changes_nothing(
    site: PluginSite, service: StandIn, answer: Answer, is_tried_soon: bool
) -> None:
    site.capture(1)
    site.beacon()
    usual = service.answer
    service.answer = lambda call: answer if "ledger" in call.path else usual(call)  # type: ignore[method-assign]
    assert "Not compared with the service yet." in site.press(site.sign_in(), "filon_compare")
    assert site.statuses() == ["delivered"]
    due = int(site.php("echo Filon\\read_state()['ledger_due'] - time();"))
    assert (due < 5000) is is_tried_soon
    site.capture(1)
    site.beacon()
    assert site.statuses() == ["delivered"] * 2, "requests are another matter"


def test_a_service_that_names_others_gets_nothing_of_them(site: PluginSite, service: StandIn) -> None:
    site.capture(2)
    site.beacon()
    deliveries = len(service.deliveries())
    usual = service.answer

    def lie(call: Call) -> Answer:
        if call.path != "/api/v1/ledger/lines":
            return usual(call)
        return Answer(200, {"missing": ["01997d5e-0000-7000-8000-000000000000", 3, None], "differing": "x"})

    service.answer = lie  # type: ignore[method-assign]
    lose(service)
    site.press(site.sign_in(), "filon_compare")
    assert len(service.deliveries()) == deliveries


@pytest.mark.parametrize("either", ["on_mariadb"], indirect=True, ids=["mariadb"])
def test_rows_of_before_are_compared_after_an_update(either: PluginSite, service: StandIn) -> None:
    either.capture(2)
    either.beacon()
    either.wordpress.sql("ALTER TABLE wp_filon_queue DROP COLUMN submitted_on, DROP COLUMN delivered_to")
    either.wordpress.wp("option", "update", "filon_version", "0.1.0")
    lose(service)
    assert "2 received: 2 new" in either.wordpress.wp("filon", "ledger")
    assert len(service.kept) == 2
    either.send()
    assert either.statuses() == ["delivered", "delivered", "waiting"]


def test_it_is_said_in_french(site: PluginSite, service: StandIn) -> None:
    speak(site, "fr_FR", FRENCH)
    site.capture(3)
    site.beacon()
    page = site.press(site.sign_in(), "filon_compare")
    assert "3 reçues\u00a0: 3 nouveaux, 0 relance, 0 à vérifier, 0 écart." in page
