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

// The first release that tells when an entry was saved; none before it keeps spam.
const WPFORMS_SAVES   = '1.7.7';
// One line each is what was chosen.
const WPFORMS_CHOICES = array( 'checkbox', 'select', 'payment-checkbox', 'gdpr-checkbox' );
// What is read of a name that was asked for in parts.
const WPFORMS_NAMES   = array(
	'first'  => 'first_name',
	'middle' => 'middle_name',
	'last'   => 'last_name',
);

add_action( 'wpforms_process_entry_saved', __NAMESPACE__ . '\capture_wpforms', PHP_INT_MIN, 4 );
/**
 * Captures a request.
 *
 * @param mixed $fields   Number → name, value, id, type and more of each field.
 * @param mixed $entry    What was posted.
 * @param mixed $form     The form as its owner made it.
 * @param mixed $entry_id 0 where none is kept.
 * @return string|null See capture_once().
 */
function capture_wpforms( mixed $fields = null, mixed $entry = null, mixed $form = null, mixed $entry_id = 0 ): ?string {
	if ( ! is_array( $fields ) || ! is_array( $form ) || is_preview( wpforms_said( $form, 'page_url' ) ) ) {
		return null;
	}
	return capture_once(
		'wpforms ' . as_text( $form['id'] ?? '' ) . ' ' . as_text( $entry_id ),
		static fn(): array => wpforms_submission( $fields, $form, is_array( $entry ) ? $entry : array(), (int) as_text( $entry_id ) ),
		static fn(): array => rough_submission( 'wpforms', $form['id'] ?? '', $fields, (int) as_text( $entry_id ) )
	);
}

add_action( 'wpforms_process_complete', __NAMESPACE__ . '\capture_wpforms_complete', PHP_INT_MIN, 4 );
/**
 * Captures a request once its mails are sent, as older releases need it, and Pro for what is no spam after all.
 *
 * @param mixed $fields   See capture_wpforms().
 * @param mixed $entry    See capture_wpforms().
 * @param mixed $form     See capture_wpforms().
 * @param mixed $entry_id See capture_wpforms().
 */
function capture_wpforms_complete( mixed $fields = null, mixed $entry = null, mixed $form = null, mixed $entry_id = 0 ): void {
	capture_from(
		static function () use ( $fields, $entry, $form, $entry_id ): ?array {
			if ( ! is_array( $form ) || did_action( 'wpforms_process_entry_saved' ) ) {
				return null;
			}
			if ( version_compare( as_text( WPFORMS_VERSION ), WPFORMS_SAVES, '<' ) ) {
				capture_wpforms( $fields, $entry, $form, $entry_id );
			} elseif ( 'spam' === captured_as( 'wpforms', as_text( $form['id'] ?? '' ), as_text( $entry_id ) ) && null !== capture_wpforms( $fields, $entry, $form, $entry_id ) ) {
				forget_known_spam( 'wpforms', as_text( $entry_id ) );
			}
			return null;
		}
	);
}

/**
 * Makes the submission.
 *
 * @param array<int|string, mixed> $fields See capture_wpforms().
 * @param array<string, mixed>     $form   See capture_wpforms().
 * @param array<string, mixed>     $entry  See capture_wpforms().
 * @return array<string, mixed> See filon_capture().
 */
function wpforms_submission( array $fields, array $form, array $entry, int $entry_id ): array {
	$made = array(
		'source'   => 'wpforms',
		'form'     => array(
			'id'    => $form['id'] ?? '',
			'title' => $form['settings']['form_title'] ?? '',
		),
		'entry_id' => $entry_id > 0 ? $entry_id : null,
		'page'     => page_of_form( page_said() ) ?? page_of_form( wpforms_said( $form, 'page_url' ), wpforms_said( $form, 'page_id' ) ),
		'referrer' => wpforms_said( $form, 'url_referer' ) ?: null,
		'fields'   => array(),
		'consents' => wpforms_consents( $fields, $form, $entry ),
		'files'    => array(),
		'spam_by'  => $form['spam_reason'] ?? '',
	);
	foreach ( $fields as $id => $field ) {
		if ( ! is_array( $field ) || is_mute( $field['type'] ?? '', '', $field['name'] ?? '' ) || in_array( as_text( $id ), array_column( $made['consents'], 'field_id' ), true ) ) {
			continue;
		}
		array_push( $made['fields'], ...wpforms_fields( as_text( $id ), $field, (array) ( $form['fields'][ $id ] ?? array() ) ) );
		if ( in_array( $field['type'] ?? '', array( 'file-upload', 'camera', 'signature' ), true ) ) {
			array_push( $made['files'], ...read_files( $id, preg_split( '/\s+/', as_text( $field['value'] ?? '' ), -1, PREG_SPLIT_NO_EMPTY ), 'wpforms' ) );
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
			static fn( string $part ): array => read_field( "$id.$part", wpforms_part( $part ), WPFORMS_NAMES[ $part ], as_typed( $parts[ $part ] ) ),
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
 * @param array<string, mixed>     $entry  See capture_wpforms().
 * @return list<array{field_id: string, text: string, given: bool}>
 */
function wpforms_consents( array $fields, array $form, array $entry ): array {
	$consents = array();
	// Among the fields such a box counts as ticked whether it was or not.
	$posted = is_array( $entry['fields'] ?? null ) ? $entry['fields'] : array_map( static fn( mixed $field ): mixed => $field['value'] ?? '', $fields );
	foreach ( (array) ( $form['fields'] ?? array() ) as $id => $asked ) {
		if ( 'gdpr-checkbox' === ( $asked['type'] ?? '' ) ) {
			$choice     = (array) current( (array) ( $asked['choices'] ?? array() ) );
			$consents[] = read_consent( $id, $choice['label'] ?? '', $posted[ $id ] ?? '' );
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
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
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
			$read   = array_merge( ...array_map( __NAMESPACE__ . '\wpforms_asked', array_values( $fields ) ) );
			return form_in_words( $post->ID, $form['settings']['form_title'] ?? $post->post_title, $read );
		},
		$posts
	);
}

/**
 * Gives id, label and kind of one field of a form, or of the parts of a name; see form_in_words().
 *
 * @param array<string, mixed> $field As the form's owner made it.
 * @return list<array{0: string, 1: string, 2: string}>
 */
function wpforms_asked( array $field ): array {
	$id    = as_text( $field['id'] ?? '' );
	$label = as_text( $field['label'] ?? '' );
	$parts = 'name' === ( $field['type'] ?? '' ) ? array_intersect( explode( '-', as_text( $field['format'] ?? 'first-last' ) ), array_keys( WPFORMS_NAMES ) ) : array();
	if ( array() === $parts ) {
		return array( array( $id, $label, as_text( $field['type'] ?? '' ) ) );
	}
	return array_map( static fn( string $part ): array => array( "$id.$part", wpforms_part( $part ), WPFORMS_NAMES[ $part ] ), array_values( $parts ) );
}

/**
 * Gives the words that the form plugin shows below a part of a name.
 */
function wpforms_part( string $part ): string {
	// phpcs:ignore WordPress.WP.I18n -- the form plugin's own.
	return __( ucfirst( $part ), 'wpforms-lite' );
}
