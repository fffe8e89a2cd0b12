<?php // Everest Forms: the entries that it keeps.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// What nobody sent, or somebody has thrown away.
const EVEREST_UNSENT = array( 'spam', 'trash', 'draft' );

/**
 * Lists entries; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function everest_entries( ?int $after, int $most ): array {
	global $wpdb;
	$rows = entry_rows( $wpdb->prefix . 'evf_entries', 'entry_id', 'form_id, date_created, referer, status', $after, $most );
	return array_map(
		static function ( object $row ): array {
			$is_sent = ! in_array( $row->status, EVEREST_UNSENT, true ) && ! is_preview( $row->referer );
			return entry_in_list( $row, $row->form_id, $row->date_created, false, $is_sent );
		},
		$rows
	);
}

/**
 * Reads an entry; see keepers().
 *
 * @return array<string, mixed>|null
 */
function everest_entry( int $id, string $form_id ): ?array {
	global $wpdb;
	$row    = $wpdb->get_row( $wpdb->prepare( "SELECT fields, referer FROM {$wpdb->prefix}evf_entries WHERE entry_id = %d", $id ) );
	$fields = json_decode( (string) $row?->fields, true );
	$form   = (array) json_decode( (string) get_post( (int) $form_id )?->post_content, true );
	return is_array( $fields ) && array() !== $form
		? array( 'page' => page_of_form( $row->referer ) ) + everest_submission( $fields, array( 'id' => $form_id ) + $form, $id, false )
		: null;
}

/**
 * Says which of some entries are no spam now; see no-spam.php.
 *
 * @param list<int> $ids Their numbers.
 * @return list<int>
 */
function everest_no_spam( array $ids ): array {
	global $wpdb;
	$these = implode( ', ', array_fill( 0, count( $ids ), '%d' ) );
	$those = implode( ', ', array_fill( 0, count( EVEREST_UNSENT ), '%s' ) );
	// phpcs:ignore WordPress.DB.PreparedSQLPlaceholders -- as many as there are.
	$found = $wpdb->get_col( $wpdb->prepare( "SELECT entry_id FROM {$wpdb->prefix}evf_entries WHERE entry_id IN ( $these ) AND status NOT IN ( $those )", ...$ids, ...EVEREST_UNSENT ) );
	return array_map( 'intval', $found );
}
