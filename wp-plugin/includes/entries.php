<?php // Form plugins that keep what was sent, as entries of their own: how a line knows its entry, and what was found there.
/**
 * The nightly look itself is in reconciling.php; how each form plugin's entries are read, in adapters/entries.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Less than LEDGER_DAYS: what is found is compared with the service like everything else.
const ENTRY_DAYS         = 30;
// Plugins that capture before there is an entry: their lines are known by what was written in them.
const ENTRIES_BY_WORDS   = array( 'cf7', 'elementor-pro' );
// Of a number and of an address on the web some keep another than was typed: 0 for nothing, 612 for 0612, 12 for 12.50.
const ENTRY_WRITTEN      = array( 'text', 'email', 'tel', 'textarea' );
const MOST_INCLUDED      = 40;

/**
 * Names an entry among all form plugins' entries.
 *
 * @return string 32 hexadecimal digits: a hash, so that the table tells nobody more than it must.
 */
function entry_key( string $source, string $form_id, string $entry_id ): string {
	// A form plugin numbers the entries of all its forms; a shop's orders and its accounts are two things.
	$form_id = 'woocommerce' === $source ? $form_id : '';
	return substr( hash( 'sha256', "entry\n$source\n$form_id\n$entry_id" ), 0, 32 );
}

/**
 * Names an entry that has no number yet by what was written: letters and digits alone, since form plugins keep texts in
 * ways of their own.
 *
 * @param list<array<string, mixed>> $fields See filon_capture().
 * @return string As entry_key(); empty when nothing was written by which it could be known.
 */
function entry_key_by_words( string $source, string $form_id, array $fields ): string {
	$said = array();
	foreach ( $fields as $field ) {
		$value = $field['value'] ?? '';
		$kind  = $field['type'] ?? '';
		if ( is_string( $value ) && in_array( $kind, ENTRY_WRITTEN, true ) ) {
			// Nothing stays of one that is none.
			$said[] = $field['id'] . '=' . bare_words( 'email' === $kind ? sanitize_email( $value ) : $value );
		}
	}
	$said = array_filter( $said, static fn( string $one ): bool => ! str_ends_with( $one, '=' ) );
	sort( $said, SORT_STRING );
	return array() === $said ? '' : entry_key( $source, '', "$form_id\n" . implode( "\n", $said ) );
}

/**
 * Names the entry of a submission that has no number, where entries are known by their words.
 *
 * @param array<string, mixed> $submission See filon_capture().
 * @return string See entry_key_by_words().
 */
function words_key( array $submission ): string {
	$source = as_text( $submission['source'] ?? '' );
	return in_array( $source, ENTRIES_BY_WORDS, true ) ? entry_key_by_words( $source, as_text( $submission['form']['id'] ?? '' ), as_fields( $submission['fields'] ?? array() ) ) : '';
}

/**
 * Gives the letters and digits of a text, which every form plugin keeps as they were written.
 */
function bare_words( string $text ): string {
	$plain = html_entity_decode( sanitize_textarea_field( $text ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	return (string) preg_replace( '/[^\p{L}\p{N}]+/u', '', mb_strtolower( $plain, 'UTF-8' ) );
}

/**
 * Names the entry that a line is of.
 *
 * @param string $line See submission_line(): source, form and entry stand first.
 * @return string See entry_key(); empty when there is none.
 */
function entry_of_line( string $line ): string {
	$text = '("(?:[^"\\\\]|\\\\.)*+")';
	if ( 1 !== preg_match( "/^\{(?:\"test\":true,)?\"uuid\":$text,\"source\":$text,\"form\":\{\"id\":$text,\"title\":$text\},\"entry_id\":(?:$text|null),/", $line, $read ) ) {
		return '';
	}
	$source = (string) json_decode( $read[2] );
	$form   = (string) json_decode( $read[3] );
	$entry  = (string) json_decode( $read[5] ?? '""' );
	if ( '' !== $entry ) {
		return entry_key( $source, $form, $entry );
	}
	return in_array( $source, ENTRIES_BY_WORDS, true ) ? entry_key_by_words( $source, $form, (array) ( json_decode( $line, true )['fields'] ?? array() ) ) : '';
}

/**
 * Reads what is known of entries.
 *
 * @return array{since: int, active_since: int, marks: array<string, int>, unreadable: array<string, array<int, int>>,
 *               included: array<string, int>, found: array<string, array<string, int>>,
 *               missed: array<string, array{0: int, 1: int}>} Since when all entries should have been heard of, and since
 *         when without a break; source → number up to which its entries need no look; source → number → when it was sent,
 *         of those up to there that could not be read; key of a form → when it was taken in again; source → day → how many
 *         were found; source → how many were missed since one was heard of, and when the last of them was sent.
 */
function read_entries(): array {
	$kept = get_option( 'filon_entries' );
	return array_merge(
		array(
			'since'        => time(),
			'active_since' => 0,
			'marks'        => array(),
			'unreadable'   => array(),
			'included'     => array(),
			'found'        => array(),
			'missed'       => array(),
		),
		is_array( $kept ) ? $kept : array()
	);
}

/**
 * Reads it afresh, since another process may have written it while this one looked through entries.
 *
 * @return array<string, mixed> See read_entries().
 */
function read_entries_afresh(): array {
	wp_cache_delete( 'filon_entries', 'options' );
	return read_entries();
}

/**
 * Changes some of what is known of entries.
 *
 * @param array<string, mixed> $changes See read_entries().
 */
function change_entries( array $changes ): void {
	update_option( 'filon_entries', array_merge( read_entries_afresh(), $changes ), false );
}

/**
 * Notes, when the plugin is installed, that nothing older is looked for.
 *
 * @param bool $is_new Whether the queue is: with another queue what is known of older entries is gone.
 */
function begin_with_entries( bool $is_new ): void {
	if ( $is_new || ! is_array( get_option( 'filon_entries' ) ) ) {
		change_entries( array( 'since' => time() ) );
	}
}

/**
 * Notes that the plugin was off until now: entries of before were missed for that reason alone.
 */
function note_activation(): void {
	change_entries( array( 'active_since' => time() ) );
}

add_action( 'update_option_filon_excluded_forms', __NAMESPACE__ . '\note_included_forms', 10, 2 );
/**
 * Notes which forms are taken in again: what they brought while they were left out stays out.
 *
 * @param mixed $before See keys_left_out().
 * @param mixed $after  See keys_left_out().
 */
function note_included_forms( mixed $before = null, mixed $after = null ): void {
	$again = array_diff( keys_left_out( $before ), keys_left_out( $after ) );
	$known = array_diff_key( read_entries_afresh()['included'], array_flip( $again ) );
	change_entries( array( 'included' => array_slice( array_fill_keys( $again, time() ) + $known, 0, MOST_INCLUDED, true ) ) );
}

/**
 * Counts what was found in the days that the ledger compares.
 *
 * @return list<array{source: string, count: int, is_deaf: bool}> One for each form plugin of which there is something to tell.
 */
function found_entries(): array {
	$kept  = read_entries();
	$first = gmdate( 'Y-m-d', time() - ( LEDGER_DAYS - 1 ) * DAY_IN_SECONDS );
	$told  = array();
	// Of what can't be read nothing is found.
	foreach ( array_keys( $kept['found'] + $kept['missed'] ) as $source ) {
		$count   = array_sum( array_filter( $kept['found'][ $source ] ?? array(), static fn( string $day ): bool => $day >= $first, ARRAY_FILTER_USE_KEY ) );
		// Once may be a mail that hung.
		$is_deaf = ( $kept['missed'][ $source ][0] ?? 0 ) > 1;
		if ( $count > 0 || $is_deaf ) {
			$told[] = compact( 'source', 'count', 'is_deaf' );
		}
	}
	return $told;
}

/**
 * Forgets what was found: it was another service's to hear.
 */
function forget_found(): void {
	change_entries(
		array(
			'found'  => array(),
			'missed' => array(),
		)
	);
}

/**
 * Says in a sentence or two for each form plugin what was found in it.
 */
function found_in_words(): string {
	$words = array();
	foreach ( found_entries() as $one ) {
		$name = keeper_name( $one['source'] );
		if ( $one['count'] > 0 ) {
			/* translators: 1: number of requests 2: name of a form plugin */
			$words[] = sprintf( _n( '%1$s request was found again in %2$s.', '%1$s requests were found again in %2$s.', $one['count'], 'filon' ), number_format_i18n( $one['count'] ), $name );
		}
		if ( $one['is_deaf'] ) {
			/* translators: %s: name of a form plugin */
			$words[] = sprintf( __( '%s no longer tells Filon when somebody sends a form: update both, and tell your agency.', 'filon' ), $name );
		}
	}
	return implode( ' ', $words );
}

/**
 * Gives the name of a form plugin.
 *
 * @param string $source As its submissions have it.
 */
function keeper_name( string $source ): string {
	return form_plugins()[ 'cf7' === $source ? 'contact-form-7' : $source ]['name'] ?? $source;
}
