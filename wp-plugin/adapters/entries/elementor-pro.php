<?php // Elementor Pro: the submissions that the action "Collect Submissions" keeps.
/**
 * It runs after our hook, and tells nobody their numbers: what was captured is known by its words.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lists submissions; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function elementor_entries( ?int $after, int $most ): array {
	global $wpdb;
	$rows = entry_rows( $wpdb->prefix . 'e_submissions', 'id', 'element_id, post_id, referer, status, created_at_gmt', $after, $most );
	return array_map(
		static function ( object $row ): array {
			$entry = entry_in_list( $row, $row->element_id, $row->created_at_gmt, false, 'trash' !== $row->status && ! is_preview( $row->referer ) );
			return entry_by_words( 'elementor-pro', $entry, static fn(): ?array => is_asked_otherwise( $row, $entry['at'] ) ? null : elementor_kept( $row ) );
		},
		$rows
	);
}

/**
 * Reads a submission; see keepers(). The list has read it.
 *
 * @return array<string, mixed>|null
 */
function elementor_entry(): ?array {
	return null;
}

/**
 * Says whether a form's page was changed since: what is kept names no kinds of fields, and read by those of today it may
 * be another request than the one that was captured.
 *
 * @param object $row See elementor_entries().
 * @param int    $at  Unix seconds.
 */
function is_asked_otherwise( object $row, int $at ): bool {
	return (int) get_post_modified_time( 'U', true, (int) $row->post_id ) > $at;
}

/**
 * Makes the submission of what was kept.
 *
 * @param object $row See elementor_entries().
 * @return array<string, mixed>|null See filon_capture(); null when its form is gone.
 */
function elementor_kept( object $row ): ?array {
	global $wpdb;
	$pages = (array) json_decode( as_text( get_post_meta( (int) $row->post_id, '_elementor_data', true ) ), true );
	$forms = array_column( elementor_widgets( $pages ), 'settings', 'id' );
	$form  = $forms[ $row->element_id ] ?? null;
	if ( ! is_array( $form ) ) {
		return null;
	}
	$kept = array_column( $wpdb->get_results( $wpdb->prepare( "SELECT `key` AS name, value FROM {$wpdb->prefix}e_submissions_values WHERE submission_id = %d ORDER BY id", $row->entry_id ) ), 'value', 'name' );
	$made = array(
		'source' => 'elementor-pro',
		'form'   => array(
			'id'    => $row->element_id,
			'title' => $form['form_name'] ?? '',
		),
		'page'   => page_of_form( $row->referer, $row->post_id ),
	);
	foreach ( array_filter( (array) ( $form['form_fields'] ?? array() ), 'is_array' ) as $asked ) {
		$id      = as_text( $asked['custom_id'] ?? '' );
		$kind    = as_text( $asked['field_type'] ?? 'text' );
		$label   = $asked['field_label'] ?? '';
		$value   = as_text( as_typed( $kept[ $id ] ?? '' ) );
		$consent = 'acceptance' === $kind ? read_consent( $id, as_text( $asked['acceptance_text'] ?? '' ) ?: $label, $value ) : null;
		if ( null !== $consent ) {
			$made['consents'][] = $consent;
		} elseif ( 'upload' === $kind ) {
			$files            = read_files( $id, preg_split( '/\s*,\s*/', $value, -1, PREG_SPLIT_NO_EMPTY ), 'elementor/forms' );
			$made['files']    = array_merge( $made['files'] ?? array(), $files );
			$made['fields'][] = read_field( $id, $label, 'file', array_column( $files, 'name' ) );
		} elseif ( isset( $kept[ $id ] ) && ! is_mute( $kind, $id, $label ) ) {
			// Several choices are kept as one text.
			$sent             = 'checkbox' === $kind || ! empty( $asked['allow_multiple'] ) ? explode( ', ', $value ) : $value;
			$made['fields'][] = read_field( $id, $label, $kind, elementor_value( array( 'type' => $kind, 'value' => $sent ), $asked ) );
		}
	}
	return $made;
}
