<?php // Form plugins that tell nobody when somebody no longer takes an entry for spam: the nightly look sees it.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const SILENT_ON_NO_SPAM = array( 'everest-forms' );
// The newest of each look: as many as are tried again of what can't be read.
const MOST_SPAM_AGAIN   = MOST_UNREADABLE;

/**
 * Says whether an entry that is known only as spam is none any more, in a form plugin that tells nobody.
 *
 * @param array<string, mixed> $row      See sent_entries(): no spam there.
 * @param bool                 $is_known Whether the queue knows it, as whatever.
 */
function is_no_spam_now( string $source, array $row, bool $is_known ): bool {
	return $is_known && in_array( $source, SILENT_ON_NO_SPAM, true ) && 'spam' === captured_as( $source, $row['form'], (string) $row['id'] );
}

/**
 * Lists the entries of such a form plugin that came as spam, and that the looks have passed: each is looked at again.
 *
 * @return list<int> Their numbers, of those that are looked for at all (see ENTRY_DAYS).
 */
function known_spam_behind( string $source ): array {
	global $wpdb;
	if ( ! in_array( $source, SILENT_ON_NO_SPAM, true ) ) {
		return array();
	}
	$lines = $wpdb->get_col(
		$wpdb->prepare(
			'SELECT line FROM ' . queue_table() . ' WHERE submitted_on >= %s AND line LIKE %s AND line LIKE %s ORDER BY submitted_on DESC, id DESC LIMIT %d',
			gmdate( 'Y-m-d', time() - ENTRY_DAYS * DAY_IN_SECONDS ),
			'%"source":' . $wpdb->esc_like( (string) wp_json_encode( $source ) . ',' ) . '%',
			'%' . $wpdb->esc_like( ',"spam":{"by":' ) . '%',
			MOST_SPAM_AGAIN
		)
	);
	$mark  = read_entries()['marks'][ $source ] ?? 0;
	$ids   = array_map( static fn( ?string $line ): int => (int) as_text( json_decode( (string) $line, true )['entry_id'] ?? 0 ), $lines );
	return array_values( array_unique( array_filter( $ids, static fn( int $id ): bool => $id > 0 && $id <= $mark ) ) );
}
