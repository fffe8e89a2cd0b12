<?php // Looks, with each comparison of the ledger, through what form plugins have kept themselves for requests that nobody told us of.
/**
 * A form plugin's update may change a hook, PHP may die in its mail before its hook, our plugin may be off for a day: the
 * entry still stands in that plugin's table. One that is missing in the queue is captured with its own time of sending, and
 * under a uuid made from its name: found twice it is still one.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Whoever is sending a form just now is not missing yet.
const ENTRY_AGE           = 15 * MINUTE_IN_SECONDS;
const MOST_ENTRIES        = 500;
const MOST_FOUND          = 200;
const RECONCILING_SECONDS = 8.0;
const RECONCILING_LOCK    = 60;
// Of an entry that is known by its words, and was captured as it stood.
const SAME_MOMENT         = 2 * MINUTE_IN_SECONDS;

/**
 * Captures what is missing.
 *
 * @param int   $now      Unix seconds.
 * @param float $deadline As microtime() counts.
 * @return bool False when there is more to look through.
 */
function find_missed( int $now, float $deadline ): bool {
	$connection = usable_connection();
	// What lies beside the table is not missing.
	if ( null === $connection || count_spilled() > 0 ) {
		return true;
	}
	$lock = move_clock_row( 'filon_reconciling', RECONCILING_LOCK );
	if ( null === $lock ) {
		return true;
	}
	// Should another plugin's code end this process, it is not tried again every five minutes.
	change_state( array( 'ledger_due' => next_night() ) );
	require_once dirname( __DIR__ ) . '/adapters/entries/keepers.php';
	require_once dirname( __DIR__ ) . '/adapters/entries/marks.php';
	require_once dirname( __DIR__ ) . '/adapters/entries/no-spam.php';
	try {
		return as_nobody(
			static function () use ( $connection, $now, $deadline ): bool {
				$is_all = true;
				foreach ( running_keepers() as $source => $keeper ) {
					$is_all = look_through( $source, $keeper, $connection['site_id'], $now, $deadline ) && $is_all;
				}
				return $is_all;
			}
		);
	} finally {
		release_lock( $lock, 'filon_reconciling' );
	}
}

/**
 * Says when to compare again: people whose form plugin tells us nothing any more would wait for a night.
 *
 * @param bool $is_all Whether all was looked through.
 * @return int Unix seconds.
 */
function next_look( bool $is_all ): int {
	$is_deaf = in_array( true, array_column( found_entries(), 'is_deaf' ), true );
	return $is_all && ! $is_deaf ? next_night() : time() + with_jitter( $is_all ? HOUR_IN_SECONDS : 2 * SWEEP_SECONDS );
}

/**
 * Does something as if nobody had sent this request: adapters read the visitor's page and what was posted.
 *
 * @template T
 * @param callable(): T $do What to do.
 * @return T What it gives.
 */
function as_nobody( callable $do ): mixed {
	// phpcs:disable WordPress.Security.NonceVerification, WordPress.Security.ValidatedSanitizedInput -- put aside and back, not read.
	$aside    = array( $_POST, $_REQUEST, $_COOKIE, $_SERVER['HTTP_REFERER'] ?? null );
	$_POST    = array();
	$_REQUEST = array();
	$_COOKIE  = array();
	unset( $_SERVER['HTTP_REFERER'] );
	try {
		return $do();
	} finally {
		list( $_POST, $_REQUEST, $_COOKIE, $referrer ) = $aside;
		if ( null !== $referrer ) {
			$_SERVER['HTTP_REFERER'] = $referrer;
		}
	}
	// phpcs:enable
}

/**
 * Looks through what one form plugin has kept since the last look.
 *
 * @param array{list: callable, read: callable} $keeper See keepers().
 * @return bool False when there is more.
 */
function look_through( string $source, array $keeper, string $site_id, int $now, float $deadline ): bool {
	try {
		$asked = array_keys( read_entries()['unreadable'][ $source ] ?? array() );
		$again = rows_again( $keeper['list'], array( ...$asked, ...known_spam_behind( $source ) ) );
		$told  = read_entries()['missed'][ $source ][1] ?? 0;
		do {
			$mark   = read_entries()['marks'][ $source ] ?? first_mark( $keeper['list'], since_when( $now ) );
			$rows   = $keeper['list']( $mark, MOST_ENTRIES );
			$sent   = sent_entries( $source, array( ...$again, ...$rows ), $now );
			$known  = captured_entries( array_column( $sent, 'key' ) );
			$seen   = array_fill_keys( array( 'found', 'failed', 'unheard' ), array() ) + array( 'heard' => 0 );
			$is_all = true;
			foreach ( $sent as $row ) {
				$uuid          = entry_uuid( $site_id, $row );
				$is_heard      = array() !== array_diff( $known[ $row['key'] ] ?? array(), array( $uuid ) );
				$seen['heard'] = $is_heard ? max( $seen['heard'], $row['at'] ) : $seen['heard'];
				$is_no_spam    = is_no_spam_now( $source, $row, isset( $known[ $row['key'] ] ) );
				$is_known      = isset( $known[ $row['key'] ] ) && ! $is_no_spam;
				$is_otherwise  = ! $is_known && is_captured_otherwise( $source, $row );
				// Whether what was captured then is one that can't be read tells only itself, once it can.
				if ( $is_known || ( $is_otherwise && ! isset( $row['problem'] ) ) ) {
					continue;
				}
				$is_all = count( $seen['found'] ) < MOST_FOUND && microtime( true ) < $deadline;
				if ( ! $is_all ) {
					$asked = array_filter( $asked, static fn( int $id ): bool => $id < $row['id'] );
					$rows  = array_filter( $rows, static fn( array $one ): bool => $one['id'] < $row['id'] );
					break;
				}
				$outcome = keep_missed( $uuid, $row + array( 'is_again' => $row['at'] <= $told ), $keeper['read'] );
				if ( 'kept' === $outcome && $is_no_spam ) {
					forget_known_spam( $source, (string) $row['id'] );
				} elseif ( 'kept' === $outcome ) {
					$seen['found'][] = $row['at'];
				} elseif ( 'failed' === $outcome ) {
					$seen['failed'][ $row['id'] ] = $row['at'];
				}
				if ( 'none' !== $outcome && ! $is_otherwise && ! $is_no_spam ) {
					$seen['unheard'][] = $row['at'];
				}
			}
			$is_full = $is_all && count( $rows ) >= MOST_ENTRIES;
			$next    = next_mark( $mark, $rows, $now, $is_full || ! $is_all );
			$next    = note_look( $source, $next, $asked, $seen, since_when( $now ) );
			$again   = array();
			$asked   = array();
		} while ( $is_full && $next !== $mark && microtime( true ) < $deadline );
		return $is_all && ( ! $is_full || $next === $mark );
	} catch ( \Throwable $problem ) {
		error_log( "Filon: the entries of $source could not be looked through: " . get_class( $problem ) . ' in ' . basename( $problem->getFile() ) . ':' . $problem->getLine() );
		return true;
	}
}

/**
 * Reads once more the rows of entries that could not be read.
 *
 * @param callable  $list See keepers().
 * @param list<int> $ids  Their numbers.
 * @return list<array<string, mixed>> Those that are still there, in their order.
 */
function rows_again( callable $list, array $ids ): array {
	sort( $ids );
	$rows = array();
	foreach ( $ids as $id ) {
		$row = $list( $id - 1, 1 )[0] ?? null;
		if ( $id === ( $row['id'] ?? 0 ) ) {
			$rows[] = array( 'is_again' => true ) + $row;
		}
	}
	return $rows;
}

/**
 * Takes of what a form plugin has kept what should have been captured: sent by visitors, since we are here, some time ago.
 *
 * @param list<array<string, mixed>> $rows See keepers().
 * @return list<array<string, mixed>> Each with its "key".
 */
function sent_entries( string $source, array $rows, int $now ): array {
	$since    = since_when( $now );
	$included = read_entries()['included'];
	$excluded = excluded_forms();
	$sent     = array();
	foreach ( $rows as $row ) {
		$from    = max( $since, $included[ form_key( $source, $row['form'] ) ] ?? 0 );
		$is_kept = $row['is_sent'] && ! in_array( form_key( $source, $row['form'] ), $excluded, true );
		if ( $is_kept && $row['at'] >= $from && $row['at'] <= $now - ENTRY_AGE ) {
			$row['key'] ??= entry_key( $source, $row['form'], (string) $row['id'] );
			$sent[]       = $row;
		}
	}
	return array_values( array_filter( $sent, static fn( array $row ): bool => '' !== $row['key'] ) );
}

/**
 * Finds the rows of entries.
 *
 * @param list<string> $keys See entry_key().
 * @return array<string, list<string>> Key → uuids; spam, and later none, is two of them.
 */
function captured_entries( array $keys ): array {
	global $wpdb;
	$known = array();
	if ( array() !== $keys ) {
		$marks = implode( ', ', array_fill( 0, count( $keys ), '%s' ) );
		foreach ( $wpdb->get_results( $wpdb->prepare( 'SELECT entry, uuid FROM ' . queue_table() . " WHERE entry IN ( $marks )", ...$keys ) ) as $row ) {
			$known[ $row->entry ][] = $row->uuid;
		}
	}
	return $known;
}

/**
 * Says whether something was captured at that moment by which no entry can be known: as it stood, see rough_submission(). Of an
 * entry whose own words can't be read, whatever was.
 *
 * @param array<string, mixed> $row See sent_entries().
 */
function is_captured_otherwise( string $source, array $row ): bool {
	global $wpdb;
	$at    = $row['at'];
	$which = isset( $row['problem'] ) ? '' : "entry = '' AND ";
	return in_array( $source, ENTRIES_BY_WORDS, true ) && null !== $wpdb->get_var(
		$wpdb->prepare(
			'SELECT id FROM ' . queue_table() . " WHERE {$which}submitted_on IN ( %s, %s ) AND created_at BETWEEN %s AND %s AND ( line = '' OR line LIKE %s ) LIMIT 1",
			gmdate( 'Y-m-d', $at - SAME_MOMENT ),
			gmdate( 'Y-m-d', $at + SAME_MOMENT ),
			gmdate( 'Y-m-d H:i:s', $at - SAME_MOMENT ),
			gmdate( 'Y-m-d H:i:s', $at + SAME_MOMENT ),
			'%"source":"' . $wpdb->esc_like( $source ) . '",%'
		)
	);
}

/**
 * Makes the uuid of an entry, the same each time.
 *
 * @param array{key: string, at: int} $row See sent_entries().
 */
function entry_uuid( string $site_id, array $row ): string {
	return write_uuid( $row['at'] * 1000, substr( hash( 'sha256', "$site_id\n{$row['key']}" ), 0, 20 ) );
}

/**
 * Captures an entry, read as its adapter reads it.
 *
 * @param array<string, mixed> $row  See sent_entries(); "is_again" when it was met before.
 * @param callable             $read See keepers().
 * @return string "kept", "none" when it is none to capture after all, or "failed", which may go better another time.
 */
function keep_missed( string $uuid, array $row, callable $read ): string {
	try {
		if ( isset( $row['problem'] ) ) {
			throw $row['problem'];
		}
		$submission = $row['submission'] ?? $read( $row['id'], $row['form'] );
		/**
		 * Says whether an entry that was found is a visitor's: null for one that a test of ours has left.
		 *
		 * @param array<string, mixed>|null $submission See filon_capture().
		 * @param int                       $at         When it was sent, in Unix seconds.
		 */
		$submission = apply_filters( 'filon_found_entry', $submission, $row['at'] );
		if ( ! is_array( $submission ) || is_form_excluded( $submission ) ) {
			return 'none';
		}
		// Whether they let their clicks be followed was asked then, and is not known now.
		$page       = isset( $submission['page'] ) ? without_clicks( as_text( $submission['page'] ) ) : null;
		$submission = array( 'page' => $page ) + within_limits( $submission ) + array(
			'attribution' => null,
			'locale'      => get_locale(),
		);
		$line       = submission_line( $uuid, $submission, $row['at'] );
		// Under another name it would be found again every night.
		if ( entry_of_line( $line ) !== $row['key'] ) {
			if ( ! $row['is_again'] ) {
				error_log( "Filon: entry {$row['id']} of {$submission['source']} is another when it is read, and was left alone." );
			}
			return 'failed';
		}
		if ( ! insert_line( $uuid, $line ) ) {
			return 'failed';
		}
		keep_files( $uuid, $submission['files'] ?? array() );
		return 'kept';
	} catch ( \Throwable $problem ) {
		// It was said when it was met first.
		if ( ! $row['is_again'] ) {
			log_problem( $problem );
		}
		return 'failed';
	}
}
