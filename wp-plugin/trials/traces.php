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
// What is chosen, or the form's own: of that a form plugin may keep other words than are sent.
const TRACES_CHOSEN = '/select|radio|checkbox|choice|hidden|country|rating|likert|scale|rank|toggle|calculation|^(?:date|time)/i';

/**
 * Lists the tests that may have left an entry.
 *
 * @return list<array{form: string, at: int, said: list<string>, named: list<string>}> Key of the form, Unix seconds, what
 *         was filled in as hashed_words() has it, and what of that tells that it is a test; newest first.
 */
function trial_traces(): array {
	$kept = get_option( 'filon_traces' );
	return is_array( $kept ) ? $kept : array();
}

/**
 * Remembers a test before it is sent.
 *
 * @param list<array{string, string}> $pairs What is filled in; see fill_form().
 * @return array{form: string, at: int, said: list<string>, named: list<string>} See trial_traces().
 */
function leave_trace( string $key, array $pairs ): array {
	$hashed = static fn( array $values ): array => array_values( array_unique( array_filter( array_map( __NAMESPACE__ . '\hashed_words', $values ) ) ) );
	$values = array_column( $pairs, 1 );
	$trace  = array(
		'form'  => $key,
		'at'    => time(),
		'said'  => $hashed( $values ),
		'named' => $hashed( array_filter( $values, __NAMESPACE__ . '\is_worded_by_trial' ) ),
	);
	// Older ones are looked for no more.
	$others = array_filter( trial_traces(), static fn( array $one ): bool => $one['at'] > time() - ( ENTRY_DAYS + 1 ) * DAY_IN_SECONDS );
	update_option( 'filon_traces', array_slice( array( $trace, ...$others ), 0, MOST_TRACES ), false );
	return $trace;
}

/**
 * Forgets a test that was captured: its entry has a number.
 *
 * @param array{form: string, at: int, said: list<string>, named: list<string>} $trace See leave_trace().
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
 * Says whether an entry is what a test has left: all that is written in it stood in that test, and of it what nobody but a
 * test writes.
 *
 * @param array<string, mixed> $submission See filon_capture().
 * @param int                  $at         When it was sent, in Unix seconds.
 */
function is_trace( array $submission, int $at ): bool {
	$form = form_key( $submission['source'] ?? '', $submission['form']['id'] ?? '' );
	foreach ( trial_traces() as $trace ) {
		if ( $trace['form'] === $form && abs( $at - $trace['at'] ) <= TRACE_SECONDS && is_said_by_trial( as_fields( $submission['fields'] ?? array() ), $trace ) ) {
			return true;
		}
	}
	return false;
}

/**
 * Says whether nothing is written in these fields but what a test wrote, whatever a form plugin calls what is written into:
 * what else is there may be a visitor's.
 *
 * @param list<array<string, mixed>>                      $fields See as_fields().
 * @param array{said: list<string>, named?: list<string>} $trace  See trial_traces(); older ones name nothing.
 */
function is_said_by_trial( array $fields, array $trace ): bool {
	$is_named = false;
	foreach ( $fields as $field ) {
		if ( 1 === preg_match( TRACES_CHOSEN, (string) $field['type'] ) ) {
			continue;
		}
		foreach ( (array) $field['value'] as $value ) {
			if ( ! is_in_trace( $value, $trace['said'] ) ) {
				return false;
			}
			$is_named = $is_named || is_of_trial( $value ) || in_array( hashed_words( $value ), $trace['named'] ?? array(), true );
		}
	}
	return $is_named;
}

/**
 * Says whether a test wrote this; several answers, as of an address, may be kept as one text.
 *
 * @param list<string> $said See trial_traces().
 */
function is_in_trace( string $value, array $said ): bool {
	$is_ours = static fn( string $one ): bool => '' === bare_words( $one ) || is_of_trial( $one ) || in_array( hashed_words( $one ), $said, true );
	$parts   = (array) preg_split( '/[,\n]/', $value );
	return $is_ours( $value ) || array_filter( $parts, $is_ours ) === $parts;
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
