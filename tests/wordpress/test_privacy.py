"""WordPress' privacy tools: what is kept of a person, here and in the service, is exported, and erased on request."""

import html
import json
import re
from datetime import datetime
from typing import Any

import pytest
import requests

from tests.parts.shapes import must_fit
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import SITE, StandIn
from tests.wordpress.test_connection import PAIRING
from tests.wordpress.visitor import TYPICAL
from tests.wordpress.wire import Answer

KHADIJA = "khadija@example.com"
RECEIVED = {"requests": [{"rows": [{"name": "Message", "value": "Le <b>soir"}]}]}


def run(site: PluginSite, browser: requests.Session, kind: str, email: str = KHADIJA) -> dict[str, Any]:
    """What the button of WordPress' tool does, for our part: `kind` is "export" or "erase"."""
    action = "export_personal_data" if kind == "export" else "remove_personal_data"
    site.php(
        f"$id = wp_create_user_request( '{email}', '{action}' ); if ( ! is_wp_error( $id ) )"
        " wp_update_post( array( 'ID' => $id, 'post_status' => 'request-confirmed' ) );"
    )
    tool = "export" if kind == "export" else "erase"
    page = browser.get(f"{site.url}/wp-admin/{tool}-personal-data.php", timeout=30).text
    count = re.search(r'data-(?:exporters|erasers)-count="(\d+)"', page)
    id, nonce = re.search(r'data-request-id="(\d+)"', page), re.search(r'data-nonce="(\w+)"', page)
    assert count, page
    assert id
    assert nonce
    sent = {
        "action": f"wp-privacy-{tool}-personal-data",
        "exporter" if kind == "export" else "eraser": count[1],
        **{"id": id[1], "page": "1", "security": nonce[1], "sendAsEmail": "false"},
    }
    answer = browser.post(f"{site.url}/wp-admin/admin-ajax.php", data=sent, timeout=60).json()
    assert isinstance(answer, dict)
    return answer


def capture(site: PluginSite, *emails: str) -> None:
    for email in emails:
        fields = (
            f"array( array( 'id' => 'email', 'label' => 'Mail', 'type' => 'email', 'value' => '{email}' ) )"
        )
        site.php(
            f"filon_capture( array( 'form' => array( 'id' => 'a', 'title' => 'Devis' ), 'fields' => {fields} ) );"
        )


def test_it_works(either: PluginSite, service: StandIn) -> None:
    """Everything of one person, in capital letters or not, and of nobody else."""
    site, service.person = either, lambda call: Answer(200, RECEIVED)
    capture(site, "Khadija@Example.com", "karim@example.com")
    site.php(
        f"Filon\\spill( Filon\\make_uuid(), '{json.dumps({'fields': [{'id': 'e', 'value': KHADIJA}]})}' );"
    )
    alice = site.sign_in()
    told = run(site, alice, "export")["data"]
    values = [one["value"] for item in told["data"] for one in item["data"]]
    assert told["done"] is True
    assert {"Devis", "Khadija@Example.com", KHADIJA, "Le &lt;b&gt;soir"} <= set(values)
    assert "karim@example.com" not in values
    assert "Ask the business for it" in values[-1]
    assert {item["group_label"] for item in told["data"]} == {
        "Filon: requests kept on this site",
        "Filon: requests that the business has received",
    }

    service.person = lambda call: Answer(200, {"asked": 1, "emptied": 0})
    done = run(site, alice, "erase")["data"]
    assert (done["done"], done["items_removed"], done["items_retained"]) == (True, True, True)
    assert "A manager decides it" in done["messages"][0]
    path, asked = service.asked_of[-1]
    must_fit(asked, PAIRING["erasure_request"])
    must_fit(service.asked_of[0][1], PAIRING["person_request"])
    rows = site.rows()
    assert (path, asked["email"]) == ("/api/v1/sites/person/erasure", KHADIJA)
    assert [one["sha256"] for one in asked["undelivered"]] == [rows[0]["sha256"], rows[2]["sha256"]]
    for one in asked["undelivered"]:
        assert datetime.fromisoformat(one["submitted_at"]).tzinfo, "even of a line that says no moment"
    assert [row["status"] for row in rows] == ["erased", "waiting", "erased"]
    assert (rows[0]["line"], rows[2]["line"]) == ("", "")
    site.beacon()
    assert [one["fields"][0]["value"] for one in service.submissions()] == ["karim@example.com"]
    assert run(site, alice, "erase")["data"]["items_removed"] is False, "nothing is left"


def test_what_was_delivered_stays_as_proof(site: PluginSite, service: StandIn) -> None:
    service.person = lambda call: Answer(200, {"asked": 0, "emptied": 0})
    site.send_and_wake(TYPICAL | {"email": KHADIJA})
    before = site.rows()[0]
    assert run(site, site.sign_in(), "erase")["data"]["items_retained"] is False
    [row] = site.rows()
    assert row == before | {"line": ""}


def test_a_service_that_cannot_be_reached_is_told_and_nothing_is_done(
    site: PluginSite, service: StandIn
) -> None:
    capture(site, KHADIJA)
    service.person = lambda call: Answer(503, {"title": "down"})
    alice = site.sign_in()
    for kind in ("export", "erase"):
        answer = run(site, alice, kind)
        assert answer["success"] is False
        assert "nothing was done" in json.dumps(answer)
    assert KHADIJA in site.rows()[0]["line"]
    service.person = lambda call: Answer(200, {"asked": 0, "emptied": 0})
    assert run(site, alice, "erase")["data"]["items_removed"] is True


def test_a_site_that_is_not_connected_does_its_own_part(either: PluginSite, service: StandIn) -> None:
    """And the service, once there is one, is not said to lack what it was never told of."""
    either.reset()
    capture(either, KHADIJA)
    assert run(either, either.sign_in(), "erase")["data"]["items_removed"] is True
    assert (either.statuses(), service.asked_of) == (["erased"], [])
    assert either.php(f"echo Filon\\pair( '{service.code}' );") == ""
    assert "0 missing" in either.wordpress.wp("filon", "ledger")


def test_more_than_the_service_takes_at_once(site: PluginSite, service: StandIn) -> None:
    fields = f"array( array( 'id' => 'email', 'value' => '{KHADIJA}' ) )"
    site.php(f"for ( $n = 0; $n < 201; $n++ ) filon_capture( array( 'fields' => {fields} ) );")
    answers = [Answer(200, {"asked": 1, "emptied": 0}), Answer(503), Answer(200, {"asked": 1, "emptied": 0})]
    service.person = lambda call: answers.pop(0)
    alice = site.sign_in()
    assert run(site, alice, "erase")["success"] is False
    assert site.statuses() == ["erased"] * 200 + ["waiting"], "what the service was not told of waits"
    assert run(site, alice, "erase")["data"]["items_removed"] is True
    assert [len(asked["undelivered"]) for _, asked in service.asked_of] == [200, 1, 1]
    rows = site.php(
        "global $wpdb; echo $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Filon\\queue_table() ."
        f" \" WHERE delivered_to = '{SITE}'\" );"
    )
    assert rows == "201", "the ledger counts them as told"


@pytest.mark.parametrize(
    ("meanwhile", "status"),
    [
        ("Filon\\mark_attention( $row, 'refused' );", "erased"),
        ("Filon\\mark_failed( $row, 'no receipt', true );", "erased"),
        ("Filon\\mark_delivered( $row, array( 'receipt' => 'v1,ok' ) );", "delivered"),
    ],
)
def test_what_was_on_its_way_is_not_parked_empty(either: PluginSite, meanwhile: str, status: str) -> None:
    """Erased between a delivery's claim and the service's answer."""
    capture(either, KHADIJA)
    either.php(
        "require_once WP_PLUGIN_DIR . '/filon/admin/privacy.php'; [ $row ] = Filon\\claim_rows( 1 );"
        f"Filon\\erase_person( '{KHADIJA}' ); {meanwhile} Filon\\retry_attention();"
    )
    assert [(row["line"], row["status"]) for row in either.rows()] == [("", status)]


def test_words_for_the_privacy_policy(site: PluginSite, service: StandIn) -> None:
    page = site.sign_in().get(f"{site.url}/wp-admin/options-privacy.php?tab=policyguide", timeout=30).text
    assert f"customer service at {service.url}" in html.unescape(page)
