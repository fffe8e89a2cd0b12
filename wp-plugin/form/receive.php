<?php // Receives the form: keeps the request and redirects to the thanks, or shows the page again with what was typed.
/**
 * The form posts to the page it stands on, so that it works without JavaScript and keeps what was typed; there is no nonce,
 * because pages are cached and there is nothing to forge: anybody may send a request.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// A mistake that belongs to no field.
const WHOLE_FORM = '';

add_action( 'wp_loaded', __NAMESPACE__ . '\receive_form' );
/**
 * Receives a form, if this request brings one.
 */
function receive_form(): void {
	// phpcs:disable WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- see above; kept raw on purpose, escaped where shown.
	if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) || ! is_array( $_POST['filon_form'] ?? null ) ) {
		return;
	}
	$posted = wp_unslash( $_POST['filon_form'] );
	// phpcs:enable
	$definition    = open_definition( as_text( $posted['sealed'] ?? '' ) );
	$values        = posted_values( $posted, $definition );
	$has_consented = '' !== as_text( $posted[ CONSENT_FIELD ] ?? '' );
	$form_id       = $definition['id'] ?? claimed_form( $posted );
	$referrer      = posted_referrer( $posted );
	$mistakes      = find_mistakes( $definition, $values, $has_consented );

	if ( array() !== $mistakes ) {
		show_again( $form_id, compact( 'values', 'mistakes', 'has_consented', 'referrer' ), 422 );
		return;
	}
	$page       = page_address();
	$submission = form_submission( $posted, $definition, $values, $has_consented, $page );
	/**
	 * Fires with each request that a visitor has sent with Filon's own form.
	 *
	 * @param array<string, mixed> $submission See filon_capture().
	 */
	do_action( 'filon_form_sent', $submission );
	if ( has_lost() ) {
		// Thanks would be a lie: nothing on this site can be written to.
		$mistakes = array( WHOLE_FORM => __( 'Your request could not be kept just now. What you wrote is still here: please send it again in a moment.', 'filon' ) );
		show_again( $form_id, compact( 'values', 'mistakes', 'has_consented', 'referrer' ), 503 );
		return;
	}
	$thanks = add_query_arg( 'filon-sent', $form_id, substr( $page, strlen( origin_of( $page ) ) ) );
	wp_safe_redirect( "$thanks#filon-$form_id", 303, 'Filon' );
	exit;
}

add_action( 'filon_form_sent', __NAMESPACE__ . '\capture_unread' );

/**
 * Gives the address of the page that the form stands on, without our own argument and cron's.
 */
function page_address(): string {
	// More than one slash in front would be read as another host.
	$path = '/' . ltrim( as_text( wp_unslash( $_SERVER['REQUEST_URI'] ?? '' ) ), '/' );
	return origin_of( home_url() ) . remove_query_arg( array( 'filon-sent', 'doing_wp_cron' ), $path );
}

/**
 * Lets the page come again with what was typed and what is wrong with it.
 *
 * @param array<string, mixed> $attempt See attempt().
 * @param int                  $status  Of the answer.
 */
function show_again( string $form_id, array $attempt, int $status ): void {
	attempt( $form_id, $attempt );
	nocache_headers();
	add_action( 'template_redirect', static fn() => status_header( $status ) );
}

/**
 * Gives what a visitor typed into a form in this request.
 *
 * @param array<string, mixed>|null $new Set by show_again() only.
 * @return array{values: array<string, string|list<string>>, mistakes: array<string, string>, has_consented: bool,
 *               referrer: string} Values by field id, mistakes as sentences by field id.
 */
function attempt( string $form_id, ?array $new = null ): array {
	static $attempts = array();
	if ( null !== $new ) {
		$attempts[ $form_id ] = $new;
	}
	return $attempts[ $form_id ] ?? array(
		'values'        => array(),
		'mistakes'      => array(),
		'has_consented' => false,
		'referrer'      => '',
	);
}
