<?php // Tells administrators what needs them: requests that were lost, a copied site, a refusal by the service, requests that need a look.
/**
 * One notice at most, the gravest; nothing at all when all is well.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

add_action( 'admin_notices', __NAMESPACE__ . '\write_notice' );
/**
 * Writes the notice.
 */
function write_notice(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$lost = losses_in_words();
	if ( '' !== $lost ) {
		write_words( $lost );
		return;
	}
	$connection = read_connection();
	if ( null !== $connection && is_elsewhere( $connection ) ) {
		write_moved_notice( $connection );
		return;
	}
	$paused = null === $connection ? null : read_state()['paused'];
	if ( null !== $paused ) {
		write_words( pause_in_words( $paused ) );
		return;
	}
	if ( is_settings_screen() ) {
		return;
	}
	$attention = count_rows( 'attention' );
	$taken_in  = taken_in_words();
	if ( $attention > 0 ) {
		/* translators: %s: number of requests */
		write_words( sprintf( _n( '%s request was not taken by the service and needs a look.', '%s requests were not taken by the service and need a look.', $attention, 'filon' ), number_format_i18n( $attention ) ) );
	} elseif ( '' !== $taken_in ) {
		write_words( $taken_in, 'warning' );
	}
}

/**
 * Says whether the settings are shown, which say the rest of it themselves.
 */
function is_settings_screen(): bool {
	return 'settings_page_filon-settings' === ( get_current_screen()->id ?? '' );
}

/**
 * Writes a sentence with a link to the settings.
 *
 * @param string $kind Of notices: error or warning.
 */
function write_words( string $words, string $kind = 'error' ): void {
	echo '<div class="notice notice-' . esc_attr( $kind ) . '"><p><strong>Filon</strong> ' . esc_html( $words ) . ' <a href="' . esc_url( settings_address() ) . '">' . esc_html__( 'Look', 'filon' ) . '</a></p></div>';
}

/**
 * Says why delivery is paused.
 *
 * @param array{status: int, words: string} $paused See read_state().
 */
function pause_in_words( array $paused ): string {
	$words = 426 === $paused['status']
		? __( 'This plugin is too old for the service. Requests are kept here; update the plugin and they will be delivered.', 'filon' )
		: __( 'The service no longer accepts this site. Requests are kept here; test the connection, or disconnect the site and enter a new code.', 'filon' );
	return '' === $paused['words'] ? $words : $words . ' (' . $paused['words'] . ')';
}

/**
 * Asks whether this site is a copy or has moved: two sites must never share one identity.
 *
 * @param array<string, mixed> $connection See read_connection().
 */
function write_moved_notice( array $connection ): void {
	/* translators: 1: former address 2: present address */
	$words = sprintf( __( 'This site was connected as %1$s and is now %2$s. Requests are kept here and not delivered until you say what happened.', 'filon' ), $connection['home'], home_address() );
	echo '<div class="notice notice-warning"><p><strong>Filon</strong> ' . esc_html( $words ) . '</p><p>';
	write_button( 'filon_moved', __( 'The site has moved here', 'filon' ), 'primary' );
	write_button( 'filon_forget', __( 'This is a copy: disconnect it', 'filon' ) );
	echo '</p></div>';
}
