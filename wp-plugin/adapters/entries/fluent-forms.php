<?php // Fluent Forms: the submissions that it keeps.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lists submissions; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function fluent_entries( ?int $after, int $most ): array {
	global $wpdb;
	$rows = entry_rows( $wpdb->prefix . 'fluentform_submissions', 'id', 'form_id, created_at, source_url, status, payment_status', $after, $most );
	return array_map(
		static function ( object $row ): array {
			$is_request = ! in_array( $row->status, array( 'spam', 'trashed', 'draft', 'unconfirmed', 'unapproved' ), true );
			$is_unpaid  = in_array( $row->payment_status, array( 'pending', 'processing', 'failed', 'cancelled', 'draft' ), true );
			// What was brought over from another form plugin has no page.
			$is_sent    = $is_request && ! $is_unpaid && '' !== (string) $row->source_url && ! is_preview( $row->source_url );
			return entry_in_list( $row, $row->form_id, $row->created_at, true, $is_sent );
		},
		$rows
	);
}

/**
 * Reads a submission; see keepers().
 *
 * @return array<string, mixed>|null
 */
function fluent_entry( int $id, string $form_id ): ?array {
	$entry = \FluentForm\App\Models\Submission::find( $id );
	$form  = \FluentForm\App\Models\Form::find( (int) $form_id );
	return is_object( $entry ) && is_object( $form )
		? fluent_submission( $id, (array) json_decode( as_text( $entry->response ), true ), $form, false )
		: null;
}
