<?php // Reads the service's answer to a batch: a row counts as delivered only with a receipt that fits its own bytes.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Finds the proof for each row.
 *
 * @param array<string, mixed>      $connection See read_connection().
 * @param list<object>              $rows       As sent, in this order.
 * @param array<string, mixed>|null $json       See schemas/submission-answers.schema.json.
 * @return array<int, array{answer: string, lead_id: string, number: int|null, receipt: string, delivered_to: string, last_error: string}>
 *         By place in $rows, from 0; a row that is not there has no proof.
 */
function find_proofs( array $connection, array $rows, ?array $json ): array {
	$proofs = array();
	foreach ( is_array( $json['answers'] ?? null ) ? $json['answers'] : array() as $answer ) {
		$place = is_array( $answer ) && is_int( $answer['line'] ?? null ) ? $answer['line'] - 1 : -1;
		if ( isset( $rows[ $place ] ) && is_proof( $connection, $rows[ $place ], $answer ) ) {
			$proofs[ $place ] = array(
				'answer'       => $answer['answer'],
				'lead_id'      => mb_substr( as_text( $answer['lead'] ?? '' ), 0, 64 ),
				'number'       => is_int( $answer['number'] ?? null ) ? $answer['number'] : null,
				'receipt'      => $answer['receipt'],
				// Not site_id: WordPress takes a column of that name for a number.
				'delivered_to' => $connection['site_id'],
				'last_error'   => mb_substr( wp_strip_all_tags( as_text( $answer['detail'] ?? $answer['reason'] ?? '' ) ), 0, 500 ),
			);
		}
	}
	return $proofs;
}

/**
 * Says whether an answer proves that the service holds a row.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param object               $row        From the queue.
 * @param array<string, mixed> $answer     One of the answers.
 */
function is_proof( array $connection, object $row, array $answer ): bool {
	$first = 'repeated' === ( $answer['answer'] ?? '' ) ? ( $answer['first_answer'] ?? '' ) : ( $answer['answer'] ?? '' );
	$uuid  = $answer['uuid'] ?? '';
	$lead  = $answer['lead'] ?? '';
	if ( ! in_array( $first, array( 'recorded', 'joined', 'quarantined', 'tested' ), true ) || ! is_string( $answer['receipt'] ?? null ) || ! is_string( $lead ) ) {
		return false;
	}
	// Without a uuid it was unreadable to the service; the hash still says which line is meant.
	if ( $uuid !== $row->uuid && '' !== $uuid ) {
		return false;
	}
	foreach ( secrets_in_force( $connection ) as $secret ) {
		if ( is_receipt_valid( $answer['receipt'], derive_key( $secret, 'receipts' ), $connection['site_id'], $uuid, $row->sha256, $first, $lead ) ) {
			return true;
		}
	}
	return false;
}
