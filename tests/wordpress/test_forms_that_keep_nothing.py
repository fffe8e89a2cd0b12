"""A form of Contact Form 7 whose owner wants nothing kept is not shown as sent; one that only stores no entries is."""

import html
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_forms_section import rows

# As WPForms keeps its forms: one that stores what is sent, and one that stores nothing.
FORMS = {"Escalier": {}, "Sans trace": {"disable_entries": "1"}}
# As Contact Form 7 lists its forms, which have no fields here.
STAND_IN = """<?php define( 'WPFORMS_VERSION', '1.10' ); define( 'WPCF7_VERSION', '6.1' );
class WPCF7_ContactForm { function __construct( private int $number, private string $words, private array $set ) {}
static function find() {
return array( new self( 7, 'Devis', array() ), new self( 8, 'Anonyme', array( 'do_not_store' ) ) ); }
function id() { return $this->number; } function title() { return $this->words; } function prop() { return ''; }
function scan_form_tags() { return array(); } function in_demo_mode() { return false; }
function is_true( $name ) { return in_array( $name, $this->set, true ); } }"""


@pytest.fixture
def forms(site: PluginSite) -> Iterator[PluginSite]:
    """A site with these forms."""
    extra = Path(site.wordpress.site.root, "wp-content", "mu-plugins", "two-plugins.php")
    extra.write_text(STAND_IN)
    for title, settings in FORMS.items():
        field = {"id": "1", "type": "email", "label": "Votre mail"}
        form = {"fields": {"1": field}, "settings": {"form_title": title, **settings}}
        site.php(
            "wp_insert_post( array( 'post_type' => 'wpforms', 'post_status' => 'publish',"
            f" 'post_title' => '{title}', 'post_content' => '{json.dumps(form)}' ) );"
        )
    yield site
    extra.unlink()
    site.php("array_map( 'wp_delete_post', get_posts( 'post_type=wpforms&numberposts=9&fields=ids' ) );")


def test_it_works(forms: PluginSite, service: StandIn) -> None:
    page = forms.settings(forms.sign_in())
    # Forms of our own stand there, too, called as other tests liked.
    said = {row.split()[0]: row for row in rows(page) if row.split()[1] != "Filon"}
    for title in ("Escalier", "Sans", "Devis"):
        assert f"Send requests of {title}" in said[title]
    assert "Send requests of" not in said["Anonyme"]
    assert "Test Anonyme every night" not in said["Anonyme"]
    assert (
        "This form keeps nothing of what is sent, so Filon does not get it either. To change that,"
        " take demo_mode and do_not_store out of the form’s additional settings." in said["Anonyme"]
    )
    assert "Not sent: “Anonyme”. This form keeps nothing" in html.unescape(page)
    assert html.unescape(page).count("Not sent:") == 1


def test_nobody_waits_for_it(forms: PluginSite, service: StandIn) -> None:
    forms.php("Filon\\change_state( array( 'reported_at' => 0 ) ); Filon\\report_when_due();")
    told = {form["title"]: form.get("excluded") for form in service.forms[-1] if form["source"] != "filon"}
    assert told == {"Escalier": None, "Sans trace": None, "Devis": None, "Anonyme": True}
