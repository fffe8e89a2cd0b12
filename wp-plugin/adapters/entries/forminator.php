<?php // Forminator: the entries that it keeps.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const FORMINATOR_SEVERAL = array( 'checkbox', 'multiselect' );

/**
 * Lists entries; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function forminator_entries( ?int $after, int $most ): array {
	$table = \Forminator_Database_Tables::get_table_name( \Forminator_Database_Tables::FORM_ENTRY );
	// All columns: older releases have no status.
	$rows  = entry_rows( $table, 'entry_id', "$table.*", $after, $most, "entry_type = 'custom-forms'" );
	return array_map(
		static function ( object $row ): array {
			$is_sent = empty( $row->is_spam ) && empty( $row->draft_id ) && in_array( $row->status ?? 'active', array( '', 'active' ), true );
			return entry_in_list( $row, $row->form_id, $row->date_created, true, $is_sent );
		},
		$rows
	);
}

/**
 * Reads an entry; see keepers().
 *
 * @return array<string, mixed>|null
 */
function forminator_entry( int $id, string $form_id ): ?array {
	$entry   = new \Forminator_Form_Entry_Model( $id );
	$asked   = array_column( forminator_fields( forminator_form( $form_id ) ), 'type', 'element_id' );
	$answers = array();
	foreach ( (array) $entry->meta_data as $name => $kept ) {
		$kind      = $asked[ $name ] ?? '';
		$value     = $kept['value'] ?? '';
		$answers[] = array(
			'name'       => $name,
			// Several choices are kept as one text.
			'value'      => is_string( $value ) && in_array( $kind, FORMINATOR_SEVERAL, true ) ? explode( ', ', $value ) : $value,
			'field_type' => $kind,
		);
	}
	return array() === $asked ? null : forminator_submission( $entry, $form_id, $answers );
}
