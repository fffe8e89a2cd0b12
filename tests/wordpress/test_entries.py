"""Requests that nobody told us of when they were sent: found among the entries that a form plugin keeps, each once."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.parts.shapes import must_fit
from tests.wordpress.forms.entries import DAY, look
from tests.wordpress.site import PURGE, PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_form import SCHEMA
from tests.wordpress.test_languages import FRENCH, speak
from tests.wordpress.test_ledger import CONTRACT

# What is no matter of the database's.
on_one = pytest.mark.parametrize("either", ["on_mariadb"], indirect=True, ids=["mariadb"])
STAND_IN = Path(__file__).parent / "php" / "gravity-entries.php"
TABLE = (
    "id int unsigned NOT NULL AUTO_INCREMENT, form_id int NOT NULL, date_created datetime NOT NULL,"
    " source_url varchar(200) NOT NULL DEFAULT '', user_agent varchar(250) NOT NULL DEFAULT 'Mozilla/5.0',"
    " named varchar(80), typed varchar(80),"
    " payment_status varchar(15), status varchar(20) NOT NULL DEFAULT 'active', PRIMARY KEY  (id)"
)


@pytest.fixture
def kept(either: PluginSite) -> Iterator[PluginSite]:
    """A site with what Gravity Forms keeps, since an hour and a half."""
    extra = either.wordpress.site.root / "wp-content" / "mu-plugins" / "gravity-entries.php"
    either.php(f'global $wpdb; $wpdb->query( "CREATE TABLE {{$wpdb->prefix}}gf_entry ( {TABLE} )" );')
    either.php("Filon\\change_entries( array( 'since' => time() - 90 * MINUTE_IN_SECONDS ) );")
    shutil.copy(STAND_IN, extra)
    yield either
    extra.unlink()
    either.php('global $wpdb; $wpdb->query( "DROP TABLE {$wpdb->prefix}gf_entry" );')


def enter(site: PluginSite, minutes_ago: int, **more: str) -> None:
    """Gravity Forms keeps an entry, and no hook of it is heard."""
    values = "".join(f"'{name}' => '{value}', " for name, value in ({"form_id": "1"} | more).items())
    date = f"gmdate( 'Y-m-d H:i:s', time() - {minutes_ago} * MINUTE_IN_SECONDS )"
    site.php(
        f"global $wpdb; $wpdb->insert( $wpdb->prefix . 'gf_entry', array( {values} 'date_created' => {date} ) );"
    )


def hear(site: PluginSite, entry: int) -> None:
    """An entry's hook is heard after all."""
    site.php(f"Filon\\capture_gravity( GFAPI::get_entry( {entry} ), GFAPI::get_form( 1 ) );")


def found(site: PluginSite) -> list[dict[str, Any]]:
    """What was found, oldest first."""
    return [one for one in site.submissions() if one.get("found")]


def test_it_works(kept: PluginSite, service: StandIn) -> None:
    enter(kept, 80)
    hear(kept, 1)
    enter(kept, 70, source_url=f"{kept.url}/devis/?utm_source=x&gclid=abc")
    for status, browser in (("spam", "Mozilla/5.0"), ("trash", "Mozilla/5.0"), ("active", "API")):
        enter(kept, 60, status=status, user_agent=browser)
    enter(kept, 50, payment_status="Processing")
    enter(kept, 5)
    enter(kept, 100)
    page = kept.press(kept.sign_in(), "filon_compare")
    assert "2 received: 2 new, 0 from known people, 0 to check, 0 missing." in page
    assert "1 request was found again in Gravity Forms." in page
    [one] = found(kept)
    must_fit(one, SCHEMA)
    assert (one["entry_id"], one["source"], one["form"]["title"]) == ("2", "gravity-forms", "Devis")
    assert [field["value"] for field in one["fields"]] == ["Khadija 2", "khadija.2@example.com"]
    assert one["page"] == f"{kept.url}/devis/?utm_source=x", "whether clicks may be followed nobody knows"
    assert one["submitted_at"] == kept.php(
        "echo str_replace( ' ', 'T', GFAPI::get_entry( 2 )['date_created'] ) . '.000Z';"
    )
    assert [json.loads(line)["entry_id"] for line in service.kept.values()] == ["1", "2"]
    must_fit(service.ledgers[-1], CONTRACT["ledger_request"])
    assert service.ledgers[-1]["found"] == [{"source": "gravity-forms", "count": 1, "is_deaf": False}]
    assert "1 request was found again" in kept.wordpress.wp("filon", "ledger")
    assert len(kept.rows()) == 2
    # As after a table that was lost: it is found under the same uuid, and is one with the service.
    row = f"array( 'uuid' => '{one['uuid']}' )"
    kept.php(f"global $wpdb; $wpdb->delete( Filon\\queue_table(), {row} );")
    kept.wordpress.wp("filon", "ledger")
    assert found(kept) == [one]
    assert (len(service.kept), service.sent_again) == (2, [one["uuid"]])


@on_one
def test_a_form_plugin_that_no_longer_tells_of_anything(kept: PluginSite, service: StandIn) -> None:
    speak(kept, "fr_FR", FRENCH)
    browser = kept.sign_in()
    enter(kept, 80)
    assert "1 demande retrouvée dans Gravity Forms." in kept.press(browser, "filon_compare")
    assert "ne prévient plus" not in kept.settings(browser), "once may be a mail that hung"
    enter(kept, 70)
    page = kept.press(browser, "filon_compare")
    assert "2 demandes retrouvées dans Gravity Forms. Gravity Forms ne prévient plus Filon" in page
    assert service.ledgers[-1]["found"] == [{"source": "gravity-forms", "count": 2, "is_deaf": True}]
    enter(kept, 60)
    hear(kept, 3)
    page = kept.press(browser, "filon_compare")
    assert "2 demandes retrouvées dans Gravity Forms." in page
    assert "ne prévient plus" not in page


@on_one
def test_what_the_plugin_was_off_for_is_no_fault_of_the_form_plugins(
    kept: PluginSite, service: StandIn
) -> None:
    enter(kept, 80)
    enter(kept, 70)
    kept.wordpress.wp("plugin", "deactivate", "filon")
    kept.wordpress.wp("plugin", "activate", "filon")
    kept.press(kept.sign_in(), "filon_compare")
    assert service.ledgers[-1]["found"] == [{"source": "gravity-forms", "count": 2, "is_deaf": False}]


@on_one
def test_what_a_form_brought_while_it_was_left_out_stays_out(kept: PluginSite) -> None:
    kept.php("update_option( 'filon_excluded_forms', array( 'gravity-forms:1' ), true );")
    enter(kept, 80)
    kept.wordpress.wp("filon", "ledger")
    kept.php("update_option( 'filon_excluded_forms', array(), true );")
    kept.wordpress.wp("filon", "ledger")
    assert found(kept) == []
    kept.php(
        "Filon\\change_entries( array( 'included' => array( 'gravity-forms:1' => time() - HOUR_IN_SECONDS ) ) );"
    )
    enter(kept, 40)
    kept.wordpress.wp("filon", "ledger")
    assert [one["entry_id"] for one in found(kept)] == ["2"]


@on_one
def test_nothing_of_whoever_sets_it_off_is_taken_for_the_visitors(kept: PluginSite) -> None:
    """The night's comparison may run in any visitor's beacon."""
    enter(kept, 80)
    kept.php("Filon\\change_state( array( 'ledger_due' => time() - 4 * HOUR_IN_SECONDS ) );")
    visit = json.dumps({"last": {"utm_source": "spring", "landing": "/elsewhere/"}})
    answer = requests.post(
        f"{kept.url}/wp-json/filon/v1/beacon",
        headers={"Referer": f"{kept.url}/elsewhere/"},
        cookies={"filon_visit": visit, "wp_consent_marketing": "allow"},
        timeout=60,
    )
    assert answer.status_code < 300
    [one] = found(kept)
    assert "elsewhere" not in json.dumps(one)
    assert "spring" not in json.dumps(one)


@on_one
def test_a_test_of_ours_is_not_found(kept: PluginSite) -> None:
    """Its entry stays where a form plugin's update has taken our hook away."""
    for typed in ("Essai-Filon@example.com", "+33 6 39 98 00 42", "(202) 555-0142", "06 61 23 45 67"):
        enter(kept, 80, typed=typed)
    kept.wordpress.wp("filon", "ledger")
    assert [one["entry_id"] for one in found(kept)] == ["4"]


@on_one
def test_nor_is_one_of_a_form_without_mail_and_phone(kept: PluginSite) -> None:
    """It is known by when it was sent and what stood in it; a visitor's of that moment is theirs."""
    trials = "require_once dirname( Filon\\PLUGIN_FILE ) . '/trials/trying.php';"
    filled = "array( array( 'input_1', 'Filon test' ), array( 'input_3', 'filon-2026' ) )"
    kept.php(f"{trials} Filon\\leave_trace( 'gravity-forms:2', {filled} );")
    enter(kept, 0, form_id="2", named="Filon test", typed="")
    for named, typed in (("Filon test", "06 61 23 45 67"), ("", "06 61 23 45 67"), ("", "")):
        enter(kept, 0, form_id="2", named=named, typed=typed)
    enter(kept, 30, form_id="2", named="Filon test", typed="")
    look(kept)
    assert [one["entry_id"] for one in found(kept)] == ["2", "3", "4", "5"]


@on_one
def test_what_a_test_left_that_nobody_was_told_of_is_deleted(kept: PluginSite) -> None:
    enter(kept, 0)
    with pytest.raises(RuntimeError, match="nothing of it was captured"):
        kept.wordpress.wp("filon", "test", "gravity-forms:1")
    left = 'global $wpdb; echo implode( $wpdb->get_col( "SELECT id FROM {$wpdb->prefix}gf_entry" ) );'
    assert kept.php(left) == "1", "a visitor's"


@on_one
def test_what_cannot_be_read_is_told_and_tried_again(kept: PluginSite, service: StandIn) -> None:
    """Also when it is older than what each night looks at once more."""
    broken = kept.wordpress.site.root / "wp-content" / "mu-plugins" / "broken.php"
    broken.write_text("<?php add_filter( 'filon_found_entry', static fn() => throw new Error( 'x' ) );")
    kept.php("Filon\\change_entries( array( 'since' => time() - 10 * DAY_IN_SECONDS ) );")
    browser = kept.sign_in()
    enter(kept, 5 * 24 * 60)
    for _night in range(2):
        assert "no longer tells" not in kept.press(browser, "filon_compare"), "it is one, however often"
    enter(kept, 4 * 24 * 60)
    assert "Gravity Forms no longer tells" in kept.press(browser, "filon_compare")
    assert service.ledgers[-1]["found"] == [{"source": "gravity-forms", "count": 0, "is_deaf": True}]
    assert kept.rows() == []
    broken.unlink()
    kept.press(browser, "filon_compare")
    assert [one["entry_id"] for one in found(kept)] == ["1", "2"]


@on_one
def test_an_erased_person_is_not_found_again(kept: PluginSite) -> None:
    enter(kept, 80)
    hear(kept, 1)
    kept.beacon()
    kept.php("global $wpdb; $wpdb->query( 'UPDATE ' . Filon\\queue_table() . \" SET line = ''\" );")
    kept.wordpress.wp("filon", "ledger")
    assert len(kept.rows()) == 1
    # Nor is it known for ever which entry it was.
    for days, is_known in ((39, "1"), (41, "0")):
        moved = f"array( 'created_at' => Filon\\utc( -{days} * DAY_IN_SECONDS ) )"
        kept.php(
            f"global $wpdb; $wpdb->update( Filon\\queue_table(), {moved}, array( 'line' => '' ) ); {PURGE}"
        )
        asked = "SELECT entry <> '' FROM {$wpdb->prefix}filon_queue"
        assert kept.php(f'global $wpdb; echo $wpdb->get_var( "{asked}" );') == is_known


@on_one
def test_what_another_process_noted_meanwhile_stays(kept: PluginSite) -> None:
    """As when the plugin is turned on, or a form is taken in again, while entries are looked through."""
    noted = "array( 'option_value' => serialize( array( 'since' => 5, 'active_since' => 7 ) ) )"
    known = kept.php(
        "global $wpdb; Filon\\read_entries();"
        f"$wpdb->update( $wpdb->options, {noted}, array( 'option_name' => 'filon_entries' ) );"
        "Filon\\change_entries( array( 'marks' => array( 'cf7' => 3 ) ) );"
        "echo wp_json_encode( Filon\\read_entries_afresh() );"
    )
    assert {"since": 5, "active_since": 7, "marks": {"cf7": 3}}.items() <= json.loads(known).items()


@on_one
def test_hundreds_behind_one_that_cannot_be_read_are_found(kept: PluginSite) -> None:
    """It is tried again all the same, and told once."""
    broken = kept.wordpress.site.root / "wp-content" / "mu-plugins" / "broken-one.php"
    broken.write_text(
        "<?php add_filter( 'filon_found_entry', static fn( $made ) =>"
        " 1 === (int) $made['entry_id'] ? throw new Error( 'x' ) : $made );"
    )
    kept.php(
        "global $wpdb; for ( $n = 0; $n < 601; $n++ ) $wpdb->insert( $wpdb->prefix . 'gf_entry',"
        " array( 'form_id' => 1, 'date_created' => gmdate( 'Y-m-d H:i:s', time() - 3000 ) ) );"
    )
    look(kept, 3 * DAY)
    assert sorted(int(one["entry_id"]) for one in found(kept)) == list(range(2, 602))
    told = kept.php("echo wp_json_encode( Filon\\read_entries() );")
    assert list(json.loads(told)["unreadable"]["gravity-forms"]) == ["1"]
    assert kept.wordpress.site.debug_log.read_text().count("could not be captured as it should") == 1
    broken.unlink()
    look(kept, 3 * DAY)
    assert len(found(kept)) == 601


@on_one
def test_more_than_can_be_remembered_wait_until_they_can_be_read(kept: PluginSite) -> None:
    """As when a form plugin's update has changed all of it, and ours comes some days later."""
    broken = kept.wordpress.site.root / "wp-content" / "mu-plugins" / "broken-all.php"
    broken.write_text("<?php add_filter( 'filon_found_entry', static fn() => throw new Error( 'x' ) );")
    kept.php(
        "Filon\\change_entries( array( 'since' => time() - 10 * DAY_IN_SECONDS ) );"
        "global $wpdb; for ( $n = 0; $n < 220; $n++ ) $wpdb->insert( $wpdb->prefix . 'gf_entry',"
        " array( 'form_id' => 1, 'date_created' => gmdate( 'Y-m-d H:i:s', time() - 5 * DAY_IN_SECONDS ) ) );"
    )
    look(kept)
    look(kept)
    assert kept.wordpress.site.debug_log.read_text().count("could not be captured as it should") == 220
    # Nor does one that its owner has deleted take another's place.
    kept.php('global $wpdb; $wpdb->query( "DELETE FROM {$wpdb->prefix}gf_entry WHERE id <= 20" );')
    look(kept)
    unreadable = json.loads(kept.php("echo wp_json_encode( Filon\\read_entries() );"))["unreadable"]
    assert sorted(map(int, unreadable["gravity-forms"])) == list(range(21, 221))
    broken.unlink()
    look(kept)
    assert sorted(int(one["entry_id"]) for one in found(kept)) == list(range(21, 221))


def test_many_are_found_run_by_run(kept: PluginSite) -> None:
    kept.php(
        "global $wpdb; for ( $n = 0; $n < 1300; $n++ ) {"
        " $at = $n < 700 ? '2020-01-01 00:00:00' : gmdate( 'Y-m-d H:i:s', time() - 3000 );"
        " $wpdb->insert( $wpdb->prefix . 'gf_entry', array( 'form_id' => 1, 'date_created' => $at ) ); }"
    )
    looked = "echo Filon\\find_missed( time(), microtime( true ) + 60 ) ? 'all' : 'more';"
    assert [kept.php(looked) for _run in range(3)] == ["more", "more", "all"]
    assert sorted(int(one["entry_id"]) for one in found(kept)) == list(range(701, 1301))
