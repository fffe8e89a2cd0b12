<?php // Fluent Forms: captures each submission once it is kept, before its mails and feeds; spam that it handles no further too.
/**
 * Written for 6.2. What waits for a payment or for a click in a mail comes when that is done.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

const FLUENT_NAMES    = array(
	'first_name'  => 'first_name',
	'middle_name' => 'middle_name',
	'last_name'   => 'last_name',
);
const FLUENT_CONSENTS = array( 'gdpr_agreement', 'terms_and_condition' );
// Stands before a file's own name.
const FLUENT_PREFIX   = '/^ff-[0-9a-f]{32}-ff-/';
const FLUENT_FILES    = array( 'input_file', 'input_image', 'featured_image' );

// Of the two that are fired for one submission; the one without a slash is of the past.
add_action( 'fluentform/submission_inserted', __NAMESPACE__ . '\capture_fluent', PHP_INT_MIN, 3 );
/**
 * Captures a submission.
 *
 * @param mixed $entry_id Its number.
 * @param mixed $values   By name of field.
 * @param mixed $form     Holds id, title, and form_fields as JSON.
 */
function capture_fluent( mixed $entry_id = null, mixed $values = null, mixed $form = null ): void {
	capture_fluent_entry( (int) as_text( $entry_id ), $values, $form, false );
}

add_filter( 'fluentform/submission_confirmation', __NAMESPACE__ . '\capture_fluent_spam', PHP_INT_MIN, 5 );
/**
 * Captures, when the visitor is answered, what its owner lets it do nothing else with: spam.
 *
 * @param mixed $answer       What the visitor's page gets.
 * @param mixed $form         See capture_fluent().
 * @param mixed $confirmation Of no use here.
 * @param mixed $entry_id     See capture_fluent().
 * @param mixed $values       See capture_fluent().
 * @return mixed The answer.
 */
function capture_fluent_spam( mixed $answer = null, mixed $form = null, mixed $confirmation = null, mixed $entry_id = null, mixed $values = null ): mixed {
	// Whoever has paid is answered each time the page of thanks is looked at.
	capture_fluent_entry( (int) as_text( $entry_id ), $values, $form, true );
	return $answer;
}

/**
 * Captures a submission once.
 *
 * @param mixed $values    See capture_fluent().
 * @param mixed $form      See capture_fluent().
 * @param bool  $only_spam Whether only what is taken for spam is wanted.
 */
function capture_fluent_entry( int $id, mixed $values, mixed $form, bool $only_spam ): void {
	if ( ! is_array( $values ) || ! is_object( $form ) || is_preview( $values['_wp_http_referer'] ?? '' ) ) {
		return;
	}
	$is_new    = static fn(): bool => 'spam' === fluent_status( $id ) && '' === captured_as( 'fluent-forms', as_text( $form->id ), $id );
	$is_wanted = static fn(): bool => ! $only_spam || $is_new();
	$asked     = static fn(): array => array_flip( array_map( static fn( array $field ): string => as_text( $field['attributes']['name'] ), fluent_fields( $form ) ) );
	capture_once(
		"fluent $id",
		static fn(): ?array => $is_wanted() ? fluent_submission( $id, $values, $form, 'spam' === ( note_fluent_status() ?? fluent_status( $id ) ) ) : null,
		static fn(): ?array => $is_wanted() ? rough_submission( 'fluent-forms', $form->id, array_intersect_key( $values, $asked() ), $id ) : null
	);
}

add_action( 'fluentform/after_submission_status_update', __NAMESPACE__ . '\capture_fluent_no_spam', 10, 2 );
/**
 * Captures what was captured as spam, and is no longer taken for that.
 *
 * @param mixed $entry_id Its number.
 * @param mixed $status   What it is now.
 */
function capture_fluent_no_spam( mixed $entry_id = null, mixed $status = null ): void {
	if ( in_array( $status, array( 'spam', 'trashed' ), true ) ) {
		return;
	}
	capture_no_spam(
		static function () use ( $entry_id ): ?array {
			$entry = \FluentForm\App\Models\Submission::find( (int) as_text( $entry_id ) );
			$form  = is_object( $entry ) ? \FluentForm\App\Models\Form::find( $entry->form_id ) : null;
			return is_object( $form ) ? fluent_submission( (int) $entry->id, (array) json_decode( as_text( $entry->response ), true ), $form, false ) : null;
		}
	);
}

add_action( 'fluentform/before_insert_submission', __NAMESPACE__ . '\note_fluent_status', PHP_INT_MAX );
/**
 * Remembers what a submission is about to be kept as, so that its status need not be asked for a moment later.
 *
 * @param mixed $row What its row will hold.
 * @return string|null Null when this request has kept none.
 */
function note_fluent_status( mixed $row = null ): ?string {
	static $noted = null;
	$noted        = is_array( $row ) ? as_text( $row['status'] ?? 'unread' ) : $noted;
	return $noted;
}

/**
 * Gives what became of a submission: unread, spam and so on.
 */
function fluent_status( int $entry_id ): string {
	$entry = \FluentForm\App\Models\Submission::find( $entry_id );
	return is_object( $entry ) ? as_text( $entry->status ?? '' ) : '';
}

/**
 * Makes the submission.
 *
 * @param array<string, mixed> $values See capture_fluent().
 * @param object               $form   See capture_fluent().
 * @return array<string, mixed> See filon_capture().
 */
function fluent_submission( int $entry_id, array $values, object $form, bool $is_spam ): array {
	$made = array(
		'source'   => 'fluent-forms',
		'form'     => array(
			'id'    => $form->id,
			'title' => $form->title,
		),
		'entry_id' => $entry_id > 0 ? $entry_id : null,
		'page'     => page_of_form( page_said() ) ?? page_of_form( $values['_wp_http_referer'] ?? '', $values['__fluent_form_embded_post_id'] ?? 0 ),
		'fields'   => array(),
		'consents' => array(),
		'files'    => array(),
		'spam_by'  => $is_spam ? 'fluent-forms' : '',
	);
	foreach ( fluent_fields( $form ) as $field ) {
		$name    = as_text( $field['attributes']['name'] ?? '' );
		$value   = $values[ $name ] ?? '';
		$consent = in_array( $field['element'], FLUENT_CONSENTS, true ) ? read_consent( $name, $field['settings']['tnc_html'] ?? '', $value ) : null;
		if ( null !== $consent ) {
			$made['consents'][] = $consent;
		} elseif ( in_array( $field['element'], FLUENT_FILES, true ) ) {
			$files            = fluent_files( $name, $value );
			$made['files']    = array_merge( $made['files'], $files );
			$made['fields'][] = read_field( $name, fluent_label( $field ), 'file', array_column( $files, 'name' ) );
		} else {
			array_push( $made['fields'], ...fluent_answers( $field, $name, $value ) );
		}
	}
	return $made;
}

/**
 * Names the files of a field. Their addresses are posted: one that nobody else can know proves whose file it is.
 *
 * @param mixed $value An address or a list of them.
 * @return list<array<string, mixed>> See read_files().
 */
function fluent_files( string $name, mixed $value ): array {
	$files = array();
	foreach ( read_files( $name, $value, 'fluentform' ) as $file ) {
		$shown   = (string) preg_replace( FLUENT_PREFIX, '', $file['name'] );
		$files[] = array( 'name' => $shown ) + ( $shown === $file['name'] ? array( 'field_id' => $file['field_id'] ) : $file );
	}
	return $files;
}

/**
 * Reads one field; a name is as many fields as parts that were filled.
 *
 * @param array<string, mixed> $field As the form's owner made it.
 * @param mixed                $value What was sent.
 * @return list<array<string, mixed>> See read_field().
 */
function fluent_answers( array $field, string $name, mixed $value ): array {
	$kind = fluent_kind( $field );
	if ( 'name' === $kind && is_array( $value ) ) {
		$parts = array_filter( $value, __NAMESPACE__ . '\is_filled' );
		return array_map(
			static fn( string $part ): array => read_field( "$name.$part", $field['fields'][ $part ]['settings']['label'] ?? $part, FLUENT_NAMES[ $part ] ?? 'text', as_typed( $parts[ $part ] ) ),
			array_map( 'strval', array_keys( $parts ) )
		);
	}
	if ( 'tabular_grid' === $kind && is_array( $value ) ) {
		$value = array_map( static fn( string|int $row, mixed $chosen ): string => "$row: " . nested_text( array( $chosen ) ), array_keys( $value ), $value );
	}
	if ( 'address' === $kind && is_array( $value ) ) {
		$value = array_values( array_filter( $value, __NAMESPACE__ . '\is_filled' ) );
	}
	$options = array_column( (array) ( $field['settings']['advanced_options'] ?? array() ), 'label', 'value' );
	return array( read_field( $name, fluent_label( $field ), $kind, as_seen( as_typed( $value ), $options ) ) );
}

/**
 * Gives what the visitor sees beside a field; without it, what its owner calls it.
 *
 * @param array<string, mixed> $field As the form's owner made it.
 */
function fluent_label( array $field ): string {
	return as_text( ( $field['settings']['label'] ?? '' ) ?: ( $field['settings']['admin_field_label'] ?? '' ) );
}

/**
 * Names the kind of a field without what all of them begin with.
 *
 * @param array<string, mixed> $field As the form's owner made it.
 */
function fluent_kind( array $field ): string {
	return (string) preg_replace( '/^input_/', '', as_text( $field['element'] ?? '' ) );
}

/**
 * Lists the fields of a form that hold what a visitor says, those inside columns too.
 *
 * @param object $form See capture_fluent().
 * @return list<array<string, mixed>> Each has element, attributes and settings.
 */
function fluent_fields( object $form ): array {
	$made   = json_decode( as_text( $form->form_fields ?? '' ), true );
	$fields = array();
	$ahead  = is_array( $made ) ? array_values( (array) ( $made['fields'] ?? array() ) ) : array();
	while ( array() !== $ahead ) {
		$field = array_shift( $ahead );
		if ( ! is_array( $field ) ) {
			continue;
		}
		if ( is_array( $field['columns'] ?? null ) ) {
			array_unshift( $ahead, ...array_merge( ...array_map( static fn( mixed $column ): array => array_values( (array) ( $column['fields'] ?? array() ) ), array_values( $field['columns'] ) ) ) );
		}
		$name = $field['attributes']['name'] ?? '';
		if ( '' !== $name && ! is_mute( $field['element'] ?? '', $name, $field['settings']['label'] ?? '' ) ) {
			$fields[] = $field;
		}
	}
	return $fields;
}

/**
 * Lists the forms that exist.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function fluent_forms(): array {
	$forms = array();
	foreach ( \FluentForm\App\Models\Form::where( 'status', 'published' )->limit( MOST_FORMS )->get() as $form ) {
		$fields = array();
		foreach ( fluent_fields( $form ) as $field ) {
			$name  = $field['attributes']['name'];
			$parts = 'name' === fluent_kind( $field ) ? array_filter( (array) ( $field['fields'] ?? array() ), static fn( mixed $part ): bool => ! empty( $part['settings']['visible'] ) ) : array();
			foreach ( $parts as $part => $asked ) {
				$fields[] = array( "$name.$part", $asked['settings']['label'] ?? $part, FLUENT_NAMES[ $part ] ?? 'text' );
			}
			if ( array() === $parts && ! in_array( $field['element'], FLUENT_CONSENTS, true ) ) {
				$fields[] = array( $name, fluent_label( $field ), fluent_kind( $field ), $name );
			}
		}
		$forms[] = form_in_words( $form->id, $form->title, $fields );
	}
	return $forms;
}
