<?php // Gravity Forms: the entries that it keeps.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// What it calls the browser of whoever has none: another program, or an import.
const GRAVITY_PROGRAM = 'API';

/**
 * Lists entries; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function gravity_entries( ?int $after, int $most ): array {
	$rows = entry_rows( \GFFormsModel::get_entry_table_name(), 'id', 'form_id, date_created, source_url, user_agent, payment_status, status', $after, $most );
	return array_map(
		static function ( object $row ): array {
			$is_unpaid = in_array( $row->payment_status, array( 'Pending', 'Processing', 'Failed' ), true );
			$is_sent   = 'active' === $row->status && ! $is_unpaid && GRAVITY_PROGRAM !== $row->user_agent && ! is_preview( $row->source_url );
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
function gravity_entry( int $id, string $form_id ): ?array {
	$entry = \GFAPI::get_entry( $id );
	$form  = \GFAPI::get_form( (int) $form_id );
	return is_array( $entry ) && is_array( $form ) ? gravity_submission( $entry, $form ) : null;
}
