<?php // WooCommerce: the orders that customers have placed.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// An order that nobody has paid, and that is not awaited as one on delivery is, may be a checkout that was left.
const ORDER_UNPAID = array( 'pending', 'failed', 'cancelled' );
// Whoever placed it: others are the shop's own.
const ORDER_PLACES = array( 'checkout', 'store-api' );

/**
 * Lists orders; see keepers().
 *
 * @param int|null $after Number.
 * @return list<array<string, mixed>>
 */
function order_entries( ?int $after, int $most ): array {
	global $wpdb;
	$is_own = is_callable( array( 'Automattic\WooCommerce\Utilities\OrderUtil', 'custom_orders_table_usage_is_enabled' ) )
		&& \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled();
	$rows   = $is_own
		? entry_rows( $wpdb->prefix . 'wc_orders', 'id', 'status AS post_status, date_created_gmt AS post_date_gmt', $after, $most, "type = 'shop_order'" )
		: entry_posts( 'shop_order', 'post_date_gmt', $after, $most );
	$none   = array_merge( ORDER_DRAFTS, ORDER_UNPAID );
	return array_map(
		static function ( object $row ) use ( $none ): array {
			$status = (string) preg_replace( '/^wc-/', '', (string) $row->post_status );
			return entry_in_list( $row, 'order', (string) $row->post_date_gmt, false, ! in_array( $status, $none, true ) );
		},
		$rows
	);
}

/**
 * Reads an order; see keepers().
 *
 * @return array<string, mixed>|null
 */
function order_entry( int $id ): ?array {
	$order = wc_get_order( $id );
	return is_object( $order ) && in_array( $order->get_created_via(), ORDER_PLACES, true ) ? order_submission( $order, order_state( $order ), false ) : null;
}
