<?php // Ninja Forms: the submissions that its action "Record Submission" keeps.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Stands for what was not to be kept, and for what a person had erased: of a form that keeps none of its fields nothing is left.
const NINJA_REDACTED = '(redacted)';

/**
 * Lists submissions; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function ninja_entries( ?int $after, int $most ): array {
	global $wpdb;
	$form = "( SELECT meta_value FROM $wpdb->postmeta WHERE post_id = ID AND meta_key = '_form_id' LIMIT 1 ) AS form_id";
	return array_map(
		static fn( object $row ): array => entry_in_list( $row, $row->form_id, $row->post_date, true, 'publish' === $row->post_status && null !== $row->form_id ),
		entry_posts( 'nf_sub', $form, $after, $most )
	);
}

/**
 * Reads a submission; see keepers().
 *
 * @return array<string, mixed>|null Null when nothing was kept in it.
 */
function ninja_entry( int $id, string $form_id ): ?array {
	$form  = \Ninja_Forms()->form( (int) $form_id );
	$saves = array( array( 'settings' => array( 'type' => 'save' ) ) );
	foreach ( $form->get_actions() as $action ) {
		if ( 'save' === $action->get_setting( 'type' ) ) {
			$saves[] = array( 'settings' => $action->get_settings() );
		}
	}
	// It is there: whether the action is turned off since is no matter.
	ninja_kept_nowhere( array_map( static fn( array $save ): array => array( 'settings' => array( 'active' => 1 ) + $save['settings'] ), $saves ) );
	$fields = array();
	foreach ( $form->get_fields() as $field ) {
		$number = $field->get_id();
		$value  = as_typed( get_post_meta( $id, "_field_$number", true ) );
		if ( NINJA_REDACTED !== $value ) {
			$fields[ $number ] = ninja_kept_field( $field->get_settings(), $value ) + array( 'id' => $number );
		}
	}
	// Lists and boxes that were not to be kept are not there at all.
	return array() === array_filter( array_column( $fields, 'value' ), __NAMESPACE__ . '\is_filled' ) ? null : ninja_submission(
		array(
			'form_id'  => $form_id,
			'settings' => $form->get()->get_settings(),
			'fields'   => $fields,
			'actions'  => array( 'save' => array( 'sub_id' => $id ) ),
		)
	);
}

/**
 * Puts a value into a field as the form plugin does when it is sent; in a group that repeats each answer has its own settings.
 *
 * @param array<string, mixed> $settings Of the field.
 * @param mixed                $value    As it was kept.
 * @return array<string, mixed>
 */
function ninja_kept_field( array $settings, mixed $value ): array {
	if ( 'repeater' === ( $settings['type'] ?? '' ) && is_array( $value ) ) {
		foreach ( array_filter( $value, 'is_array' ) as $part => $answer ) {
			foreach ( array_filter( (array) ( $settings['fields'] ?? array() ), 'is_array' ) as $asked ) {
				$value[ $part ] = str_starts_with( (string) $part, as_text( $asked['id'] ?? '' ) . '_' ) ? $answer + $asked : $value[ $part ];
			}
		}
	}
	return array( 'value' => $value ) + $settings;
}
