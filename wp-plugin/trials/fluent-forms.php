<?php // Tests of Fluent Forms: sent as its script does, past captcha and traps, without its integrations, the entry deleted.
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
function fluent_trial_request( string $id, array $pairs ): array {
	$sent = array(
		array( 'action', 'fluentform_submit' ),
		array( 'form_id', $id ),
		array( 'data', url_encoded( $pairs ) ),
	);
	return array( admin_url( 'admin-ajax.php' ), 'application/x-www-form-urlencoded', url_encoded( $sent ) );
}

/**
 * Lets a test pass.
 */
function let_fluent_trial_pass(): void {
	add_filter( 'fluentform/honeypot_status', '__return_false', PHP_INT_MAX );
	add_filter( 'fluentform/token_based_spam_protection_status', '__return_false', PHP_INT_MAX );
	add_filter( 'fluentform/disable_captcha', '__return_true', PHP_INT_MAX );
	add_filter( 'fluentform/akismet_check_spam', '__return_false', PHP_INT_MAX );
	add_filter( 'fluentform/global_notification_active_types', static fn(): array => array(), PHP_INT_MAX );
}

/**
 * Deletes the entry of a test.
 *
 * @param int $form Its form.
 */
function forget_fluent_trial( int $entry, int $form ): void {
	( new \FluentForm\App\Services\Submission\SubmissionService() )->deleteEntries( array( $entry ), $form );
}
