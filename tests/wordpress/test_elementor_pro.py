"""What visitors send with the form of Elementor Pro is captured once, before its actions run."""

import json

from tests.wordpress.forms.elementor_pro import PLUGIN
from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.plugin import (
    ARABIC_MESSAGE,
    ARABIC_NAME,
    CONSENT_SEEN,
    MESSAGE,
    Sent,
    both_ways,
)
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import values_of

sent = both_ways(PLUGIN)


def test_it_works(sent: Sent) -> None:
    [kept] = sent("whole")
    assert values_of(kept) == {
        "name": "Khadija Berrada",
        "email": "khadija@example.com",
        "field_1a2b3c4": "0612345678",
        "quoi": "Un dressing",
        "pieces": ["Salon", "Chambre"],
        "message": MESSAGE,
        "visite": "2026-12-01",
        "campagne": "printemps",
        "plan": [kept["files"][0]["name"]],
    }
    assert {field["id"]: (field["label"], field["type"]) for field in kept["fields"]}["field_1a2b3c4"] == (
        "Téléphone",
        "tel",
    )
    assert kept["consents"] == [
        {"field_id": "rgpd", "text": CONSENT_SEEN, "given": True},
        {"field_id": "nouvelles", "text": "Je veux recevoir les nouvelles & offres.", "given": False},
    ]
    assert kept["files"][0]["name"].endswith(".pdf")
    assert (kept["source"], kept["form"]["title"]) == ("elementor-pro", "Devis")
    assert kept["page"].startswith(f"{sent.site.url}/devis")
    assert "sésame" not in json.dumps(kept, ensure_ascii=False)


def test_an_arabic_form(sent: Sent) -> None:
    [kept] = sent("arabic")
    assert values_of(kept) == {"name": ARABIC_NAME, "message": ARABIC_MESSAGE}
    assert [field["label"] for field in kept["fields"]] == ["الاسم الكامل", "رسالتك"]


def test_a_mail_server_that_hangs_loses_nothing(sent: Sent) -> None:
    [kept] = sent("dead mail")
    assert values_of(kept)["name"] == ARABIC_NAME


def test_what_is_refused(sent: Sent) -> None:
    assert sent("mistake") == []
    assert sent("robot") == []


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


def test_what_nobody_heard_of_is_found_among_its_entries(sent: Sent) -> None:
    assert_found_again(sent, "whole")
    assert_not_found(sent, "mistake", "robot")
