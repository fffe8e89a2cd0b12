<?php // Registers the form as a block and as the shortcode [filon_form]; both write the same HTML.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

add_action( 'init', __NAMESPACE__ . '\register_form' );
/**
 * Registers block and shortcode, without a file to read: each request on the site does this. The block's words for whoever
 * puts it on a page are in block.js.
 */
function register_form(): void {
	register_block_type(
		'filon/form',
		array(
			'api_version'           => 2,
			'title'                 => 'Filon form',
			'category'              => 'widgets',
			'icon'                  => 'feedback',
			'keywords'              => array( 'contact', 'form', 'filon' ),
			'attributes'            => array(
				'id'               => form_attribute( 'contact' ),
				'title'            => form_attribute( '' ),
				'fields'           => form_attribute( array() ),
				'consent'          => form_attribute( '' ),
				'consent_required' => form_attribute( true ),
				'button'           => form_attribute( '' ),
				'thanks'           => form_attribute( '' ),
			),
			'supports'              => array(
				'html'      => false,
				'align'     => array( 'wide' ),
				'className' => false,
			),
			'editor_script_handles' => array( 'filon-form-block' ),
			'style_handles'         => array( 'filon-form' ),
			'render_callback'       => __NAMESPACE__ . '\form_html',
		)
	);
	add_shortcode( 'filon_form', __NAMESPACE__ . '\shortcode_html' );
	// A plugin that was loaded before this one may have had WordPress make its lists already.
	if ( did_action( 'wp_default_styles' ) ) {
		add_form_style( wp_styles() );
	}
	if ( did_action( 'wp_default_scripts' ) ) {
		add_form_scripts( wp_scripts() );
	}
}

/**
 * Describes an attribute of the block.
 *
 * @param string|bool|array<mixed> $value What it is when nobody chose.
 * @return array{type: string, default: string|bool|array<mixed>}
 */
function form_attribute( string|bool|array $value ): array {
	return array(
		'type'    => is_bool( $value ) ? 'boolean' : gettype( $value ),
		'default' => $value,
	);
}

// Not at init, which would have WordPress make its list of some hundred scripts where nobody sees a page: 3 ms of each form sent.
add_action( 'wp_default_styles', __NAMESPACE__ . '\add_form_style' );
/**
 * Lists the style of a page with a form.
 *
 * @param mixed $styles WP_Styles.
 */
function add_form_style( mixed $styles = null ): void {
	if ( $styles instanceof \WP_Styles ) {
		$styles->add( 'filon-form', plugins_url( 'form/form.css', PLUGIN_FILE ), array(), VERSION );
	}
}

add_action( 'wp_default_scripts', __NAMESPACE__ . '\add_form_scripts' );
/**
 * Lists the scripts: of a page with a form, and of the block editor.
 *
 * @param mixed $scripts WP_Scripts.
 */
function add_form_scripts( mixed $scripts = null ): void {
	if ( ! $scripts instanceof \WP_Scripts ) {
		return;
	}
	$scripts->add( 'filon-visitor', plugins_url( 'form/visitor.js', PLUGIN_FILE ), array(), VERSION, 1 );
	$scripts->add(
		'filon-form-block',
		plugins_url( 'form/block.js', PLUGIN_FILE ),
		array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-i18n', 'wp-server-side-render' ),
		VERSION,
		1
	);
	$scripts->set_translations( 'filon-form-block', 'filon', plugin_dir_path( PLUGIN_FILE ) . 'languages' );
}

/**
 * Writes the form for a shortcode.
 *
 * @param mixed $attributes Texts by name; a text when there are none.
 */
function shortcode_html( mixed $attributes = '' ): string {
	// Editors write & as an entity, and the consent on record is the text that is seen.
	$decode = static fn( mixed $text ): string => html_entity_decode( as_text( $text ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	return form_html( is_array( $attributes ) ? array_map( $decode, $attributes ) : array() );
}

add_filter(
	'no_texturize_tags',
	static function ( mixed $tags = null ): mixed {
		// Curly quotes and dashes would change the consent that was shown, and what a visitor finds again after a mistake.
		return is_array( $tags ) ? array_merge( $tags, array( 'form' ) ) : $tags;
	}
);
