<?php // Which forms are tested every night, when each is due, and how the last test of each ended.
/**
 * One option, not autoloaded. A form a run: the sweep comes every five minutes, and no run of it should last.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const MOST_TRIALS       = 20;
const TRIAL_RETRY       = 30 * MINUTE_IN_SECONDS;
const TRIAL_LOCK        = 2 * MINUTE_IN_SECONDS;
// Of a form in a day: what the service takes besides is left to two nights, and the next would be a request there.
const MOST_TRIED_BY_HAND = 5;
// Until the end of the next night, as next_small_hour() sets it.
const FURTHEST_TRIAL    = 30 * HOUR_IN_SECONDS;
// What is no fault of the form, or is one that another night does not mend.
const TRIAL_WENT_WELL   = array( 'sent', 'sent_past_captcha', 'captcha' );

/**
 * Lists the forms that are tested.
 *
 * @return array<string, array{title: string, since: int, due: int, again: bool, tried_at: int, outcome: string, detail: string}>
 *         By key, see form_key(); `again` when the last try failed and is made once more, tried_at 0 before the first.
 */
function trials(): array {
	$kept = get_option( 'filon_trials' );
	return is_array( $kept ) ? $kept : array();
}

/**
 * Lists the forms that there are, those of our own included.
 *
 * @return list<array<string, mixed>> See forms_here(); ours have a "page".
 */
function trial_forms(): array {
	require_once __DIR__ . '/ways.php';
	require_once dirname( __DIR__ ) . '/adapters/reading.php';
	require_once __DIR__ . '/own-form.php';
	return array( ...forms_here(), ...own_forms() );
}

/**
 * Lets these forms be tested from now on, and no others.
 *
 * @param array<string, string> $chosen Key → title.
 */
function choose_trials( array $chosen ): void {
	$kept = trials();
	$next = array();
	foreach ( array_slice( $chosen, 0, MOST_TRIALS, true ) as $key => $title ) {
		$next[ $key ] = array( 'title' => $title ) + ( $kept[ $key ] ?? array(
			'since'    => service_time(),
			'due'      => next_small_hour(),
			'again'    => false,
			'tried_at' => 0,
			'outcome'  => '',
			'detail'   => '',
		) );
	}
	keep_trials( $next );
}

/**
 * Keeps what is known of the forms that are tested, and when the first of them is due where that is looked for.
 *
 * @param array<string, array<string, mixed>> $trials See trials().
 */
function keep_trials( array $trials ): void {
	update_option( 'filon_trials', $trials, false );
	$dues = array_column( array_filter( $trials, __NAMESPACE__ . '\is_trial_on' ), 'due' );
	change_state( array( 'trials_due' => array() === $dues ? 0 : min( $dues ) ) );
}

/**
 * Says whether a form is tested by itself: not when its last test has become a request, since another would each night.
 * What is known of it stays to be seen.
 *
 * @param array<string, mixed> $trial See trials().
 */
function is_trial_on( array $trial ): bool {
	return 'counted' !== $trial['outcome'];
}

/**
 * Gives a moment of this site's coming night, another for each form.
 *
 * @return int Unix seconds.
 */
function next_small_hour(): int {
	$now   = new \DateTimeImmutable( 'now', wp_timezone() );
	$night = $now->setTime( 1, 0 );
	$night = $night > $now ? $night : $night->modify( '+1 day' );
	return $night->getTimestamp() + random_int( 0, 4 * HOUR_IN_SECONDS );
}

/**
 * Says whether a form is due.
 *
 * @param int $late By so many seconds at least.
 */
function is_trial_due( int $late = 0 ): bool {
	$due = read_state()['trials_due'];
	return 0 !== $due && has_come( $due + $late, FURTHEST_TRIAL ) && null !== usable_connection() && is_breaker_closed();
}

/**
 * Gives the form that is due.
 *
 * @param int $late By so many seconds at least.
 * @return string|null Its key.
 */
function due_trial( int $late ): ?string {
	foreach ( array_filter( trials(), __NAMESPACE__ . '\is_trial_on' ) as $key => $trial ) {
		if ( has_come( $trial['due'] + $late, FURTHEST_TRIAL ) ) {
			return $key;
		}
	}
	return null;
}

/**
 * Tests the form that is due, if one is.
 */
function try_forms_when_due( int $late = 0 ): void {
	$key = is_trial_due( $late ) ? due_trial( $late ) : null;
	if ( null !== $key ) {
		try_form_now( $key, true );
	}
}

/**
 * Tests a form and keeps how that ended.
 *
 * @param bool $may_wait What failed may be tried once more before it is told: a server may be busy for a moment.
 * @return array{outcome: string, detail: string}|null See try_form(), or "enough" when it was not tested, nor anything
 *         changed, since it was often enough today; null when another test runs just now.
 */
function try_form_now( string $key, bool $may_wait ): ?array {
	if ( ! $may_wait && count_tried_today( $key ) >= MOST_TRIED_BY_HAND ) {
		return array(
			'outcome' => 'enough',
			'detail'  => '',
		);
	}
	$lock = move_clock_row( 'filon_trying', TRIAL_LOCK );
	if ( null === $lock ) {
		return null;
	}
	require_once __DIR__ . '/trying.php';
	// At least until tomorrow, should this process die.
	change_trial( $key, array( 'due' => next_small_hour() ) );
	try {
		$ended = try_form( $key );
	} catch ( \Throwable $problem ) {
		error_log( "Filon: the test of $key stumbled: " . get_class( $problem ) . ' in ' . basename( $problem->getFile() ) . ':' . $problem->getLine() );
		$ended = trial_outcome( 'unreachable', get_class( $problem ) );
	} finally {
		release_lock( $lock, 'filon_trying' );
	}
	$again = $may_wait && ! in_array( $ended['outcome'], array( ...TRIAL_WENT_WELL, 'counted' ), true ) && ! ( trials()[ $key ]['again'] ?? false );
	change_trial(
		$key,
		$again ? array(
			'again' => true,
			'due'   => time() + TRIAL_RETRY,
		) : $ended + array(
			'again'    => false,
			'tried_at' => service_time(),
		)
	);
	return $ended;
}

/**
 * Counts the tests of a form that the service has taken within a day.
 */
function count_tried_today( string $key ): int {
	global $wpdb;
	list( $source, $id ) = explode( ':', $key, 2 );
	$head                = '"source":' . wp_json_encode( $source ) . ',"form":{"id":' . wp_json_encode( $id ) . ',';
	return (int) $wpdb->get_var(
		$wpdb->prepare(
			'SELECT COUNT(*) FROM ' . queue_table() . " WHERE submitted_on >= %s AND answer = 'tested' AND delivered_at > %s AND line LIKE %s",
			gmdate( 'Y-m-d', time() - LEDGER_DAYS * DAY_IN_SECONDS ),
			utc( -DAY_IN_SECONDS ),
			'{"test":true,%' . $wpdb->esc_like( $head ) . '%'
		)
	);
}

/**
 * Changes what is kept of a form, if it is one that is tested.
 *
 * @param array<string, mixed> $changes See trials().
 */
function change_trial( string $key, array $changes ): void {
	wp_cache_delete( 'filon_trials', 'options' );
	$kept = trials();
	if ( isset( $kept[ $key ] ) ) {
		$kept[ $key ] = array_merge( $kept[ $key ], $changes );
		keep_trials( $kept );
	}
}

/**
 * Adds to what the service is told of the forms which of them are tested, and those that are tested and gone.
 *
 * @param list<array<string, mixed>> $told See told_form().
 * @return list<array<string, mixed>>
 */
function with_trials( array $told ): array {
	// Its limits.
	require_once dirname( __DIR__ ) . '/adapters/reading.php';
	foreach ( trials() as $key => $trial ) {
		list( $source, $id ) = explode( ':', $key, 2 );
		$place               = null;
		foreach ( $told as $at => $form ) {
			$place = form_key( $form['source'], $form['form'] ) === $key ? $at : $place;
		}
		$moment = static fn( int $seconds ): ?string => 0 === $seconds ? null : gmdate( 'Y-m-d\TH:i:s\Z', $seconds );
		$test   = array(
			'since'    => $moment( $trial['since'] ),
			'tried_at' => $moment( $trial['tried_at'] ),
			'outcome'  => $trial['outcome'] ?: null,
			'detail'   => $trial['detail'] ?: null,
		);
		if ( null === $place ) {
			// First, since only so many are told.
			$title   = $trial['title'];
			$fields  = array();
			$is_kept = true;
			array_unshift( $told, told_form( compact( 'source', 'id', 'title', 'fields', 'is_kept' ) ) + compact( 'test' ) );
		} else {
			$told[ $place ] += compact( 'test' );
		}
	}
	return array_slice( $told, 0, MOST_FORMS_TOLD );
}
