<?php // Tests of Forminator: sent as its script does, past its traps, and the entry deleted.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// All that Forminator itself can send elsewhere.
const FORMINATOR_INTEGRATIONS = array( 'activecampaign', 'aweber', 'campaignmonitor', 'googlesheet', 'hubspot', 'mailchimp', 'mailerlite', 'mailjet', 'slack', 'trello', 'webhook' );

/**
 * Says where a filled-in form goes, and how: its own hidden fields name what is to be done.
 *
 * @param string                      $id    Of the form.
 * @param list<array{string, string}> $pairs Names and values.
 * @return array{0: string, 1: string, 2: string} Address, type and body.
 */
function forminator_trial_request( string $id, array $pairs ): array {
	return array( admin_url( 'admin-ajax.php' ), 'application/x-www-form-urlencoded', url_encoded( $pairs ) );
}

/**
 * Lets a test pass.
 */
function let_forminator_trial_pass(): void {
	add_filter( 'forminator_spam_protection', '__return_false', PHP_INT_MAX );
	// Google's own library calls past WordPress, where hold_call() does not see it.
	foreach ( FORMINATOR_INTEGRATIONS as $integration ) {
		add_filter( "forminator_addon_{$integration}_is_connected", '__return_false', PHP_INT_MAX );
	}
}

/**
 * Deletes the entry of a test.
 */
function forget_forminator_trial( int $entry ): void {
	\Forminator_Form_Entry_Model::delete_by_entry( $entry );
}
