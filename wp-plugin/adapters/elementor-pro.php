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

// Of pages, which are read to find the forms in them.
const ELEMENTOR_MOST_BYTES = 4194304;

add_filter( 'elementor_pro/forms/record/actions_before', __NAMESPACE__ . '\capture_elementor', PHP_INT_MAX );
/**
 * Captures a request that has been found valid.
 *
 * @param mixed $record Form_Record.
 * @return mixed As it came.
 */
function capture_elementor( mixed $record = null ): mixed {
	if ( is_object( $record ) && ! is_preview() ) {
		capture_once(
			'elementor-pro ' . spl_object_id( $record ),
			static fn(): array => elementor_submission( $record ),
			static fn(): array => rough_submission( 'elementor-pro', $record->get_form_settings( 'id' ), (array) $record->get( 'fields' ) )
		);
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
			$files            = read_files( $id, $uploaded[ $id ]['path'] ?? array(), 'elementor/forms' );
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
 * Lists the forms of pages and templates that are published, the newest first; of a site that is too large, those of some.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function elementor_forms(): array {
	global $wpdb;
	$pages = $wpdb->get_results(
		$wpdb->prepare(
			"SELECT m.meta_id, LENGTH(m.meta_value) AS bytes FROM $wpdb->postmeta m JOIN $wpdb->posts p ON p.ID = m.post_id WHERE m.meta_key = '_elementor_data' AND p.post_status = 'publish' AND m.meta_value LIKE %s ORDER BY m.meta_id DESC LIMIT %d",
			'%' . $wpdb->esc_like( '"widgetType":"form"' ) . '%',
			MOST_FORMS
		)
	);
	$forms = array();
	$left  = ELEMENTOR_MOST_BYTES;
	foreach ( $pages as $page ) {
		if ( (int) $page->bytes <= $left && count( $forms ) < MOST_FORMS ) {
			$left -= (int) $page->bytes;
			// One after the other: as lists they are many times as large.
			$made = json_decode( (string) $wpdb->get_var( $wpdb->prepare( "SELECT meta_value FROM $wpdb->postmeta WHERE meta_id = %d", $page->meta_id ) ), true );
			array_push( $forms, ...array_map( __NAMESPACE__ . '\elementor_form', elementor_widgets( (array) $made ) ) );
		}
	}
	return array_slice( $forms, 0, MOST_FORMS );
}

/**
 * Describes the form of a widget; see form_in_words().
 *
 * @param array<string, mixed> $widget See elementor_widgets().
 * @return array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool}
 */
function elementor_form( array $widget ): array {
	$asked  = (array) ( $widget['settings']['form_fields'] ?? array() );
	$fields = array_filter( $asked, static fn( mixed $field ): bool => is_array( $field ) && 'acceptance' !== ( $field['field_type'] ?? '' ) );
	return form_in_words(
		$widget['id'] ?? '',
		$widget['settings']['form_name'] ?? '',
		array_map( static fn( array $field ): array => array( $field['custom_id'] ?? '', $field['field_label'] ?? '', $field['field_type'] ?? 'text', $field['custom_id'] ?? '' ), $fields )
	);
}

/**
 * Finds the forms among a page's elements.
 *
 * @param array<int|string, mixed> $elements Each may hold others.
 * @return list<array<string, mixed>>
 */
function elementor_widgets( array $elements ): array {
	$found = array();
	foreach ( array_filter( $elements, 'is_array' ) as $element ) {
		if ( 'form' === ( $element['widgetType'] ?? '' ) ) {
			$found[] = $element;
		}
		array_push( $found, ...elementor_widgets( (array) ( $element['elements'] ?? array() ) ) );
	}
	return $found;
}
