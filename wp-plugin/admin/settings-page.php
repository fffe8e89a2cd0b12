<?php // The settings: one field for the code, a plain-words state, rows that need a look, and who sees the dashboard.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

add_action( 'admin_menu', __NAMESPACE__ . '\add_settings_page' );
/**
 * Adds the page under Settings.
 */
function add_settings_page(): void {
	$hook = add_options_page( 'Filon', 'Filon', 'manage_options', 'filon-settings', __NAMESPACE__ . '\write_settings_page' );
	add_action( "load-$hook", __NAMESPACE__ . '\pair_from_constant' );
	add_action( "admin_print_styles-$hook", static fn() => wp_enqueue_style( 'filon-settings', plugins_url( 'admin/settings.css', PLUGIN_FILE ), array(), VERSION ) );
}

/**
 * Gives the page's address.
 */
function settings_address(): string {
	return admin_url( 'options-general.php?page=filon-settings' );
}

/**
 * Writes the page.
 */
function write_settings_page(): void {
	$connection = read_connection();
	echo '<div class="wrap"><h1>Filon</h1>';
	write_outcome();
	echo '<p class="filon-state">' . esc_html( trim( state_in_words() . ' ' . why_no_updates() ) ) . '</p>';
	if ( null === $connection ) {
		write_code_form();
	} else {
		write_button( 'filon_test', __( 'Test the connection', 'filon' ), 'primary' );
		write_button( 'filon_send', __( 'Send what waits now', 'filon' ) );
		echo '<p class="filon-ledger">' . esc_html( ledger_in_words() ) . '</p>';
		write_button( 'filon_compare', __( 'Compare with the service now', 'filon' ) );
	}
	write_attention_rows();
	write_captures();
	write_forms();
	write_options_form();
	if ( null !== $connection ) {
		echo '<h2>' . esc_html__( 'Disconnect', 'filon' ) . '</h2><p>' . esc_html__( 'Requests go on being kept here, and are delivered once a new code is entered.', 'filon' ) . '</p>';
		write_button( 'filon_forget', __( 'Disconnect this site', 'filon' ) );
	}
	echo '</div>';
}

/**
 * Says in a sentence or two how things are.
 */
function state_in_words(): string {
	$connection = read_connection();
	$count      = count_rows( 'waiting' );
	/* translators: %s: number of requests */
	$waiting = sprintf( _n( '%s request waiting', '%s requests waiting', $count, 'filon' ), number_format_i18n( $count ) );
	if ( null === $connection ) {
		/* translators: %s: "3 requests waiting" */
		return sprintf( __( 'Not connected yet. %s, kept safely here.', 'filon' ), $waiting );
	}
	$state = read_state();
	$last  = __( 'nothing delivered yet', 'filon' );
	if ( $state['delivered_at'] > 0 ) {
		/* translators: %s: "2 mins" */
		$last = sprintf( __( 'last delivered %s ago', 'filon' ), human_time_diff( $state['delivered_at'] ) );
	}
	/* translators: 1: name of the business 2: "3 requests waiting" 3: "last delivered 2 mins ago" */
	$words = sprintf( __( 'Connected to %1$s. %2$s, %3$s.', 'filon' ), $connection['business'], $waiting, $last );
	if ( is_elsewhere( $connection ) ) {
		return $words . ' ' . __( 'Delivery has stopped, because this site has changed its address.', 'filon' );
	}
	if ( null !== $state['paused'] ) {
		return $words . ' ' . pause_in_words( $state['paused'] );
	}
	if ( ! is_breaker_closed() ) {
		/* translators: %s: "2 mins" */
		$words .= ' ' . sprintf( __( 'The service did not answer as it should; next try in %s.', 'filon' ), human_time_diff( time(), $state['until'] ) );
	}
	return $words;
}

/**
 * Writes the one field.
 */
function write_code_form(): void {
	echo '<form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '">';
	wp_nonce_field( 'filon_connect' );
	echo '<input type="hidden" name="action" value="filon_connect">'
		. '<p><label for="filon-code"><strong>' . esc_html__( 'Connection code', 'filon' ) . '</strong></label></p>'
		. '<p><textarea id="filon-code" name="code" rows="4" class="large-text code" required spellcheck="false" autocomplete="off" aria-describedby="filon-code-help"></textarea></p>'
		. '<p class="description" id="filon-code-help">' . esc_html__( 'Your agency gave it to you. It begins with "filon1." and works once, within seven days.', 'filon' ) . '</p>';
	submit_button( __( 'Connect', 'filon' ) );
	echo '</form>';
}

/**
 * Writes a button that does one thing.
 *
 * @param array<string, string> $more Hidden values.
 */
function write_button( string $action, string $words, string $kind = 'secondary', array $more = array() ): void {
	echo '<form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '" style="display:inline-block;margin-inline-end:8px">';
	wp_nonce_field( $action );
	foreach ( array_merge( array( 'action' => $action ), $more ) as $name => $value ) {
		echo '<input type="hidden" name="' . esc_attr( $name ) . '" value="' . esc_attr( $value ) . '">';
	}
	submit_button( $words, $kind, 'submit', false );
	echo '</form>';
}

/**
 * Lists the rows that a person must look at.
 */
function write_attention_rows(): void {
	$rows = list_rows( 'attention', 50 );
	if ( array() === $rows ) {
		return;
	}
	echo '<h2>' . esc_html__( 'Requests that need a look', 'filon' ) . '</h2><p>' . esc_html__( 'The service did not take these. They stay here until it does.', 'filon' ) . '</p>';
	$format = get_option( 'date_format' ) . ' ' . get_option( 'time_format' );
	echo '<ul>';
	foreach ( $rows as $row ) {
		echo '<li class="card"><p><strong>' . esc_html( form_title( $row->head ) ) . '</strong> · ' . esc_html( get_date_from_gmt( $row->created_at, $format ) ) . '</p><p>' . esc_html( reason_in_words( (string) $row->last_error ) ) . '</p>';
		write_button( 'filon_retry', __( 'Send again', 'filon' ), 'secondary', array( 'row' => $row->id ) );
		echo '</li>';
	}
	echo '</ul>';
	if ( count( $rows ) > 1 ) {
		write_button( 'filon_retry', __( 'Send all again', 'filon' ) );
	}
}

/**
 * Says whose requests are sent, besides those of Filon's own form.
 */
function write_captures(): void {
	echo '<h2>' . esc_html__( 'What is sent', 'filon' ) . '</h2><ul><li>' . implode( '</li><li>', array_map( 'esc_html', captures_in_words() ) ) . '</li></ul>';
}

/**
 * Names the form of a line.
 *
 * @param string $head How the line begins: its uuid, the source, and the form (see submission_line()).
 */
function form_title( string $head ): string {
	$text = '"(?:[^"\\\\]|\\\\.)*+"';
	$form = 1 === preg_match( "/\"form\":(\{\"id\":$text,\"title\":$text\})/", $head, $found ) ? json_decode( $found[1], true ) : array();
	return text_or( $form['title'] ?? '', as_text( $form['id'] ?? '' ) );
}

/**
 * Says why a row is parked.
 */
function reason_in_words( string $reason ): string {
	return match ( $reason ) {
		'too_long' => __( 'This request is too long for the service (more than 256 KB).', 'filon' ),
		'damaged'  => __( 'This request is no longer as it was received: something changed it in the database.', 'filon' ),
		default    => $reason,
	};
}

/**
 * Writes who sees the dashboard, whether comments and registrations are requests, and what uninstalling may delete.
 */
function write_options_form(): void {
	$words = array(
		''        => __( 'Nothing', 'filon' ),
		'reader'  => __( 'Everything, to read', 'filon' ),
		'agent'   => __( 'Prospects, to work with', 'filon' ),
		'manager' => __( 'Everything', 'filon' ),
	);
	echo '<h2>' . esc_html__( 'Who sees what', 'filon' ) . '</h2><form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '">';
	wp_nonce_field( 'filon_options' );
	echo '<input type="hidden" name="action" value="filon_options"><table class="form-table" role="presentation"><tbody>';
	foreach ( wp_roles()->role_names as $role => $name ) {
		echo '<tr><th scope="row"><label for="filon-role-' . esc_attr( $role ) . '">' . esc_html( translate_user_role( $name ) ) . '</label></th><td><select name="roles[' . esc_attr( $role ) . ']" id="filon-role-' . esc_attr( $role ) . '">';
		foreach ( $words as $value => $text ) {
			echo '<option value="' . esc_attr( $value ) . '"' . selected( $value, role_map()[ $role ] ?? '', false ) . '>' . esc_html( $text ) . '</option>';
		}
		echo '</select></td></tr>';
	}
	echo '<tr><th scope="row">' . esc_html__( 'Comments', 'filon' ) . '</th><td><label><input type="checkbox" name="comments" value="yes"'
		. checked( is_capturing_comments(), true, false ) . '> ' . esc_html__( 'Send comments that visitors leave under pages and articles as requests, too', 'filon' ) . '</label></td></tr>';
	echo '<tr><th scope="row">' . esc_html__( 'Registrations', 'filon' ) . '</th><td><label><input type="checkbox" name="registrations" value="yes"'
		. checked( is_capturing_registrations(), true, false ) . '> ' . esc_html__( 'Send people who sign up on WordPress’ own page as requests, too', 'filon' ) . '</label></td></tr>';
	write_visit_row();
	echo '<tr><th scope="row">' . esc_html__( 'When the plugin is deleted', 'filon' ) . '</th><td><label><input type="checkbox" name="delete_undelivered" value="yes"'
		. checked( 'yes', get_option( 'filon_delete_undelivered' ), false ) . '> ' . esc_html__( 'Delete requests that were never delivered, too', 'filon' ) . '</label></td></tr></tbody></table>';
	submit_button();
	echo '</form>';
}
