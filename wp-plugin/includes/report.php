<?php // Tells the service how this site is: hourly, when tested by a person, and when the site has moved.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Sends the state; see state_request in schemas/pairing.schema.json.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @return array<string, mixed> See read_answer(); its json has the business and how many people wait for a call.
 */
function report_state( array $connection, float $seconds ): array {
	$waiting = count_waiting();
	$answer  = call_service(
		$connection,
		'/api/v1/sites/state',
		(string) wp_json_encode(
			array(
				'waiting'           => $waiting,
				'attention'         => count_rows( 'attention' ),
				'oldest_waiting_at' => oldest_waiting_at(),
				'home_url'          => home_address(),
				'rest_url'          => rest_url(),
				'wordpress'         => get_bloginfo( 'version' ),
				'admin_url'         => admin_origin(),
				'php'               => PHP_VERSION,
			)
		),
		$seconds,
		array( 'Filon-Waiting' => (string) $waiting )
	);
	// Refused for what it says, it would be refused again: like one that was taken, it is over for an hour.
	if ( 200 === $answer['status'] || is_refused_for_good( $answer ) ) {
		change_state( array( 'reported_at' => time() ) );
	}
	if ( 200 === $answer['status'] ) {
		keep_waiting_people( $answer['json'] ?? array() );
		keep_update( $connection, $answer['json']['plugin'] ?? null );
	}
	return $answer;
}

/**
 * Says whether the last report is an hour old, and the service is not being left alone.
 */
function is_report_due(): bool {
	return has_come( read_state()['reported_at'] + HOUR_IN_SECONDS, HOUR_IN_SECONDS ) && is_breaker_closed();
}

/**
 * Reports when it is time to: like a delivery at most five seconds, one at a time, and after a failure everybody waits.
 */
function report_when_due(): void {
	$lock = null !== usable_connection() && is_report_due() ? take_lock() : null;
	if ( null === $lock ) {
		return;
	}
	try {
		$connection = usable_connection();
		// Asked again: whoever had the lock may have reported, or failed to.
		if ( null !== $connection && is_report_due() ) {
			$deadline = microtime( true ) + DELIVERY_SECONDS;
			note_report( report_state( $connection, DELIVERY_SECONDS ) );
			rotate_when_asked( $deadline );
			tell_forms_when_changed( $deadline );
		}
	} finally {
		release_lock( $lock );
	}
}

/**
 * Lets the service alone when a report says that it refuses this site, or does not answer as it should.
 *
 * @param array<string, mixed> $answer See read_answer().
 */
function note_report( array $answer ): void {
	if ( in_array( $answer['status'], REFUSED_STATUSES, true ) ) {
		pause_delivery( $answer['status'], $answer['words'] );
	} elseif ( 200 !== $answer['status'] && ! is_refused_for_good( $answer ) ) {
		open_breaker( $answer['retry_after'] );
	}
}

/**
 * Asks the service whether it knows this site, because a person wants to know; ends a pause when it does.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @return array{ok: bool, words: string} Words for the person.
 */
function try_connection( array $connection ): array {
	$answer = report_state( $connection, DELIVERY_SECONDS );
	if ( 200 !== $answer['status'] || ! is_string( $answer['json']['business'] ?? null ) ) {
		return array(
			'ok'    => false,
			'words' => words_for_refusal( $answer ),
		);
	}
	close_breaker();
	save_connection( array_merge( read_connection() ?? $connection, array( 'business' => $answer['json']['business'] ) ) );
	$to_call = (int) ( $answer['json']['to_call'] ?? 0 );
	return array(
		'ok'    => true,
		/* translators: 1: name of the business 2: number of people */
		'words' => sprintf( _n( '%1$s answers. %2$d person is waiting for a call.', '%1$s answers. %2$d people are waiting for a call.', $to_call, 'filon' ), $answer['json']['business'], $to_call ),
	);
}

/**
 * Tells the service that the site has moved here for good, and binds the connection to the new address.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @return string What went wrong, in words; empty when all is well.
 */
function announce_move( array $connection ): string {
	$answer = report_state( $connection, DELIVERY_SECONDS );
	if ( 200 !== $answer['status'] ) {
		return words_for_refusal( $answer );
	}
	save_connection( array_merge( read_connection() ?? $connection, array( 'home' => home_address() ) ) );
	return '';
}
