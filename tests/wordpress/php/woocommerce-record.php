<?php
// Must-use plugin of a WordPress with the real WooCommerce: writes down what its hooks hand over, a line of JSON each.

foreach ( array(
	'woocommerce_checkout_order_processed'           => 3,
	'woocommerce_store_api_checkout_order_processed' => 1,
	'woocommerce_order_status_changed'               => 4,
	'woocommerce_order_refunded'                     => 2,
	'woocommerce_refund_deleted'                     => 2,
) as $hook => $count ) {
	add_action( $hook, static fn( ...$given ) => filon_record_order( $hook, $given ), PHP_INT_MAX - 1, $count );
}

function filon_record_order( string $hook, array $given ): void {
	$place = 'woocommerce_refund_deleted' === $hook ? 1 : 0;
	$order = $given[ $place ] instanceof WC_Order ? $given[ $place ] : wc_get_order( $given[ $place ] );
	$says  = array();
	foreach ( array( 'id', 'type', 'status', 'order_number', 'total', 'total_refunded', 'currency', 'customer_note', 'billing_first_name', 'billing_last_name', 'billing_company', 'billing_email', 'billing_phone', 'billing_city' ) as $what ) {
		$says[ $what ] = $order->{"get_$what"}();
	}
	foreach ( array( 'date_created', 'date_paid' ) as $what ) {
		$says[ $what ] = $order->{"get_$what"}()?->getTimestamp();
	}
	$says['items'] = array_map( static fn( $item ): array => array( $item->get_name(), $item->get_quantity() ), array_values( $order->get_items() ) );
	$says['meta']  = array_column( array_map( static fn( $meta ): array => $meta->get_data(), $order->get_meta_data() ), 'value', 'key' );
	$args          = array_map( static fn( $one ) => $one instanceof WC_Order ? 'the order' : ( is_array( $one ) ? array() : $one ), $given );
	file_put_contents( WP_CONTENT_DIR . '/recorded.jsonl', wp_json_encode( array( 'hook' => $hook, 'args' => $args, 'order' => $says ) ) . "\n", FILE_APPEND );
}
