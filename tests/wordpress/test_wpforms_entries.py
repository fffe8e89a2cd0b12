"""WPForms Pro keeps entries: what no hook told of is found there. Its tables are as described: no Pro was at hand."""

from collections.abc import Iterator

import pytest

from tests.parts.shapes import must_fit
from tests.wordpress.forms.entries import look
from tests.wordpress.forms.plugin import in_php
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import SCHEMA, values_of

PRO = """<?php define( 'WPFORMS_VERSION', '1.10.0' );
function wpforms() { return new class { function is_pro() { return 'lite' !== get_option( 'filon_edition' ); } }; }"""
TABLES = {
    "wpforms_entries": "entry_id bigint(20) NOT NULL AUTO_INCREMENT, form_id bigint(20) NOT NULL,"
    " status varchar(30) NOT NULL, fields longtext NOT NULL, date datetime NOT NULL, PRIMARY KEY  (entry_id)",
    "wpforms_entry_meta": "id bigint(20) NOT NULL AUTO_INCREMENT, entry_id bigint(20) NOT NULL,"
    " type varchar(255) NOT NULL, data longtext NOT NULL, PRIMARY KEY  (id)",
}
FIELDS = {
    "1": {"id": 1, "name": "Nom", "type": "name", "value": "", "first": "Khadija", "last": "Berrada"},
    "2": {"id": 2, "name": "E-mail", "type": "email", "value": "khadija@example.com"},
    "3": {"id": 3, "name": "Pièces", "type": "checkbox", "value": "Salon\nChambre &amp; bureau"},
    "4": {"id": 4, "name": "Accord", "type": "gdpr-checkbox", "value": "J’accepte."},
}
FORM = {
    "id": "0",
    "settings": {"form_title": "Devis"},
    "fields": {
        **FIELDS,
        "4": {"id": "4", "type": "gdpr-checkbox", "choices": {"1": {"label": "J’accepte."}}},
    },
}


@pytest.fixture
def pro(either: PluginSite) -> Iterator[PluginSite]:
    """A site with WPForms Pro, since an hour and a half."""
    extra = either.wordpress.site.root / "wp-content" / "mu-plugins" / "wpforms-pro.php"
    for name, columns in TABLES.items():
        either.php(f'global $wpdb; $wpdb->query( "CREATE TABLE {{$wpdb->prefix}}{name} ( {columns} )" );')
    either.php("Filon\\change_entries( array( 'since' => time() - 90 * MINUTE_IN_SECONDS ) );")
    extra.write_text(PRO)
    yield either
    extra.unlink()
    for name in TABLES:
        either.php(f'global $wpdb; $wpdb->query( "DROP TABLE {{$wpdb->prefix}}{name}" );')
    either.php("array_map( 'wp_delete_post', get_posts( 'post_type=wpforms&numberposts=9&fields=ids' ) );")


def make_form(site: PluginSite) -> str:
    return site.php(
        "echo wp_insert_post( wp_slash( array( 'post_type' => 'wpforms', 'post_status' => 'publish',"
        f" 'post_title' => 'Devis', 'post_content' => wp_json_encode( {in_php(FORM)} ) ) ) );"
    )


def enter(site: PluginSite, form: str, status: str = "", page: str = "/devis/") -> None:
    """The form plugin keeps an entry, and no hook of it is heard."""
    site.php(
        "global $wpdb; $wpdb->insert( $wpdb->prefix . 'wpforms_entries', array("
        f" 'form_id' => {form}, 'status' => '{status}', 'fields' => wp_json_encode( {in_php(FIELDS)} ),"
        " 'date' => gmdate( 'Y-m-d H:i:s', time() - HOUR_IN_SECONDS ) ) ); $entry = $wpdb->insert_id;"
        "$wpdb->insert( $wpdb->prefix . 'wpforms_entry_meta',"
        f" array( 'entry_id' => $entry, 'type' => 'page_url', 'data' => home_url( '{page}' ) ) );"
    )


def test_it_works(pro: PluginSite) -> None:
    form = make_form(pro)
    enter(pro, form)
    pro.php(
        f"do_action( 'wpforms_process_entry_saved', {in_php(FIELDS)}, array(),"
        f" array( 'id' => {form} ) + {in_php(FORM)}, 1, 0 );"
    )
    enter(pro, form)
    for status in ("spam", "trash", "partial", "abandoned"):
        enter(pro, form, status)
    enter(pro, form, page=f"/?wpforms_form_preview={form}")
    look(pro, 0)
    look(pro, 0)
    [heard, found] = pro.submissions()
    must_fit(found, SCHEMA)
    assert found["found"] is True
    assert (found["source"], found["entry_id"], found["page"]) == ("wpforms", "2", f"{pro.url}/devis/")
    assert found["form"] == heard["form"] == {"id": form, "title": "Devis"}
    assert values_of(found) == values_of(heard)
    assert values_of(found)["3"] == ["Salon", "Chambre & bureau"]
    assert found["consents"] == [], "whether the box was ticked is not kept"


def test_lite_keeps_nothing_to_look_through(pro: PluginSite) -> None:
    """As after Pro was given up: its tables may still be there."""
    enter(pro, make_form(pro))
    pro.php("update_option( 'filon_edition', 'lite' );")
    look(pro, 0)
    assert pro.rows() == []
    pro.php("update_option( 'filon_edition', 'pro' );")
    look(pro, 0)
    assert [one["entry_id"] for one in pro.submissions()] == ["1"], "once Pro is back"


def test_what_pro_brings_back_was_captured_in_lite(pro: PluginSite) -> None:
    """Lite Connect keeps Lite's requests elsewhere, and enters them anew, with numbers, when Pro comes."""
    form = make_form(pro)
    enter(pro, form)
    pro.php(
        "global $wpdb; $wpdb->insert( $wpdb->prefix . 'wpforms_entry_meta',"
        " array( 'entry_id' => 1, 'type' => 'backup_id', 'data' => 'a1b2c3' ) );"
    )
    enter(pro, form)
    look(pro, 0)
    assert [one["entry_id"] for one in pro.submissions()] == ["2"]
