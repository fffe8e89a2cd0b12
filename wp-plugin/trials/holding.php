<?php // While a test goes through a form: no mail leaves, nobody outside is called but the service, nothing is made or planned.
/**
 * It lasts for this one request, which is the test's own: it ends with it, also when something in it ends badly.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/ways.php';
require_once __DIR__ . '/traces.php';

/**
 * Holds back what a test must not do.
 *
 * @param array{does: string, form: string, uuid: string} $trial See issue_trial().
 */
function hold_everything( array $trial ): void {
	// With ALTERNATE_WP_CRON other people's work that is due would be done in this request, and held back for good.
	remove_action( 'init', 'wp_cron' );
	add_filter( 'wp_mail', __NAMESPACE__ . '\hold_mail', PHP_INT_MAX );
	add_filter( 'pre_http_request', __NAMESPACE__ . '\hold_call', PHP_INT_MAX, 3 );
	add_filter( 'pre_schedule_event', __NAMESPACE__ . '\hold_plan', PHP_INT_MAX, 2 );
	foreach ( array( 'enqueue_async_action', 'schedule_single_action', 'schedule_recurring_action', 'schedule_cron_action' ) as $how ) {
		add_filter( "pre_as_$how", static fn(): int => 0, PHP_INT_MAX );
	}
	// Neither users nor posts of any kind: WordPress refuses both when they are empty.
	add_filter( 'wp_pre_insert_user_data', static fn(): array => array(), PHP_INT_MAX );
	add_filter( 'wp_insert_post_empty_content', '__return_true', PHP_INT_MAX );
	if ( 'show' === $trial['does'] ) {
		add_action( 'template_redirect', __NAMESPACE__ . '\show_trial_form', PHP_INT_MIN );
		return;
	}
	// The form plugins' own ways stand in functions of theirs, which are there by then.
	add_action( 'plugins_loaded', __NAMESPACE__ . '\hold_form_plugin', PHP_INT_MAX );
	add_action( 'shutdown', __NAMESPACE__ . '\forget_trial_entry', PHP_INT_MIN );
}

/**
 * Lets a mail be made and not sent, nor handed to whoever sends mails in WordPress' place.
 *
 * @param mixed $mail As WordPress has it.
 * @return mixed
 */
function hold_mail( mixed $mail ): mixed {
	remove_all_filters( 'pre_wp_mail' );
	add_filter( 'pre_wp_mail', '__return_true' );
	return $mail;
}

/**
 * Says whether mails can be held: another plugin may have put its own function in the place of WordPress'.
 */
function can_hold_mail(): bool {
	$file = (string) ( new \ReflectionFunction( 'wp_mail' ) )->getFileName();
	// Hosts that share one WordPress among sites have it behind a link.
	return realpath( $file ) === realpath( ABSPATH . WPINC . '/pluggable.php' );
}

/**
 * Lets no call out but to the service.
 *
 * @param mixed $answer    Of whoever looked before.
 * @param mixed $arguments Of no use here.
 * @param mixed $url       Where to.
 * @return mixed
 */
function hold_call( mixed $answer = false, mixed $arguments = null, mixed $url = '' ): mixed {
	$connection = usable_connection();
	$is_ours    = null !== $connection && is_string( $url ) && str_starts_with( $url, $connection['service'] . '/' );
	return $is_ours ? $answer : new \WP_Error( 'filon_trial', 'Held back: this is a test of a form.' );
}

/**
 * Lets nothing be planned for later, when nobody would know any more that it was a test.
 *
 * @param mixed $answer Of whoever looked before.
 * @param mixed $event  Its hook and time.
 * @return mixed
 */
function hold_plan( mixed $answer = null, mixed $event = null ): mixed {
	return is_object( $event ) && str_starts_with( (string) ( $event->hook ?? '' ), 'filon_' ) ? $answer : false;
}

/**
 * Lets the form plugin take the test: without what tells people from machines, and without what follows elsewhere.
 */
function hold_form_plugin(): void {
	$way = trial_way( (string) strtok( this_trial()['form'], ':' ) );
	if ( null !== $way && isset( $way['hold'] ) ) {
		load_trial_way( $way );
		( __NAMESPACE__ . '\\' . $way['hold'] )();
	}
}

/**
 * Shows the form alone, for the test to fill in.
 */
function show_trial_form(): void {
	list( $source, $id ) = explode( ':', this_trial()['form'], 2 );
	nocache_headers();
	header( 'Content-Type: text/html; charset=utf-8' );
	// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- the form plugin's own HTML.
	echo '<!doctype html><meta charset="utf-8"><body>' . do_shortcode( sprintf( trial_way( $source )['shortcode'] ?? '', esc_attr( $id ) ) ) . '</body>';
	exit;
}

/**
 * Deletes the entry that the form plugin made of the test, also when the request ended badly, or nobody told us of it.
 */
function forget_trial_entry(): void {
	$way = trial_way( (string) strtok( this_trial()['form'], ':' ) );
	try {
		$entry = null !== $way && isset( $way['forget'] ) ? trial_entry() ?: as_nobody( __NAMESPACE__ . '\left_entry' ) : '';
		if ( '' !== $entry ) {
			( __NAMESPACE__ . '\\' . $way['forget'] )( (int) $entry, (int) substr( (string) strstr( this_trial()['form'], ':' ), 1 ) );
		}
	} catch ( \Throwable $problem ) {
		error_log( 'Filon: the entry of a test could not be deleted: ' . get_class( $problem ) . ' in ' . basename( $problem->getFile() ) . ':' . $problem->getLine() );
	}
}
