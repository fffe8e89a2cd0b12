<?php // The queue's table: one row a submission, with the line exactly as it is sent.
/**
 * All times are UTC in MySQL's form. Undelivered rows are never deleted here.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const CLAIM_SECONDS          = 20;
const PAYLOAD_DAYS           = 40;
const LONGEST_LINE_BYTES     = 262144;
const LONGEST_ROW_WAIT_STEPS = 6;
// More than any wait of mark_failed().
const FURTHEST_ATTEMPT       = 2 * HOUR_IN_SECONDS;
// What the title of a form needs of a line at most.
const LINE_HEAD_BYTES        = 8192;

/**
 * Names the queue's table on this site.
 */
function queue_table(): string {
	global $wpdb;
	return $wpdb->prefix . 'filon_queue';
}

/**
 * Gives a moment as the table keeps it.
 */
function utc( int $seconds_from_now = 0 ): string {
	return gmdate( 'Y-m-d H:i:s', time() + $seconds_from_now );
}

/**
 * Says whether the table exists.
 */
function is_queue_there(): bool {
	global $wpdb;
	return queue_table() === $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( queue_table() ) ) );
}

/**
 * Keeps a line: one INSERT, no other query.
 *
 * @param string $line Raw JSON, ASCII only (see submission.php), so that no character set of a table can change it.
 * @return bool False when the database refused.
 */
function insert_line( string $uuid, string $line ): bool {
	global $wpdb;
	$too_long = strlen( $line ) > LONGEST_LINE_BYTES;
	// $wpdb->insert() would ask for the table's columns first; and its error report would write the visitor's words to a log.
	$quiet    = $wpdb->suppress_errors();
	$inserted = $wpdb->query(
		$wpdb->prepare(
			'INSERT INTO ' . queue_table() . ' (uuid, line, sha256, status, next_attempt_at, last_error, created_at, submitted_on, entry) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)',
			$uuid,
			$line,
			hash( 'sha256', $line ),
			$too_long ? 'attention' : 'waiting',
			utc(),
			$too_long ? 'too_long' : '',
			utc(),
			submitted_on( $line ),
			entry_of_line( $line )
		)
	);
	$wpdb->suppress_errors( $quiet );
	return 1 === $inserted;
}

/**
 * Gives the UTC day of a line's `submitted_at`, which is kept when the line is emptied; today for one that was cut off.
 *
 * Within a text of the visitor's the quotes would be escaped.
 */
function submitted_on( string $line ): string {
	return 1 === preg_match( '/"submitted_at":"(\d{4}-\d{2}-\d{2})T/', $line, $found ) ? $found[1] : gmdate( 'Y-m-d' );
}

/**
 * Says in SQL which rows may be taken now.
 *
 * What lies further ahead than any wait or claim lasts was dated by a clock that ran ahead and has been put right since.
 */
function due_condition(): string {
	global $wpdb;
	return $wpdb->prepare(
		"status = 'waiting' AND ( next_attempt_at <= %s OR next_attempt_at > %s ) AND ( claimed_until IS NULL OR claimed_until < %s OR claimed_until > %s )",
		utc(),
		utc( FURTHEST_ATTEMPT ),
		utc(),
		utc( 2 * CLAIM_SECONDS )
	);
}

/**
 * Says whether a row could be delivered now.
 */
function is_any_due(): bool {
	global $wpdb;
	return null !== $wpdb->get_var( 'SELECT id FROM ' . queue_table() . ' WHERE ' . due_condition() . ' LIMIT 1' );
}

/**
 * Takes rows for one delivery, so that nobody else sends them; the claim lapses by itself should this process die.
 *
 * @return list<object{id: string, uuid: string, line: string, sha256: string, attempts: string}> Oldest first.
 */
function claim_rows( int $limit ): array {
	global $wpdb;
	$claim = bin2hex( random_bytes( 8 ) );
	// Looked for without a lock, and then taken by their numbers: by its condition alone MariaDB would lock the room behind
	// the rows that wait, too, and a visitor's INSERT would wait for it; and, told no key, the whole of a short table.
	// Whoever was quicker has made the condition untrue.
	$ids   = array_map( 'intval', $wpdb->get_col( 'SELECT id FROM ' . queue_table() . ' WHERE ' . due_condition() . $wpdb->prepare( ' ORDER BY id LIMIT %d', $limit ) ) );
	if ( array() === $ids ) {
		return array();
	}
	$wpdb->query(
		$wpdb->prepare( 'UPDATE ' . queue_table() . ' FORCE INDEX ( PRIMARY ) SET claim = %s, claimed_until = %s WHERE ', $claim, utc( CLAIM_SECONDS ) )
		. 'id IN ( ' . implode( ', ', $ids ) . ' ) AND ' . due_condition()
	);
	return $wpdb->get_results(
		$wpdb->prepare( 'SELECT id, uuid, line, sha256, attempts FROM ' . queue_table() . ' WHERE claim = %s ORDER BY id', $claim )
	);
}

/**
 * Gives claimed rows back untouched.
 *
 * @param list<object> $rows From claim_rows().
 */
function release_rows( array $rows ): void {
	global $wpdb;
	foreach ( $rows as $row ) {
		$wpdb->update(
			queue_table(),
			array(
				'claim'         => null,
				'claimed_until' => null,
			),
			array( 'id' => $row->id )
		);
	}
}

/**
 * Writes down that the service holds a row.
 *
 * @param array{answer: string, lead_id: string, number: int|null, receipt: string, delivered_to: string, last_error: string} $proof From receipts.php.
 */
function mark_delivered( object $row, array $proof ): void {
	global $wpdb;
	$wpdb->update(
		queue_table(),
		array_merge(
			$proof,
			array(
				'status'        => 'delivered',
				'attempts'      => (int) $row->attempts + 1,
				'delivered_at'  => utc(),
				'claim'         => null,
				'claimed_until' => null,
			)
		),
		array( 'id' => $row->id )
	);
}

/**
 * Parks a row until a person has looked at it, unless it was erased while it was being sent.
 */
function mark_attention( object $row, string $reason ): void {
	global $wpdb;
	$wpdb->query(
		$wpdb->prepare(
			'UPDATE ' . queue_table() . " SET status = 'attention', attempts = %d, last_error = %s, claim = NULL, claimed_until = NULL WHERE id = %d AND status <> 'erased'",
			(int) $row->attempts + 1,
			mb_substr( $reason, 0, 500 ),
			$row->id
		)
	);
}

/**
 * Keeps a row waiting after a failure.
 *
 * @param bool $is_rows_fault True when the row itself failed: it waits, ever longer up to an hour, and lets the others
 *                            pass. When the service failed, state.php makes all rows wait together. Neither gives up.
 */
function mark_failed( object $row, string $reason, bool $is_rows_fault ): void {
	global $wpdb;
	$attempts = (int) $row->attempts + 1;
	$wait     = $is_rows_fault ? with_jitter( 60 * 2 ** min( $attempts - 1, LONGEST_ROW_WAIT_STEPS ) ) : 0;
	$wpdb->update(
		queue_table(),
		array(
			'attempts'        => $attempts,
			'last_error'      => mb_substr( $reason, 0, 500 ),
			'next_attempt_at' => utc( $wait ),
			'claim'           => null,
			'claimed_until'   => null,
		),
		array( 'id' => $row->id )
	);
}

/**
 * Spreads a wait by a fifth either way, so that a hundred sites do not come back in the same second.
 *
 * @return int Seconds.
 */
function with_jitter( int $seconds ): int {
	return max( 1, (int) round( $seconds * random_int( 80, 120 ) / 100 ) );
}

/**
 * Puts parked rows back in the queue, all of them or one; whole ones only, since an empty line is never sent.
 *
 * @return int How many.
 */
function retry_attention( ?int $id = null ): int {
	global $wpdb;
	$sql = $wpdb->prepare( 'UPDATE ' . queue_table() . " SET status = 'waiting', next_attempt_at = %s WHERE status = 'attention' AND line <> ''", utc() );
	return (int) $wpdb->query( null === $id ? $sql : $sql . $wpdb->prepare( ' AND id = %d', $id ) );
}

/**
 * Counts the rows of a status.
 */
function count_rows( string $status ): int {
	global $wpdb;
	return (int) $wpdb->get_var( $wpdb->prepare( 'SELECT COUNT(*) FROM ' . queue_table() . ' WHERE status = %s', $status ) );
}

/**
 * Counts the rows that the service has not.
 */
function count_undelivered(): int {
	global $wpdb;
	return (int) $wpdb->get_var( 'SELECT COUNT(*) FROM ' . queue_table() . " WHERE status NOT IN ( 'delivered', 'erased' )" );
}

/**
 * Says since when the oldest row waits.
 *
 * @return string|null UTC as the service writes it, null when nothing waits.
 */
function oldest_waiting_at(): ?string {
	global $wpdb;
	$oldest = $wpdb->get_var( 'SELECT MIN(created_at) FROM ' . queue_table() . " WHERE status = 'waiting'" );
	return null === $oldest ? null : str_replace( ' ', 'T', $oldest ) . 'Z';
}

/**
 * Lists rows for people, newest first.
 *
 * @param string|null $status Null for all.
 * @return list<object> With the head of each line only: whole ones could be more than PHP may hold.
 */
function list_rows( ?string $status, int $limit ): array {
	global $wpdb;
	$sql = 'SELECT id, uuid, LEFT( line, ' . LINE_HEAD_BYTES . ' ) AS head, status, attempts, answer, number, last_error, next_attempt_at, created_at, delivered_at FROM ' . queue_table();
	if ( null === $status ) {
		return $wpdb->get_results( $wpdb->prepare( $sql . ' ORDER BY id DESC LIMIT %d', $limit ) );
	}
	return $wpdb->get_results( $wpdb->prepare( $sql . ' WHERE status = %s ORDER BY id DESC LIMIT %d', $status, $limit ) );
}
