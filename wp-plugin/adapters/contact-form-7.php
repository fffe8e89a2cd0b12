<?php // Contact Form 7: captures each request just before its mail is sent, so that a mail server that hangs loses nothing.
/**
 * Written for 6.1. What it reads of a form's template, its labels and consents, is in contact-form-7-template.php.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/reading.php';
require_once __DIR__ . '/contact-form-7-template.php';

// How a request ends that counts, as Flamingo has it too: with others the visitor goes on with the same form, or another plugin
// has stopped it for reasons of its own.
const CF7_FINISHED   = array( 'spam', 'mail_sent', 'mail_failed' );
// Its tags, and of well-known additions to it, that are nothing a visitor says, beside those that all form plugins have.
const CF7_MUTE_TAGS  = array( 'response', 'count', 'reflection', 'quiz' );

add_action( 'wpcf7_before_send_mail', __NAMESPACE__ . '\capture_cf7_before_mail', PHP_INT_MAX, 3 );
/**
 * Captures a request that is about to be mailed, unless another plugin has stopped that: how it ends is known later.
 *
 * @param mixed $form       WPCF7_ContactForm.
 * @param mixed $is_stopped Whether there will be no mail.
 * @param mixed $sent       WPCF7_Submission.
 */
function capture_cf7_before_mail( mixed $form = null, mixed $is_stopped = null, mixed $sent = null ): void {
	if ( ! $is_stopped ) {
		capture_cf7( $form, $sent );
	}
}

add_action( 'wpcf7_submit', __NAMESPACE__ . '\capture_cf7_after_all', PHP_INT_MAX, 2 );
/**
 * Captures what has no mail: spam with the verdict, and what is answered as sent without one.
 *
 * @param mixed $form   WPCF7_ContactForm.
 * @param mixed $result Holds "status".
 */
function capture_cf7_after_all( mixed $form = null, mixed $result = null ): void {
	$status = is_array( $result ) ? as_text( $result['status'] ?? 'init' ) : 'init';
	if ( in_array( $status, CF7_FINISHED, true ) ) {
		capture_cf7( $form, is_callable( array( 'WPCF7_Submission', 'get_instance' ) ) ? \WPCF7_Submission::get_instance() : null, $status );
	}
}

/**
 * Captures a request once, whichever hook comes first.
 *
 * @param mixed  $form   WPCF7_ContactForm.
 * @param mixed  $sent   WPCF7_Submission.
 * @param string $status As the form plugin says it.
 */
function capture_cf7( mixed $form, mixed $sent, string $status = '' ): void {
	if ( is_object( $form ) && is_object( $sent ) ) {
		// There is but one WPCF7_Submission in a request.
		capture_once(
			'cf7',
			static fn(): ?array => may_keep_cf7( $form, $sent ) ? cf7_submission( $form, $sent, $status ) : null,
			static fn(): ?array => may_keep_cf7( $form, $sent ) ? rough_submission( 'cf7', $form->id(), array_diff_key( (array) $sent->get_posted_data(), array_flip( cf7_mute_names( $form, cf7_labels( as_text( $form->prop( 'form' ) ), cf7_tags( $form ) ) ) ) ) ) : null
		);
	}
}

add_action( 'transition_post_status', __NAMESPACE__ . '\capture_flamingo_no_spam', PHP_INT_MAX, 3 );
/**
 * Captures what was sent as spam once more, when a person says in Flamingo that it is none.
 *
 * @param mixed $after  Status.
 * @param mixed $before Status.
 * @param mixed $post   WP_Post.
 */
function capture_flamingo_no_spam( mixed $after = null, mixed $before = null, mixed $post = null ): void {
	if ( 'publish' === $after && in_array( $before, array( 'flamingo-spam', 'trash' ), true ) && $post instanceof \WP_Post && 'flamingo_inbound' === $post->post_type ) {
		capture_no_spam(
			static function () use ( $post ): ?array {
				require_once __DIR__ . '/entries/cf7.php';
				$form = flamingo_forms()[ flamingo_channel( $post->ID ) ] ?? null;
				return null === $form ? null : flamingo_kept( $post->ID, $form );
			}
		);
	}
}

/**
 * Says whether the form's owner, and the visitor, let a request be kept.
 */
function may_keep_cf7( object $form, object $sent ): bool {
	// Holds "do_not_store" of the form's settings, and "consent_for:storage" of a box that was left empty.
	return ! $form->in_demo_mode() && ! $sent->get_meta( 'do_not_store' );
}

/**
 * Makes the submission.
 *
 * @return array<string, mixed> See filon_capture().
 */
function cf7_submission( object $form, object $sent, string $status ): array {
	$tags     = cf7_tags( $form );
	$labels   = cf7_labels( as_text( $form->prop( 'form' ) ), $tags );
	$consents = cf7_consents( $tags, $sent, $labels );
	$silent   = array_merge( array_column( $consents, 'field_id' ), cf7_mute_names( $form, $labels ) );
	$fields   = array();
	foreach ( cf7_values( $tags, $sent ) as $name => $value ) {
		if ( ! in_array( (string) $name, $silent, true ) ) {
			$fields[] = read_field( $name, $labels[ $name ] ?? null, isset( $tags[ $name ] ) ? $tags[ $name ]->basetype : null, $value );
		}
	}
	return array(
		'source'   => 'cf7',
		'form'     => array(
			// Its hash would do too, but plugins that translate forms copy it.
			'id'    => $form->id(),
			'title' => $form->title(),
		),
		// Browsers that tell no referrer leave only the route's own address.
		'page'     => page_of_form( $sent->get_meta( 'url' ), $sent->get_meta( 'container_post_id' ) ),
		'fields'   => $fields,
		'files'    => cf7_files( $sent ),
		'consents' => $consents,
		'locale'   => $form->locale() ?: determine_locale(),
		'spam_by'  => 'spam' === $status ? cf7_judges( $sent ) : '',
	);
}

/**
 * Gives the form's tags that have a name.
 *
 * @return array<string, object> Name → WPCF7_FormTag; of several with one name, the first.
 */
function cf7_tags( object $form ): array {
	$tags = array();
	foreach ( $form->scan_form_tags() as $tag ) {
		if ( '' !== $tag->name ) {
			$tags[ $tag->name ] ??= $tag;
		}
	}
	return $tags;
}

/**
 * Names the fields that are nothing a visitor says, or that the form's owner wants kept nowhere.
 *
 * @param array<string, string> $labels See cf7_labels().
 * @return list<string>
 */
function cf7_mute_names( object $form, array $labels ): array {
	$names = array_map( static fn( object $tag ): string => $tag->name, $form->scan_form_tags( array( 'feature' => 'do-not-store' ) ) );
	foreach ( cf7_tags( $form ) as $name => $tag ) {
		if ( is_mute( $tag->basetype, $name, $labels[ $name ] ?? '' ) || in_array( $tag->basetype, CF7_MUTE_TAGS, true ) ) {
			$names[] = (string) $name;
		}
	}
	return $names;
}

/**
 * Gives what was sent: the form's fields in their order, then what was posted beside them.
 *
 * @param array<string, object> $tags See cf7_tags().
 * @return array<string, string|list<string>> By name.
 */
function cf7_values( array $tags, object $sent ): array {
	$posted = (array) $sent->get_posted_data();
	$values = array();
	foreach ( array_intersect_key( array_replace( $tags, $posted ), $posted ) as $name => $value ) {
		// Those of the form itself are looked at with their kind and label.
		if ( isset( $tags[ $name ] ) || ! is_mute( '', $name ) ) {
			$values[ $name ] = as_value( isset( $tags[ $name ] ) ? cf7_chosen( $tags[ $name ], $value ) : $value );
		}
	}
	foreach ( (array) $sent->uploaded_files() as $name => $paths ) {
		$values[ $name ] = array_map( 'wp_basename', (array) $paths );
	}
	return $values;
}

/**
 * Gives what the visitor saw and chose: behind it an option may hide what is for the mail alone, as the address of a department.
 *
 * @param mixed $value As the form plugin gives it, in the order it was posted.
 * @return mixed
 */
function cf7_chosen( object $tag, mixed $value ): mixed {
	// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- the form plugin has checked both; only a choice of the form's own is taken.
	$posted = array_values( (array) wp_unslash( $_POST[ $tag->name ] ?? array() ) );
	if ( ! is_array( $value ) || ! is_object( $tag->pipes ) ) {
		return $value;
	}
	$hidden = array_column( $tag->pipes->to_array(), 1, 0 );
	foreach ( array_values( $value ) as $place => $one ) {
		$seen            = as_text( $posted[ $place ] ?? '' );
		$value[ $place ] = ( $hidden[ $seen ] ?? null ) === $one ? $seen : $one;
	}
	return $value;
}

/**
 * Lists the files that came with it.
 *
 * @return list<array{field_id: string, name: string, size?: int}>
 */
function cf7_files( object $sent ): array {
	$files = array();
	foreach ( (array) $sent->uploaded_files() as $name => $paths ) {
		array_push( $files, ...read_files( $name, $paths, '' ) );
	}
	return $files;
}

/**
 * Names who took it for spam.
 */
function cf7_judges( object $sent ): string {
	$agents = array_unique( array_column( (array) $sent->get_spam_log(), 'agent' ) );
	return implode( ', ', array_filter( $agents ) ) ?: 'contact-form-7';
}

/**
 * Lists the forms that exist.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function cf7_forms(): array {
	return array_map(
		static function ( object $form ): array {
			$tags   = cf7_tags( $form );
			$labels = cf7_labels( as_text( $form->prop( 'form' ) ), $tags );
			$heard  = array_filter( $tags, static fn( object $tag ): bool => 'acceptance' !== $tag->basetype );
			$names  = array_diff( array_keys( $heard ), cf7_mute_names( $form, $labels ) );
			$fields = array_map( static fn( string|int $name ): array => array( $name, $labels[ $name ] ?? '', $tags[ $name ]->basetype, $name ), array_values( $names ) );
			return form_in_words( $form->id(), $form->title(), $fields, array_column( $form->scan_form_tags(), 'basetype' ), ! $form->in_demo_mode() && ! $form->is_true( 'do_not_store' ) );
		},
		\WPCF7_ContactForm::find( array( 'posts_per_page' => MOST_FORMS ) )
	);
}
