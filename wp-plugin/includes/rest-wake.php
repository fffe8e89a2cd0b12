<?php // The two routes that start a delivery: the service's signed call, and the beacon of a visitor's page.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

add_action( 'rest_api_init', __NAMESPACE__ . '\register_wake_routes' );
/**
 * Registers both routes.
 */
function register_wake_routes(): void {
	register_rest_route(
		'filon/v1',
		'/flush',
		array(
			'methods'             => 'POST',
			'callback'            => __NAMESPACE__ . '\answer_flush',
			'permission_callback' => __NAMESPACE__ . '\is_call_from_service',
		)
	);
	register_rest_route(
		'filon/v1',
		'/beacon',
		array(
			// GET is for the image that pages show where JavaScript is off.
			'methods'             => array( 'POST', 'GET' ),
			'callback'            => __NAMESPACE__ . '\answer_beacon',
			// Public on purpose: it carries no data, tells nothing and only starts what would start by itself.
			'permission_callback' => '__return_true',
		)
	);
}

/**
 * Says whether a request was signed by the service, now, and was not seen before.
 *
 * @return true|\WP_Error
 */
function is_call_from_service( \WP_REST_Request $request ): bool|\WP_Error {
	$refused    = new \WP_Error( 'filon_signature', 'The signature does not fit.', array( 'status' => 401 ) );
	$connection = usable_connection();
	$id         = (string) $request->get_header( 'webhook-id' );
	$timestamp  = (string) $request->get_header( 'webhook-timestamp' );
	if ( null === $connection || '' === $id || strlen( $id ) > 200 || ! ctype_digit( $timestamp ) || strlen( $timestamp ) > 12 ) {
		return $refused;
	}
	if ( $connection['site_id'] !== $request->get_header( 'filon-site' ) || abs( service_time() - (int) $timestamp ) > SIGNATURE_TOLERANCE_SECONDS ) {
		return $refused;
	}
	// The address as it was asked for: it is what was signed, whatever the permalinks are.
	$target = (string) ( $_SERVER['REQUEST_URI'] ?? '' );
	$header = (string) $request->get_header( 'webhook-signature' );
	foreach ( secrets_in_force( $connection ) as $secret ) {
		if ( is_signature_valid( $header, derive_key( $secret, 'to-site' ), $id, (int) $timestamp, 'POST', $target, $request->get_body() ) ) {
			return is_seen_before( $id ) ? $refused : true;
		}
	}
	return $refused;
}

/**
 * Remembers a request's name for as long as its time stamp could be accepted.
 */
function is_seen_before( string $id ): bool {
	$name = 'filon_seen_' . substr( hash( 'sha256', $id ), 0, 40 );
	if ( false !== get_transient( $name ) ) {
		return true;
	}
	set_transient( $name, 1, 2 * SIGNATURE_TOLERANCE_SECONDS );
	return false;
}

/**
 * Delivers because the service asks; a service that calls is there and knows this site, so nothing is held back.
 */
function answer_flush(): \WP_REST_Response {
	close_breaker();
	move_spilled();
	$delivered = deliver( true );
	compare_when_due( LEDGER_LATE );
	deliver_files();
	try_forms_when_due( LEDGER_LATE );
	do_what_is_due();
	return not_cached(
		new \WP_REST_Response(
			array(
				'delivered' => $delivered,
				'waiting'   => count_waiting(),
				'version'   => VERSION,
			)
		)
	);
}

/**
 * Delivers because a visitor's page says that something was sent; says nothing about what there was.
 */
function answer_beacon(): \WP_REST_Response {
	if ( is_anything_due() ) {
		if ( ! may_beacon_run() ) {
			$response = new \WP_REST_Response( null, 429 );
			$response->header( 'Retry-After', (string) BEACON_EVERY_SECONDS );
			return not_cached( $response );
		}
		move_spilled();
		deliver();
		compare_when_due( LEDGER_LATE );
		deliver_files();
		try_forms_when_due( LEDGER_LATE );
		do_what_is_due();
	}
	return not_cached( new \WP_REST_Response( null, 204 ) );
}

/**
 * Keeps page caches from answering in our place.
 */
function not_cached( \WP_REST_Response $response ): \WP_REST_Response {
	$response->header( 'Cache-Control', 'no-store' );
	return $response;
}
