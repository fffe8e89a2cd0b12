"""A form whose owner lets nothing be kept is not shown as sent: the settings say why, and what to change."""

import html
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.test_forms_section import rows

# As WPForms keeps its forms: one that stores what is sent, and one that stores nothing.
FORMS = {"Escalier": {}, "Anonyme": {"disable_entries": "1"}}


@pytest.fixture
def forms(site: PluginSite) -> Iterator[PluginSite]:
    """A site with both forms."""
    extra = Path(site.wordpress.site.root, "wp-content", "mu-plugins", "wpforms.php")
    extra.write_text("<?php define( 'WPFORMS_VERSION', '1.10' );")
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
    said = {row.split()[0]: row for row in rows(page)}
    assert "Send requests of Escalier" in said["Escalier"]
    assert "Send requests of" not in said["Anonyme"]
    assert "Test Anonyme every night" not in said["Anonyme"]
    assert (
        "This form keeps nothing of what is sent, so Filon does not get it either. To change that,"
        " switch on in WPForms that the form stores its entries." in said["Anonyme"]
    )
    assert "Not sent: “Anonyme”. This form keeps nothing" in html.unescape(page)
    assert "Not sent: “Escalier”" not in html.unescape(page)


def test_nobody_waits_for_it(forms: PluginSite, service: StandIn) -> None:
    forms.php("Filon\\change_state( array( 'reported_at' => 0 ) ); Filon\\report_when_due();")
    told = {form["title"]: form.get("excluded") for form in service.forms[-1]}
    assert told == {"Escalier": None, "Anonyme": True}
