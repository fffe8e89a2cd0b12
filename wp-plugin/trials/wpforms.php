<?php // Tests of WPForms: sent as its script does, past its captcha and its traps, without an entry where it keeps some.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Says where a filled-in form goes, and how: by the script's way forms are taken that have no script, too.
 *
 * @param string                      $id    Of the form.
 * @param list<array{string, string}> $pairs Names and values.
 * @return array{0: string, 1: string, 2: string} Address, type and body.
 */
function wpforms_trial_request( string $id, array $pairs ): array {
	$pairs[] = array( 'action', 'wpforms_submit' );
	$pairs[] = array( 'page_url', home_url( '/' ) );
	return array( admin_url( 'admin-ajax.php' ), 'application/x-www-form-urlencoded', url_encoded( $pairs ) );
}

/**
 * Lets a test pass.
 */
function let_wpforms_trial_pass(): void {
	add_filter( 'wpforms_process_bypass_captcha', '__return_true', PHP_INT_MAX );
	add_filter( 'wpforms_process_time_limit_check_bypass', '__return_true', PHP_INT_MAX );
	add_filter( 'wpforms_process_antispam', '__return_true', PHP_INT_MAX );
	add_filter( 'wpforms_process_anti_spam_honeypot_bypass', '__return_true', PHP_INT_MAX );
	add_filter( 'wpforms_process_honeypot', '__return_false', PHP_INT_MAX );
	add_filter( 'wpforms_entry_save', '__return_false', PHP_INT_MAX );
}
