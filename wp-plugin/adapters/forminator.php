<?php // Forminator: captures a request when its payment is through and before its mails; spam with the verdict.
/**
 * Written for 1.53. Drafts, what a visitor left half-way and what an editor tries out go through the same hook.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

// Kind → where its settings keep the words beside the box.
const FORMINATOR_CONSENTS = array(
	'consent'      => 'consent_description',
	'gdprcheckbox' => 'gdpr_description',
);
// Part of a name → its kind, and the setting that holds its label.
const FORMINATOR_NAMES    = array(
	'prefix'      => array( 'prefix', 'prefix_label' ),
	'first-name'  => array( 'first_name', 'fname_label' ),
	'middle-name' => array( 'middle_name', 'mname_label' ),
	'last-name'   => array( 'last_name', 'lname_label' ),
);
const FORMINATOR_FILES    = array( 'upload', 'signature' );
const FORMINATOR_CHOICES  = array( 'select', 'radio', 'checkbox', 'multiselect' );
// Stands in a choice for what the visitor wrote beside it.
const FORMINATOR_OTHER    = 'custom_option';

add_action( 'forminator_custom_form_submit_before_set_fields', __NAMESPACE__ . '\capture_forminator', PHP_INT_MAX, 3 );
/**
 * Captures a request.
 *
 * @param mixed $entry   Forminator_Form_Entry_Model, kept or not.
 * @param mixed $form_id Whole number.
 * @param mixed $answers Rows with name, value, and what the form plugin knows of the field.
 */
function capture_forminator( mixed $entry = null, mixed $form_id = null, mixed $answers = null ): void {
	if ( is_object( $entry ) && is_array( $answers ) ) {
		capture_once(
			'forminator ' . spl_object_id( $entry ),
			static fn(): ?array => is_forminator_sent( $entry ) ? forminator_submission( $entry, as_text( $form_id ), array_filter( $answers, 'is_array' ) ) : null,
			static fn(): ?array => is_forminator_sent( $entry )
				? rough_submission( 'forminator', $form_id, array_column( array_filter( $answers, static fn( mixed $one ): bool => is_array( $one ) && ! empty( $one['field_type'] ) ), null, 'name' ), $entry->entry_id ?? null )
				: null
		);
	}
}

/**
 * Says whether a visitor has sent it, and not only kept it for later, left it, or tried it out.
 */
function is_forminator_sent( object $entry ): bool {
	// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- only compared.
	$is_trial = str_contains( as_text( $_POST['action'] ?? '' ), 'preview' ) || is_preview();
	return ! $is_trial && ( is_forminator_spam( $entry ) || in_array( $entry->status ?? 'active', array( '', 'active' ), true ) );
}

/**
 * Says whether the form plugin took it for spam.
 */
function is_forminator_spam( object $entry ): bool {
	return ! empty( $entry->is_spam ) || 'spam' === ( $entry->status ?? '' );
}

/**
 * Makes the submission.
 *
 * @param list<array<string, mixed>> $answers See capture_forminator().
 * @return array<string, mixed> See filon_capture().
 */
function forminator_submission( object $entry, string $form_id, array $answers ): array {
	$form  = forminator_form( $form_id );
	$asked = array_column( forminator_fields( $form ), null, 'element_id' );
	// phpcs:disable WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- page_of_form() judges them.
	$page = page_of_form( wp_unslash( $_POST['current_url'] ?? wp_get_raw_referer() ), $_POST['page_id'] ?? 0 );
	// phpcs:enable
	$made = array(
		'source'   => 'forminator',
		'form'     => array(
			'id'    => $form_id,
			'title' => forminator_title( $form ),
		),
		'entry_id' => ( $entry->entry_id ?? 0 ) ?: null,
		'page'     => $page,
		'consents' => forminator_consents( $asked, $answers ),
		'spam_by'  => is_forminator_spam( $entry ) ? 'forminator' : '',
	);
	$other = array_column( $answers, 'value', 'name' );
	foreach ( $answers as $answer ) {
		$id       = as_text( $answer['name'] ?? '' );
		$kind     = as_text( $answer['field_type'] ?? '' ) ?: ( str_starts_with( $id, 'calculation-' ) ? 'calculation' : '' );
		$settings = is_array( $answer['field_array'] ?? null ) ? $answer['field_array'] : ( $asked[ $id ] ?? array() );
		$label    = $settings['field_label'] ?? '';
		$value    = $answer['value'] ?? '';
		// Without a kind it is the form plugin's own: an address, a payment, the page of a draft.
		if ( '' === $kind || isset( FORMINATOR_CONSENTS[ $kind ] ) || is_mute( $kind, $id, $label ) ) {
			continue;
		}
		if ( in_array( $kind, FORMINATOR_FILES, true ) && is_array( $value['file'] ?? null ) ) {
			$files            = read_files( $id, $value['file']['file_path'] ?? $value['file']['file_url'] ?? array(), forminator_folder() );
			$made['files']    = array_merge( $made['files'] ?? array(), $files );
			$made['fields'][] = read_field( $id, $label, 'file', array_column( $files, 'name' ) );
		} elseif ( 'name' === $kind && is_array( $value ) ) {
			$made['fields'] = array_merge( $made['fields'] ?? array(), forminator_name( $id, $settings, $value ) );
		} else {
			$made['fields'][] = read_field( $id, $label, $kind, as_typed( forminator_value( $kind, $settings, $value, as_text( $other[ "custom-$id" ] ?? '' ) ) ) );
		}
	}
	return $made;
}

/**
 * Names the folder below the uploads that the form plugin puts files into.
 */
function forminator_folder(): string {
	$chosen = get_option( 'forminator_custom_upload' ) ? wp_basename( as_text( get_option( 'forminator_custom_upload_root' ) ) ) : '';
	return '' === $chosen ? 'forminator' : $chosen;
}

/**
 * Gives a name's parts, each as a field.
 *
 * @param array<string, mixed> $settings Of the field.
 * @param array<string, mixed> $value    Part → text.
 * @return list<array{id: string, label: string|null, type: string|null, value: string|list<string>}>
 */
function forminator_name( string $id, array $settings, array $value ): array {
	$fields = array();
	foreach ( FORMINATOR_NAMES as $part => list( $kind, $label ) ) {
		if ( is_filled( $value[ $part ] ?? '' ) ) {
			$fields[] = read_field( "$id-$part", $settings[ $label ] ?? '', $kind, as_typed( $value[ $part ] ) );
		}
	}
	return $fields;
}

/**
 * Gives what the visitor wrote, or chose as it stood before them.
 *
 * @param array<string, mixed> $settings Of the field.
 * @param mixed                $value    As the form plugin holds it.
 * @param string               $other    What was written beside a choice.
 * @return mixed
 */
function forminator_value( string $kind, array $settings, mixed $value, string $other ): mixed {
	if ( in_array( $kind, FORMINATOR_CHOICES, true ) ) {
		$seen = array_column( array_filter( (array) ( $settings['options'] ?? array() ), 'is_array' ), 'label', 'value' );
		return as_seen( $value, ( '' === $other ? array() : array( FORMINATOR_OTHER => $other ) ) + $seen );
	}
	if ( ! is_array( $value ) ) {
		return $value;
	}
	$part = static fn( string $name ): string => as_text( $value[ $name ] ?? '' );
	return match ( $kind ) {
		'date'  => implode( '-', array_filter( array( $part( 'year' ), $part( 'month' ), $part( 'day' ) ), 'strlen' ) ),
		'time'  => trim( implode( ':', array_filter( array( $part( 'hours' ), $part( 'minutes' ) ), 'strlen' ) ) . ' ' . $part( 'ampm' ) ),
		default => implode( ', ', array_filter( array_map( __NAMESPACE__ . '\nested_text', $value ), 'strlen' ) ),
	};
}

/**
 * Gives a form.
 *
 * @return object|null Forminator_Form_Model.
 */
function forminator_form( string $id ): ?object {
	// The one that was sent the form plugin has at hand, by a name that other releases may hide or not have.
	$sent = class_exists( 'Forminator_CForm_Front_Action' ) ? ( new \ReflectionClass( 'Forminator_CForm_Front_Action' ) )->getStaticPropertyValue( 'module_object', null ) : null;
	if ( is_object( $sent ) && $id === as_text( $sent->id ?? null ) ) {
		return $sent;
	}
	$form = is_callable( array( 'Forminator_API', 'get_form' ) ) ? \Forminator_API::get_form( (int) $id ) : null;
	return is_object( $form ) && ! is_wp_error( $form ) ? $form : null;
}

/**
 * Gives a form's name, as its owner wrote it.
 */
function forminator_title( ?object $form ): string {
	return as_text( $form?->settings['formName'] ?? $form?->name ?? '' );
}

/**
 * Gives the settings of a form's fields.
 *
 * @return list<array<string, mixed>> Each with element_id and type.
 */
function forminator_fields( ?object $form ): array {
	return array_map( static fn( object $field ): array => $field->to_formatted_array(), array_values( (array) $form?->get_fields() ) );
}

/**
 * Lists the boxes that the visitor was asked to tick: those left empty are not among the answers.
 *
 * @param list<array<string, mixed>> $asked   See forminator_fields().
 * @param list<array<string, mixed>> $answers See capture_forminator().
 * @return list<array{field_id: string, text: string, given: bool}>
 */
function forminator_consents( array $asked, array $answers ): array {
	$ticked   = array_column( $answers, 'value', 'name' );
	$consents = array();
	foreach ( $asked as $field ) {
		$words      = FORMINATOR_CONSENTS[ $field['type'] ?? '' ] ?? '';
		$id         = as_text( $field['element_id'] ?? '' );
		$consents[] = '' === $words ? null : read_consent( $id, as_text( $field[ $words ] ?? '' ) ?: ( $field['field_label'] ?? '' ), $ticked[ $id ] ?? '' );
	}
	return array_values( array_filter( $consents ) );
}

/**
 * Lists the forms.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function forminator_forms(): array {
	$forms = is_callable( array( 'Forminator_API', 'get_forms' ) ) ? \Forminator_API::get_forms( null, 1, MOST_FORMS, 'publish' ) : array();
	return array_map(
		static function ( object $form ): array {
			$fields = array();
			foreach ( forminator_fields( $form ) as $field ) {
				$kind  = $field['type'] ?? '';
				$parts = 'name' === $kind && filter_var( $field['multiple_name'] ?? false, FILTER_VALIDATE_BOOLEAN ) ? FORMINATOR_NAMES : array();
				foreach ( $parts as $part => list( $part_kind, $label ) ) {
					$fields[] = array( "{$field['element_id']}-$part", $field[ $label ] ?? '', $part_kind );
				}
				if ( array() === $parts && ! isset( FORMINATOR_CONSENTS[ $kind ] ) ) {
					$fields[] = array( $field['element_id'] ?? '', $field['field_label'] ?? '', $kind, $field['element_id'] ?? '' );
				}
			}
			return form_in_words( $form->id, forminator_title( $form ), $fields );
		},
		array_values( $forms )
	);
}
