<?php // Gravity Forms: captures each entry when it is made, before its mails are sent, and spam once more when it is none.
/**
 * Written for 2.10. Saving to go on later, partial entries and entries that other programs add have hooks of their own.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

// phpcs:disable WordPress.NamingConventions.ValidVariableName.UsedPropertyNotSnakeCase -- the form plugin's names.

// Inputs of a name, by the number behind the dot.
const GRAVITY_NAMES   = array(
	'3' => 'first_name',
	'4' => 'middle_name',
	'6' => 'last_name',
);
// Fields of several inputs that are one answer.
const GRAVITY_ANSWERS = array( 'checkbox', 'address', 'product', 'option', 'multi_choice', 'image_choice', 'consent' );
const GRAVITY_FOLDER  = 'gravity_forms';

add_action( 'gform_entry_created', __NAMESPACE__ . '\capture_gravity', PHP_INT_MIN, 2 );
// The same entry again, once all is done.
add_action( 'gform_after_submission', __NAMESPACE__ . '\capture_gravity', PHP_INT_MIN, 2 );
/**
 * Captures an entry.
 *
 * @param mixed $entry What was sent, by number of field or input; id, status and more.
 * @param mixed $form  Holds the fields, each a GF_Field.
 */
function capture_gravity( mixed $entry = null, mixed $form = null ): void {
	if ( is_array( $entry ) && is_array( $form ) && ! is_preview( $entry['source_url'] ?? '' ) ) {
		capture_once(
			'gravity ' . as_text( $entry['id'] ?? '' ),
			static fn(): array => gravity_submission( $entry, $form ),
			static fn(): array => rough_submission( 'gravity-forms', $form['id'] ?? '', gravity_answers( $entry, $form ), $entry['id'] ?? null )
		);
	}
}

add_action( 'gform_update_status', __NAMESPACE__ . '\capture_gravity_no_spam', 10, 3 );
/**
 * Captures an entry that somebody no longer takes for spam.
 *
 * @param mixed $entry_id Number.
 * @param mixed $status   What it is now.
 * @param mixed $before   What it was.
 */
function capture_gravity_no_spam( mixed $entry_id = null, mixed $status = null, mixed $before = null ): void {
	if ( 'spam' !== $before || 'active' !== $status ) {
		return;
	}
	capture_no_spam(
		static function () use ( $entry_id ): ?array {
			$entry = \GFAPI::get_entry( (int) as_text( $entry_id ) );
			$form  = is_array( $entry ) ? \GFAPI::get_form( (int) as_text( $entry['form_id'] ?? 0 ) ) : null;
			return is_array( $form ) && ! is_preview( $entry['source_url'] ?? '' ) ? gravity_submission( array( 'status' => 'active' ) + $entry, $form ) : null;
		}
	);
}

/**
 * Makes the submission.
 *
 * @param array<int|string, mixed> $entry See capture_gravity().
 * @param array<string, mixed>     $form  See capture_gravity().
 * @return array<string, mixed> See filon_capture().
 */
function gravity_submission( array $entry, array $form ): array {
	$made = array(
		'source'   => 'gravity-forms',
		'form'     => array(
			'id'    => $form['id'] ?? '',
			'title' => $form['title'] ?? '',
		),
		'entry_id' => $entry['id'] ?? null,
		'page'     => page_of_form( $entry['source_url'] ?? '', $entry['source_id'] ?? 0 ),
		'fields'   => array(),
		'consents' => array(),
		'files'    => array(),
		'spam_by'  => 'spam' === ( $entry['status'] ?? '' ) ? gravity_judge( $form ) : '',
	);
	foreach ( (array) ( $form['fields'] ?? array() ) as $field ) {
		if ( ! is_object( $field ) || is_mute( $field->type ) || is_mute( $field->inputType ?? '', '', $field->label ) ) {
			continue;
		}
		$consent = 'consent' === $field->type ? gravity_consent( $field, $entry ) : null;
		if ( null !== $consent ) {
			$made['consents'][] = $consent;
			continue;
		}
		array_push( $made['fields'], ...gravity_fields( $field, $entry ) );
		if ( 'fileupload' === gravity_kind( $field ) ) {
			$value = as_text( $entry[ (string) $field->id ] ?? '' );
			array_push( $made['files'], ...read_files( $field->id, json_decode( $value, true ) ?? $value, GRAVITY_FOLDER ) );
		}
	}
	return $made;
}

/**
 * Gives what stands in an entry for each field, all its inputs together.
 *
 * @param array<int|string, mixed> $entry See capture_gravity().
 * @param array<string, mixed>     $form  See capture_gravity().
 * @return array<int|string, array{type: string, label: mixed, value: list<mixed>}> By number of field.
 */
function gravity_answers( array $entry, array $form ): array {
	$answers = array();
	foreach ( array_filter( (array) ( $form['fields'] ?? array() ), 'is_object' ) as $field ) {
		$is_its               = static fn( string|int $input ): bool => 1 === preg_match( "/^\d+(?:\.\d+)?$/", (string) $input ) && (int) $input === (int) $field->id;
		$answers[ $field->id ] = array(
			'type'  => is_mute( $field->type ) ? $field->type : gravity_kind( $field ),
			'label' => $field->label,
			'value' => array_values( array_filter( $entry, $is_its, ARRAY_FILTER_USE_KEY ) ),
		);
	}
	return $answers;
}

/**
 * Reads one field; a name is as many fields as inputs that were filled.
 *
 * @param object                   $field GF_Field.
 * @param array<int|string, mixed> $entry See capture_gravity().
 * @return list<array<string, mixed>> See read_field().
 */
function gravity_fields( object $field, array $entry ): array {
	$id     = (string) $field->id;
	$kind   = gravity_kind( $field );
	$inputs = is_array( $field->inputs ) ? array_combine( array_map( __NAMESPACE__ . '\as_text', array_column( $field->inputs, 'id' ) ), $field->inputs ) : array();
	if ( 'name' === $kind && array() !== $inputs ) {
		$filled = array_filter( $inputs, static fn( array $input ): bool => is_filled( $entry[ (string) $input['id'] ] ?? '' ) );
		return array_map(
			static fn( array $input ): array => read_field( ...gravity_part( $field, $input ), value: $entry[ (string) $input['id'] ] ),
			array_values( $filled )
		);
	}
	$value = $entry[ $id ] ?? '';
	if ( in_array( $kind, GRAVITY_ANSWERS, true ) && array() !== $inputs ) {
		$value = array_values( array_filter( array_intersect_key( $entry, $inputs ), __NAMESPACE__ . '\is_filled' ) );
	} elseif ( in_array( $kind, array( 'multiselect', 'fileupload', 'post_tags' ), true ) ) {
		$value = json_decode( as_text( $value ), true ) ?? $value;
	} elseif ( 'list' === $kind && is_serialized( $value ) ) {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.serialize_unserialize -- how the form plugin keeps it; no object comes out.
		$value = unserialize( $value, array( 'allowed_classes' => false ) );
	}
	if ( 'fileupload' === $kind ) {
		$value = array_column( read_files( $id, $value, GRAVITY_FOLDER ), 'name' );
	}
	$options = array_column( (array) ( $field->choices ?? array() ), 'text', 'value' );
	return array( read_field( $id, $field->label, $kind, as_seen( $value, $options ) ) );
}

/**
 * Gives id, label and kind of a part of a name.
 *
 * @param object               $field GF_Field.
 * @param array<string, mixed> $input One of its inputs.
 * @return array{0: string, 1: string, 2: string}
 */
function gravity_part( object $field, array $input ): array {
	$id    = as_text( $input['id'] ?? '' );
	$below = as_text( ( $input['customLabel'] ?? '' ) ?: ( $input['label'] ?? '' ) );
	return array( $id, $below ?: as_text( $field->label ), GRAVITY_NAMES[ explode( '.', $id )[1] ?? '' ] ?? 'text' );
}

/**
 * Names the kind of a field: some are another kind that writes into an article.
 *
 * @param object $field GF_Field.
 */
function gravity_kind( object $field ): string {
	return as_text( ( $field->inputType ?? '' ) ?: $field->type );
}

/**
 * Reads a box that the visitor was asked to tick: the words beside it and below it as they were then.
 *
 * @param object                   $field GF_Field_Consent.
 * @param array<int|string, mixed> $entry See capture_gravity().
 * @return array{field_id: string, text: string, given: bool}|null
 */
function gravity_consent( object $field, array $entry ): ?array {
	$beside = as_text( $entry[ "$field->id.2" ] ?? '' ) ?: as_text( $field->checkboxLabel ?? '' );
	$below  = as_text( $field->description ?? '' );
	return read_consent( $field->id, '' === $below ? $beside : "$beside\n$below", $entry[ "$field->id.1" ] ?? '' );
}

/**
 * Names who took it for spam.
 *
 * @param array<string, mixed> $form See capture_gravity().
 */
function gravity_judge( array $form ): string {
	$known = class_exists( 'GFFormDisplay', false ) ? \GFFormDisplay::$submission[ $form['id'] ?? 0 ]['spam_filter']['filter'] ?? '' : '';
	return as_text( $known ) ?: 'gravity-forms';
}

/**
 * Lists the forms that exist and are active.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function gravity_forms(): array {
	return array_map(
		static function ( array $form ): array {
			$fields = array();
			foreach ( (array) ( $form['fields'] ?? array() ) as $field ) {
				$names = 'name' === gravity_kind( $field ) && is_array( $field->inputs ) ? array_filter( $field->inputs, static fn( array $input ): bool => empty( $input['isHidden'] ) ) : array();
				foreach ( $names as $input ) {
					$fields[] = gravity_part( $field, $input );
				}
				if ( array() === $names && 'consent' !== $field->type && ! is_mute( $field->type ) ) {
					$fields[] = array( $field->id, $field->label, gravity_kind( $field ) );
				}
			}
			return form_in_words( $form['id'], $form['title'], $fields, array_column( (array) ( $form['fields'] ?? array() ), 'type' ) );
		},
		array_slice( \GFAPI::get_forms(), 0, MOST_FORMS )
	);
}
