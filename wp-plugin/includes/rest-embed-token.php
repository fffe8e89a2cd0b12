<?php // The route where wp-admin's page fetches the short token that opens the dashboard in its frame.
/**
 * Cookie and nonce are WordPress' own check for REST; the capability is ours.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const EMBED_TOKEN_SECONDS = 60;

// Accents of WordPress' own schemes, as its styles set --wp-admin-theme-color.
const SCHEME_COLOURS = array(
	'fresh'     => '#2271b1',
	'light'     => '#0085ba',
	'modern'    => '#3858e9',
	'blue'      => '#096484',
	'coffee'    => '#46403c',
	'ectoplasm' => '#523f6d',
	'midnight'  => '#e14d43',
	'ocean'     => '#627c83',
	'sunrise'   => '#dd823b',
);

add_action( 'rest_api_init', __NAMESPACE__ . '\register_embed_token_route' );
/**
 * Registers the route.
 */
function register_embed_token_route(): void {
	register_rest_route(
		'filon/v1',
		'/embed-token',
		array(
			'methods'             => 'POST',
			'callback'            => __NAMESPACE__ . '\answer_embed_token',
			'permission_callback' => static fn(): bool => current_user_can( CAPABILITY ),
		)
	);
}

/**
 * Makes a token for the person who is signed in.
 */
function answer_embed_token( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
	$connection = usable_connection();
	if ( null === $connection ) {
		return new \WP_Error( 'filon_not_connected', __( 'This site is not connected to Filon.', 'filon' ), array( 'status' => 409 ) );
	}
	$user   = wp_get_current_user();
	$now    = service_time();
	$scheme = (string) ( get_user_option( 'admin_color', $user->ID ) ?: 'fresh' );
	$token  = make_embed_token(
		derive_key( $connection['secret'], 'embed' ),
		array(
			'iss'    => $connection['site_id'],
			'sub'    => (string) $user->ID,
			'aud'    => origin_of( $connection['service'] ),
			'iat'    => $now,
			'exp'    => $now + EMBED_TOKEN_SECONDS,
			'jti'    => bin2hex( random_bytes( 16 ) ),
			'name'   => $user->display_name,
			'email'  => $user->user_email,
			'role'   => (string) dashboard_role( $user ),
			'locale' => get_user_locale( $user ),
			'scheme' => $scheme,
			'colour' => accent( $request->get_param( 'colour' ), $scheme ),
		)
	);
	return not_cached( new \WP_REST_Response( array( 'token' => $token ) ) );
}

/**
 * Gives the accent, as #rrggbb: what the page measured (schemes of other plugins included), else what is known of the scheme.
 *
 * @param mixed $measured From the browser.
 */
function accent( mixed $measured, string $scheme ): string {
	return is_string( $measured ) && 1 === preg_match( '/^#[0-9a-f]{6}$/', $measured )
		? $measured
		: SCHEME_COLOURS[ $scheme ] ?? SCHEME_COLOURS['fresh'];
}
