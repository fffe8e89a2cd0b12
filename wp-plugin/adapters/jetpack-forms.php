<?php // Jetpack Forms: captures a request once its feedback is kept and before its mail; spam with the verdict, and again when it was none.
/**
 * Written for Jetpack 16.0.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';

// Before what hands it to other services at 10, and waits for them.
add_action( 'grunion_after_feedback_post_inserted', __NAMESPACE__ . '\capture_jetpack', PHP_INT_MIN, 4 );
/**
 * Captures a request.
 *
 * @param mixed $feedback Number of the post, 0 when none could be kept.
 * @param mixed $fields   Contact_Form_Field objects by id.
 * @param mixed $is_spam  Whether an anti-spam plugin says so.
 * @param mixed $about    Holds entry_title and entry_permalink of the page.
 */
function capture_jetpack( mixed $feedback = null, mixed $fields = null, mixed $is_spam = null, mixed $about = null ): void {
	$fields = is_array( $fields ) ? array_filter( $fields, 'is_object' ) : array();
	$first  = reset( $fields );
	if ( false !== $first ) {
		capture_once(
			'jetpack-forms ' . spl_object_id( $first ),
			static function () use ( $feedback, $fields, $first, $is_spam, $about ): ?array {
				$form = is_object( $first->form ?? null ) ? $first->form : null;
				$id   = (int) as_text( $feedback );
				return is_jetpack_sent( $form ) ? jetpack_submission( $form, $fields, is_array( $about ) ? $about : array() ) + array(
					'entry_id' => $id ?: null,
					// WordPress' own list of words has the other verdict.
					'spam_by'  => true === $is_spam ? 'jetpack' : ( $id > 0 && 'trash' === get_post_status( $id ) ? 'wordpress' : '' ),
				) : null;
			},
			static fn(): ?array => is_jetpack_sent( $first->form ?? null ) ? array( 'form' => jetpack_form( $first->form ?? null, '' ) ) + rough_submission( 'jetpack-forms', '', jetpack_answers( $fields ), (int) as_text( $feedback ) ) : null
		);
	}
}

/**
 * Says whether a request was sent by a visitor, and not by whoever makes the form.
 *
 * @param object|null $form Contact_Form.
 */
function is_jetpack_sent( ?object $form ): bool {
	$is_trial = is_callable( array( $form, 'is_preview_submission' ) ) && $form->is_preview_submission();
	return ! $is_trial && ! is_preview();
}

add_action( 'transition_post_status', __NAMESPACE__ . '\capture_jetpack_no_spam', PHP_INT_MAX, 3 );
/**
 * Captures what was sent as spam once more, when a person says that it is none.
 *
 * @param mixed $after  Status.
 * @param mixed $before Status.
 * @param mixed $post   WP_Post.
 */
function capture_jetpack_no_spam( mixed $after = null, mixed $before = null, mixed $post = null ): void {
	if ( 'publish' === $after && in_array( $before, array( 'spam', 'trash' ), true ) && $post instanceof \WP_Post && 'feedback' === $post->post_type ) {
		$kept = capture_from(
			static function () use ( $post ): ?array {
				$lines = jetpack_captured( $post->ID );
				$spam  = array_filter( $lines, static fn( array $line ): bool => isset( $line['spam'] ) );
				if ( array() === $lines || count( $spam ) < count( $lines ) ) {
					return null;
				}
				// With everything that was captured then; what is older than forty days, as the form plugin keeps it.
				$known = end( $spam );
				return isset( $known['fields'] ) ? $known : within_limits( jetpack_feedback( $post, $known ) );
			}
		);
		if ( null !== $kept ) {
			forget_known_spam( 'jetpack-forms', (string) $post->ID );
		}
	}
}

/**
 * Makes the submission of what the form plugin keeps.
 *
 * @param array<string, mixed> $known Which form and entry it was.
 * @return array<string, mixed> See filon_capture().
 */
function jetpack_feedback( \WP_Post $post, array $known ): array {
	$reads    = array( '\Automattic\Jetpack\Forms\ContactForm\Feedback', 'get' );
	$feedback = is_callable( $reads ) ? $reads( $post->ID ) : null;
	// Releases that can't read it write one text.
	$answers = is_object( $feedback ) ? array() : array( 'feedback' => $post->post_content );
	foreach ( is_object( $feedback ) ? $feedback->get_fields() : array() as $id => $field ) {
		$own   = is_callable( array( $field, 'get_form_field_id' ) ) ? as_text( $field->get_form_field_id() ) : '';
		$value = $field->get_value();

		$answers[ $own ?: (string) $id ] = array(
			'type'  => jetpack_kind( as_text( $field->get_type() ) ),
			'label' => $field->get_label(),
			// What was typed is kept as HTML.
			'value' => is_string( $value ) ? html_entity_decode( $value, ENT_QUOTES | ENT_HTML5, 'UTF-8' ) : $value,
		);
	}
	return array(
		'form'     => $known['form'],
		'entry_id' => $post->ID,
		'page'     => is_object( $feedback ) ? page_of_form( $feedback->get_entry_permalink() ) : null,
	) + rough_submission( 'jetpack-forms', '', $answers );
}

/**
 * Gives as what feedback was captured, as long as the queue knows.
 *
 * @return list<array<string, mixed>> See submission_line().
 */
function jetpack_captured( int $feedback ): array {
	global $wpdb;
	$lines = $wpdb->get_col(
		$wpdb->prepare(
			'SELECT line FROM ' . queue_table() . ' WHERE line LIKE %s AND line LIKE %s ORDER BY id',
			'%' . $wpdb->esc_like( '"source":"jetpack-forms",' ) . '%',
			'%' . $wpdb->esc_like( '"entry_id":"' . $feedback . '",' ) . '%'
		)
	);
	return array_map( static fn( string $line ): array => (array) json_decode( $line, true ), $lines );
}

/**
 * Makes the submission.
 *
 * @param object|null               $form   Contact_Form.
 * @param array<string, object>     $fields See capture_jetpack().
 * @param array<string, mixed>      $about  See capture_jetpack().
 * @return array<string, mixed> See filon_capture().
 */
function jetpack_submission( ?object $form, array $fields, array $about ): array {
	$made = array(
		'source' => 'jetpack-forms',
		'form'   => jetpack_form( $form, as_text( $about['entry_title'] ?? '' ), $fields ),
		'page'   => page_of_form( $about['entry_permalink'] ?? wp_get_raw_referer() ),
	);
	foreach ( $fields as $id => $field ) {
		$kind    = as_text( $field->get_attribute( 'type' ) );
		$label   = $field->get_attribute( 'label' );
		$value   = jetpack_value( (string) $id, $field );
		$consent = 'consent' === $kind ? read_consent( $id, jetpack_consent( $field ) ?: $label, $value ) : null;
		if ( null !== $consent ) {
			$made['consents'][] = $consent;
		} elseif ( 'file' === $kind ) {
			$files            = jetpack_files( (string) $id, $value );
			$made['files']    = array_merge( $made['files'] ?? array(), $files );
			$made['fields'][] = read_field( $id, $label, $kind, array_column( $files, 'name' ) );
		} elseif ( ! is_mute( $kind, $id, $label ) ) {
			$made['fields'][] = read_field( $id, $label, jetpack_kind( $kind ), 'image-select' === $kind ? jetpack_pictures( $value ) : $value );
		}
	}
	return $made;
}

/**
 * Gives what was sent in each field, its type and label beside it.
 *
 * @param array<string, object> $fields See capture_jetpack().
 * @return array<string, array{type: mixed, label: mixed, value: mixed}>
 */
function jetpack_answers( array $fields ): array {
	$answers = array();
	foreach ( $fields as $id => $field ) {
		$answers[ $id ] = array(
			'type'  => $field->get_attribute( 'type' ),
			'label' => $field->get_attribute( 'label' ),
			'value' => jetpack_value( (string) $id, $field ),
		);
	}
	return $answers;
}

/**
 * Names a field's kind as others do.
 */
function jetpack_kind( string $kind ): string {
	return in_array( $kind, array( 'telephone', 'phone' ), true ) ? 'tel' : $kind;
}

/**
 * Gives which form it is: a saved one by its own number and name, one in a page by its place, with the page's title.
 *
 * @param array<string, object> $fields See capture_jetpack(); none where they can't be read.
 * @return array{id: mixed, title: mixed, print?: string} See jetpack_print(), empty where it is not known.
 */
function jetpack_form( ?object $form, string $page_title, array $fields = array() ): array {
	$saved = (int) as_text( $form?->get_attribute( 'ref' ) ?? 0 );
	$title = $saved > 0 ? get_the_title( $saved ) : as_text( $form?->get_attribute( 'formTitle' ) ?? '' );
	$asked = array_map( static fn( object $field ): array => array( as_text( $field->get_attribute( 'label' ) ), as_text( $field->get_attribute( 'type' ) ) ), array_values( $fields ) );
	return array(
		'id'    => $saved > 0 ? $saved : ( $form?->get_attribute( 'id' ) ?? '' ),
		'title' => $title ?: $page_title,
	) + ( $saved > 0 ? array() : array( 'print' => array() === $asked ? '' : jetpack_print( $title, $asked ) ) );
}

/**
 * Gives the label that the form plugin shows where the form has none.
 */
function jetpack_usual_label( string $kind ): string {
	$says = array( '\Automattic\Jetpack\Forms\ContactForm\Contact_Form', 'get_default_label_from_type' );
	return is_callable( $says ) ? as_text( $says( $kind ) ) : '';
}

/**
 * Tells a form of a page from another that has its place one day: by its own title, and by what it asks. Labels that are the
 * form plugin's own are in another language for whoever reads another one: of these it is the kind.
 *
 * @param list<array{0: string, 1: string}> $asked Label and kind of each field.
 */
function jetpack_print( string $title, array $asked ): string {
	$words = array( one_line( $title ) );
	foreach ( $asked as list( $label, $kind ) ) {
		if ( 'consent' !== $kind ) {
			// A field without a label says nothing when it is sent; to whoever lists the form it says the usual one.
			$words[] = in_array( $label, array( '', jetpack_usual_label( $kind ) ), true ) ? "\t$kind" : one_line( $label );
		}
	}
	return substr( hash( 'sha256', implode( "\n", $words ) ), 0, 8 );
}

/**
 * Gives what was sent, as it was posted.
 *
 * @return mixed
 */
function jetpack_value( string $id, object $field ): mixed {
	// phpcs:disable WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- kept as the visitor typed it; the form plugin has checked it.
	$sent  = wp_unslash( $_POST[ $id ] ?? $field->value ?? '' );
	$other = as_text( wp_unslash( $_POST[ "$id-other-text" ] ?? '' ) );
	// phpcs:enable
	return '' !== $other && ! is_array( $sent ) ? as_text( $sent ) . ": $other" : $sent;
}

/**
 * Gives the words of a consent; an implicit one has no box, and its words stand there for whoever sends the form.
 */
function jetpack_consent( object $field ): string {
	return as_text( $field->get_attribute( 'explicit' === $field->get_attribute( 'consenttype' ) ? 'explicitconsentmessage' : 'implicitconsentmessage' ) );
}

/**
 * Reads what a script posted beside a field: pieces of JSON.
 *
 * @param mixed $value One or a list of them.
 * @return list<array<string, mixed>>
 */
function jetpack_pieces( mixed $value ): array {
	$pieces = array_map( static fn( mixed $one ): mixed => is_array( $one ) ? $one : json_decode( as_text( $one ), true ), array_values( (array) $value ) );
	return array_values( array_filter( $pieces, 'is_array' ) );
}

/**
 * Names the files of a field. The browser sends them to WordPress.com before the form, and with the form comes what it says of
 * them: number, name, size and type. The site has no copy, and could only ask for one over the network, by its connection.
 *
 * @param mixed $value See jetpack_value().
 * @return list<array{field_id: string, name: string, size?: int}>
 */
function jetpack_files( string $id, mixed $value ): array {
	$files = array();
	foreach ( jetpack_pieces( $value ) as $file ) {
		foreach ( read_files( $id, as_text( $file['name'] ?? '' ), null ) as $named ) {
			$files[] = $named + ( is_int( $file['size'] ?? null ) ? array( 'size' => $file['size'] ) : array() );
		}
	}
	return $files;
}

/**
 * Names the pictures that were chosen.
 *
 * @param mixed $value See jetpack_value().
 * @return list<string>
 */
function jetpack_pictures( mixed $value ): array {
	return array_map( static fn( array $one ): string => as_text( ( $one['label'] ?? '' ) ?: ( $one['perceived'] ?? '' ) ), jetpack_pieces( $value ) );
}

/**
 * Lists the forms: those that are saved as posts, and those that stand in a page alone.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function jetpack_forms(): array {
	require_once __DIR__ . '/jetpack-pages.php';
	return array_slice( array( ...jetpack_saved_forms(), ...jetpack_page_forms() ), 0, MOST_FORMS );
}
