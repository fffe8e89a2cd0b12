<?php // A nightly test of a form is a request that this site makes to itself: here it is known, marked and held.
/**
 * Each carries a token that was made on the server for this one request, is kept as a hash, and is gone once it was read.
 * What the request brings besides is never asked: no visitor can have what they send taken for a test.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const TRIAL_TOKENS  = 'filon_trial_';
const TRIAL_SECONDS = 60;
// Who sends the tests: an address that no mail reaches, and numbers that are nobody's. The service believes no others.
const TRIAL_EMAIL   = 'essai-filon@example.com';
const TRIAL_PHONE   = '+33639980042';
const TRIAL_PHONE_US = '(202) 555-0142';
// The same two however a form plugin writes them down.
const TRIAL_DIGITS  = '/^\d{0,4}(?:639980042|2025550142)$/D';

/**
 * Makes the token of one request to this site.
 *
 * @param array{does: string, form: string, uuid: string} $trial What it may do ("show" or "send"), the form's key, and the
 *                                                               uuid that the submission will have.
 */
function issue_trial( array $trial ): string {
	global $wpdb;
	$token = bin2hex( random_bytes( 32 ) );
	$kept  = (string) wp_json_encode( $trial + array( 'until' => time() + TRIAL_SECONDS ) );
	// Not through WordPress' options, whose cache another process may not share.
	$wpdb->query( $wpdb->prepare( "INSERT INTO $wpdb->options ( option_name, option_value, autoload ) VALUES ( %s, %s, 'no' )", trial_token_name( $token ), $kept ) );
	return $token;
}

/**
 * Gives what a token is made for; see issue_trial().
 *
 * @return array{does: string, form: string, uuid: string}
 */
function trial_of( string $does, string $form, string $uuid = '' ): array {
	return compact( 'does', 'form', 'uuid' );
}

/**
 * Names the row of a token, which itself is kept nowhere.
 */
function trial_token_name( string $token ): string {
	return TRIAL_TOKENS . substr( hash( 'sha256', $token ), 0, 40 );
}

/**
 * Forgets tokens that were never used.
 */
function forget_trial_tokens(): void {
	global $wpdb;
	$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( TRIAL_TOKENS ) . '%' ) );
}

/**
 * Gives the test that this request is; null for all that visitors send.
 *
 * @return array{does: string, form: string, uuid: string, until: int}|null
 */
function this_trial(): ?array {
	static $trial = false;
	if ( false === $trial ) {
		$trial = isset( $_SERVER['HTTP_FILON_TRIAL'] ) ? use_trial_token( (string) wp_unslash( $_SERVER['HTTP_FILON_TRIAL'] ) ) : null; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- compared as it is.
	}
	return $trial;
}

/**
 * Uses a token up.
 *
 * @return array{does: string, form: string, uuid: string, until: int}|null Null when it is none, or no longer good.
 */
function use_trial_token( string $token ): ?array {
	global $wpdb;
	if ( 1 !== preg_match( '/^[0-9a-f]{64}$/D', $token ) ) {
		return null;
	}
	$name = trial_token_name( $token );
	$kept = json_decode( (string) $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM $wpdb->options WHERE option_name = %s", $name ) ), true );
	if ( ! is_array( $kept ) ) {
		return null;
	}
	// Whoever deletes it has it: of two requests with one token one is a test.
	$is_first = 1 === $wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name = %s", $name ) );
	return $is_first && (int) ( $kept['until'] ?? 0 ) >= time() ? $kept : null;
}

/**
 * Gives the uuid of the test that this submission is: the first of the form that is tested, in the request that tests it.
 *
 * @param mixed $submission See filon_capture().
 * @return string|null Null for every other submission.
 */
function claim_trial( mixed $submission ): ?string {
	static $is_claimed = false;
	$trial = this_trial();
	$form  = is_array( $submission ) ? $submission['form'] ?? null : null;
	if ( null === $trial || 'send' !== $trial['does'] || $is_claimed || ! is_array( $form ) || form_key( $submission['source'] ?? '', $form['id'] ?? '' ) !== $trial['form'] ) {
		return null;
	}
	$is_claimed = true;
	trial_entry( as_text( $submission['entry_id'] ?? '' ) );
	return $trial['uuid'];
}

/**
 * Remembers the entry that the form plugin has made of the test.
 *
 * @param string|null $id Null only asks.
 * @return string Empty when there is none.
 */
function trial_entry( ?string $id = null ): string {
	static $kept = '';
	$kept        = $id ?? $kept;
	return $kept;
}

/**
 * Ends a request that says to be a test and is none: one whose token came late must not go through as a visitor's, mails and all.
 */
function refuse_request(): void {
	status_header( 403 );
	nocache_headers();
	exit;
}

add_filter( 'filon_found_entry', __NAMESPACE__ . '\leave_out_trial', 10, 2 );
/**
 * Leaves out an entry that a test of ours has left: where its hook was missed nobody learned its number, to delete it.
 *
 * @param mixed $submission See filon_capture(); null for none.
 * @param mixed $at         When it was sent, in Unix seconds.
 * @return mixed Null for a test.
 */
function leave_out_trial( mixed $submission = null, mixed $at = 0 ): mixed {
	if ( ! is_array( $submission ) ) {
		return $submission;
	}
	foreach ( as_fields( $submission['fields'] ?? array() ) as $field ) {
		if ( is_string( $field['value'] ) && is_of_trial( $field['value'] ) ) {
			return null;
		}
	}
	require_once __DIR__ . '/traces.php';
	return is_trace( $submission, (int) $at ) ? null : $submission;
}

/**
 * Says whether a value is the address or one of the numbers of a test.
 */
function is_of_trial( string $value ): bool {
	return TRIAL_EMAIL === strtolower( trim( $value ) ) || 1 === preg_match( TRIAL_DIGITS, (string) preg_replace( '/[\s().+-]/', '', $value ) );
}

if ( null !== this_trial() ) {
	require_once __DIR__ . '/holding.php';
	hold_everything( this_trial() );
} elseif ( isset( $_SERVER['HTTP_FILON_TRIAL'] ) ) {
	add_action( 'plugins_loaded', __NAMESPACE__ . '\refuse_request', PHP_INT_MIN );
}
