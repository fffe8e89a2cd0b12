<?php // WPForms, Lite and Pro: captures each request when it is saved, before its mails are sent.
/**
 * Written for 1.10; Lite keeps no entries of its own, so that what is captured here is all there is beside the mail.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

// One line each is what was chosen.
const WPFORMS_CHOICES = array( 'checkbox', 'select', 'payment-checkbox', 'gdpr-checkbox' );
// What is read of a name that was asked for in parts.
const WPFORMS_NAMES   = array(
	'first'  => 'first_name',
	'middle' => 'middle_name',
	'last'   => 'last_name',
);

add_action( 'wpforms_process_entry_saved', __NAMESPACE__ . '\capture_wpforms', PHP_INT_MIN, 4 );
// After the mails, in releases before 1.7.7; and when somebody says that an entry is no spam.
add_action( 'wpforms_process_complete', __NAMESPACE__ . '\capture_wpforms', PHP_INT_MIN, 4 );
/**
 * Captures a request.
 *
 * @param mixed $fields   Number → name, value, id, type and more of each field.
 * @param mixed $entry    What was posted.
 * @param mixed $form     The form as its owner made it.
 * @param mixed $entry_id 0 where none is kept.
 */
function capture_wpforms( mixed $fields, mixed $entry, mixed $form, mixed $entry_id = 0 ): void {
	if ( ! is_array( $fields ) || ! is_array( $form ) ) {
		return;
	}
	$page = wpforms_said( $form, 'page_url' );
	if ( empty( $form['settings']['disable_entries'] ) && ! is_preview( $page ) ) {
		$key = 'wpforms ' . as_text( $form['id'] ?? '' ) . ' ' . as_text( $entry_id );
		capture_once( $key, static fn(): array => wpforms_submission( $fields, $form, (int) as_text( $entry_id ) ) );
	}
}

/**
 * Makes the submission.
 *
 * @param array<int|string, mixed> $fields See capture_wpforms().
 * @param array<string, mixed>     $form   See capture_wpforms().
 * @return array<string, mixed> See filon_capture().
 */
function wpforms_submission( array $fields, array $form, int $entry_id ): array {
	$made = array(
		'source'   => 'wpforms',
		'form'     => array(
			'id'    => $form['id'] ?? '',
			'title' => $form['settings']['form_title'] ?? '',
		),
		'entry_id' => $entry_id > 0 ? $entry_id : null,
		'page'     => page_of_form( wpforms_said( $form, 'page_url' ), wpforms_said( $form, 'page_id' ) ),
		'referrer' => wpforms_said( $form, 'url_referer' ) ?: null,
		'fields'   => array(),
		'consents' => wpforms_consents( $fields, $form ),
		'files'    => array(),
		'spam_by'  => $form['spam_reason'] ?? '',
	);
	foreach ( $fields as $id => $field ) {
		if ( ! is_array( $field ) || is_mute( $field['type'] ?? '', '', $field['name'] ?? '' ) || in_array( as_text( $id ), array_column( $made['consents'], 'field_id' ), true ) ) {
			continue;
		}
		array_push( $made['fields'], ...wpforms_fields( as_text( $id ), $field, (array) ( $form['fields'][ $id ] ?? array() ) ) );
		if ( in_array( $field['type'] ?? '', array( 'file-upload', 'camera', 'signature' ), true ) ) {
			array_push( $made['files'], ...read_files( $id, preg_split( '/\s+/', as_text( $field['value'] ?? '' ), -1, PREG_SPLIT_NO_EMPTY ) ) );
		}
	}
	return $made;
}

/**
 * Reads one field; a name that was asked for in parts is as many fields.
 *
 * @param array<string, mixed> $field What was sent.
 * @param array<string, mixed> $asked The field as the form's owner made it.
 * @return list<array<string, mixed>> See read_field().
 */
function wpforms_fields( string $id, array $field, array $asked ): array {
	$type  = as_text( $field['type'] ?? '' );
	$parts = 'name' === $type ? array_filter( array_intersect_key( $field, WPFORMS_NAMES ), __NAMESPACE__ . '\is_filled' ) : array();
	if ( array() !== $parts ) {
		return array_map(
			// phpcs:ignore WordPress.WP.I18n -- the words that the form plugin shows below each.
			static fn( string $part ): array => read_field( "$id.$part", as_text( $field['name'] ?? '' ) . ' (' . __( ucfirst( $part ), 'wpforms-lite' ) . ')', WPFORMS_NAMES[ $part ], as_typed( $parts[ $part ] ) ),
			array_keys( $parts )
		);
	}
	$value   = as_typed( $field['value'] ?? '' );
	$is_list = in_array( $type, WPFORMS_CHOICES, true ) && ( 'select' !== $type || ! empty( $asked['multiple'] ) );
	return array( read_field( $id, $field['name'] ?? '', $type, $is_list && is_string( $value ) ? explode( "\n", $value ) : $value ) );
}

/**
 * Lists the boxes that the visitor was asked to tick, with the words beside them, ticked or not.
 *
 * @param array<int|string, mixed> $fields See capture_wpforms().
 * @param array<string, mixed>     $form   See capture_wpforms().
 * @return list<array{field_id: string, text: string, given: bool}>
 */
function wpforms_consents( array $fields, array $form ): array {
	$consents = array();
	foreach ( (array) ( $form['fields'] ?? array() ) as $id => $asked ) {
		if ( 'gdpr-checkbox' === ( $asked['type'] ?? '' ) ) {
			$choice     = (array) current( (array) ( $asked['choices'] ?? array() ) );
			$consents[] = read_consent( $id, $choice['label'] ?? '', $fields[ $id ]['value'] ?? '' );
		}
	}
	return array_values( array_filter( $consents ) );
}

/**
 * Gives what the visitor's page said beside the form; releases before 1.10 leave it where it was posted.
 *
 * @param array<string, mixed> $form See capture_wpforms().
 */
function wpforms_said( array $form, string $name ): string {
	// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- the form plugin has checked it; it is taken for text, and addresses are looked at by page_of_form().
	return as_text( $form['entry_meta'][ $name ] ?? wp_unslash( $_POST[ $name ] ?? '' ) );
}

/**
 * Lists the forms that exist.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>}>
 */
function wpforms_forms(): array {
	$posts = get_posts(
		array(
			'post_type'   => 'wpforms',
			'numberposts' => MOST_FORMS,
		)
	);
	return array_map(
		static function ( \WP_Post $post ): array {
			$form   = (array) json_decode( $post->post_content, true );
			$fields = array_filter( (array) ( $form['fields'] ?? array() ), static fn( mixed $field ): bool => is_array( $field ) && 'gdpr-checkbox' !== ( $field['type'] ?? '' ) );
			$read   = array_map( static fn( array $field ): array => array( $field['id'] ?? '', $field['label'] ?? '', $field['type'] ?? '' ), array_values( $fields ) );
			return form_in_words( $post->ID, $form['settings']['form_title'] ?? $post->post_title, $read );
		},
		$posts
	);
}
