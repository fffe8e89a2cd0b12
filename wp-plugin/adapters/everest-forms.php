<?php // Everest Forms: captures each entry once it is kept, before its mails are sent; what waits for an approval too.
/**
 * Written for 3.0. No hook tells when somebody no longer takes an entry for spam: the nightly look sees it (see
 * entries/no-spam.php).
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

add_action( 'everest_forms_complete_entry_save', __NAMESPACE__ . '\capture_everest_entry', PHP_INT_MIN, 5 );
/**
 * Captures an entry that was kept.
 *
 * @param mixed $entry_id Number.
 * @param mixed $fields   See capture_everest().
 * @param mixed $entry    See capture_everest().
 * @param mixed $form_id  Of no use here.
 * @param mixed $form     See capture_everest().
 */
function capture_everest_entry( mixed $entry_id = null, mixed $fields = null, mixed $entry = null, mixed $form_id = null, mixed $form = null ): void {
	capture_everest( $fields, $entry, $form, $entry_id );
}

add_action( 'everest_forms_process_complete', __NAMESPACE__ . '\capture_everest', PHP_INT_MIN, 4 );
/**
 * Captures an entry, at the latest once its mails are sent: where it could not be kept, too.
 *
 * @param mixed $fields   Name of field → its label as "name", value, id and type.
 * @param mixed $entry    What was posted, and the verdict on spam.
 * @param mixed $form     The form as its owner made it.
 * @param mixed $entry_id Number; nothing, or a WP_Error.
 */
function capture_everest( mixed $fields = null, mixed $entry = null, mixed $form = null, mixed $entry_id = null ): void {
	if ( ! is_array( $fields ) || ! is_array( $form ) || is_preview() ) {
		return;
	}
	$spam = is_array( $entry ) && 'spam' === ( $entry['evf_spam_status'] ?? '' );
	$id   = is_scalar( $entry_id ) ? (int) $entry_id : 0;
	// Without a number it is the one of this form in this request.
	capture_once(
		'everest ' . as_text( $form['id'] ?? '' ),
		static fn(): array => everest_submission( $fields, $form, $id, $spam ),
		static fn(): array => rough_submission( 'everest-forms', $form['id'] ?? '', $fields, $id )
	);
}

/**
 * Makes the submission.
 *
 * @param array<int|string, mixed> $fields See capture_everest().
 * @param array<string, mixed>     $form   See capture_everest().
 * @return array<string, mixed> See filon_capture().
 */
function everest_submission( array $fields, array $form, int $entry_id, bool $is_spam ): array {
	$made = array(
		'source'   => 'everest-forms',
		'form'     => array(
			'id'    => $form['id'] ?? '',
			'title' => $form['settings']['form_title'] ?? '',
		),
		'entry_id' => $entry_id > 0 ? $entry_id : null,
		'page'     => page_of_form( page_said(), $form['page_id'] ?? 0 ),
		'fields'   => array(),
		'consents' => everest_consents( $fields, $form ),
		'files'    => array(),
		// It asks nobody else.
		'spam_by'  => $is_spam ? 'akismet' : '',
	);
	foreach ( $fields as $id => $field ) {
		$type = is_array( $field ) ? as_text( $field['type'] ?? '' ) : '';
		$name = is_array( $field ) ? everest_label( $field ) : '';
		if ( ! is_array( $field ) || is_mute( $type, '', $name ) || in_array( as_text( $id ), array_column( $made['consents'], 'field_id' ), true ) ) {
			continue;
		}
		$value = $field['value'] ?? '';
		// Of a choice its words, without the name and kind of the field beside them, and the addresses of pictures.
		$value = is_array( $value ) && array_key_exists( 'label', $value ) ? $value['label'] : $value;
		if ( in_array( $type, array( 'file-upload', 'image-upload' ), true ) ) {
			$files         = read_files( $id, everest_paths( $field ), 'everest_forms_uploads' );
			$made['files'] = array_merge( $made['files'], $files );
			$value         = array_column( $files, 'name' );
		}
		if ( in_array( $type, array( 'checkbox', 'payment-checkbox', 'select' ), true ) ) {
			$value = array_values( array_filter( (array) $value, __NAMESPACE__ . '\is_filled' ) );
			$value = 'select' === $type && empty( $form['form_fields'][ $id ]['multiple_choices'] ) ? $value[0] ?? '' : $value;
		}
		$made['fields'][] = read_field( $id, $name, $type, as_typed( $value ) );
	}
	return $made;
}

/**
 * Gives the label of a field.
 *
 * @param array<string, mixed> $field See capture_everest().
 */
function everest_label( array $field ): string {
	return as_text( $field['name'] ?? ( is_array( $field['value'] ?? null ) ? $field['value']['name'] ?? '' : '' ) );
}

/**
 * Lists the addresses of the files of a field, which releases keep in several ways.
 *
 * @param array<string, mixed> $field See capture_everest().
 * @return list<string>
 */
function everest_paths( array $field ): array {
	$paths = array();
	foreach ( (array) ( $field['value_raw'] ?? $field['value'] ?? array() ) as $file ) {
		$found = is_array( $file ) ? as_text( $file['value'] ?? $file['file_url'] ?? '' ) : as_text( $file );
		array_push( $paths, ...preg_split( '/\s+/', $found, -1, PREG_SPLIT_NO_EMPTY ) );
	}
	return $paths;
}

/**
 * Lists the boxes that the visitor was asked to tick, with the words beside them, ticked or not.
 *
 * @param array<int|string, mixed> $fields See capture_everest().
 * @param array<string, mixed>     $form   See capture_everest().
 * @return list<array{field_id: string, text: string, given: bool}>
 */
function everest_consents( array $fields, array $form ): array {
	$consents = array();
	foreach ( (array) ( $form['form_fields'] ?? array() ) as $id => $asked ) {
		if ( 'privacy-policy' === ( $asked['type'] ?? '' ) ) {
			// As it is written: [a link](its address), *bold*, `italic`, __underlined__.
			$text       = preg_replace( array( '/\[([^\[\]]*)\]\([^()]*\)/', '/([*`])([^*`]+)\1/', '/__([^_]+)__/' ), array( '$1', '$2', '$1' ), as_text( $asked['consent_message'] ?? '' ) );
			$consents[] = read_consent( $id, $text, $fields[ $id ]['value'] ?? '' );
		}
	}
	return array_values( array_filter( $consents ) );
}

/**
 * Lists the forms that exist and are not turned off.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function everest_forms(): array {
	$posts = get_posts(
		array(
			'post_type'   => 'everest_form',
			'numberposts' => MOST_FORMS,
		)
	);
	$forms = array();
	foreach ( $posts as $post ) {
		$form   = (array) json_decode( $post->post_content, true );
		$fields = array_filter( (array) ( $form['form_fields'] ?? array() ), static fn( mixed $field ): bool => is_array( $field ) && 'privacy-policy' !== ( $field['type'] ?? '' ) );
		$read   = array_map( static fn( array $field ): array => array( $field['id'] ?? '', $field['label'] ?? '', $field['type'] ?? '' ), array_values( $fields ) );
		if ( ! isset( $form['form_enabled'] ) || $form['form_enabled'] ) {
			$forms[] = form_in_words( $post->ID, $form['settings']['form_title'] ?? $post->post_title, $read );
		}
	}
	return $forms;
}
