<?php // WPForms Pro: the entries that it keeps; Lite keeps none.
/**
 * Written from its tables as they are described; no real Pro was at hand to try it with. Should they be other ones, the nightly
 * look says so in the log and takes nothing.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// What nobody has sent to its end, what is no request, and what somebody has thrown away.
const WPFORMS_UNSENT = array( 'spam', 'trash', 'partial', 'abandoned' );

/**
 * Lists entries; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function wpforms_entries( ?int $after, int $most ): array {
	global $wpdb;
	if ( ! function_exists( 'wpforms' ) || ! \wpforms()->is_pro() ) {
		return array();
	}
	$entries = $wpdb->prefix . 'wpforms_entries';
	$about   = "( SELECT data FROM {$wpdb->prefix}wpforms_entry_meta AS about WHERE about.entry_id = $entries.entry_id AND about.type = '%s' LIMIT 1 )";
	// Lite kept it with its maker, and Pro has brought it back: it was captured when it was sent, as one without a number.
	$said = sprintf( "$about AS page, $about AS restored", 'page_url', 'backup_id' );
	return array_map(
		static function ( object $row ): array {
			$is_sent = null === $row->restored && ! in_array( $row->status, WPFORMS_UNSENT, true ) && ! is_preview( $row->page );
			return entry_in_list( $row, $row->form_id, $row->date, false, $is_sent );
		},
		entry_rows( $entries, 'entry_id', "form_id, status, date, $said", $after, $most )
	);
}

/**
 * Reads an entry; see keepers().
 *
 * @return array<string, mixed>|null
 */
function wpforms_entry( int $id, string $form_id ): ?array {
	global $wpdb;
	$fields = json_decode( (string) $wpdb->get_var( $wpdb->prepare( "SELECT fields FROM {$wpdb->prefix}wpforms_entries WHERE entry_id = %d", $id ) ), true );
	$about  = array_column( $wpdb->get_results( $wpdb->prepare( "SELECT type, data FROM {$wpdb->prefix}wpforms_entry_meta WHERE entry_id = %d", $id ) ), 'data', 'type' );
	$form   = json_decode( (string) get_post( (int) $form_id )?->post_content, true );
	if ( ! is_array( $fields ) || ! is_array( $form ) ) {
		return null;
	}
	$said = array(
		'id'         => $form_id,
		'entry_meta' => array_map( __NAMESPACE__ . '\as_text', array_intersect_key( $about, array_flip( array( 'page_url', 'page_id', 'url_referer' ) ) ) ),
	);
	// Among what is kept a box counts as ticked whether it was or not.
	return array( 'consents' => array() ) + wpforms_submission( $fields, $said + $form, array(), $id );
}
