<?php // Exchanges a connection code for an identity, later one secret for the next, and says when the site leaves.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Connects this site with a code.
 *
 * @return string What went wrong, in words for the administrator; empty when connected.
 */
function pair( string $code ): string {
	$read = read_connection_code( $code, is_trying_out() );
	if ( null === $read ) {
		return __( 'This is not a connection code. Copy all of it, from "filon1." to the end.', 'filon' );
	}
	$answer = send(
		$read['service'] . '/api/v1/sites/pairing',
		(string) wp_json_encode(
			array(
				'token'     => $read['token'],
				'nonce'     => pairing_nonce( $read['token'] ),
				'home_url'  => home_address(),
				'rest_url'  => rest_url(),
				'version'   => VERSION,
				'wordpress' => get_bloginfo( 'version' ),
				'php'       => PHP_VERSION,
				'locale'    => get_user_locale(),
				'admin_url' => admin_origin(),
			)
		),
		15
	);
	$sent   = $answer['json'] ?? array();
	if ( $answer['status'] < 200 || $answer['status'] > 299 ) {
		return words_for_refusal( $answer );
	}
	foreach ( array( 'site_id', 'secret', 'business', 'dashboard' ) as $name ) {
		if ( ! is_string( $sent[ $name ] ?? null ) || '' === $sent[ $name ] ) {
			return __( 'The service answered something that this plugin does not understand. Is it the right address?', 'filon' );
		}
	}
	if ( 32 !== strlen( base64url_decode( $sent['secret'] ) ?? '' ) || origin_of( $sent['dashboard'] ) !== origin_of( $read['service'] ) ) {
		return __( 'The service answered something that this plugin does not understand. Is it the right address?', 'filon' );
	}
	delete_option( 'filon_state' );
	delete_option( 'filon_to_call' );
	withdraw_update();
	keep_offset( $answer );
	save_connection(
		array(
			'service'         => $read['service'],
			'site_id'         => $sent['site_id'],
			'secret'          => $sent['secret'],
			'previous_secret' => '',
			'previous_until'  => 0,
			'business'        => $sent['business'],
			'dashboard'       => trailingslashit( $sent['dashboard'] ),
			'home'            => home_address(),
			'paired_at'       => time(),
			'updates_network' => may_update_network( $code ),
		)
	);
	// By cron soon, so that the administrator finds that it works; not by the next page that anybody opens.
	change_state( array( 'ledger_due' => time() ) );
	// Which forms are tested is the owner's choice, whatever the service.
	keep_trials( trials() );
	delete_option( 'filon_pairing' );
	update_option( 'filon_used_code', hash( 'sha256', $read['token'] ), false );
	return '';
}

/**
 * Says whether this WordPress is for trying things out, by the WP_ENVIRONMENT_TYPE of its wp-config.php.
 */
function is_trying_out(): bool {
	return in_array( wp_get_environment_type(), array( 'local', 'development' ), true );
}

/**
 * Gives the nonce for a code: the same again when the answer was lost, so that the code is not burnt.
 */
function pairing_nonce( string $token ): string {
	$kept = get_option( 'filon_pairing' );
	$hash = hash( 'sha256', $token );
	if ( ! is_array( $kept ) || $hash !== $kept['code'] ) {
		$kept = array(
			'code'  => $hash,
			'nonce' => bin2hex( random_bytes( 16 ) ),
		);
		update_option( 'filon_pairing', $kept, false );
	}
	return $kept['nonce'];
}

/**
 * Says in words why the service did not do what was asked.
 *
 * @param array{status: int, error: string, words: string} $answer See read_answer().
 */
function words_for_refusal( array $answer ): string {
	if ( 0 === $answer['status'] ) {
		/* translators: %s: technical reason */
		return sprintf( __( 'The service does not answer (%s). Nothing is lost: requests are kept here until it does.', 'filon' ), $answer['error'] );
	}
	/* translators: %s: the service's own words */
	return sprintf( __( 'The service refused: %s', 'filon' ), '' !== $answer['words'] ? $answer['words'] : trim( $answer['error'] ) );
}

/**
 * Connects with the code of wp-config.php, once for each code, and not again after the owner disconnected.
 */
function pair_from_constant(): void {
	if ( ! defined( 'FILON_CODE' ) || null !== read_connection() || get_transient( 'filon_code_failed' ) ) {
		return;
	}
	$read = read_connection_code( (string) FILON_CODE, is_trying_out() );
	if ( null !== $read && hash( 'sha256', $read['token'] ) !== get_option( 'filon_used_code' ) && '' !== pair( (string) FILON_CODE ) ) {
		set_transient( 'filon_code_failed', 1, 10 * MINUTE_IN_SECONDS );
	}
}

/**
 * Changes the secret if the service asked for that and there is time for it.
 *
 * @param float $deadline As microtime() counts.
 */
function rotate_when_asked( float $deadline ): void {
	$connection = usable_connection();
	if ( null !== $connection && read_state()['rotate'] && $deadline - microtime( true ) > 1 ) {
		rotate_secret( $connection, $deadline );
	}
}

/**
 * Fetches the next secret and uses it at once, because until then the service takes the old one too.
 *
 * @param array<string, mixed> $connection See read_connection().
 */
function rotate_secret( array $connection, float $deadline ): void {
	$answer = call_service( $connection, '/api/v1/sites/secret', '{}', $deadline - microtime( true ) );
	$secret = $answer['json']['secret'] ?? null;
	if ( 200 !== $answer['status'] || ! is_string( $secret ) || 32 !== strlen( base64url_decode( $secret ) ?? '' ) ) {
		return;
	}
	// The call may have found that another secret is the one in force.
	$connection = read_connection() ?? $connection;
	if ( $secret !== $connection['secret'] ) {
		$connection['previous_secret'] = $connection['secret'];
		$connection['previous_until']  = time() + max( 0, (int) ( $answer['json']['overlap_seconds'] ?? 0 ) );
		$connection['secret']          = $secret;
		save_connection( $connection );
	}
	$left = $deadline - microtime( true );
	if ( $left > 0.2 ) {
		report_state( $connection, $left );
	}
	// Last, since the answers until here still asked for it.
	change_state( array( 'rotate' => false ) );
}

/**
 * Tells the service that this site leaves, if it can be told: nobody can then sign in its name.
 *
 * Not from a copy: the identity is the site's that it was copied from.
 */
function tell_leaving( float $seconds ): void {
	$connection = usable_connection();
	if ( null !== $connection ) {
		call_service( $connection, '/api/v1/sites/leaving', (string) wp_json_encode( array( 'home_url' => home_address() ) ), $seconds );
	}
}
