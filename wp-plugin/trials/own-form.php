<?php // Tests of Filon's own form: it is known by the pages it stands on, and sent there as a visitor does.
/**
 * Nobody makes a list of its forms: each is what its block or shortcode says, so the pages are searched, here and now only.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const MOST_OWN_PAGES = 20;

/**
 * Lists the forms of our own that stand on pages that everybody may see.
 *
 * @return list<array{key: string, source: string, plugin: string, id: string, title: string, page: string,
 *                    fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function own_forms(): array {
	global $wpdb;
	$types = array_values( get_post_types( array( 'public' => true ) ) );
	$pages = $wpdb->get_results(
		$wpdb->prepare(
			"SELECT ID, post_content FROM $wpdb->posts WHERE post_status = 'publish' AND post_password = '' AND post_type IN ( " . implode( ', ', array_fill( 0, count( $types ), '%s' ) )
			. ' ) AND ( post_content LIKE %s OR post_content LIKE %s ) ORDER BY ID LIMIT %d',
			...array( ...$types, '%<!-- wp:filon/form%', '%[filon_form%', MOST_OWN_PAGES )
		)
	);
	$forms = array();
	foreach ( $pages as $page ) {
		foreach ( own_definitions( $page->post_content ) as $definition ) {
			$forms[ $definition['id'] ] ??= array(
				'key'    => form_key( 'filon', $definition['id'] ),
				'source' => 'filon',
				'plugin' => 'Filon',
				'page'   => (string) get_permalink( (int) $page->ID ),
			) + form_in_words( $definition['id'], $definition['title'], array_map( static fn( array $field ): array => array( $field['id'], $field['label'], $field['type'] ), $definition['fields'] ) );
		}
	}
	return array_values( $forms );
}

/**
 * Reads the forms of a page's content.
 *
 * @return list<array<string, mixed>> See form_definition().
 */
function own_definitions( string $content ): array {
	$found  = array();
	$blocks = parse_blocks( $content );
	while ( array() !== $blocks ) {
		$block = array_shift( $blocks );
		array_push( $blocks, ...$block['innerBlocks'] );
		if ( 'filon/form' === $block['blockName'] ) {
			$found[] = form_definition( $block['attrs'] );
		}
	}
	preg_match_all( '/' . get_shortcode_regex( array( 'filon_form' ) ) . '/', $content, $shortcodes, PREG_SET_ORDER );
	foreach ( $shortcodes as $shortcode ) {
		$attributes = shortcode_parse_atts( $shortcode[3] );
		$found[]    = form_definition( is_array( $attributes ) ? $attributes : array() );
	}
	return $found;
}
