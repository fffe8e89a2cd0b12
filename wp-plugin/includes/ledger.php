<?php // The ledger: compares with the service, every night, what was captured here with what came there, and mends it.
/**
 * See schemas/ledger.schema.json. Of each day both sides have a set of `uuid:sha256` lines; where the digests of two sets
 * differ, the lines are compared, and what the service lacks is sent again. Its receipts are the proof, as ever.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Less than PAYLOAD_DAYS, so that whatever is missing can be sent again.
const LEDGER_DAYS      = 35;
const LEDGER_LINES     = 5000;
// Shorter than LOCK_SECONDS, and enough for a hundred thousand lines.
const LEDGER_SECONDS   = 12.0;
const LEDGER_LINE      = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{64}$/D';
const LEDGER_LATE      = 3 * HOUR_IN_SECONDS;
// Until the end of the next night, as next_night() sets it.
const FURTHEST_LEDGER  = 30 * HOUR_IN_SECONDS;

/**
 * Lists what was captured on a day, what lies beside the table too (see spill.php), without what was delivered, or named as erased, under another identity or none.
 *
 * @param string $day     UTC, as 2026-11-30.
 * @param string $site_id The present identity.
 * @param array<string, list<string>> $beside See spilled_sums().
 * @return list<string> Each `uuid:sha256`; not what is no uuid, from a file that was cut off (see spill.php).
 */
function ledger_lines( string $day, string $site_id, array $beside ): array {
	global $wpdb;
	$lines = $wpdb->get_col(
		$wpdb->prepare(
			"SELECT CONCAT( uuid, ':', sha256 ) FROM " . queue_table() . " WHERE submitted_on = %s AND ( status NOT IN ( 'delivered', 'erased' ) OR delivered_to = %s )",
			$day,
			$site_id
		)
	);
	return array_values( preg_grep( LEDGER_LINE, array_unique( array( ...$lines, ...( $beside[ $day ] ?? array() ) ) ) ) );
}

/**
 * Sums the last days up, today included.
 *
 * @param array<string, list<string>> $beside See spilled_sums().
 * @return list<array{day: string, count: int, digest: string}> Oldest first.
 */
function ledger_days( string $site_id, array $beside ): array {
	$days = array();
	for ( $ago = LEDGER_DAYS - 1; $ago >= 0; $ago-- ) {
		$day    = gmdate( 'Y-m-d', service_time() - $ago * DAY_IN_SECONDS );
		$lines  = ledger_lines( $day, $site_id, $beside );
		$days[] = array(
			'day'    => $day,
			'count'  => count( $lines ),
			'digest' => ledger_digest( $lines ),
		);
	}
	return $days;
}

/**
 * Says whether the night's comparison is due.
 *
 * @param int $late By so many seconds at least.
 */
function is_ledger_due( int $late = 0 ): bool {
	return null !== usable_connection() && has_come( read_state()['ledger_due'] + $late, FURTHEST_LEDGER ) && is_breaker_closed();
}

/**
 * Compares when it is time to.
 */
function compare_when_due( int $late = 0 ): void {
	if ( is_ledger_due( $late ) ) {
		compare_ledger();
	}
}

/**
 * Gives a moment of the coming night, another for each site.
 *
 * @return int Unix seconds.
 */
function next_night(): int {
	return ( intdiv( time(), DAY_IN_SECONDS ) + 1 ) * DAY_IN_SECONDS + random_int( HOUR_IN_SECONDS, 5 * HOUR_IN_SECONDS );
}

/**
 * Looks through what form plugins keep (see reconciling.php), compares both sides, sends again what the service lacks, and
 * compares once more.
 *
 * @return string What went wrong, in words for the administrator; empty when both sides were compared.
 */
function compare_ledger(): string {
	move_spilled();
	$is_all = find_missed( time(), microtime( true ) + RECONCILING_SECONDS );
	deliver( true );
	for ( $is_mended = false; ; $is_mended = true ) {
		$connection = usable_connection();
		if ( null === $connection ) {
			return __( 'This site is not connected to Filon.', 'filon' );
		}
		$lock = take_lock();
		if ( null === $lock ) {
			return __( 'Requests are being delivered just now; try again in a moment.', 'filon' );
		}
		// At least until tomorrow, should this process die.
		change_state( array( 'ledger_due' => next_look( $is_all ) ) );
		try {
			$found = find_gaps( $connection, microtime( true ) + LEDGER_SECONDS );
		} finally {
			release_lock( $lock );
		}
		if ( is_string( $found ) ) {
			return $found;
		}
		if ( $is_mended || 0 === send_again( $found['gaps'] ) ) {
			return conclude_ledger( $connection, $found );
		}
		deliver( true );
	}
}

/**
 * Finds what the service does not have.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param float                $deadline   As microtime() counts.
 * @return array{days: list<array<string, mixed>>, answer: array<string, mixed>, gaps: list<string>}|string The days that
 *         were compared, the answer to them, and uuids; or what went wrong, in words.
 */
function find_gaps( array $connection, float $deadline ): array|string {
	$days   = ledger_days( $connection['site_id'], $beside = spilled_sums() );
	$answer = post_ledger( $connection, '', told_days( $days ), $deadline );
	if ( 200 !== $answer['status'] || ! is_array( $answer['json']['differ'] ?? null ) ) {
		return put_ledger_off( $answer );
	}
	$gaps = array();
	foreach ( array_filter( $answer['json']['differ'], 'is_string' ) as $day ) {
		// Asked again for the lines: some may have come since the days were summed up, and are as good.
		foreach ( array_chunk( ledger_lines( $day, $connection['site_id'], $beside ), LEDGER_LINES ) as $lines ) {
			$found = post_ledger( $connection, '/lines', array( 'lines' => $lines ), $deadline );
			if ( 200 !== $found['status'] || microtime( true ) > $deadline ) {
				return put_ledger_off( $found );
			}
			$named = array_merge( (array) ( $found['json']['missing'] ?? array() ), (array) ( $found['json']['differing'] ?? array() ) );
			// Only what was asked about, whatever it names.
			$asked = array_map( static fn( string $line ): string => substr( $line, 0, 36 ), $lines );
			$gaps  = array_merge( $gaps, array_intersect( $asked, array_filter( $named, 'is_string' ) ) );
		}
	}
	return compact( 'days', 'answer', 'gaps' );
}

/**
 * Tells the service how much is missing after all, where its days differ, and keeps the result for people.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param array<string, mixed> $found      See find_gaps().
 * @return string What went wrong, in words; empty when nothing did.
 */
function conclude_ledger( array $connection, array $found ): string {
	$answer = $found['answer'];
	$gaps   = count( $found['gaps'] );
	if ( array() !== $answer['json']['differ'] ) {
		$answer = post_ledger( $connection, '', told_days( $found['days'] ) + compact( 'gaps' ), microtime( true ) + DELIVERY_SECONDS );
	}
	return 200 === $answer['status'] && keep_ledger( $found['days'][0]['day'], $answer['json'] ?? array(), $gaps ) ? '' : put_ledger_off( $answer );
}

/**
 * Writes the days as the service reads them, with what was found in form plugins' own entries.
 *
 * @param list<array<string, mixed>> $days See ledger_days().
 * @return array<string, mixed> See schemas/ledger.schema.json.
 */
function told_days( array $days ): array {
	return array_filter(
		array(
			'days'  => $days,
			'found' => found_entries(),
		)
	);
}

/**
 * Posts a part of the ledger.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param string               $path       Below the ledger's own.
 * @param array<string, mixed> $body       See schemas/ledger.schema.json.
 * @return array<string, mixed> See read_answer().
 */
function post_ledger( array $connection, string $path, array $body, float $deadline ): array {
	return call_service( $connection, "/api/v1/ledger$path", (string) wp_json_encode( $body ), max( 0.5, $deadline - microtime( true ) ) );
}

/**
 * Tries again in an hour, or tomorrow where it would be refused again.
 *
 * @param array<string, mixed> $answer See read_answer().
 * @return string Why, in words.
 */
function put_ledger_off( array $answer ): string {
	if ( in_array( $answer['status'], REFUSED_STATUSES, true ) ) {
		pause_delivery( $answer['status'], $answer['words'] );
	} elseif ( ! is_refused_for_good( $answer ) && 404 !== $answer['status'] ) {
		change_state( array( 'ledger_due' => time() + with_jitter( HOUR_IN_SECONDS ) ) );
	}
	return words_for_refusal( $answer );
}

/**
 * Keeps the result.
 *
 * @param string               $from The first day that was compared.
 * @param array<string, mixed> $json The service's answer.
 * @return bool False when it says something else.
 */
function keep_ledger( string $from, array $json, int $gaps ): bool {
	$kept = array(
		'at'   => time(),
		'from' => $from,
		'gaps' => $gaps,
	);
	foreach ( array( 'recorded', 'joined', 'quarantined' ) as $name ) {
		if ( ! is_int( $json[ $name ] ?? null ) ) {
			return false;
		}
		$kept[ $name ] = $json[ $name ];
	}
	update_option( 'filon_ledger', $kept, false );
	return true;
}

/**
 * Gives the last result.
 *
 * @return array{at: int, from: string, gaps: int, recorded: int, joined: int, quarantined: int}|null
 */
function read_ledger(): ?array {
	$kept = get_option( 'filon_ledger' );
	return is_array( $kept ) ? $kept : null;
}

/**
 * Puts rows back in the queue, whole ones only: what was emptied or waits for a person stays as it is.
 *
 * @param list<string> $uuids Of rows.
 * @return int How many.
 */
function send_again( array $uuids ): int {
	global $wpdb;
	$again = 0;
	foreach ( array_chunk( $uuids, 500 ) as $some ) {
		$again += (int) $wpdb->query(
			$wpdb->prepare(
				'UPDATE ' . queue_table() . " SET status = 'waiting', next_attempt_at = %s WHERE line <> '' AND status <> 'attention' AND uuid IN ( "
				. implode( ', ', array_fill( 0, count( $some ), '%s' ) ) . ' )',
				utc(),
				...$some
			)
		);
	}
	return $again;
}

/**
 * Says the last result in a sentence or two.
 */
function ledger_in_words(): string {
	$kept = read_ledger();
	if ( null === $kept ) {
		return trim( __( 'Not compared with the service yet.', 'filon' ) . ' ' . found_in_words() );
	}
	// What came to lie beside the table since then is not with the service either.
	$gaps  = max( $kept['gaps'], count_spilled() );
	$sum   = $kept['recorded'] + $kept['joined'] + $kept['quarantined'] + $gaps;
	$words = sprintf(
		/* translators: 1: "312 received" 2: "290 new" 3: "18 from known people" 4: "4 to check" 5: "0 missing" */
		__( '%1$s: %2$s, %3$s, %4$s, %5$s.', 'filon' ),
		/* translators: %s: number of requests */
		sprintf( _n( '%s received', '%s received', $sum, 'filon' ), number_format_i18n( $sum ) ),
		/* translators: %s: number of requests */
		sprintf( _n( '%s new', '%s new', $kept['recorded'], 'filon' ), number_format_i18n( $kept['recorded'] ) ),
		/* translators: %s: number of requests */
		sprintf( _n( '%s from known people', '%s from known people', $kept['joined'], 'filon' ), number_format_i18n( $kept['joined'] ) ),
		/* translators: %s: number of requests */
		sprintf( _n( '%s to check', '%s to check', $kept['quarantined'], 'filon' ), number_format_i18n( $kept['quarantined'] ) ),
		/* translators: %s: number of requests */
		sprintf( _n( '%s missing', '%s missing', $gaps, 'filon' ), number_format_i18n( $gaps ) )
	);
	/* translators: 1: a date 2: "2 mins" */
	$words .= ' ' . sprintf( __( 'Counted on both sides since %1$s and compared %2$s ago.', 'filon' ), wp_date( get_option( 'date_format' ), (int) strtotime( $kept['from'] . ' UTC' ), new \DateTimeZone( 'UTC' ) ), human_time_diff( $kept['at'] ) );
	return trim( $words . ' ' . found_in_words() );
}
