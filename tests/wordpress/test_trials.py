"""Forms that are tested every night: by themselves, without a mail to anybody, and by nobody but this site."""

import html
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.parts.shapes import must_fit
from tests.wordpress.site import PURGE, PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_form import SCHEMA, values_of
from tests.wordpress.test_forms_section import rows
from tests.wordpress.visitor import TYPICAL

KEY = "filon:contact"
# What other plugins do once a form was sent: a mail, a call, something for later, a post, a user, what was due.
FOLLOWS = """<?php add_action( 'filon_form_sent', function () {
wp_mail( 'owner@example.com', 'A request', 'Somebody asked.' );
wp_remote_get( '%s/hook' );
wp_schedule_single_event( time(), 'tell_more' );
wp_insert_post( array( 'post_title' => 'An entry', 'post_content' => 'x' ) );
wp_insert_user( array( 'user_login' => 'visitor', 'user_pass' => 'x' ) );
update_option( 'runs_cron', (int) has_action( 'init', 'wp_cron' ) ); }, 1 );"""


@pytest.fixture
def tested(site: PluginSite) -> Iterator[PluginSite]:
    """A site whose own form is tested every night."""
    site.php(f"Filon\\choose_trials( array( '{KEY}' => 'Contact' ) );")
    yield site
    for file in Path(site.wordpress.site.root, "wp-content", "mu-plugins").glob("case*.php"):
        file.unlink()


def meanwhile(site: PluginSite, code: str) -> None:
    """Another plugin, instead of the one before; under another name, since PHP may remember a file for two seconds."""
    folder = Path(site.wordpress.site.root, "wp-content", "mu-plugins")
    before = list(folder.glob("case*.php"))
    folder.joinpath(f"case{len(code)}.php").write_text(code)
    for file in before:
        file.unlink()


def let_night_come(site: PluginSite) -> None:
    site.php(f"Filon\\change_trial( '{KEY}', array( 'due' => time() - 1 ) ); Filon\\sweep();")


def token(site: PluginSite) -> str:
    return site.php(f"echo Filon\\issue_trial( Filon\\trial_of( 'send', '{KEY}', Filon\\make_uuid() ) );")


def outcome(site: PluginSite) -> str:
    return str(json.loads(site.php("echo wp_json_encode( Filon\\trials() );"))[KEY]["outcome"])


def row_of_contact(page: str) -> str:
    """The words of its row in the settings; other forms of ours may stand on pages that other tests have made."""
    [row] = rows(page, KEY)
    return row


def test_it_works(site: PluginSite, service: StandIn) -> None:
    alice = site.sign_in()
    assert row_of_contact(site.settings(alice)).startswith(
        "Contact Filon Your name · Your e-mail · Your phone"
    )
    assert row_of_contact(site.settings(alice)).endswith("0 Always Test Contact every night")
    saved = html.unescape(site.press(alice, "filon_forms", **{"tested[0]": KEY}))
    assert "Saved. Contact: The form took the test, and Filon has it." in saved
    [test] = service.submissions()
    must_fit(test, SCHEMA)
    assert test["test"] is True
    assert values_of(test)["email"] == "essai-filon@example.com"
    assert (test["page"], test["form"]["id"]) == (site.contact, "contact")
    assert (site.rows()[0]["answer"], site.wordpress.mails()) == ("tested", [])
    assert " 0 Always" in row_of_contact(site.settings(alice)), "none came today"
    [told] = service.forms[-1]
    assert (told["form"], told["test"]["outcome"]) == ("contact", "sent")
    let_night_come(site)
    assert len(service.kept) == 2
    site.php("Filon\\sweep();")
    assert len(service.kept) == 2, "once a night"
    assert "Nightly test of “Contact”: The form took the test" in site.wordpress.wp("filon", "status")
    assert "The form took the test" in site.wordpress.wp("filon", "test", KEY)
    long_ago = "submitted_on = '2026-01-01', delivered_at = '2026-01-01'"
    site.php(f"global $wpdb; $wpdb->query( 'UPDATE ' . Filon\\queue_table() . \" SET {long_ago}\" ); {PURGE}")
    assert site.rows() == [], "nothing of them stays"
    site.press(alice, "filon_forms")
    assert site.php("echo count( Filon\\trials() );") == "0"
    assert "test" not in json.dumps(service.forms[-1])


def test_a_night_without_cron(tested: PluginSite, service: StandIn) -> None:
    """The service wakes the site, which tells it in the same breath how the test ended."""
    tested.beacon()
    tested.php(
        f"Filon\\change_trial( '{KEY}', array( 'due' => time() - Filon\\LEDGER_LATE - 1 ) );"
        "Filon\\change_state( array( 'reported_at' => 0 ) );"
    )
    assert service.forms[-1][0]["test"]["outcome"] is None
    path = "/wp-json/filon/v1/flush"
    headers = service.signed_flush(path)
    assert requests.post(f"{tested.url}{path}", data=b"{}", headers=headers, timeout=60).status_code == 200
    assert service.forms[-1][0]["test"]["outcome"] == "sent"


def test_nothing_leaves_and_nothing_is_left(tested: PluginSite, service: StandIn) -> None:
    meanwhile(tested, FOLLOWS % service.url.replace("127.0.0.1", "localhost"))
    done = "echo get_user_by( 'login', 'visitor' ) ? 1 : 0, wp_next_scheduled( 'tell_more' ) ? 1 : 0,"
    done += " count( get_posts( array( 'title' => 'An entry', 'post_status' => 'any' ) ) ),"
    done += " get_option( 'runs_cron' ) ? 1 : 0;"
    let_night_come(tested)
    assert outcome(tested) == "sent"
    assert (tested.php(done), tested.wordpress.mails()) == ("0000", [])
    assert not [call for call in service.calls if call.path == "/hook"]
    tested.send()
    assert tested.php(done) == "1111", "what visitors send is as ever"
    assert len(tested.wordpress.mails()) == 1
    assert [call for call in service.calls if call.path == "/hook"]


def test_a_visitor_marks_nothing(tested: PluginSite) -> None:
    """A token is good for one request, for a minute, and for its form; with another nothing goes through at all."""
    good, other, late = token(tested), token(tested), token(tested)
    tested.php(
        f'global $wpdb; $wpdb->update( $wpdb->options, array( \'option_value\' => \'{{"does":"send","form":"{KEY}",'
        f'"uuid":"x","until":1}}\' ), array( \'option_name\' => Filon\\trial_token_name( \'{late}\' ) ) );'
        f"$wpdb->query( \"UPDATE $wpdb->options SET option_value = REPLACE( option_value, '{KEY}', 'cf7:1' )"
        f" WHERE option_name = '\" . Filon\\trial_token_name( '{other}' ) . \"'\" );"
    )
    assert good not in tested.php(
        "global $wpdb; echo implode( $wpdb->get_col( 'SELECT CONCAT( option_name, option_value )'"
        ' . " FROM $wpdb->options" ) );'
    ), "it is kept as a hash"
    page = requests.get(tested.contact, timeout=30).text
    sealed = page.split('name="filon_form[sealed]" value="')[1].split('"')[0]
    form = {f"filon_form[v][{name}]": value for name, value in TYPICAL.items()}
    form |= {"filon_form[sealed]": sealed, "filon_form[id]": "contact", "filon_form[consent]": "1"}
    form |= {"filon_form[test]": "1", "test": "1"}
    answers = [
        requests.post(
            tested.contact, data=form, headers={"Filon-Trial": said}, allow_redirects=False, timeout=30
        )
        for said in ("1", "a" * 64, good, good, other, late)
    ]
    assert [answer.status_code == 403 for answer in answers] == [True, True, False, True, False, True]
    assert ["test" in line for line in tested.submissions()] == [True, False]


def test_a_form_that_breaks_is_told_once_it_failed_twice(tested: PluginSite, service: StandIn) -> None:
    meanwhile(tested, "<?php if ( $_POST ) { add_action( 'init', fn() => exit ); }")
    let_night_come(tested)
    assert outcome(tested) == ""
    let_night_come(tested)
    assert outcome(tested) == "uncaptured"
    meanwhile(tested, "<?php add_filter( 'pre_render_block', '__return_empty_string' );")
    let_night_come(tested)
    let_night_come(tested)
    assert outcome(tested) == "no_page"
    meanwhile(tested, "<?php function wp_mail() { return true; } // a mailer that asks no filter")
    let_night_come(tested)
    let_night_come(tested)
    assert outcome(tested) == "unheld"
    tested.php("Filon\\change_state( array( 'reported_at' => 0 ) ); Filon\\report_when_due();")
    assert service.forms[-1][0]["test"]["outcome"] == "unheld"
    alice = tested.sign_in()
    assert "so they can’t be held back: nothing was sent." in tested.settings(alice)
    shown = tested.php("echo Filon\\test_trials()['status'];")
    assert shown == "recommended"
    assert service.kept == {}


def test_a_test_that_becomes_a_request_is_the_last(tested: PluginSite, service: StandIn) -> None:
    service.believes_tests = False
    let_night_come(tested)
    assert (outcome(tested), len(service.kept)) == ("counted", 1)
    let_night_come(tested)
    assert len(service.kept) == 1, "one is enough"
    tested.php("Filon\\change_state( array( 'reported_at' => 0 ) ); Filon\\report_when_due();")
    assert service.forms[-1][0]["test"]["outcome"] == "counted"
    alice = tested.sign_in()
    assert "Filon counted it as a request" in tested.settings(alice)
    service.believes_tests = True
    tested.press(alice, "filon_forms")
    assert "Filon has it" in tested.press(alice, "filon_forms", **{"tested[0]": KEY})
    let_night_come(tested)
    assert len(service.kept) == 3


def test_more_than_five_by_hand_are_not_sent(tested: PluginSite, service: StandIn) -> None:
    """The service would take them for requests, and the form would be tested no more."""
    tested.wordpress.wp("filon", "test", KEY)
    tested.php(
        "global $wpdb; $row = $wpdb->get_row( 'SELECT * FROM ' . Filon\\queue_table(), ARRAY_A );"
        "unset( $row['id'] ); for ( $n = 0; $n < 4; $n++ )"
        " $wpdb->insert( Filon\\queue_table(), array( 'uuid' => Filon\\make_uuid(), 'delivered_to' => '' ) + $row );"
    )
    with pytest.raises(RuntimeError, match="Not tested again: the form was tested five times within a day"):
        tested.wordpress.wp("filon", "test", KEY)
    alice = tested.sign_in()
    tested.press(alice, "filon_forms")
    saved = html.unescape(tested.press(alice, "filon_forms", **{"tested[0]": KEY}))
    assert "Saved. Contact: Not tested again" in saved
    assert len(service.kept) == 1
    let_night_come(tested)
    assert (outcome(tested), len(service.kept)) == ("sent", 2), "the night has its own"


def test_a_phone_is_filled_in_whatever_its_field_is_called(site: PluginSite) -> None:
    """Another number in what the service reads a phone by would make a request of the test."""
    fields = (
        ("n1", "number", "WhatsApp"),
        ("n2", "number", "Nuits d’hôtel"),
        ("a", "text", "رقم الموبايل"),
        ("clientTel", "text", ""),
        ("b", "text", "Mobilier"),
    )
    form = "".join(
        f'<input name="{name}" type="{kind}" placeholder="{label}">' for name, kind, label in fields
    )
    code = "require_once dirname( Filon\\PLUGIN_FILE ) . '/trials/trying.php'; echo wp_json_encode("
    code += f" Filon\\fill_form( '<form>{form}</form>', './/input', Filon\\TRIAL_PHONE )['pairs'] );"
    phone = "+33639980042"
    assert dict(json.loads(site.php(code))) == {
        "n1": phone[1:],
        "n2": "1",
        "a": phone,
        "clientTel": phone,
        "b": "Filon test",
    }


def test_no_page_leads_off_the_site(tested: PluginSite, service: StandIn) -> None:
    """Visitors say on which page they were, and a site may send on to wherever an address says."""
    moved = "<?php add_action( 'template_redirect', function () { if ( 'GET' === $_SERVER['REQUEST_METHOD']"
    moved += " && ! isset( $_GET['here'] ) ) { wp_redirect( '%s' ); exit; } } );"
    meanwhile(tested, moved % f"{service.url}/elsewhere")
    let_night_come(tested)
    let_night_come(tested)
    assert outcome(tested) == "no_page"
    assert not [call for call in service.calls if call.path == "/elsewhere"]
    meanwhile(tested, moved % f"{tested.contact}?here=1")
    let_night_come(tested)
    assert outcome(tested) == "sent"
