<?php // Jetpack Forms: the feedback that it keeps.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lists feedback; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function jetpack_entries( ?int $after, int $most ): array {
	$chosen = array( ...excluded_forms(), ...array_keys( read_entries()['included'] ) );
	return array_map(
		static function ( object $row ) use ( $chosen ): array {
			$entry = entry_in_list( $row, $row->post_parent, $row->post_date, true, 'publish' === $row->post_status );
			if ( array() === array_filter( $chosen, static fn( string $key ): bool => is_jetpack_form_of( $key, $entry['form'] ) ) ) {
				return $entry;
			}
			// Which of the page's forms it is takes a look into it.
			$form = jetpack_form_of_entry( $entry['id'], $entry['form'] );
			return '' !== $form ? array( 'form' => $form ) + $entry : array( 'is_sent' => $entry['is_sent'] && $entry['at'] >= jetpack_looked_for( $entry['form'] ) ) + $entry;
		},
		entry_posts( 'feedback', 'post_parent', $after, $most )
	);
}

/**
 * Says whether a form is one of a page's.
 *
 * @param string $key See form_key().
 */
function is_jetpack_form_of( string $key, string $page ): bool {
	return 1 === preg_match( '/^jetpack-forms:' . preg_quote( $page, '/' ) . '(?:-|$)/D', $key );
}

/**
 * Says since when what a page has brought is looked for, of feedback that does not say which of its forms it came by: while one
 * of these is left out nothing of it is taken for missed, nor what came until it was taken in again.
 *
 * @return int Unix seconds.
 */
function jetpack_looked_for( string $page ): int {
	$is_of_page = static fn( string $key ): bool => is_jetpack_form_of( $key, $page );
	if ( array() !== array_filter( excluded_forms(), $is_of_page ) ) {
		return PHP_INT_MAX;
	}
	return max( array( 0, ...array_values( array_filter( read_entries()['included'], $is_of_page, ARRAY_FILTER_USE_KEY ) ) ) );
}

/**
 * Gives which form of a page some feedback came by.
 *
 * @return string Its id as it is captured; empty when it is not known.
 */
function jetpack_form_of_entry( int $id, string $page ): string {
	$reads = array( '\Automattic\Jetpack\Forms\ContactForm\Feedback', 'get' );
	$kept  = is_callable( $reads ) ? $reads( $id ) : null;
	if ( ! is_object( $kept ) ) {
		return '';
	}
	$saved = (int) $kept->get_form_id();
	return $saved > 0 ? (string) $saved : jetpack_form_in_page( $kept, $page );
}

/**
 * Reads which form of a page it was from its fields: each that has no id of its own has one that begins with the form's.
 *
 * @param object $kept Feedback.
 * @param string $page Number.
 * @return string Empty when no field says so.
 */
function jetpack_form_in_page( object $kept, string $page ): string {
	$ids  = array_map( static fn( object $field ): string => as_text( $field->get_form_field_id() ), array_values( (array) $kept->get_fields() ) );
	$made = preg_grep( '/^g' . preg_quote( $page, '/' ) . '(?:-|$)/D', $ids ) ?: array();
	if ( array() === $made ) {
		return '';
	}
	// What follows may be a number too, of a field without Latin letters: so the longest that all of them begin with.
	preg_match( '/^g(\d+(?:-\d+){0,2})/', (string) reset( $made ), $read );
	$form = $read[1] ?? '';
	while ( count( preg_grep( "/^g$form(?:-|$)/D", $made ) ?: array() ) < count( $made ) ) {
		$form = substr( $form, 0, (int) strrpos( $form, '-' ) );
	}
	return $form;
}

/**
 * Reads feedback; see keepers().
 *
 * @return array<string, mixed>|null
 */
function jetpack_entry( int $id ): ?array {
	$kept = \Automattic\Jetpack\Forms\ContactForm\Feedback::get( $id );
	if ( ! is_object( $kept ) || ( is_callable( array( $kept, 'is_test' ) ) && $kept->is_test() ) ) {
		return null;
	}
	$saved = (int) $kept->get_form_id();
	$made  = array(
		'source'   => 'jetpack-forms',
		'form'     => array(
			'id'    => $saved > 0 ? $saved : ( jetpack_form_in_page( $kept, as_text( $kept->get_entry_id() ) ) ?: $kept->get_entry_id() ),
			'title' => $saved > 0 ? get_the_title( $saved ) : $kept->get_entry_title(),
		),
		'entry_id' => $id,
		'page'     => page_of_form( $kept->get_entry_permalink() ),
		'fields'   => array(),
		'files'    => array(),
	);
	foreach ( (array) $kept->get_fields() as $key => $field ) {
		$name  = as_text( $field->get_form_field_id() ) ?: (string) $key;
		$kind  = as_text( $field->get_type() );
		$label = $field->get_label();
		$value = as_typed( $field->get_value() );
		if ( is_mute( $kind, $name, $label ) ) {
			continue;
		}
		if ( 'file' === $kind ) {
			$files = array_map( static fn( mixed $file ): array => (array) $file, (array) ( is_array( $value ) ? $value['files'] ?? array() : array() ) );
			$named = read_files( $name, array_column( $files, 'name' ), null );
			$value = array_column( $named, 'name' );
			array_push( $made['files'], ...$named );
		} elseif ( 'image-select' === $kind ) {
			$value = jetpack_pictures( is_array( $value ) ? $value['choices'] ?? array() : array() );
		}
		// A consent among them is a field: the words that stood beside its box are not kept.
		$made['fields'][] = read_field( $name, $label, jetpack_kind( $kind ), $value );
	}
	return $made;
}
