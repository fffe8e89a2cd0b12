<?php // What the buttons of the settings page do; each checks the right and the nonce, and goes back with a sentence.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Does one action and returns to the settings.
 *
 * @param string                                  $action Name of the form's action and of its nonce.
 * @param callable(): array{ok: bool, words: string} $do   What it does.
 */
function on_settings_action( string $action, callable $do ): void {
	add_action(
		"admin_post_$action",
		static function () use ( $action, $do ): void {
			if ( ! current_user_can( 'manage_options' ) ) {
				wp_die( esc_html__( 'You may not change these settings.', 'filon' ), '', array( 'response' => 403 ) );
			}
			check_admin_referer( $action );
			set_transient( 'filon_outcome_' . get_current_user_id(), $do(), MINUTE_IN_SECONDS );
			wp_safe_redirect( settings_address() );
			exit;
		}
	);
}

/**
 * Gives an outcome.
 *
 * @return array{ok: bool, words: string}
 */
function outcome( bool $ok, string $words ): array {
	return compact( 'ok', 'words' );
}

/**
 * Writes the sentence of the last action, once.
 */
function write_outcome(): void {
	$name    = 'filon_outcome_' . get_current_user_id();
	$outcome = get_transient( $name );
	if ( is_array( $outcome ) ) {
		delete_transient( $name );
		echo '<div class="notice notice-' . ( $outcome['ok'] ? 'success' : 'error' ) . '" role="status"><p>' . esc_html( $outcome['words'] ) . '</p></div>';
	}
}

on_settings_action(
	'filon_connect',
	static function (): array {
		check_admin_referer( 'filon_connect' );
		$mistake = pair( sanitize_textarea_field( as_text( wp_unslash( $_POST['code'] ?? '' ) ) ) );
		if ( '' !== $mistake ) {
			return outcome( false, $mistake );
		}
		deliver( true );
		return outcome( true, __( 'This site is connected.', 'filon' ) );
	}
);

on_settings_action(
	'filon_test',
	static function (): array {
		$connection = usable_connection();
		return null === $connection
			? outcome( false, __( 'This site has changed its address; say first what happened.', 'filon' ) )
			: try_connection( $connection );
	}
);

on_settings_action(
	'filon_send',
	static function (): array {
		move_spilled();
		$delivered = deliver( true );
		/* translators: %s: number of requests */
		return outcome( 0 === count_rows( 'waiting' ), sprintf( _n( '%s request delivered.', '%s requests delivered.', $delivered, 'filon' ), number_format_i18n( $delivered ) ) );
	}
);

on_settings_action(
	'filon_compare',
	static function (): array {
		move_spilled();
		deliver( true );
		$mistake = compare_ledger();
		return outcome( '' === $mistake && 0 === ( read_ledger()['gaps'] ?? 0 ), '' === $mistake ? ledger_in_words() : $mistake );
	}
);

on_settings_action(
	'filon_retry',
	static function (): array {
		check_admin_referer( 'filon_retry' );
		retry_attention( absint( $_POST['row'] ?? 0 ) ?: null );
		$delivered = deliver( true );
		return outcome( $delivered > 0, $delivered > 0 ? __( 'Delivered.', 'filon' ) : __( 'Not delivered yet. It is kept.', 'filon' ) );
	}
);

on_settings_action(
	'filon_forget',
	static function (): array {
		tell_leaving( DELIVERY_SECONDS );
		forget_connection();
		return outcome( true, __( 'This site is disconnected. Requests go on being kept here.', 'filon' ) );
	}
);

on_settings_action(
	'filon_moved',
	static function (): array {
		$connection = read_connection();
		$mistake    = null === $connection ? __( 'This site is not connected to Filon.', 'filon' ) : announce_move( $connection );
		if ( '' !== $mistake ) {
			return outcome( false, $mistake );
		}
		deliver( true );
		return outcome( true, __( 'The new address is known. Delivery goes on.', 'filon' ) );
	}
);

on_settings_action(
	'filon_options',
	static function (): array {
		check_admin_referer( 'filon_options' );
		$sent = is_array( $_POST['roles'] ?? null ) ? array_map( 'sanitize_key', wp_unslash( $_POST['roles'] ) ) : array();
		update_option( 'filon_roles', array_filter( array_intersect_key( $sent, wp_roles()->role_names ), static fn( string $role ): bool => in_array( $role, ROLES, true ) ), true );
		update_option( 'filon_registrations', 'yes' === ( $_POST['registrations'] ?? '' ) ? 'yes' : 'no', true );
		update_option( 'filon_comments', 'yes' === ( $_POST['comments'] ?? '' ) ? 'yes' : 'no', true );
		keep_visit_mode( wp_unslash( $_POST['visit'] ?? '' ) );
		update_option( 'filon_delete_undelivered', 'yes' === ( $_POST['delete_undelivered'] ?? '' ) ? 'yes' : 'no', false );
		return outcome( true, __( 'Saved.', 'filon' ) );
	}
);
