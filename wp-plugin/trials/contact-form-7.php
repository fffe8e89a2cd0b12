<?php // Tests of Contact Form 7: sent to the route that its script calls; what tells people from machines is not asked.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Says where a filled-in form goes, and how.
 *
 * @param string                      $id    Of the form.
 * @param list<array{string, string}> $pairs Names and values.
 * @return array{0: string, 1: string, 2: string} Address, type and body.
 */
function cf7_trial_request( string $id, array $pairs ): array {
	$boundary = 'filon-' . bin2hex( random_bytes( 12 ) );
	$body     = '';
	foreach ( $pairs as list( $name, $value ) ) {
		$body .= "--$boundary\r\nContent-Disposition: form-data; name=\"" . str_replace( array( '"', "\r", "\n" ), array( '%22', '%0D', '%0A' ), $name ) . "\"\r\n\r\n$value\r\n";
	}
	return array( rest_url( 'contact-form-7/v1/contact-forms/' . absint( $id ) . '/feedback' ), "multipart/form-data; boundary=$boundary", "$body--$boundary--\r\n" );
}

/**
 * Lets a test pass quiz and captcha: it can answer neither.
 */
function let_cf7_trial_pass(): void {
	add_filter( 'wpcf7_skip_spam_check', '__return_true', PHP_INT_MAX );
	// Once everybody has added theirs.
	add_action(
		'wp_loaded',
		static function (): void {
			foreach ( array( 'quiz', 'captchar', 'recaptcha', 'hcaptcha', 'turnstile' ) as $kind ) {
				remove_all_filters( "wpcf7_validate_$kind" );
			}
		},
		PHP_INT_MAX
	);
}
