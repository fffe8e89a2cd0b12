<?php // Entries that a form plugin keeps of a test of which nobody told us: known by when it was sent, and by what stood in it.
/**
 * They are deleted at once where they are found; what is not, the nightly look through entries leaves out.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Tests that were captured leave none: these are the ones that were not.
const MOST_TRACES   = 60;
// A form may take its time, and a database have another clock.
const TRACE_SECONDS = 5 * MINUTE_IN_SECONDS;
// A visitor's may have come behind it.
const TRACES_LOOKED = 20;

/**
 * Lists the tests that may have left an entry.
 *
 * @return list<array{form: string, at: int, said: list<string>}> Key of the form, Unix seconds, and what was filled in as
 *         hashed_words() has it; newest first.
 */
function trial_traces(): array {
	$kept = get_option( 'filon_traces' );
	return is_array( $kept ) ? $kept : array();
}

/**
 * Remembers a test before it is sent.
 *
 * @param list<array{string, string}> $pairs What is filled in; see fill_form().
 * @return array{form: string, at: int, said: list<string>} See trial_traces().
 */
function leave_trace( string $key, array $pairs ): array {
	$trace = array(
		'form' => $key,
		'at'   => time(),
		'said' => array_values( array_unique( array_filter( array_map( static fn( array $pair ): string => hashed_words( $pair[1] ), $pairs ) ) ) ),
	);
	// Older ones are looked for no more.
	$others = array_filter( trial_traces(), static fn( array $one ): bool => $one['at'] > time() - ( ENTRY_DAYS + 1 ) * DAY_IN_SECONDS );
	update_option( 'filon_traces', array_slice( array( $trace, ...$others ), 0, MOST_TRACES ), false );
	return $trace;
}

/**
 * Forgets a test that was captured: its entry has a number.
 *
 * @param array{form: string, at: int, said: list<string>} $trace See leave_trace().
 */
function clear_trace( array $trace ): void {
	update_option( 'filon_traces', array_values( array_filter( trial_traces(), static fn( array $one ): bool => $one !== $trace ) ), false );
}

/**
 * Names what was written in a field.
 *
 * @return string Empty when nothing was.
 */
function hashed_words( string $value ): string {
	$bare = bare_words( $value );
	return '' === $bare ? '' : substr( hash( 'sha256', $bare ), 0, 12 );
}

/**
 * Says whether an entry is what a test has left: all that is written in it stood in that test, our name among it.
 *
 * @param array<string, mixed> $submission See filon_capture().
 * @param int                  $at         When it was sent, in Unix seconds.
 */
function is_trace( array $submission, int $at ): bool {
	$form = form_key( $submission['source'] ?? '', $submission['form']['id'] ?? '' );
	foreach ( trial_traces() as $trace ) {
		if ( $trace['form'] === $form && abs( $at - $trace['at'] ) <= TRACE_SECONDS && is_said_by_trial( as_fields( $submission['fields'] ?? array() ), $trace['said'] ) ) {
			return true;
		}
	}
	return false;
}

/**
 * Says whether nothing is written in these fields but what a test wrote.
 *
 * @param list<array<string, mixed>> $fields See as_fields().
 * @param list<string>               $said   See trial_traces().
 */
function is_said_by_trial( array $fields, array $said ): bool {
	$is_named = false;
	foreach ( $fields as $field ) {
		$value   = is_string( $field['value'] ) ? $field['value'] : '';
		$is_ours = is_of_trial( $value ) || in_array( hashed_words( $value ), $said, true );
		// Of what is chosen a form plugin may keep other words than are sent.
		if ( '' !== bare_words( $value ) && ! $is_ours && in_array( $field['type'], ENTRY_WRITTEN, true ) ) {
			return false;
		}
		$is_named = $is_named || ( $is_ours && ( is_of_trial( $value ) || str_contains( bare_words( $value ), 'filon' ) ) );
	}
	return $is_named;
}

/**
 * Finds the entry that the test which this request is has left in its form plugin without a word to us.
 *
 * @return string Its number; empty when there is none.
 */
function left_entry(): string {
	require_once dirname( __DIR__ ) . '/adapters/entries/keepers.php';
	$form   = this_trial()['form'];
	$keeper = running_keepers()[ strtok( $form, ':' ) ] ?? null;
	foreach ( null === $keeper ? array() : array_reverse( $keeper['list']( null, TRACES_LOOKED ) ) as $row ) {
		$is_its = form_key( strtok( $form, ':' ), $row['form'] ) === $form;
		$kept   = $is_its ? $row['submission'] ?? $keeper['read']( $row['id'], $row['form'] ) : null;
		if ( is_array( $kept ) && is_trace( $kept, $row['at'] ) ) {
			return (string) $row['id'];
		}
	}
	return '';
}
