<?php // Elementor Pro: captures what a Form widget sends before any of its actions runs, so that a mail server that hangs loses nothing.
/**
 * Written for 3.33. What its honeypot, its captchas or Akismet refuse is answered as a mistake and comes to nobody.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

const ELEMENTOR_SNAPSHOTS = 'ElementorPro\Modules\Forms\Submissions\Database\Repositories\Form_Snapshot_Repository';

add_filter( 'elementor_pro/forms/record/actions_before', __NAMESPACE__ . '\capture_elementor', PHP_INT_MAX );
/**
 * Captures a request that has been found valid.
 *
 * @param mixed $record Form_Record.
 * @return mixed As it came.
 */
function capture_elementor( mixed $record ): mixed {
	if ( is_object( $record ) && ! is_preview() ) {
		capture_once( 'elementor-pro ' . spl_object_id( $record ), static fn(): array => elementor_submission( $record ) );
	}
	return $record;
}

/**
 * Makes the submission.
 *
 * @return array<string, mixed> See filon_capture().
 */
function elementor_submission( object $record ): array {
	$settings = elementor_field_settings( $record );
	$uploaded = (array) $record->get( 'files' );
	$made     = array(
		'source' => 'elementor-pro',
		'form'   => array(
			'id'    => $record->get_form_settings( 'id' ),
			'title' => $record->get_form_settings( 'form_name' ),
		),
		'page'   => page_of_form( $record->get_form_meta( array( 'page_url' ) )['page_url']['value'] ?? '', $record->get_form_settings( 'form_post_id' ) ),
	);
	foreach ( (array) $record->get( 'fields' ) as $id => $field ) {
		$label   = $field['title'] ?? '';
		$kind    = $field['type'] ?? '';
		$consent = 'acceptance' === $kind ? read_consent( $id, as_text( $settings[ $id ]['acceptance_text'] ?? '' ) ?: $label, $field['value'] ?? '' ) : null;
		if ( null !== $consent ) {
			$made['consents'][] = $consent;
		} elseif ( 'upload' === $kind ) {
			$files            = read_files( $id, $uploaded[ $id ]['path'] ?? array() );
			$made['files']    = array_merge( $made['files'] ?? array(), $files );
			$made['fields'][] = read_field( $id, $label, 'file', array_column( $files, 'name' ) );
		} elseif ( ! is_mute( $kind, $id, $label ) ) {
			$made['fields'][] = read_field( $id, $label, $kind, elementor_value( $field, $settings[ $id ] ?? array() ) );
		}
	}
	return $made;
}

/**
 * Gives the settings of the form's fields.
 *
 * @return array<string, array<string, mixed>> By the field's own id.
 */
function elementor_field_settings( object $record ): array {
	return array_column( array_filter( (array) $record->get_form_settings( 'form_fields' ), 'is_array' ), null, 'custom_id' );
}

/**
 * Gives what the visitor wrote, or chose as it stood before them: behind it an option may hide a value, after a bar.
 *
 * @param array<string, mixed> $field    With "value" and, as it was posted, "raw_value".
 * @param array<string, mixed> $settings See elementor_field_settings().
 * @return mixed
 */
function elementor_value( array $field, array $settings ): mixed {
	$sent = $field['raw_value'] ?? $field['value'] ?? '';
	if ( ! in_array( $field['type'] ?? '', array( 'select', 'radio', 'checkbox' ), true ) ) {
		return $sent;
	}
	$seen = array();
	foreach ( preg_split( '/\R/', as_text( $settings['field_options'] ?? '' ) ) ?: array() as $option ) {
		$parts                        = explode( '|', $option );
		$seen[ $parts[1] ?? $option ] = $parts[0];
	}
	return as_seen( $sent, $seen );
}

/**
 * Lists the forms that were saved in pages and templates.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>}>
 */
function elementor_forms(): array {
	$snapshots = is_callable( array( ELEMENTOR_SNAPSHOTS, 'instance' ) ) ? call_user_func( array( ELEMENTOR_SNAPSHOTS, 'instance' ) )->all()->all() : array();
	return array_map(
		static fn( object $form ): array => form_in_words(
			$form->id,
			$form->name,
			array_map( static fn( array $field ): array => array( $field['id'] ?? '', $field['label'] ?? '', $field['type'] ?? '', $field['id'] ?? '' ), array_filter( (array) $form->fields, static fn( array $field ): bool => 'acceptance' !== ( $field['type'] ?? '' ) ) )
		),
		array_slice( array_values( $snapshots ), 0, MOST_FORMS )
	);
}
