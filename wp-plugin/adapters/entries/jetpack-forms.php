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
	return array_map(
		static function ( object $row ): array {
			$entry = entry_in_list( $row, $row->post_parent, $row->post_date, true, 'publish' === $row->post_status );
			return array( 'is_sent' => $entry['is_sent'] && $entry['at'] >= jetpack_looked_for( $entry['form'] ) ) + $entry;
		},
		entry_posts( 'feedback', 'post_parent', $after, $most )
	);
}

/**
 * Says since when what a page has brought is looked for. Feedback names the page and not which of its forms: while one of these
 * is left out nothing of the page is taken for missed, nor what came until it was taken in again.
 *
 * @return int Unix seconds.
 */
function jetpack_looked_for( string $page ): int {
	$is_of_page = static fn( string $key ): bool => 1 === preg_match( '/^jetpack-forms:' . preg_quote( $page, '/' ) . '(?:-|$)/D', $key );
	if ( array() !== array_filter( excluded_forms(), $is_of_page ) ) {
		return PHP_INT_MAX;
	}
	return max( array( 0, ...array_values( array_filter( read_entries()['included'], $is_of_page, ARRAY_FILTER_USE_KEY ) ) ) );
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
			'id'    => $saved > 0 ? $saved : $kept->get_entry_id(),
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
