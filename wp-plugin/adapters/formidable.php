<?php // Formidable Forms, Lite and Pro: captures each entry when it is made, before its mails and other actions.
/**
 * Written for 6.34. What it takes for spam is refused as a mistake and never becomes an entry.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

const FORMIDABLE_NAMES  = array(
	'first'  => 'first_name',
	'middle' => 'middle_name',
	'last'   => 'last_name',
);
// Fields whose values are entries of their own: rows that repeat, forms inside forms.
const FORMIDABLE_NESTED = array( 'divider', 'form' );

// Its own actions, mails among them, run at 20; in Pro a draft comes here when it is sent.
add_action( 'frm_after_create_entry', __NAMESPACE__ . '\capture_formidable', 15, 3 );
/**
 * Captures an entry.
 *
 * @param mixed $entry_id Number.
 * @param mixed $form_id  Number.
 * @param mixed $more     Says whether it "is_child": a part of another entry.
 */
function capture_formidable( mixed $entry_id = null, mixed $form_id = null, mixed $more = array() ): void {
	$is_part = is_array( $more ) && ! empty( $more['is_child'] );
	if ( ! $is_part && ! ( defined( 'WP_IMPORTING' ) && WP_IMPORTING ) ) {
		capture_once(
			'formidable ' . as_text( $entry_id ),
			static fn(): ?array => formidable_submission( (int) as_text( $entry_id ), (int) as_text( $form_id ) ),
			static fn(): ?array => formidable_roughly( (int) as_text( $entry_id ), (int) as_text( $form_id ) )
		);
	}
}

/**
 * Makes the submission.
 *
 * @return array<string, mixed>|null See filon_capture(); null for a draft and a preview.
 */
function formidable_submission( int $entry_id, int $form_id ): ?array {
	$entry = \FrmEntry::getOne( $entry_id, true );
	$form  = \FrmForm::getOne( $form_id );
	if ( ! is_formidable_sent( $entry, $form ) ) {
		return null;
	}
	$made  = array(
		'source'   => 'formidable',
		'form'     => array(
			'id'    => $form_id,
			'title' => $form->name,
		),
		'entry_id' => $entry_id,
		'page'     => page_of_form( page_said() ) ?? page_of_form( formidable_page( $entry ) ),
		'fields'   => array(),
		'consents' => array(),
		'files'    => array(),
	);
	$asked = formidable_asked( $form_id );
	$metas = formidable_metas( $entry, $asked );
	foreach ( $asked as $field ) {
		$value   = $metas[ $field->id ] ?? '';
		$consent = 'gdpr' === $field->type ? read_consent( $field->id, $field->field_options['gdpr_agreement_text'] ?? '', $value ) : null;
		if ( null !== $consent ) {
			$made['consents'][] = $consent;
		} elseif ( 'file' === $field->type ) {
			$paths            = array_filter( array_map( static fn( mixed $id ): string|false => get_attached_file( (int) as_text( $id ) ), array_filter( (array) $value ) ) );
			// The numbers are what the visitor posts: any picture of the site's has one.
			$files            = read_files( $field->id, $paths, 'formidable' );
			$made['files']    = array_merge( $made['files'], $files );
			$made['fields'][] = read_field( $field->id, $field->name, 'file', array_column( $files, 'name' ) );
		} elseif ( ! in_array( $field->type, FORMIDABLE_NESTED, true ) ) {
			array_push( $made['fields'], ...formidable_fields( $field, $value ) );
		}
	}
	return $made;
}

/**
 * Says whether an entry is one that a visitor has sent.
 *
 * @param mixed $entry Object with metas, is_draft and description.
 * @param mixed $form  Object with name and options.
 */
function is_formidable_sent( mixed $entry, mixed $form ): bool {
	return is_object( $entry ) && is_object( $form ) && 0 === (int) $entry->is_draft && ! is_preview( formidable_page( $entry ) );
}

/**
 * Gives the page that an entry says it was sent from.
 *
 * @return mixed
 */
function formidable_page( object $entry ): mixed {
	return is_array( $entry->description ?? null ) ? $entry->description['referrer'] ?? '' : '';
}

/**
 * Makes the submission of what stands in an entry, see rough_submission().
 *
 * @return array<string, mixed>|null See formidable_submission().
 */
function formidable_roughly( int $entry_id, int $form_id ): ?array {
	$entry   = \FrmEntry::getOne( $entry_id, true );
	$answers = array();
	foreach ( is_formidable_sent( $entry, \FrmForm::getOne( $form_id ) ) ? formidable_asked( $form_id ) : array() as $field ) {
		$answers[ $field->id ] = array(
			'type'  => $field->type,
			'label' => $field->name,
			'value' => $entry->metas[ $field->id ] ?? '',
		);
	}
	return array() === $answers ? null : rough_submission( 'formidable', $form_id, $answers, $entry_id );
}

/**
 * Lists the fields of a form that hold what a visitor says.
 *
 * @return list<object> Each has id, name, type, options and field_options.
 */
function formidable_asked( int $form_id ): array {
	$fields = array_filter( (array) \FrmField::get_all_for_form( $form_id ), 'is_object' );
	// This list the form plugin has at hand while it takes an entry; those of forms inside a form it would have to look up.
	if ( in_array( 'form', array_column( $fields, 'type' ), true ) ) {
		$fields = array_filter( (array) \FrmField::get_all_for_form( $form_id, '', 'include', 'include' ), 'is_object' );
	}
	return array_values(
		array_filter( $fields, static fn( object $field ): bool => in_array( $field->type, FORMIDABLE_NESTED, true ) || ! is_mute( $field->type, '', $field->name ) )
	);
}

/**
 * Gives the values of an entry, those of its parts too.
 *
 * @param object       $entry Holds "metas".
 * @param list<object> $asked See formidable_asked().
 * @return array<int|string, mixed> By number of field.
 */
function formidable_metas( object $entry, array $asked ): array {
	$metas = (array) ( $entry->metas ?? array() );
	foreach ( $asked as $field ) {
		$parts = in_array( $field->type, FORMIDABLE_NESTED, true ) ? array_slice( (array) ( $metas[ $field->id ] ?? array() ), 0, MOST_CHOICES ) : array();
		foreach ( array_filter( $parts, 'is_numeric' ) as $part ) {
			foreach ( (array) ( \FrmEntry::getOne( (int) $part, true )->metas ?? array() ) as $id => $value ) {
				$metas[ $id ]   = (array) ( $metas[ $id ] ?? array() );
				$metas[ $id ][] = $value;
			}
		}
	}
	return $metas;
}

/**
 * Reads one field; a name is as many fields as parts that were filled.
 *
 * @param object $field See formidable_asked().
 * @param mixed  $value What was sent.
 * @return list<array<string, mixed>> See read_field().
 */
function formidable_fields( object $field, mixed $value ): array {
	$settings = (array) ( $field->field_options ?? array() );
	if ( 'name' === $field->type && is_array( $value ) ) {
		$parts = array_filter( array_intersect_key( $value, FORMIDABLE_NAMES ), __NAMESPACE__ . '\is_filled' );
		return array_map(
			static fn( string $part ): array => read_field( "$field->id.$part", formidable_part( $field, $part ), FORMIDABLE_NAMES[ $part ], as_typed( $parts[ $part ] ) ),
			array_keys( $parts )
		);
	}
	if ( 'address' === $field->type && is_array( $value ) ) {
		$value = array_values( array_filter( $value, __NAMESPACE__ . '\is_filled' ) );
	}
	$options = empty( $settings['separate_value'] ) ? array() : array_column( array_filter( (array) $field->options, 'is_array' ), 'label', 'value' );
	return array( read_field( $field->id, $field->name, $field->type, as_seen( as_typed( $value ), $options ) ) );
}

/**
 * Gives the words below a part of a name, or what screen readers say of it.
 *
 * @param object $field See formidable_asked().
 */
function formidable_part( object $field, string $part ): string {
	// phpcs:ignore WordPress.WP.I18n -- the form plugin's own.
	return as_text( $field->field_options[ "{$part}_desc" ] ?? '' ) ?: __( ucfirst( $part ) . ' Name', 'formidable' );
}

/**
 * Lists the forms that exist.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function formidable_forms(): array {
	$forms = array();
	foreach ( (array) \FrmForm::get_published_forms( array(), MOST_FORMS ) as $form ) {
		$fields = array();
		foreach ( formidable_asked( (int) $form->id ) as $field ) {
			$parts = 'name' === $field->type ? array_keys( FORMIDABLE_NAMES ) : array();
			foreach ( array_intersect( $parts, explode( '_', as_text( $field->field_options['name_layout'] ?? 'first_last' ) ) ) as $part ) {
				$fields[] = array( "$field->id.$part", formidable_part( $field, $part ), FORMIDABLE_NAMES[ $part ] );
			}
			if ( array() === $parts && 'gdpr' !== $field->type && ! in_array( $field->type, FORMIDABLE_NESTED, true ) ) {
				$fields[] = array( $field->id, $field->name, $field->type );
			}
		}
		$forms[] = form_in_words( $form->id, $form->name, $fields, array_column( array_filter( (array) \FrmField::get_all_for_form( (int) $form->id ), 'is_object' ), 'type' ) );
	}
	return $forms;
}
