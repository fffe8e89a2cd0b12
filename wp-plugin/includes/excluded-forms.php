<?php // The forms that the owner leaves out of capture.
/**
 * They are one small autoloaded option: capturing costs no query for it, but for orders that are left out. It is a list of
 * keys; of a form that is known by its place alone it has the print, too, under its key: another may stand at that place one
 * day, and is captured.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// So that the option stays small: whoever leaves out more leaves out the plugin.
const MOST_EXCLUDED = 40;

/**
 * Lists the forms that are not captured.
 *
 * @return list<string> See form_key().
 */
function excluded_forms(): array {
	return keys_left_out( get_option( 'filon_excluded_forms' ) );
}

/**
 * Lists the keys that the option has.
 *
 * @param mixed $kept The option.
 * @return list<string> See form_key().
 */
function keys_left_out( mixed $kept ): array {
	$kept = is_array( $kept ) ? $kept : array();
	return array_map( static fn( mixed $key, mixed $one ): string => is_int( $key ) ? as_text( $one ) : $key, array_keys( $kept ), $kept );
}

/**
 * Lists the forms whose requests are not sent: those that are left out, and the new accounts of a shop as long as its
 * owner has not asked for them.
 *
 * @return list<string> See form_key().
 */
function unsent_forms(): array {
	return 'yes' === get_option( 'filon_accounts' ) ? excluded_forms() : array( ...excluded_forms(), ACCOUNT_FORM );
}

/**
 * Says whether the owner leaves this submission's form out.
 *
 * @param mixed $submission See filon_capture().
 */
function is_form_excluded( mixed $submission ): bool {
	$excluded = excluded_forms();
	$form     = is_array( $submission ) ? $submission['form'] ?? null : null;
	$key      = array() === $excluded || ! is_array( $form ) ? '' : form_key( $submission['source'] ?? '', $form['id'] ?? '' );
	if ( ! in_array( $key, $excluded, true ) ) {
		return false;
	}
	if ( ORDER_FORM === $key && is_known_order( as_text( $submission['entry_id'] ?? '' ) ) ) {
		return false;
	}
	// Whatever is not surely the one that was left out is captured.
	return ! isset( $form['print'] ) || ( '' !== $form['print'] && $form['print'] === print_left_out( $key ) );
}

/**
 * Says whether an order was captured before orders were left out: what becomes of it is told to the end, or it would stand as
 * placed for ever.
 *
 * @param string $order Its number.
 */
function is_known_order( string $order ): bool {
	return '' !== $order && array() !== captured_entries( array( entry_key( 'woocommerce', substr( (string) strrchr( ORDER_FORM, ':' ), 1 ), $order ) ) );
}

/**
 * Gives the print of a form as it was when it was left out.
 *
 * @param string $key See form_key().
 */
function print_left_out( string $key ): string {
	$kept = get_option( 'filon_excluded_forms' );
	return as_text( is_array( $kept ) ? $kept[ $key ] ?? '' : '' );
}

/**
 * Leaves forms out from now on, and no others.
 *
 * @param list<string>               $keys  See form_key(); what is left out already stands first.
 * @param list<array<string, mixed>> $forms See forms_here().
 * @return array{is_changed: bool, is_all: bool} Whether there was anything to change, and whether there was room for all.
 */
function leave_out_forms( array $keys, array $forms ): array {
	read_excluded_afresh();
	$prints = array_column( $forms, 'print', 'key' );
	$chosen = array_filter( $keys, static fn( string $key ): bool => '' !== ( $prints[ $key ] ?? null ) );
	$next   = array();
	foreach ( array_slice( $chosen, 0, MOST_EXCLUDED ) as $key ) {
		$print = print_left_out( $key ) ?: ( $prints[ $key ] ?? '' );
		$next += '' === $print ? array( count( $next ) => $key ) : array( $key => $print );
	}
	change_state( array( 'taken_in' => array() ) );
	return array(
		'is_changed' => update_option( 'filon_excluded_forms', $next, true ),
		'is_all'     => count( $chosen ) <= MOST_EXCLUDED,
	);
}

/**
 * Takes in again what stands now at the place of a form that was left out, where it is another, or no longer the only one. Its
 * owner reads of it, see taken_in_words().
 *
 * @param list<array<string, mixed>> $forms See forms_here().
 */
function take_in_changed_forms( array $forms ): void {
	$prints = array_column( $forms, 'print', 'key' );
	$is_new = static fn( string $key ): bool => isset( $prints[ $key ] ) && ( '' === $prints[ $key ] || print_left_out( $key ) !== $prints[ $key ] );
	if ( array() === array_filter( excluded_forms(), $is_new ) ) {
		return;
	}
	// Looking at all forms may have taken a while: what was chosen meanwhile stays.
	$kept  = read_excluded_afresh();
	$again = array_filter( keys_left_out( $kept ), $is_new );
	$said  = array_column( $forms, 'title', 'key' );
	update_option( 'filon_excluded_forms', array_filter( $kept, static fn( mixed $one, mixed $key ): bool => ! in_array( is_int( $key ) ? $one : $key, $again, true ), ARRAY_FILTER_USE_BOTH ), true );
	$titles = array_map( static fn( string $key ): string => text_or( $said[ $key ], $key ), array_values( $again ) );
	change_state( array( 'taken_in' => array_values( array_unique( array( ...read_state()['taken_in'], ...$titles ) ) ) ) );
}

/**
 * Says which forms are sent again because they have changed; empty when there is none, or when the owner has chosen since.
 */
function taken_in_words(): string {
	$titles = read_state()['taken_in'];
	/* translators: %s: titles of forms */
	return array() === $titles ? '' : sprintf( _n( '%s has changed since you left it out: its requests are sent again. Untick it again if you do not want that.', '%s have changed since you left them out: their requests are sent again. Untick them again if you do not want that.', count( $titles ), 'filon' ), implode( ', ', $titles ) );
}

/**
 * Reads the option as it is now: another process may have written it since this one began.
 *
 * @return array<int|string, mixed>
 */
function read_excluded_afresh(): array {
	wp_cache_delete( 'alloptions', 'options' );
	wp_cache_delete( 'filon_excluded_forms', 'options' );
	$kept = get_option( 'filon_excluded_forms' );
	return is_array( $kept ) ? $kept : array();
}
