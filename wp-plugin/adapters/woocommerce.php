<?php // WooCommerce: an order is a request, and what becomes of it is told too.
/**
 * Written for 10.0, with the methods of WC_Order alone, so that it is no matter in which tables orders are kept. Each
 * state is a whole submission of its own with the order's id: whichever comes first, the newest counts.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/shop-forms.php';
require_once __DIR__ . '/shop-accounts.php';

const ORDER_MOST_ITEMS = 100;
// States of an order that nobody has asked for anything in: a checkout page that is open, a part of another order.
const ORDER_DRAFTS     = array( 'auto-draft', 'checkout-draft', 'draft', 'trash' );
const ORDER_ENDED      = array( 'cancelled', 'failed', 'refunded' );

add_action( 'woocommerce_checkout_order_processed', __NAMESPACE__ . '\capture_checkout', PHP_INT_MAX, 3 );
/**
 * Captures an order of the classic checkout, before it is paid.
 *
 * @param mixed $order_id Whole number.
 * @param mixed $posted   What was posted.
 * @param mixed $order    WC_Order.
 */
function capture_checkout( mixed $order_id = null, mixed $posted = null, mixed $order = null ): void {
	capture_order( $order ?? $order_id, true, true );
}

add_action( 'woocommerce_store_api_checkout_order_processed', __NAMESPACE__ . '\capture_block_checkout', PHP_INT_MAX );
/**
 * Captures an order of the checkout block, before it is paid.
 *
 * @param mixed $order WC_Order.
 */
function capture_block_checkout( mixed $order = null ): void {
	capture_order( $order, true, true );
}

add_action( 'woocommerce_order_status_changed', __NAMESPACE__ . '\capture_order_status', PHP_INT_MAX, 4 );
/**
 * Captures what becomes of an order: paid, failed, cancelled, refunded, or taken up again after one of these.
 *
 * @param mixed $order_id Whole number.
 * @param mixed $from     Status.
 * @param mixed $to       Status.
 * @param mixed $order    WC_Order.
 */
function capture_order_status( mixed $order_id = null, mixed $from = null, mixed $to = null, mixed $order = null ): void {
	capture_order( $order ?? $order_id, in_array( $from, ORDER_ENDED, true ) );
}

add_action( 'woocommerce_order_refunded', __NAMESPACE__ . '\capture_refund', PHP_INT_MAX );
/**
 * Captures that money was given back, all of it or a part.
 *
 * @param mixed $order_id Whole number.
 */
function capture_refund( mixed $order_id = null ): void {
	capture_order( $order_id, false );
}

add_action( 'woocommerce_refund_deleted', __NAMESPACE__ . '\capture_refund_taken_back', PHP_INT_MAX, 2 );
/**
 * Captures that it was not given back after all.
 *
 * @param mixed $refund_id Whole number.
 * @param mixed $order_id  Whole number.
 */
function capture_refund_taken_back( mixed $refund_id = null, mixed $order_id = null ): void {
	capture_order( $order_id, false );
}

/**
 * Captures an order as it stands, once for each state of it in one request of the site.
 *
 * @param mixed $which       WC_Order, or its number.
 * @param bool  $even_unpaid Whether it is news that it was placed, and no more.
 * @param bool  $is_checkout Whether its customer is placing it.
 */
function capture_order( mixed $which, bool $even_unpaid, bool $is_checkout = false ): void {
	static $told   = array();
	static $placed = array();
	capture_from(
		static function () use ( $which, $even_unpaid, $is_checkout, &$told, &$placed ): ?array {
			$order = is_object( $which ) ? $which : wc_get_order( (int) as_text( $which ) );
			if ( ! is_object( $order ) || 'shop_order' !== $order->get_type() || in_array( $order->get_status(), ORDER_DRAFTS, true ) ) {
				return null;
			}
			$state = order_state( $order );
			$id    = $state['id'];
			$seen  = $told[ $id ] ?? null;
			// What becomes of it in the same request is the customer's doing, too.
			$placed += $is_checkout ? array( $id => true ) : array();
			if ( $state === $seen || ( 'placed' === $state['state'] && ! $even_unpaid ) ) {
				return null;
			}
			$told[ $id ] = $state;
			return order_submission( $order, $state, isset( $placed[ $id ] ) );
		}
	);
}

/**
 * Says how an order stands.
 *
 * @return array<string, mixed> "order" of schemas/submission.schema.json.
 */
function order_state( object $order ): array {
	$items = array();
	foreach ( $order->get_items() as $item ) {
		$items[] = cut( $item->get_quantity() . ' × ' . plain_text( as_text( $item->get_name() ) ), 300 );
	}
	$placed = $order->get_date_created();
	$state  = array(
		'id'       => (string) $order->get_id(),
		'number'   => cut( as_text( $order->get_order_number() ), 100 ),
		'state'    => state_of_order( $order ),
		'total'    => order_money( $order->get_total() ),
		'refunded' => order_money( $order->get_total_refunded() ),
		'currency' => strtoupper( as_text( $order->get_currency() ) ),
		'items'    => array_slice( $items, 0, ORDER_MOST_ITEMS ),
	);
	if ( is_object( $placed ) ) {
		$state['placed_at'] = gmdate( 'Y-m-d\TH:i:s\Z', $placed->getTimestamp() );
	}
	return $state;
}

/**
 * Names the state in a word of the contract.
 */
function state_of_order( object $order ): string {
	$status = $order->get_status();
	if ( in_array( $status, ORDER_ENDED, true ) ) {
		return $status;
	}
	// Not its status: what is paid on delivery is being prepared long before.
	return null === $order->get_date_paid() ? 'placed' : 'paid';
}

/**
 * Writes an amount of money as the contract wants it.
 *
 * @param mixed $amount Text or number.
 */
function order_money( mixed $amount ): string {
	return number_format( max( 0, (float) as_text( $amount ) ), 2, '.', '' );
}

/**
 * Makes the submission: who has ordered what. What they pay with stays in the shop.
 *
 * @param array<string, mixed> $state       See order_state().
 * @param bool                 $by_customer Whether it is the customer who makes this request of the site.
 * @return array<string, mixed> See filon_capture().
 */
function order_submission( object $order, array $state, bool $by_customer ): array {
	$answers = array(
		'first_name'   => $order->get_billing_first_name(),
		'last_name'    => $order->get_billing_last_name(),
		'company'      => $order->get_billing_company(),
		'email'        => $order->get_billing_email(),
		'phone'        => $order->get_billing_phone(),
		'city'         => $order->get_billing_city(),
		'order_number' => $state['number'],
		'items'        => $state['items'],
		'total'        => $state['total'] . ' ' . $state['currency'],
		'message'      => $order->get_customer_note(),
	);
	return array(
		'source'      => 'woocommerce',
		'form'        => shop_form( ORDER_FORM ),
		'entry_id'    => $state['id'],
		'order'       => $state,
		'fields'      => array_map(
			static fn( array $asked ): array => array(
				'id'    => $asked[0],
				'label' => $asked[1],
				'type'  => $asked[2],
				'value' => is_array( $answers[ $asked[0] ] ) ? $answers[ $asked[0] ] : plain_text( as_text( $answers[ $asked[0] ] ) ),
			),
			order_asked()
		),
		'attribution' => order_attribution( $order, $by_customer ),
	) + ( $by_customer ? array() : array( 'locale' => get_locale() ) );
}

/**
 * Gives what led to the order: as our own script tells it, else as the shop has kept it.
 *
 * @param bool $by_customer See order_submission(): another's browser knows nothing of it.
 * @return array<string, mixed>|null See visit_attribution().
 */
function order_attribution( object $order, bool $by_customer ): ?array {
	$own = $by_customer ? visit_attribution( null ) : null;
	if ( null !== ( $own['last'] ?? null ) || 'refused' === ( $own['consent'] ?? '' ) ) {
		return $own;
	}
	$kept = array();
	foreach ( array_merge( TOUCH_CAMPAIGN, array( 'referrer', 'session_entry' ) ) as $name ) {
		$value = as_text( $order->get_meta( "_wc_order_attribution_$name" ) );
		// Where there is none it writes a word in parentheses.
		$kept[ $name ] = str_starts_with( $value, '(' ) ? '' : $value;
	}
	$consent = $own['consent'] ?? 'unasked';
	$clicks  = 'given' === $consent ? touch_of_page( $kept['session_entry'] ) : null;
	$last    = array(
		'landing'  => (string) wp_parse_url( $kept['session_entry'], PHP_URL_PATH ),
		'referrer' => (string) strtok( $kept['referrer'], '?#' ),
	) + $kept + ( $clicks ?? array() );
	return null === as_touch( $last ) ? $own : compact( 'consent', 'last' );
}
