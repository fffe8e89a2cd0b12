<?php // Empties what is old: the service has it, and the site need not keep people's words for ever.
/**
 * Loaded once an hour, see do_what_is_due().
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once dirname( __DIR__ ) . '/adapters/capturing.php';

const ROWS_AT_A_TIME = 500;

/**
 * Empties the lines of rows delivered long ago; nor does it stay known which entry of a form plugin any row was, whatever
 * became of it: no one looks for those any more, but for spam of which somebody may yet say that it was none. Of the forms'
 * nightly tests nothing stays, when no day is compared any more on which one came.
 */
function purge_payloads(): void {
	global $wpdb;
	$before = utc( -PAYLOAD_DAYS * DAY_IN_SECONDS );
	$known  = '%' . $wpdb->esc_like( KNOWN_SPAM );
	$update = 'UPDATE ' . queue_table() . ' FORCE INDEX ( PRIMARY ) SET ';
	keep_spam_known( $before );
	change_rows( $update . "line = ''", $wpdb->prepare( "status = 'delivered' AND delivered_at < %s AND line <> '' AND line NOT LIKE %s", $before, $known ) );
	change_rows( $update . "entry = ''", $wpdb->prepare( "entry > '' AND created_at < %s AND line NOT LIKE %s", $before, $known ) );
	change_rows( 'DELETE FROM ' . queue_table(), $wpdb->prepare( "status = 'delivered' AND answer = 'tested' AND submitted_on < %s", gmdate( 'Y-m-d', time() - PAYLOAD_DAYS * DAY_IN_SECONDS ) ) );
}

/**
 * Changes rows, a few at a time and by their numbers, as claim_rows() takes them: where this was not done for months, all of
 * them at once would keep a visitor's INSERT waiting.
 *
 * @param string $how   What is done, in SQL.
 * @param string $which To which rows, in SQL.
 */
function change_rows( string $how, string $which ): void {
	global $wpdb;
	$last = 0;
	do {
		$ids = array_map( 'intval', $wpdb->get_col( 'SELECT id FROM ' . queue_table() . " WHERE id > $last AND $which ORDER BY id LIMIT " . ROWS_AT_A_TIME ) );
		if ( array() !== $ids ) {
			$last = max( $ids );
			$wpdb->query( "$how WHERE id IN ( " . implode( ', ', $ids ) . " ) AND $which" );
		}
	} while ( array() !== $ids );
}
