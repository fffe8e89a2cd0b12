<?php // Ninja Forms: captures a request as soon as the form plugin keeps it, before its mails and before anybody pays.
/**
 * Written for 3.14. Its actions run in a fixed order: what looks for spam, then "Record Submission", then payments, then
 * mails. Whoever comes back from a payment (nf_ajax_resume) goes through the rest of them: that is no second request.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

// What the form plugin keeps for itself with a visitor's answers, while they are away to pay.
const NINJA_MARK    = 'filon_captured';
// Repeats another field, or stands in for one whose plugin is gone.
const NINJA_MUTE    = array( 'confirm', 'unknown' );
// A box that must be ticked, or speaks of such things, asks for consent: the form plugin has no field of its own for it.
const NINJA_CONSENT = '/accept|agree|consent|autoris|rgpd|gdpr|newsletter|confidentialit|privacy|أوافق|أقبل/iu';

add_filter( 'ninja_forms_submission_actions', __NAMESPACE__ . '\note_ninja_actions', PHP_INT_MAX );
/**
 * Notes which fields the form's owner wants kept.
 *
 * @param mixed $actions The form's, with their settings.
 * @return mixed As they came.
 */
function note_ninja_actions( mixed $actions = null ): mixed {
	try {
		ninja_kept_nowhere( is_array( $actions ) ? $actions : array() );
	} catch ( \Throwable $problem ) {
		log_problem( $problem );
	}
	return $actions;
}

add_filter( 'ninja_forms_post_run_action_type_save', __NAMESPACE__ . '\capture_ninja_kept', PHP_INT_MAX );
/**
 * Captures a request that was just kept.
 *
 * @param mixed $data What the form plugin knows of it.
 * @return mixed The same, marked.
 */
function capture_ninja_kept( mixed $data = null ): mixed {
	capture_ninja( $data );
	return is_array( $data ) ? array( NINJA_MARK => true ) + $data : $data;
}

add_action( 'ninja_forms_after_submission', __NAMESPACE__ . '\capture_ninja', PHP_INT_MAX );
/**
 * Captures a request, of a form that keeps none as well, unless that was done before its payment.
 *
 * @param mixed $data See capture_ninja_kept().
 */
function capture_ninja( mixed $data = null ): void {
	if ( is_array( $data ) && ! isset( $data[ NINJA_MARK ] ) ) {
		capture_once(
			'ninja-forms ' . as_text( $data['form_id'] ?? '' ),
			static fn(): ?array => empty( $data['settings']['is_preview'] ) ? ninja_submission( $data ) : null,
			static fn(): ?array => empty( $data['settings']['is_preview'] ) ? rough_submission( 'ninja-forms', $data['form_id'] ?? '', array_column( ninja_answers( (array) ( $data['fields'] ?? array() ) ), null, 'id' ), $data['actions']['save']['sub_id'] ?? null ) : null
		);
	}
}

/**
 * Makes the submission.
 *
 * @param array<string, mixed> $data See capture_ninja_kept().
 * @return array<string, mixed>|null See filon_capture(); null when the form has no field that may be read.
 */
function ninja_submission( array $data ): ?array {
	$made = array(
		'source'   => 'ninja-forms',
		'form'     => array(
			'id'    => $data['form_id'] ?? '',
			'title' => $data['settings']['title'] ?? '',
		),
		'entry_id' => $data['actions']['save']['sub_id'] ?? null,
		'page'     => page_of_form( wp_get_raw_referer() ),
	);
	foreach ( ninja_answers( (array) ( $data['fields'] ?? array() ) ) as $field ) {
		$kind    = as_text( $field['type'] ?? '' );
		$label   = as_text( $field['label'] ?? '' );
		$consent = ninja_consent( $field, $kind, $label );
		if ( null !== $consent ) {
			$made['consents'][] = $consent;
		} elseif ( 'file_upload' === $kind ) {
			// The form plugin itself uploads nothing: such a field is its paid add-on's, and where that puts files is not known. So
			// names alone, and of addresses only: a path is no name that somebody gave a file.
			$files            = read_files( $field['id'], array_filter( (array) as_value( $field['value'] ?? '' ), static fn( string $one ): bool => str_contains( $one, '://' ) ), null );
			$made['files']    = array_merge( $made['files'] ?? array(), $files );
			$made['fields'][] = read_field( $field['id'], $label, 'file', array_column( $files, 'name' ) );
		} elseif ( ! is_mute( $kind, $field['key'] ?? '', $label ) ) {
			$made['fields'][] = read_field( $field['id'], $label, ninja_kind( $kind ), ninja_value( $field, $kind ) );
		}
	}
	return isset( $made['fields'] ) ? $made : null;
}

/**
 * Gives the fields that may be read, those of repeated groups one by one.
 *
 * @param array<int|string, mixed> $fields As the form plugin merged them with their settings.
 * @return list<array<string, mixed>> Each with an id.
 */
function ninja_answers( array $fields ): array {
	$answers = array();
	$nowhere = ninja_kept_nowhere();
	foreach ( array_filter( $fields, 'is_array' ) as $id => $field ) {
		$kind = $field['type'] ?? '';
		if ( in_array( $kind, NINJA_MUTE, true ) || $nowhere( as_text( $field['key'] ?? '' ) ) ) {
			continue;
		}
		$parts = 'repeater' === $kind && is_array( $field['value'] ?? null ) ? array_filter( $field['value'], 'is_array' ) : array( $id => $field );
		foreach ( $parts as $part => $answer ) {
			$answers[] = array_merge( $answer, array( 'id' => $part ) );
		}
	}
	return $answers;
}

/**
 * Says of a field's key whether "Record Submission" makes it unreadable: a field that the owner wants kept nowhere goes nowhere.
 *
 * @param array<int|string, mixed>|null $actions Those that run now; null only asks.
 * @return callable(string): bool
 */
function ninja_kept_nowhere( ?array $actions = null ): callable {
	static $kept_nowhere = null;
	foreach ( $actions ?? array() as $action ) {
		$settings = is_array( $action['settings'] ?? null ) ? $action['settings'] : array();
		if ( 'save' === ( $settings['type'] ?? '' ) && ! empty( $settings['active'] ) ) {
			$named        = array_column( (array) ( $settings['exception_fields'] ?? array() ), 'field' );
			$is_all_kept  = 'save_none' !== ( $settings['fields-save-toggle'] ?? '' );
			// Where none is named it keeps no entries, as other form plugins can: that chooses among no fields.
			$kept_nowhere = static fn( string $key ): bool => array() !== $named && $is_all_kept === in_array( $key, $named, true );
		}
	}
	return $kept_nowhere ?? static fn(): bool => false;
}

/**
 * Reads a box that asks for consent.
 *
 * @param array<string, mixed> $field Of ninja_answers().
 * @return array{field_id: string, text: string, given: bool}|null
 */
function ninja_consent( array $field, string $kind, string $label ): ?array {
	$is_asking = 'optin' === $kind || ( 'checkbox' === $kind && ( ! empty( $field['required'] ) || 1 === preg_match( NINJA_CONSENT, $label ) ) );
	return $is_asking ? read_consent( $field['id'], $label, $field['value'] ?? '' ) : null;
}

/**
 * Names a field's kind as others do.
 */
function ninja_kind( string $kind ): string {
	return array(
		'firstname' => 'first_name',
		'lastname'  => 'last_name',
		'phone'     => 'tel',
		'textbox'   => 'text',
	)[ $kind ] ?? $kind;
}

/**
 * Gives what the visitor wrote, or chose as it stood before them.
 *
 * @param array<string, mixed> $field Of ninja_answers().
 * @return mixed
 */
function ninja_value( array $field, string $kind ): mixed {
	$value = $field['value'] ?? '';
	if ( 'date' === $kind && is_array( $value ) ) {
		$time = implode( ':', array_filter( array( as_text( $value['hour'] ?? '' ), as_text( $value['minute'] ?? '' ) ), 'strlen' ) );
		return trim( as_text( $value['date'] ?? '' ) . " $time " . as_text( $value['ampm'] ?? '' ) );
	}
	$options = $field[ 'listimage' === $kind ? 'image_options' : 'options' ] ?? array();
	return as_seen( $value, array_column( array_filter( (array) $options, 'is_array' ), 'label', 'value' ) );
}

/**
 * Lists the forms.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function ninja_forms(): array {
	$forms = is_callable( 'Ninja_Forms' ) ? \Ninja_Forms()->form()->get_forms() : array();
	return array_map(
		static fn( object $form ): array => form_in_words(
			$form->get_id(),
			$form->get_setting( 'title' ),
			array_map(
				static fn( object $field ): array => array( $field->get_id(), $field->get_setting( 'label' ), ninja_kind( as_text( $field->get_setting( 'type' ) ) ), $field->get_setting( 'key' ) ),
				array_filter( \Ninja_Forms()->form( $form->get_id() )->get_fields(), static fn( object $field ): bool => ! in_array( $field->get_setting( 'type' ), NINJA_MUTE, true ) )
			)
		),
		array_slice( array_values( $forms ), 0, MOST_FORMS )
	);
}
