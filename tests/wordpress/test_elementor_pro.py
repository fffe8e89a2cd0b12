"""What Elementor Pro has of its own: its forms stand within pages, and some fields are kept otherwise than typed."""

import json
from collections.abc import Iterator

import pytest

from tests.wordpress.forms.entries import forget, look
from tests.wordpress.forms.plugin import in_php, replay
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import values_of

# Kind, label, what is typed, and what its release 3.33 keeps of it.
FIELDS = {
    "name": ("text", "Votre nom", "Khadija Berrada", "Khadija Berrada"),
    "email": ("email", "E-mail", "khadijá@example.com", "khadij@example.com"),
    "phone": ("number", "Téléphone", "0612345678", "612345678"),
    "budget": ("number", "Budget", "12.50", "12"),
    "rooms": ("number", "Pièces", "", "0"),
    "site": ("url", "Votre site", "example.com/a b", "http://example.com/ab"),
}
TABLES = {
    "e_submissions": "element_id varchar(20), post_id int, referer text, status varchar(20), created_at_gmt datetime",
    "e_submissions_values": "submission_id int, `key` varchar(60), value longtext",
}
RUNS = "defined( 'ELEMENTOR_PRO_VERSION' ) || define( 'ELEMENTOR_PRO_VERSION', 'stand-in' );"


@pytest.fixture
def kept(site: PluginSite) -> Iterator[PluginSite]:
    """A site with what Elementor Pro keeps, and a form on its page, which is number 9000."""
    extra = site.wordpress.site.root / "wp-content" / "mu-plugins" / "elementor-entries.php"
    for name, columns in TABLES.items():
        made = f"id int unsigned NOT NULL AUTO_INCREMENT, {columns}, PRIMARY KEY  (id)"
        site.php(f'global $wpdb; $wpdb->query( "CREATE TABLE {{$wpdb->prefix}}{name} ( {made} )" );')
    site.php(
        "wp_insert_post( array( 'import_id' => 9000, 'post_title' => 'Devis', 'post_status' => 'publish' ) );"
    )
    ask(site, *FIELDS)
    extra.write_text(f"<?php {RUNS}")
    yield site
    extra.unlink()
    site.php("wp_delete_post( 9000, true );")
    for name in TABLES:
        site.php(f'global $wpdb; $wpdb->query( "DROP TABLE {{$wpdb->prefix}}{name}" );')


def asked(*names: str) -> list[dict[str, str]]:
    """The form's settings of these fields."""
    return [
        {"custom_id": name, "field_type": FIELDS[name][0], "field_label": FIELDS[name][1]} for name in names
    ]


def ask(site: PluginSite, *names: str) -> None:
    """The page's form has these fields from now on."""
    form = {
        "id": "abc",
        "widgetType": "form",
        "settings": {"form_name": "Devis", "form_fields": asked(*names)},
    }
    elements = f"wp_slash( wp_json_encode( {in_php([form])} ) )"
    site.php(f"update_post_meta( 9000, '_elementor_data', {elements} );")


def send(site: PluginSite, *names: str) -> None:
    """A visitor sends the form, and its hook is heard."""
    fields = {
        name: {"id": name, "type": kind, "title": label, "value": value, "raw_value": typed}
        for name, (kind, label, typed, value) in FIELDS.items()
        if name in names
    }
    answers = {
        "get(fields)": fields,
        "get(files)": [],
        "get_form_meta(page_url)": {"page_url": {"value": "{home}/devis/"}},
        "get_form_settings(id)": "abc",
        "get_form_settings(form_name)": "Devis",
        "get_form_settings(form_post_id)": 9000,
        "get_form_settings(form_fields)": asked(*names),
    }
    record = {"@": "Form_Record", "()": answers}
    hook = "elementor_pro/forms/record/actions_before"
    replay(site, "elementor-pro", [{"hook": hook, "arguments": [record], "answers": {}, "referrer": ""}])


def keep(site: PluginSite, *names: str, later: int = 0) -> None:
    """It keeps, so many seconds from now, what was sent."""
    values = {name: FIELDS[name][3] for name in names}
    row = {"element_id": "abc", "post_id": 9000, "referer": f"{site.url}/devis/", "status": "new"}
    site.php(
        f"global $wpdb; $wpdb->insert( $wpdb->prefix . 'e_submissions', {in_php(row)}"
        f" + array( 'created_at_gmt' => Filon\\utc( {later} ) ) ); $id = $wpdb->insert_id;"
        f"foreach ( {in_php(values)} as $key => $value ) {{"
        " $wpdb->insert( $wpdb->prefix . 'e_submissions_values',"
        " array( 'submission_id' => $id, 'key' => $key, 'value' => $value ) ); }"
    )


def test_what_is_kept_otherwise_than_it_was_typed_is_not_found_again(kept: PluginSite) -> None:
    send(kept, *FIELDS)
    keep(kept, *FIELDS)
    look(kept)
    [told] = kept.submissions()
    assert values_of(told)["rooms"] == ""
    forget(kept)
    look(kept)
    [found] = kept.submissions()
    assert (found["found"], values_of(found)["name"]) == (True, "Khadija Berrada")


def test_what_was_sent_before_its_form_was_changed_is_not_found_again(kept: PluginSite) -> None:
    """The fields are known as they are asked today alone."""
    send(kept, *FIELDS)
    keep(kept, *FIELDS)
    ask(kept, "email")
    changed = "array( 'post_modified_gmt' => Filon\\utc( 60 ) )"
    kept.php(f"global $wpdb; $wpdb->update( $wpdb->posts, {changed}, array( 'ID' => 9000 ) );")
    look(kept)
    assert len(kept.rows()) == 1
    keep(kept, "email", later=120)
    look(kept)
    assert [one.get("found") for one in kept.submissions()] == [None, True]


def test_pages_that_are_too_large_to_be_read_for_their_forms(site: PluginSite) -> None:
    """An administrator's page must not end for want of memory."""
    listed = json.loads(
        site.php(
            "require_once WP_PLUGIN_DIR . '/filon/adapters/elementor-pro.php';"
            "foreach ( array( 'small' => 10, 'huge' => 5e6, 'new' => 3e6, 'more' => 2e6 ) as $name => $size ) {"
            " $form = array( 'id' => $name, 'widgetType' => 'form', 'settings' => array( 'form_name' => $name ) );"
            " $text = array( 'widgetType' => 'text', 'settings' => str_repeat( 'x', (int) $size ) );"
            " $page = wp_insert_post( array( 'post_title' => $name, 'post_status' => 'publish' ) );"
            " $made = wp_json_encode( array( array( 'elements' => array( $form, $text ) ) ) );"
            " $pages[] = $page; add_post_meta( $page, '_elementor_data', wp_slash( $made ) ); }"
            "$forms = Filon\\elementor_forms(); array_map( 'wp_delete_post', $pages, array_fill( 0, 4, true ) );"
            "echo wp_json_encode( array_column( $forms, 'title' ) );"
        )
    )
    assert listed == ["more", "small"]
