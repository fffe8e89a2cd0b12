<?php // The small script on every page of the site, and how much the owner lets it keep about a visit.
/**
 * Consent is asked in the browser alone: what PHP said about a visitor would come to others out of a page cache.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Nothing before the visitor agrees to marketing; what the consent plugin allows; anything they have not refused.
const VISIT_MODES = array( 'strict', 'follow', 'always' );

/**
 * Gives how much may be kept, one of VISIT_MODES.
 */
function visit_mode(): string {
	// Not get_option(): while nobody has chosen, it would ask the database on each page.
	$chosen = wp_load_alloptions()['filon_visit'] ?? '';
	return in_array( $chosen, VISIT_MODES, true ) ? $chosen : 'strict';
}

add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\enqueue_visit' );
/**
 * Loads the script; in the head, so that it knows what led here before somebody goes on.
 */
function enqueue_visit(): void {
	wp_enqueue_script( 'filon-visit', plugins_url( 'visit/visit.js', PLUGIN_FILE ), array(), VERSION, false );
}

add_filter( 'script_loader_tag', __NAMESPACE__ . '\visit_tag', 10, 2 );
/**
 * Writes into the script's tag what it needs to know, the same for all visitors, and keeps optimizers from holding it back.
 *
 * @param mixed $tag    HTML.
 * @param mixed $handle Name of the script.
 * @return mixed
 */
function visit_tag( mixed $tag = null, mixed $handle = null ): mixed {
	if ( 'filon-visit' !== $handle || ! is_string( $tag ) ) {
		return $tag;
	}
	$attributes = 'defer data-no-optimize="1" data-no-defer="1" data-cfasync="false" nowprocket data-filon-wake="' . esc_url( rest_url( 'filon/v1/beacon' ) ) . '"';
	if ( ! is_admin() ) {
		$mode        = visit_mode();
		$attributes .= ' data-filon-visit="' . $mode . ( 'strict' === $mode ? '' : ' ' . intdiv( time(), DAY_IN_SECONDS ) ) . '"';
	}
	return str_replace( '<script ', "<script $attributes ", $tag );
}

add_action( 'wp_footer', __NAMESPACE__ . '\mark_sent' );
/**
 * Lets the browser start the delivery when this very answer is that to a form: no cache keeps it.
 */
function mark_sent(): void {
	if ( has_captured() ) {
		echo '<span hidden data-filon-beacon></span>';
	}
}

// Tells WP Consent API that this plugin asks it.
add_filter( 'wp_consent_api_registered_' . plugin_basename( PLUGIN_FILE ), '__return_true' );

add_action( 'init', __NAMESPACE__ . '\declare_cookie' );
/**
 * Tells consent plugins about the one cookie, for the site's list of cookies.
 */
function declare_cookie(): void {
	if ( function_exists( 'wp_add_cookie_info' ) ) {
		wp_add_cookie_info(
			'filon_visit',
			'Filon',
			'marketing',
			/* translators: how long a cookie is kept */
			__( '90 days', 'filon' ),
			__( 'Remembers which advertisement, campaign or site led a visitor here, and goes with the request they send.', 'filon' )
		);
	}
}
