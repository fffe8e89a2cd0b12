<?php // The section of the settings that lists the forms: what each asks, how many came today, and which are left out.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Writes the section, where there are forms of other plugins.
 */
function write_forms(): void {
	$forms = forms_here();
	if ( array() === $forms ) {
		return;
	}
	$counts   = counts_today();
	$excluded = excluded_forms();
	echo '<h2>' . esc_html__( 'Forms', 'filon' ) . '</h2><form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '">';
	wp_nonce_field( 'filon_forms' );
	echo '<input type="hidden" name="action" value="filon_forms"><table class="widefat striped filon-forms"><thead><tr><th scope="col">' . esc_html__( 'Form', 'filon' )
		. '</th><th scope="col">' . esc_html__( 'What it asks', 'filon' ) . '</th><th scope="col">' . esc_html__( 'Today', 'filon' )
		. '</th><th scope="col">' . esc_html__( 'Sent to Filon', 'filon' ) . '</th></tr></thead><tbody>';
	foreach ( $forms as $form ) {
		$title  = text_or( $form['title'], $form['id'] );
		$fields = implode( ' · ', array_map( static fn( array $field ): string => text_or( $field['label'], $field['id'] ), $form['fields'] ) );
		echo '<tr><th scope="row"><strong>' . esc_html( $title ) . '</strong><br><span class="description">' . esc_html( $form['plugin'] ) . '</span></th>'
			. '<td dir="auto">' . esc_html( $fields ) . '</td><td>' . esc_html( number_format_i18n( $counts[ $form['key'] ] ?? 0 ) ) . '</td><td>'
			. '<input type="hidden" name="listed[]" value="' . esc_attr( $form['key'] ) . '"><label><input type="checkbox" name="sent[]" value="' . esc_attr( $form['key'] ) . '"'
			. checked( ! in_array( $form['key'], $excluded, true ), true, false ) . '> <span class="screen-reader-text">'
			/* translators: %s: title of a form */
			. esc_html( sprintf( __( 'Send requests of %s', 'filon' ), $title ) ) . '</span></label></td></tr>';
	}
	echo '</tbody></table><p>';
	submit_button( __( 'Save the choice of forms', 'filon' ), 'secondary', 'submit', false );
	if ( null !== read_connection() ) {
		echo ' <a class="button-link" style="margin-inline-start:8px" href="' . esc_url( admin_url( 'admin.php?page=filon&filon-path=reglages/formulaires' ) ) . '">' . esc_html__( 'What each field is taken for', 'filon' ) . '</a>';
	}
	echo '</p></form>';
}

on_settings_action(
	'filon_forms',
	static function (): array {
		check_admin_referer( 'filon_forms' );
		$listed   = posted_form_keys( 'listed' );
		$excluded = array_merge( array_diff( excluded_forms(), $listed ), array_diff( $listed, posted_form_keys( 'sent' ) ) );
		if ( count( $excluded ) > MOST_EXCLUDED ) {
			/* translators: %s: number of forms */
			return outcome( false, sprintf( __( 'No more than %s forms can be left out.', 'filon' ), number_format_i18n( MOST_EXCLUDED ) ) );
		}
		update_option( 'filon_excluded_forms', array_values( $excluded ), true );
		return outcome( true, __( 'Saved.', 'filon' ) );
	}
);

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
