"""Everest Forms tells nobody when a person takes an entry out of the spam: the nightly look sends it, once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress.forms import everest_forms
from tests.wordpress.forms.entries import DAY, look
from tests.wordpress.forms.plugin import FOLDER, FormSite
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_form import values_of

TABLE = (
    "entry_id int NOT NULL, form_id int, date_created datetime, referer text, status varchar(20), fields text"
)
FORM = {
    "settings": {"form_title": "Devis"},
    "form_fields": {"a": {"id": "a", "label": "Nom", "type": "text"}},
}
FIELDS = {"a": {"name": "Nom", "value": "Karim", "id": "a", "type": "text"}}


@pytest.fixture
def everest(site: PluginSite) -> Iterator[PluginSite]:
    """A site with entry 7 of Everest Forms, of an hour ago, which came as spam."""
    extra = site.wordpress.site.root / "wp-content" / "mu-plugins" / "everest.php"
    extra.write_text("<?php define( 'EVF_VERSION', '3.0' );")
    made = (
        f'global $wpdb; $wpdb->query( "CREATE TABLE {{$wpdb->prefix}}evf_entries ( {TABLE} )" );'
        f"$form = wp_insert_post( array( 'post_type' => 'everest_form', 'post_status' => 'publish',"
        f" 'post_content' => '{json.dumps(FORM)}' ) );"
        "Filon\\change_entries( array( 'since' => time() - 2 * HOUR_IN_SECONDS ) );"
        "$row = array( 'entry_id' => 7, 'form_id' => $form, 'status' => 'spam', 'referer' => home_url( '/' ),"
        f" 'date_created' => Filon\\utc( -HOUR_IN_SECONDS ), 'fields' => '{json.dumps(FIELDS)}' );"
        '$wpdb->insert( "{$wpdb->prefix}evf_entries", $row );'
        f"Filon\\capture_everest( json_decode( '{json.dumps(FIELDS)}', true ), array( 'evf_spam_status' => 'spam' ),"
        f" array( 'id' => $form ) + json_decode( '{json.dumps(FORM)}', true ), 7 );"
    )
    site.php(made)
    assert [one["spam"]["by"] for one in site.submissions()] == ["akismet"]
    yield site
    extra.unlink()
    site.php('global $wpdb; $wpdb->query( "DROP TABLE {$wpdb->prefix}evf_entries" );')


def become(site: PluginSite, status: str) -> None:
    site.wordpress.sql(f"UPDATE wp_evf_entries SET status = '{status}'")


@pytest.mark.parametrize("later", [60, 3 * DAY], ids=["the same night", "days later"])
def test_it_works(everest: PluginSite, later: int) -> None:
    look(everest, later)
    assert len(everest.rows()) == 1
    become(everest, "publish")
    for _night in range(2):
        look(everest, later)
    [spam, request] = everest.submissions()
    assert ("spam" in spam, "spam" in request) == (True, False)
    assert values_of(request) == {"a": "Karim"}
    assert request["entry_id"] == "7"
    become(everest, "spam")
    look(everest, later)
    become(everest, "publish")
    look(everest, later)
    assert len(everest.rows()) == 2, "once is enough"


def test_more_spam_than_is_read_at_a_time_hides_no_older_one(everest: PluginSite) -> None:
    made = everest.php(
        "global $wpdb; $row = $wpdb->get_row( 'SELECT * FROM ' . Filon\\queue_table(), ARRAY_A );"
        "unset( $row['id'] ); for ( $n = 100; $n < 310; $n++ ) {"
        ' $row[\'line\'] = preg_replace( \'/"entry_id":"\\d+"/\', "\\"entry_id\\":\\"$n\\"", $row[\'line\'] );'
        " $row['uuid'] = wp_generate_uuid4(); $row['entry'] = Filon\\entry_of_line( $row['line'] );"
        " $wpdb->insert( Filon\\queue_table(), $row ); }"
        # Those that came after it are spam still.
        '$theirs = $wpdb->get_row( "SELECT * FROM {$wpdb->prefix}evf_entries", ARRAY_A );'
        "for ( $n = 100; $n < 310; $n++ ) {"
        " $wpdb->insert( \"{$wpdb->prefix}evf_entries\", array( 'entry_id' => $n ) + $theirs ); }"
        "echo $wpdb->get_var( 'SELECT COUNT(*) FROM ' . Filon\\queue_table() );"
    )
    assert made == "211"
    look(everest, 3 * DAY)
    assert len(everest.rows()) == 211
    everest.wordpress.sql("UPDATE wp_evf_entries SET status = 'publish' WHERE entry_id IN ( 7, 309 )")
    for _night in range(2):
        look(everest, 3 * DAY)
    requests = [one for one in everest.submissions() if "spam" not in one]
    assert sorted(one["entry_id"] for one in requests) == ["309", "7"]


def test_it_is_no_sign_that_the_form_plugin_is_deaf(everest: PluginSite, service: StandIn) -> None:
    become(everest, "publish")
    everest.press(everest.sign_in(), "filon_compare")
    assert len(everest.rows()) == 2
    assert "found" not in service.ledgers[-1]


def test_who_was_erased_does_not_come_back(everest: PluginSite) -> None:
    everest.wordpress.sql("UPDATE wp_filon_queue SET line = '', status = 'erased'")
    become(everest, "publish")
    look(everest, 60)
    assert len(everest.rows()) == 1


@pytest.mark.skipif(
    not FOLDER or not (Path(FOLDER) / "everest-forms").is_dir(), reason="REAL_PLUGINS has no everest-forms"
)
def test_the_real_one(mariadb: MariaDB, service: StandIn) -> None:
    with WordPress(mariadb=mariadb) as wordpress:
        real = FormSite(wordpress, everest_forms.PLUGIN)
        real.reset(service.code)
        real.plugin.cases["spam"](real)
        assert len(real.rows()) == 1
        become(real, "publish")
        for _night in range(2):
            look(real)
        [spam, request] = real.submissions()
        assert ("spam" in spam, "spam" in request) == (True, False)
        assert values_of(request) == values_of(spam)
