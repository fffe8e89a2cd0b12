<?php // Registers the form as a block and as the shortcode [filon_form]; both write the same HTML.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

add_action( 'init', __NAMESPACE__ . '\register_form' );
/**
 * Registers block, shortcode, and the two small files that a page with a form loads.
 */
function register_form(): void {
	wp_register_style( 'filon-form', plugins_url( 'form/form.css', PLUGIN_FILE ), array(), VERSION );
	wp_register_script( 'filon-visitor', plugins_url( 'form/visitor.js', PLUGIN_FILE ), array(), VERSION, true );
	wp_register_script(
		'filon-form-block',
		plugins_url( 'form/block.js', PLUGIN_FILE ),
		array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-i18n', 'wp-server-side-render' ),
		VERSION,
		true
	);
	wp_set_script_translations( 'filon-form-block', 'filon', plugin_dir_path( PLUGIN_FILE ) . 'languages' );
	register_block_type( __DIR__ . '/block.json', array( 'render_callback' => __NAMESPACE__ . '\form_html' ) );
	add_shortcode( 'filon_form', __NAMESPACE__ . '\shortcode_html' );
}

/**
 * Writes the form for a shortcode.
 *
 * @param array<string, string>|string $attributes Text when there are none.
 */
function shortcode_html( array|string $attributes ): string {
	// Editors write & as an entity, and the consent on record is the text that is seen.
	$decode = static fn( string $text ): string => html_entity_decode( $text, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	return form_html( is_array( $attributes ) ? array_map( $decode, $attributes ) : array() );
}

add_filter(
	'no_texturize_tags',
	static function ( mixed $tags = null ): mixed {
		// Curly quotes and dashes would change the consent that was shown, and what a visitor finds again after a mistake.
		return is_array( $tags ) ? array_merge( $tags, array( 'form' ) ) : $tags;
	}
);
