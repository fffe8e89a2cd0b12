<?php // Tests of Formidable Forms: past its traps, with none of its actions but mails, which are held, and the entry deleted.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lets a test pass.
 */
function let_formidable_trial_pass(): void {
	add_filter( 'frm_run_honeypot', '__return_false', PHP_INT_MAX );
	add_filter( 'frm_run_antispam', '__return_false', PHP_INT_MAX );
	add_filter(
		'frm_skip_form_action',
		static function ( mixed $is_skipped = false, mixed $what = null ): mixed {
			$kind = is_array( $what ) && is_object( $what['action'] ?? null ) ? as_text( $what['action']->post_excerpt ?? '' ) : '';
			return in_array( $kind, array( 'email', 'on_submit' ), true ) ? $is_skipped : true;
		},
		PHP_INT_MAX,
		2
	);
}

/**
 * Deletes the entry of a test.
 */
function forget_formidable_trial( int $entry ): void {
	\FrmEntry::destroy( $entry );
}
