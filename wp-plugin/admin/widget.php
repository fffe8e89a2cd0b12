<?php // Who waits for a call on WordPress' own first screen; an open wp-admin keeps it and the bar's count fresh.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// What is younger is not asked for again, however many people have wp-admin open.
const FRESH_SECONDS     = 60;
const HEARTBEAT_SECONDS = 3.0;

add_action( 'wp_dashboard_setup', __NAMESPACE__ . '\add_widget' );
/**
 * Adds the widget, for those who see the dashboard of a connected site.
 */
function add_widget(): void {
	if ( current_user_can( CAPABILITY ) && null !== read_connection() ) {
		wp_add_dashboard_widget( 'filon_waiting', 'Filon', __NAMESPACE__ . '\write_widget' );
	}
}

add_action( 'admin_enqueue_scripts', __NAMESPACE__ . '\add_waiting_script' );
/**
 * Loads the script that asks for a fresh count, for those who see one.
 *
 * @param mixed $screen Which page of wp-admin; page builders say none.
 */
function add_waiting_script( mixed $screen = null ): void {
	if ( current_user_can( CAPABILITY ) && null !== read_connection() ) {
		wp_enqueue_script( 'filon-waiting', plugins_url( 'admin/waiting.js', PLUGIN_FILE ), array( 'jquery', 'heartbeat' ), VERSION, true );
		if ( 'index.php' === $screen ) {
			wp_enqueue_style( 'filon-widget', plugins_url( 'admin/widget.css', PLUGIN_FILE ), array(), VERSION );
		}
	}
}

/**
 * Writes the widget from what is kept.
 */
function write_widget(): void {
	$shown = shown_people();
	echo '<p class="filon-waiting">' . esc_html( $shown['words'] ) . '</p><ul class="filon-people"' . ( array() === $shown['people'] ? ' hidden' : '' ) . '>';
	foreach ( $shown['people'] as $words ) {
		echo '<li>' . esc_html( $words ) . '</li>';
	}
	echo '</ul><p><a class="button button-primary" href="' . esc_url( admin_url( 'admin.php?page=filon' ) ) . '">' . esc_html__( 'Open Filon', 'filon' ) . '</a></p>';
}

/**
 * Says what the person who is signed in may know of who waits.
 *
 * @return array{count: string, words: string, people: list<string>, is_nobody: bool} Sentences, not escaped; `people` is
 *         empty where their names are not for this person.
 */
function shown_people(): array {
	$people = waiting_people();
	$count  = $people['count'] ?? 0;
	$role   = (string) dashboard_role( wp_get_current_user() );
	$named  = null !== $people && array_search( $role, ROLES, true ) >= array_search( $people['named_for'], ROLES, true );
	$lines  = array();
	foreach ( $named && $count > 0 ? $people['longest'] : array() as $one ) {
		/* translators: 1: first name 2: "2 hours" */
		$lines[] = sprintf( __( '%1$s, for %2$s', 'filon' ), text_or( $one['name'], __( 'Somebody', 'filon' ) ), human_time_diff( $one['since'], service_time() ) );
	}
	$others = $count - count( $lines );
	if ( array() !== $lines && $others > 0 ) {
		/* translators: %s: number of people */
		$lines[] = sprintf( _n( 'and %s other person', 'and %s other people', $others, 'filon' ), number_format_i18n( $others ) );
	}
	return array(
		'count'     => number_format_i18n( $count ),
		'words'     => null === $people ? __( 'Nothing is known yet: the service is asked in a moment.', 'filon' ) : waiting_in_words( $count ),
		'people'    => $lines,
		'is_nobody' => 0 === $count,
	);
}

add_filter( 'heartbeat_received', __NAMESPACE__ . '\answer_heartbeat', 10, 2 );
/**
 * Answers an open wp-admin, asking the service first when what is kept is old; nobody's page waits for this.
 *
 * @param mixed $response What WordPress answers.
 * @param mixed $data     What the page asked.
 * @return mixed
 */
function answer_heartbeat( mixed $response = null, mixed $data = null ): mixed {
	if ( ! is_array( $response ) || ! is_array( $data ) || empty( $data['filon'] ) || ! current_user_can( CAPABILITY ) ) {
		return $response;
	}
	refresh_waiting_people();
	$response['filon'] = shown_people();
	return $response;
}

/**
 * Asks the service who waits, unless it said so a moment ago, is being left alone, or is being asked.
 */
function refresh_waiting_people(): void {
	$connection = has_come( ( waiting_people()['at'] ?? 0 ) + FRESH_SECONDS, FRESH_SECONDS ) ? usable_connection() : null;
	$lock       = null !== $connection && is_breaker_closed() ? take_lock() : null;
	if ( null === $lock ) {
		return;
	}
	try {
		note_report( report_state( $connection, HEARTBEAT_SECONDS ) );
	} finally {
		release_lock( $lock );
	}
}
