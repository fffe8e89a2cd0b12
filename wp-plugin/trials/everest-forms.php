<?php // Tests of Everest Forms: past its traps, and the entry deleted.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lets a test pass.
 */
function let_everest_trial_pass(): void {
	add_filter( 'everest_forms_process_honeypot', '__return_false', PHP_INT_MAX );
	add_filter(
		'everest_forms_process_before_form_data',
		static function ( mixed $form = null ): mixed {
			// Nobody waits in front of a form at night.
			if ( is_array( $form ) && is_array( $form['settings'] ?? null ) ) {
				$form['settings']['form_submission_min_waiting_time'] = '';
			}
			return $form;
		},
		PHP_INT_MAX
	);
}

/**
 * Deletes the entry of a test; the form plugin's own function for it is loaded in wp-admin only.
 */
function forget_everest_trial( int $entry, int $form ): void {
	if ( ! class_exists( 'EVF_Admin_Entries', false ) ) {
		require_once \EVF_ABSPATH . 'includes/admin/class-evf-admin-entries.php';
	}
	\EVF_Admin_Entries::remove_entry( $entry, $form );
}
