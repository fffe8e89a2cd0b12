<?php // What the plugin remembers between deliveries: the lock, the breaker, the pause and the clock's offset.
/**
 * The breaker is why a service that hangs never eats the site's PHP workers: after each failure everything waits twice as
 * long, from seconds to a quarter of an hour, and it never gives up.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const FIRST_WAIT_SECONDS    = 10;
const LONGEST_WAIT_SECONDS  = 900;
const LONGEST_RETRY_AFTER   = DAY_IN_SECONDS;
const PAUSE_SECONDS         = HOUR_IN_SECONDS;
const LOCK_SECONDS          = 20;
const BEACON_EVERY_SECONDS  = 1;
// What two clocks in order may differ by, and what a slow call makes them seem to.
const SAME_TIME_SECONDS     = 5;

/**
 * Reads the state afresh, since another process may have written it while this one waited for the service.
 *
 * @return array{offset: int, failures: int, until: int, wait: int, paused: array{status: int, words: string}|null,
 *               delivered_at: int, reported_at: int, ledger_due: int, trials_due: int, rotate: bool, forms_told: string,
 *               taken_in: list<string>}
 */
function read_state(): array {
	wp_cache_delete( 'filon_state', 'options' );
	// WordPress also remembers what was not there: until the first write, another's would not be seen, and be lost.
	$absent = wp_cache_get( 'notoptions', 'options' );
	if ( is_array( $absent ) && isset( $absent['filon_state'] ) ) {
		unset( $absent['filon_state'] );
		wp_cache_set( 'notoptions', $absent, 'options' );
	}
	$state = get_option( 'filon_state' );
	return array_merge(
		array(
			'offset'       => 0,
			'failures'     => 0,
			'until'        => 0,
			'wait'         => 0,
			'paused'       => null,
			'delivered_at' => 0,
			'reported_at'  => 0,
			'ledger_due'   => 0,
			'trials_due'   => 0,
			'rotate'       => false,
			'forms_told'   => '',
			'taken_in'     => array(),
		),
		is_array( $state ) ? $state : array()
	);
}

/**
 * Changes some of the state.
 *
 * @param array<string, mixed> $changes See read_state().
 */
function change_state( array $changes ): void {
	update_option( 'filon_state', array_merge( read_state(), $changes ), false );
}

/**
 * Gives the service's time.
 *
 * @return int Unix seconds.
 */
function service_time(): int {
	return time() + read_state()['offset'];
}

/**
 * Learns from an answer how far this clock is from the service's: tokens of a minute must be dated by the service.
 *
 * A refusal for a clock that is minutes wrong is exact and mended where it comes (see call_service()).
 *
 * @param array{ahead: int|null} $answer See read_answer().
 */
function keep_offset( array $answer ): void {
	if ( null === $answer['ahead'] ) {
		return;
	}
	$kept  = read_state()['offset'];
	$found = abs( $answer['ahead'] ) <= SAME_TIME_SECONDS ? 0 : $answer['ahead'];
	if ( abs( $found - $kept ) > SAME_TIME_SECONDS || ( 0 === $found && 0 !== $kept ) ) {
		change_state( array( 'offset' => $found ) );
	}
}

/**
 * Says whether a moment has come that was set some seconds ahead.
 *
 * One that is further ahead than that was set by a clock that ran ahead and has been put right since; twice as far, because
 * a site may have two servers whose clocks differ a little.
 *
 * @param int $moment Unix seconds.
 * @param int $span   How many seconds ahead it was set.
 */
function has_come( int $moment, int $span ): bool {
	$left = $moment - time();
	return $left <= 0 || $left > 2 * $span;
}

/**
 * Says whether the service may be called, or should be left alone for a while.
 */
function is_breaker_closed(): bool {
	$state = read_state();
	return has_come( $state['until'], $state['wait'] );
}

/**
 * Notes a failure of the service: all rows wait, twice as long each time.
 *
 * @param int|null $retry_after Seconds that the service asked for.
 */
function open_breaker( ?int $retry_after ): void {
	$failures = read_state()['failures'] + 1;
	$wait     = with_jitter( min( LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min( $failures - 1, 20 ) ) );
	if ( null !== $retry_after ) {
		$wait = min( LONGEST_RETRY_AFTER, max( 1, $retry_after ) );
	}
	change_state(
		array(
			'failures' => $failures,
			'until'    => time() + $wait,
			'wait'     => $wait,
		)
	);
}

/**
 * Notes that the service answered as it should.
 */
function close_breaker(): void {
	change_state(
		array(
			'failures' => 0,
			'until'    => 0,
			'wait'     => 0,
			'paused'   => null,
		)
	);
}

/**
 * Stops delivering because the service refuses this site; asked again once an hour, or when a person tests the connection.
 *
 * @param string $words The service's own, for the administrator.
 */
function pause_delivery( int $status, string $words ): void {
	$wait = with_jitter( PAUSE_SECONDS );
	change_state(
		array(
			'paused' => array(
				'status' => $status,
				'words'  => $words,
			),
			'until'  => time() + $wait,
			'wait'   => $wait,
		)
	);
}

/**
 * Takes the one delivery that this site may run at a time; the lock lapses by itself should this process die.
 *
 * @return string|null What release_lock() wants, null when another delivery runs.
 */
function take_lock(): ?string {
	return move_clock_row( 'filon_lock', LOCK_SECONDS );
}

/**
 * Ends the delivery, or whatever else has the lock of that name.
 */
function release_lock( string $lock, string $name = 'filon_lock' ): void {
	global $wpdb;
	$wpdb->query( $wpdb->prepare( "UPDATE $wpdb->options SET option_value = '0' WHERE option_name = %s AND option_value = %s", $name, $lock ) );
}

/**
 * Lets one beacon a second through, whoever sends it: it delivers everybody's rows, so nobody can keep another's away.
 */
function may_beacon_run(): bool {
	return null !== move_clock_row( 'filon_beacon', BEACON_EVERY_SECONDS );
}

/**
 * Says whether the moment has come that move_clock_row() waits for; of no row at all it has.
 *
 * Asked in its own words: to PHP a value that goes on with 1e5 is a number with an exponent, and a day long past or to come.
 *
 * @param int $seconds How far it is moved on each time.
 */
function is_clock_row_due( string $name, int $seconds ): bool {
	global $wpdb;
	return null === $wpdb->get_var(
		$wpdb->prepare(
			"SELECT 1 FROM $wpdb->options WHERE option_name = %s AND option_value > %s AND option_value <= %s",
			$name,
			(string) time(),
			(string) ( time() + 2 * $seconds )
		)
	);
}

/**
 * Moves a row that holds a moment on, if that moment has come (see has_come()): one UPDATE, so that only one process can.
 *
 * The rows are options, but never read through WordPress' cache. One that is not there, be it new or gone with what some
 * cleaner took for leftovers, is made by whoever needs it first: the key on the name decides who that is.
 *
 * @return string|null The row's new value; null when the moment has not come.
 */
function move_clock_row( string $name, int $seconds ): ?string {
	global $wpdb;
	// Unix seconds have ten digits until 2286, so text compares as numbers do.
	$value = ( time() + $seconds ) . '.' . bin2hex( random_bytes( 6 ) );
	$moved = $wpdb->query(
		$wpdb->prepare(
			"UPDATE $wpdb->options SET option_value = %s WHERE option_name = %s AND ( option_value <= %s OR option_value > %s )",
			$value,
			$name,
			(string) time(),
			(string) ( time() + 2 * $seconds )
		)
	);
	if ( 1 !== $moved ) {
		// 'no' is understood by every WordPress: since 6.6 it writes 'off' instead.
		$moved = $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO $wpdb->options ( option_name, option_value, autoload ) VALUES ( %s, %s, 'no' )", $name, $value ) );
	}
	return 1 === $moved ? $value : null;
}
