<?php // One delivery: takes rows that are due, sends them, and believes only receipts. At most five seconds, one at a time.
/**
 * What may happen to a batch:
 * receipts            → delivered, row by row
 * nobody, 5xx, 408…   → the breaker: everything waits together, ever longer
 * 401, 403, 426       → the pause: an administrator is told
 * another 4xx, a 500  → the rows are sent singly, so that one bad row harms no other; alone it is parked for a person
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const DELIVERY_SECONDS  = 5.0;
const LONGEST_BATCH     = 50;
const HEAVIEST_BATCH    = 2097152;
const RETRIED_STATUSES  = array( 0, 408, 425, 429 );
const REFUSED_STATUSES  = array( 401, 403, 426 );

add_action( 'filon_deliver', __NAMESPACE__ . '\deliver', 10, 0 );
/**
 * Delivers what is due.
 *
 * @param bool $at_once Without regard to the breaker: the service itself asks, or a person does.
 * @return int How many rows were delivered.
 */
function deliver( bool $at_once = false ): int {
	if ( null === usable_connection() || ! is_any_due() || ( ! $at_once && ! is_breaker_closed() ) ) {
		return 0;
	}
	$lock = take_lock();
	if ( null === $lock ) {
		return 0;
	}
	ignore_user_abort( true );
	$deadline  = microtime( true ) + DELIVERY_SECONDS;
	$delivered = 0;
	try {
		do {
			$sent       = deliver_batch( $deadline );
			$delivered += $sent ?? 0;
		} while ( null !== $sent && $deadline - microtime( true ) > 1 );
		if ( $delivered > 0 ) {
			rotate_when_asked( $deadline );
		}
	} finally {
		release_lock( $lock );
	}
	schedule_retry();
	return $delivered;
}

/**
 * Delivers one batch.
 *
 * @param float $deadline As microtime() counts.
 * @return int|null How many rows were delivered; null when it is no use to go on now.
 */
function deliver_batch( float $deadline ): ?int {
	// Read again for each, since a call may have changed the secret.
	$connection = usable_connection();
	if ( null === $connection ) {
		return null;
	}
	// After failures fewer are sent: the batch may have been what was too much for the service.
	$rows = fitting_rows( claim_rows( max( 1, LONGEST_BATCH >> min( 6, read_state()['failures'] ) ) ) );
	if ( array() === $rows ) {
		return null;
	}
	$answer = send_rows( $connection, $rows, $deadline - microtime( true ) );
	if ( count( $rows ) > 1 && is_batch_refused( $answer ) ) {
		return deliver_singly( $connection, $rows, $deadline );
	}
	return settle( $connection, $rows, $answer );
}

/**
 * Gives back what exceeds a request's size, and parks rows whose bytes are no longer those that were captured.
 *
 * @param list<object> $rows From claim_rows().
 * @return list<object>
 */
function fitting_rows( array $rows ): array {
	$fitting = array();
	$bytes   = 0;
	foreach ( $rows as $row ) {
		if ( hash( 'sha256', $row->line ) !== $row->sha256 ) {
			mark_attention( $row, 'damaged' );
			continue;
		}
		$bytes += strlen( $row->line ) + 1;
		if ( $bytes > HEAVIEST_BATCH && array() !== $fitting ) {
			release_rows( array( $row ) );
			continue;
		}
		$fitting[] = $row;
	}
	return $fitting;
}

/**
 * Sends rows, byte for byte as they were captured.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param list<object>         $rows       At least one.
 * @return array<string, mixed> See read_answer().
 */
function send_rows( array $connection, array $rows, float $seconds ): array {
	return call_service(
		$connection,
		'/api/v1/submissions',
		implode( "\n", array_column( $rows, 'line' ) ) . "\n",
		$seconds,
		array(
			'Content-Type'  => 'application/x-ndjson',
			'Filon-Waiting' => (string) max( 0, count_waiting() - count( $rows ) ),
		)
	);
}

/**
 * Says whether an answer may be about one row among many.
 *
 * @param array<string, mixed> $answer See read_answer().
 */
function is_batch_refused( array $answer ): bool {
	$status = $answer['status'];
	return 413 === $status || 500 === $status
		|| ( is_refused_for_good( $answer ) && ! in_array( $status, REFUSED_STATUSES, true ) );
}

/**
 * Says whether sending the same again is no use: a 4xx that the service itself gave.
 *
 * A 404 or 400 without the service's own code comes from something in front of it, and will pass.
 *
 * @param array<string, mixed> $answer See read_answer().
 */
function is_refused_for_good( array $answer ): bool {
	return $answer['status'] >= 400 && $answer['status'] < 500
		&& ! in_array( $answer['status'], RETRIED_STATUSES, true )
		&& ( '' !== $answer['code'] || 413 === $answer['status'] );
}

/**
 * Sends rows one by one; stops when the service, not a row, is what fails.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param list<object>         $rows       Claimed.
 * @return int|null How many were delivered; null when it is no use to go on now.
 */
function deliver_singly( array $connection, array $rows, float $deadline ): ?int {
	$delivered = 0;
	$failures  = 0;
	while ( array() !== $rows && $deadline - microtime( true ) > 0.5 && $failures < 2 ) {
		$row        = array_shift( $rows );
		$one        = settle( $connection, array( $row ), send_rows( $connection, array( $row ), $deadline - microtime( true ) ) );
		$delivered += $one ?? 0;
		$failures  += null === $one ? 1 : 0;
	}
	release_rows( $rows );
	return $failures < 2 ? $delivered : null;
}

/**
 * Writes down what an answer means for the rows that were sent.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param list<object>         $rows       As sent, in this order.
 * @param array<string, mixed> $answer     See read_answer().
 * @return int|null How many were delivered; null when it is no use to go on now.
 */
function settle( array $connection, array $rows, array $answer ): ?int {
	$status = $answer['status'];
	if ( in_array( $status, REFUSED_STATUSES, true ) ) {
		pause_delivery( $status, $answer['words'] );
		keep_waiting( $rows, $answer['error'], false );
		return null;
	}
	if ( is_refused_for_good( $answer ) ) {
		close_breaker();
		array_map( static fn( object $row ) => mark_attention( $row, '' !== $answer['words'] ? $answer['words'] : $answer['error'] ), $rows );
		return 0;
	}
	$proofs = $status >= 200 && $status < 300 ? find_proofs( read_connection() ?? $connection, $rows, $answer['json'] ) : array();
	if ( array() === $proofs ) {
		open_breaker( $answer['retry_after'] );
		keep_waiting( $rows, $answer['error'], 500 === $status );
		return null;
	}
	close_breaker();
	change_state( array( 'delivered_at' => time() ) );
	count_new_people( count( array_keys( array_column( $proofs, 'answer' ), 'recorded', true ) ) );
	foreach ( $rows as $place => $row ) {
		isset( $proofs[ $place ] ) ? mark_delivered( $row, $proofs[ $place ] ) : mark_failed( $row, 'no receipt', true );
	}
	return count( $proofs );
}

/**
 * Gives rows back after a failure.
 *
 * @param list<object> $rows          Claimed.
 * @param bool         $is_rows_fault See mark_failed().
 */
function keep_waiting( array $rows, string $reason, bool $is_rows_fault ): void {
	foreach ( $rows as $row ) {
		mark_failed( $row, $reason, $is_rows_fault );
	}
}
