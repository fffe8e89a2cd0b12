<?php // The list of form plugins whose requests are captured: each has a file here, loaded only where that plugin runs.
/**
 * Another one is a file named after the plugin's slug, and a line in form_plugins().
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lists the form plugins that are known.
 *
 * @return array<string, array{name: string, constant: string}> Slug → its own name, and a constant that it defines.
 */
function form_plugins(): array {
	return array(
		'contact-form-7' => array(
			'name'     => 'Contact Form 7',
			'constant' => 'WPCF7_VERSION',
		),
	);
}

/**
 * Lists those of them that run on this site.
 *
 * @return array<string, array{name: string, constant: string}> See form_plugins().
 */
function running_form_plugins(): array {
	return array_filter( form_plugins(), static fn( array $plugin ): bool => defined( $plugin['constant'] ) );
}

// Only now, since plugins whose names come later in the alphabet are loaded after this one.
add_action( 'plugins_loaded', __NAMESPACE__ . '\load_adapters' );
/**
 * Loads what captures the requests of the form plugins that run.
 */
function load_adapters(): void {
	foreach ( array_keys( running_form_plugins() ) as $slug ) {
		require_once __DIR__ . "/$slug.php";
	}
	if ( defined( 'WC_VERSION' ) ) {
		require_once __DIR__ . '/woocommerce.php';
	}
}

/**
 * Says for each form plugin that runs, and for comments, whether what visitors send with it becomes a request.
 *
 * @return list<string> Sentences.
 */
function captures_in_words(): array {
	$words = array();
	foreach ( running_form_plugins() as $plugin ) {
		/* translators: %s: name of a form plugin */
		$words[] = sprintf( __( '%s: seen, its requests are sent.', 'filon' ), $plugin['name'] );
	}
	if ( defined( 'WC_VERSION' ) ) {
		$words[] = __( 'WooCommerce: seen, its orders are sent.', 'filon' );
		$words[] = is_capturing_accounts() ? __( 'New accounts of the shop: sent as requests.', 'filon' ) : __( 'New accounts of the shop: not sent.', 'filon' );
	}
	$words[] = is_capturing_comments() ? __( 'Comments: sent as requests.', 'filon' ) : __( 'Comments: not sent.', 'filon' );
	return $words;
}
