<?php // The section of the settings that lists the forms: what each asks, how many came today, which are sent, and tested.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once dirname( __DIR__ ) . '/trials/words.php';

// Each takes seconds, and somebody waits: the others are tested at night.
const MOST_TRIED_AT_ONCE = 2;
// Switching it on again every night would not help.
const TRIALS_IN_VAIN     = array( 'gone', 'no_page', 'unfit', 'unheld', 'uncaptured', 'unreachable', 'counted' );

/**
 * Writes the section, where there are forms.
 */
function write_forms(): void {
	$forms = trial_forms();
	take_in_changed_forms( $forms );
	$gone  = array_diff_key( trials(), array_flip( array_column( $forms, 'key' ) ) );
	if ( array() === $forms && array() === $gone ) {
		return;
	}
	$counts   = counts_today();
	$unsent   = unsent_forms();
	$heads    = array( __( 'Form', 'filon' ), __( 'What it asks', 'filon' ), __( 'Today', 'filon' ), __( 'Sent to Filon', 'filon' ), __( 'Test every night', 'filon' ) );
	echo '<h2>' . esc_html__( 'Forms', 'filon' ) . '</h2><form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '">';
	$taken_in = taken_in_words();
	if ( '' !== $taken_in ) {
		echo '<div class="notice notice-warning inline"><p>' . esc_html( $taken_in ) . '</p></div>';
	}
	wp_nonce_field( 'filon_forms' );
	echo '<input type="hidden" name="action" value="filon_forms"><table class="widefat striped filon-forms"><thead><tr><th scope="col">' . implode( '</th><th scope="col">', array_map( 'esc_html', $heads ) ) . '</th></tr></thead><tbody>';
	// On a phone each cell has its head beside it; see settings.css.
	$cell = static fn( int $column ): string => '<td data-colname="' . esc_attr( $heads[ $column ] ) . '">';
	foreach ( $forms as $form ) {
		$title  = text_or( $form['title'], $form['id'] );
		$fields = implode( ' · ', array_map( static fn( array $field ): string => text_or( $field['label'], $field['id'] ), $form['fields'] ) );
		echo '<tr><th scope="row"><strong>' . esc_html( $title ) . '</strong><br><span class="description">' . esc_html( $form['plugin'] ) . '</span>' . trial_html( $form['key'], why_no_trial( $form ) ) . '</th>'
			. $cell( 1 ) . '<span><bdi>' . esc_html( $fields ) . '</bdi></span></td>' . $cell( 2 ) . esc_html( number_format_i18n( $counts[ $form['key'] ] ?? 0 ) ) . '</td>' . $cell( 3 );
		if ( 'filon' === $form['source'] ) {
			echo esc_html__( 'Always', 'filon' );
		} elseif ( ! $form['is_kept'] ) {
			// Why stands below its title; without a box here its choice stays as it is.
			echo esc_html__( 'No', 'filon' );
		} elseif ( '' === ( $form['print'] ?? null ) ) {
			echo esc_html__( 'Always: Jetpack tells the forms of a page apart by their order alone. Save this one as a form of its own in Jetpack, or give it a page where it is the only one, to choose.', 'filon' );
		} else {
			echo '<input type="hidden" name="listed[]" value="' . esc_attr( $form['key'] ) . '"><label><input type="checkbox" name="sent[]" value="' . esc_attr( $form['key'] ) . '"'
				. checked( ! in_array( $form['key'], $unsent, true ), true, false ) . '> <span class="screen-reader-text">'
				/* translators: %s: title of a form */
				. esc_html( sprintf( __( 'Send requests of %s', 'filon' ), $title ) ) . '</span></label>';
		}
		echo '</td>' . $cell( 4 );
		write_trial_switch( $form['key'], $title, why_no_trial( $form ) );
		echo '</td></tr>';
	}
	foreach ( $gone as $key => $trial ) {
		echo '<tr><th scope="row"><strong>' . esc_html( $trial['title'] ) . '</strong>' . trial_html( $key, '' ) . '</th><td></td><td></td><td></td>' . $cell( 4 );
		write_trial_switch( $key, $trial['title'], '' );
		echo '</td></tr>';
	}
	echo '</tbody></table><p class="description">'
		. esc_html__( 'A test fills the form in and sends it as a visitor does, in the name of nobody, and follows it to Filon. No mail leaves, nothing else is called, and it counts nowhere. When a form does not pass, your agency is told.', 'filon' ) . '</p><p>';
	submit_button( __( 'Save the choice of forms', 'filon' ), 'secondary', 'submit', false );
	if ( null !== read_connection() ) {
		echo ' <a class="button-link" style="margin-inline-start:8px" href="' . esc_url( admin_url( 'admin.php?page=filon&filon-path=reglages/formulaires' ) ) . '">' . esc_html__( 'What each field is taken for', 'filon' ) . '</a>';
	}
	echo '</p></form>';
}

/**
 * Writes how the last nightly test of a form ended, or why there can be none.
 *
 * @param string $why_not See why_no_trial().
 */
function trial_html( string $key, string $why_not ): string {
	$trial = trials()[ $key ] ?? null;
	$words = $why_not;
	if ( null !== $trial ) {
		$words = 0 === $trial['tried_at'] ? __( 'Tested tonight for the first time.', 'filon' )
			/* translators: 1: how a test ended 2: "2 hours" */
			: sprintf( __( '%1$s (%2$s ago)', 'filon' ), trial_in_words( $trial ), human_time_diff( $trial['tried_at'], service_time() ) );
	}
	return '' === $words ? '' : '<br><span class="description">' . esc_html( $words ) . '</span>';
}

/**
 * Writes the switch of a form's nightly test, where there can be one.
 *
 * @param string $why_not See why_no_trial().
 */
function write_trial_switch( string $key, string $title, string $why_not ): void {
	$is_on = isset( trials()[ $key ] );
	if ( '' === $why_not || $is_on ) {
		echo '<label><input type="checkbox" name="tested[]" value="' . esc_attr( $key ) . '"' . checked( $is_on, true, false ) . '> <span class="screen-reader-text">'
			/* translators: %s: title of a form */
			. esc_html( sprintf( __( 'Test %s every night', 'filon' ), $title ) ) . '</span></label>';
	}
}

on_settings_action(
	'filon_forms',
	static function (): array {
		check_admin_referer( 'filon_forms' );
		$listed   = posted_form_keys( 'listed' );
		$sent     = posted_form_keys( 'sent' );
		$unticked = array_diff( $listed, $sent, array( ACCOUNT_FORM ) );
		// What is left out already stays so before there is room for more.
		$excluded = array_merge( array_diff( excluded_forms(), $sent ), array_diff( $unticked, excluded_forms() ) );
		$tested = posted_form_keys( 'tested' );
		if ( count( $tested ) > MOST_TRIALS ) {
			/* translators: %s: number of forms */
			return outcome( false, sprintf( __( 'No more than %s forms can be tested every night.', 'filon' ), number_format_i18n( MOST_TRIALS ) ) );
		}
		$left_out   = leave_out_forms( $excluded, trial_forms() );
		$is_changed = $left_out['is_changed'];
		if ( in_array( ACCOUNT_FORM, $listed, true ) ) {
			// On most sites they are no requests: its owner takes them in, others are left out.
			$is_changed = update_option( 'filon_accounts', in_array( ACCOUNT_FORM, $sent, true ) ? 'yes' : 'no', false ) || $is_changed;
		}
		$outcome    = change_trials( $tested );
		if ( $is_changed ) {
			// Nobody is to wait for requests that are no longer sent.
			tell_forms_when_changed( microtime( true ) + DELIVERY_SECONDS );
		}
		if ( ! $left_out['is_all'] ) {
			/* translators: %s: number of forms */
			$words = sprintf( __( 'No more than %s forms can be left out: the others are still sent.', 'filon' ), number_format_i18n( MOST_EXCLUDED ) );
			return outcome( false, "{$outcome['words']} $words" );
		}
		return $outcome;
	}
);

/**
 * Switches the nightly tests on and off, and makes the first one of those that were switched on.
 *
 * @param list<string> $wanted See form_key().
 * @return array{ok: bool, words: string} See outcome().
 */
function change_trials( array $wanted ): array {
	$before = trials();
	$titles = array_map( static fn( array $trial ): string => $trial['title'], $before );
	foreach ( trial_forms() as $form ) {
		if ( '' === why_no_trial( $form ) ) {
			$titles[ $form['key'] ] = text_or( $form['title'], $form['id'] );
		}
	}
	$chosen = array_intersect_key( $titles, array_flip( $wanted ) );
	choose_trials( $chosen );
	$words = array( __( 'Saved.', 'filon' ) );
	$is_ok = true;
	$new   = null === usable_connection() ? array() : array_slice( array_keys( array_diff_key( $chosen, $before ) ), 0, MOST_TRIED_AT_ONCE );
	foreach ( $new as $key ) {
		$ended = try_form_now( $key, false );
		if ( null === $ended ) {
			continue;
		}
		$words[] = "{$chosen[ $key ]}: " . trial_in_words( $ended );
		$is_ok   = $is_ok && in_array( $ended['outcome'], array( ...TRIAL_WENT_WELL, 'enough' ), true );
		if ( in_array( $ended['outcome'], TRIALS_IN_VAIN, true ) ) {
			unset( $chosen[ $key ] );
			choose_trials( $chosen );
		}
	}
	if ( array_keys( $before ) !== array_keys( $chosen ) ) {
		tell_forms_when_changed( microtime( true ) + DELIVERY_SECONDS );
	}
	return outcome( $is_ok, implode( ' ', $words ) );
}

/**
 * Reads the keys of forms that were posted.
 *
 * @return list<string> See form_key().
 */
function posted_form_keys( string $name ): array {
	// phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked by the caller.
	$posted = wp_unslash( $_POST[ $name ] ?? array() );
	return array_values( array_unique( array_map( static fn( mixed $key ): string => cut( sanitize_text_field( as_text( $key ) ), 250 ), is_array( $posted ) ? $posted : array() ) ) );
}
