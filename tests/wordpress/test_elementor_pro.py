"""What Elementor Pro has of its own: its forms stand within pages, which may be large."""

import json

from tests.wordpress.site import PluginSite


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
