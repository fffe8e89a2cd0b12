<?php // Form plugins that tell nobody when somebody no longer takes an entry for spam: the nightly look sees it.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Source → which of some entries are no spam now.
const SILENT_ON_NO_SPAM = array( 'everest-forms' => __NAMESPACE__ . '\everest_no_spam' );
// Lines that are read at a time.
const SPAM_AT_A_TIME    = 200;

/**
 * Says whether an entry that is known only as spam is none any more, in a form plugin that tells nobody.
 *
 * @param array<string, mixed> $row      See sent_entries(): no spam there.
 * @param bool                 $is_known Whether the queue knows it, as whatever.
 */
function is_no_spam_now( string $source, array $row, bool $is_known ): bool {
	return $is_known && isset( SILENT_ON_NO_SPAM[ $source ] ) && 'spam' === captured_as( $source, $row['form'], (string) $row['id'] );
}

/**
 * Lists the entries of such a form plugin that came as spam, that the looks have passed, and that are none any more there:
 * each is looked at again.
 *
 * @return list<int> Their numbers, of those that are looked for at all (see ENTRY_DAYS).
 */
function known_spam_behind( string $source ): array {
	global $wpdb;
	$which = SILENT_ON_NO_SPAM[ $source ] ?? null;
	if ( null === $which ) {
		return array();
	}
	$mark  = read_entries()['marks'][ $source ] ?? 0;
	$found = array();
	$last  = 0;
	do {
		$rows = $wpdb->get_results(
			$wpdb->prepare(
				'SELECT id, line FROM ' . queue_table() . ' WHERE submitted_on >= %s AND id > %d AND line LIKE %s AND line LIKE %s ORDER BY id LIMIT %d',
				gmdate( 'Y-m-d', time() - ENTRY_DAYS * DAY_IN_SECONDS ),
				$last,
				'%"source":' . $wpdb->esc_like( (string) wp_json_encode( $source ) . ',' ) . '%',
				'%' . $wpdb->esc_like( ',"spam":{"by":' ) . '%',
				SPAM_AT_A_TIME
			)
		);
		$ids   = array_map( static fn( object $row ): int => (int) as_text( json_decode( (string) $row->line, true )['entry_id'] ?? 0 ), $rows );
		$ids   = array_filter( $ids, static fn( int $id ): bool => $id > 0 && $id <= $mark );
		$found = array() === $ids ? $found : array( ...$found, ...$which( array_values( array_unique( $ids ) ) ) );
		$last  = (int) ( array() === $rows ? 0 : end( $rows )->id );
	} while ( count( $rows ) === SPAM_AT_A_TIME );
	return array_values( array_unique( $found ) );
}
