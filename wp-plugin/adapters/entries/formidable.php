<?php // Formidable Forms: the entries that it keeps.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lists entries; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function formidable_entries( ?int $after, int $most ): array {
	global $wpdb;
	$rows = entry_rows( $wpdb->prefix . 'frm_items', 'id', 'form_id, created_at, is_draft, parent_item_id, description', $after, $most );
	return array_map(
		static function ( object $row ): array {
			// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.serialize_unserialize -- how the form plugin keeps it; no object comes out.
			$about   = is_serialized( $row->description ) ? unserialize( $row->description, array( 'allowed_classes' => false ) ) : json_decode( (string) $row->description, true );
			$is_sent = 0 === (int) $row->is_draft && 0 === (int) $row->parent_item_id && '' !== as_text( $about['browser'] ?? '' );
			return entry_in_list( $row, $row->form_id, $row->created_at, false, $is_sent );
		},
		$rows
	);
}

/**
 * Reads an entry; see keepers().
 *
 * @return array<string, mixed>|null
 */
function formidable_entry( int $id, string $form_id ): ?array {
	return formidable_submission( $id, (int) $form_id );
}
