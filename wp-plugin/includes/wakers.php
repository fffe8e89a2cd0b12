<?php // Starts deliveries: after the visitor's answer has left, by cron, and when somebody is in wp-admin.
/**
 * The service's call and the visitor's beacon are in rest-wake.php. Any one of them is enough: many hosts have a dead cron,
 * and many servers cannot send the answer before PHP ends.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const SWEEP_SECONDS = 300;
const PURGE_CLOCK   = 'filon_purge';

add_action( 'shutdown', __NAMESPACE__ . '\deliver_after_answer', PHP_INT_MAX );
/**
 * Delivers once the visitor, or the administrator, has the whole answer; never makes anybody wait.
 */
function deliver_after_answer(): void {
	$is_admin_page = is_admin() && is_user_logged_in() && ( ! wp_doing_ajax() || is_heartbeat() );
	if ( ! has_captured() && ! ( $is_admin_page && is_anything_due() ) ) {
		return;
	}
	// Nobody looks at a heartbeat: it may take as long as it likes.
	if ( send_answer_now() || is_heartbeat() ) {
		move_spilled();
		deliver();
		deliver_files();
		// What could not go is tried again by cron, where there is one.
		schedule_retry();
		if ( $is_admin_page ) {
			compare_when_due( LEDGER_LATE );
			try_forms_when_due( LEDGER_LATE );
		}
		// A test of a form does nothing besides.
		if ( null === this_trial() ) {
			do_what_is_due();
		}
	}
}

/**
 * Says whether there is something to deliver, to report, to empty, or to compare that cron should have compared long ago.
 */
function is_anything_due(): bool {
	return is_purge_due() || ( null !== usable_connection()
		&& ( is_worth_trying() || is_report_due() || is_ledger_due( LEDGER_LATE ) || is_trial_due( LEDGER_LATE ) || array() !== due_files() ) );
}

/**
 * Does what is due besides deliveries, once an hour and wherever those may run: says how this site is, and empties what is
 * old. Last of all, so that what was found, or how a form's test ended, is told at once.
 */
function do_what_is_due(): void {
	report_when_due();
	if ( is_purge_due() && null !== move_clock_row( PURGE_CLOCK, HOUR_IN_SECONDS ) ) {
		require_once __DIR__ . '/purging.php';
		purge_payloads();
		purge_files();
	}
}

/**
 * Says whether it is an hour since what is old was emptied.
 */
function is_purge_due(): bool {
	return is_clock_row_due( PURGE_CLOCK, HOUR_IN_SECONDS );
}

/**
 * Says whether this request is the one that every page of wp-admin makes by itself from time to time.
 */
function is_heartbeat(): bool {
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only names the request; WordPress checks it.
	return wp_doing_ajax() && 'heartbeat' === ( $_REQUEST['action'] ?? '' );
}

/**
 * Says whether a delivery would find something to do, once what lies beside the table is in it.
 */
function is_worth_trying(): bool {
	return null !== usable_connection() && is_breaker_closed() && ( is_any_due() || count_spilled() > 0 );
}

/**
 * Sends the whole answer to the browser and goes on, where the server can do that.
 */
function send_answer_now(): bool {
	// A session left open would make the visitor's next page wait for the delivery.
	if ( PHP_SESSION_ACTIVE === session_status() ) {
		session_write_close();
	}
	foreach ( array( 'fastcgi_finish_request', 'litespeed_finish_request' ) as $finish ) {
		if ( function_exists( $finish ) ) {
			return (bool) $finish();
		}
	}
	return false;
}

/**
 * Says whether this server can send an answer before PHP ends.
 */
function can_answer_early(): bool {
	return function_exists( 'fastcgi_finish_request' ) || function_exists( 'litespeed_finish_request' );
}

// phpcs:ignore WordPress.WP.CronInterval -- five minutes is how long a request may wait when everything else is dead.
add_filter( 'cron_schedules', __NAMESPACE__ . '\add_sweep_interval' );
/**
 * Adds the interval of the sweep.
 *
 * @param mixed $schedules Known ones, by name.
 * @return array<string, array{interval: int, display: string}>
 */
function add_sweep_interval( mixed $schedules = null ): array {
	$schedules                = is_array( $schedules ) ? $schedules : array();
	// Not translated: asked for before translations may be loaded.
	$schedules['filon_sweep'] = array(
		'interval' => SWEEP_SECONDS,
		'display'  => 'Filon',
	);
	return $schedules;
}

add_action( 'init', __NAMESPACE__ . '\schedule_sweep' );
/**
 * Keeps the sweep in the schedule; the schedule is loaded with every page anyway, so looking costs nothing.
 */
function schedule_sweep(): void {
	$next = wp_next_scheduled( 'filon_sweep' );
	if ( false !== $next && $next > time() + 2 * SWEEP_SECONDS ) {
		// Scheduled while the clock ran ahead.
		wp_clear_scheduled_hook( 'filon_sweep' );
		$next = false;
	}
	if ( false === $next ) {
		wp_schedule_event( time() + SWEEP_SECONDS, 'filon_sweep', 'filon_sweep' );
	}
}

/**
 * Says whether WordPress' schedule stands still: the sweep should have run long ago.
 */
function is_cron_dead(): bool {
	$next = wp_next_scheduled( 'filon_sweep' );
	return false !== $next && $next < time() - HOUR_IN_SECONDS;
}

add_action( 'admin_init', __NAMESPACE__ . '\borrow_action_scheduler' );
/**
 * Lets the Action Scheduler of another plugin sweep where cron is dead: it may have a runner of its own.
 */
function borrow_action_scheduler(): void {
	if ( ! wp_doing_ajax() && is_cron_dead() && function_exists( 'as_has_scheduled_action' ) && ! as_has_scheduled_action( 'filon_sweep', array(), 'filon' ) ) {
		as_schedule_recurring_action( time(), SWEEP_SECONDS, 'filon_sweep', array(), 'filon' );
	}
}

/**
 * Takes everything of ours out of the schedules.
 */
function clear_schedules(): void {
	global $wpdb;
	wp_clear_scheduled_hook( 'filon_sweep' );
	wp_clear_scheduled_hook( 'filon_deliver' );
	if ( function_exists( 'as_unschedule_all_actions' ) ) {
		// In a network it may have no table on this site.
		$quiet = $wpdb->suppress_errors();
		as_unschedule_all_actions( 'filon_sweep', array(), 'filon' );
		$wpdb->suppress_errors( $quiet );
	}
}

/**
 * Asks cron for the next try at what is left, when the service may be called again.
 */
function schedule_retry(): void {
	if ( null !== usable_connection() && count_rows( 'waiting' ) > 0 && ! wp_next_scheduled( 'filon_deliver' ) ) {
		wp_schedule_single_event( is_breaker_closed() ? time() + MINUTE_IN_SECONDS : read_state()['until'], 'filon_deliver' );
	}
}

add_action( 'filon_sweep', __NAMESPACE__ . '\sweep' );
/**
 * Does every five minutes what nothing else may have done.
 */
function sweep(): void {
	pair_from_constant();
	move_spilled();
	deliver();
	deliver_files();
	compare_when_due();
	try_forms_when_due();
	do_what_is_due();
}

add_action( 'admin_footer', __NAMESPACE__ . '\add_admin_beacon' );
/**
 * Lets the administrator's browser start the delivery where the server cannot answer early.
 */
function add_admin_beacon(): void {
	if ( ! can_answer_early() && is_anything_due() ) {
		enqueue_visit();
		echo '<span hidden data-filon-beacon></span>';
	}
}
