<?php // Tests of Elementor Pro's forms: on the page they stand on, sent as their script does, and the entry deleted.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Gives the pages whose own content holds a form; of one in a template only visitors' requests tell where it stands.
 *
 * @param string $id Of the form.
 * @return list<string> Addresses.
 */
function elementor_trial_pages( string $id ): array {
	global $wpdb;
	$posts = $wpdb->get_col(
		$wpdb->prepare(
			"SELECT m.post_id FROM $wpdb->postmeta m JOIN $wpdb->posts p ON p.ID = m.post_id WHERE m.meta_key = '_elementor_data' AND p.post_status = 'publish' AND p.post_password = '' AND m.meta_value LIKE %s LIMIT 5",
			'%' . $wpdb->esc_like( '"id":' . wp_json_encode( $id ) ) . '%'
		)
	);
	$posts = array_filter( array_map( 'intval', $posts ), 'is_post_publicly_viewable' );
	return array_values( array_filter( array_map( 'get_permalink', $posts ) ) );
}

/**
 * Says where a filled-in form goes, and how.
 *
 * @param string                      $id    Of the form.
 * @param list<array{string, string}> $pairs Names and values.
 * @param string                      $page  Where it stands.
 * @return array{0: string, 1: string, 2: string} Address, type and body.
 */
function elementor_trial_request( string $id, array $pairs, string $page ): array {
	$pairs[] = array( 'action', 'elementor_pro_forms_send_form' );
	$pairs[] = array( 'referrer', $page );
	return array( admin_url( 'admin-ajax.php' ), 'application/x-www-form-urlencoded', url_encoded( $pairs ) );
}

/**
 * Notes which entry is the test's: it is made after everything was captured, and no hook tells its number.
 */
function let_elementor_trial_pass(): void {
	add_action(
		'elementor_pro/forms/actions/after_run',
		static function ( mixed $action = null ): void {
			if ( is_object( $action ) && 'save-to-database' === $action->get_name() && property_exists( $action, 'submission_id' ) ) {
				trial_entry( as_text( ( new \ReflectionProperty( $action, 'submission_id' ) )->getValue( $action ) ) );
			}
		},
		PHP_INT_MIN
	);
}

/**
 * Deletes the entry of a test.
 */
function forget_elementor_trial( int $entry ): void {
	\ElementorPro\Modules\Forms\Submissions\Database\Query::get_instance()->delete_submission( $entry );
}
