<?php // WooCommerce: the two forms of a shop, its checkout and the one by which people make an account, and what each asks.
/**
 * Labels are the shop's own, in the words that the customer saw.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lists them.
 *
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function shop_forms(): array {
	require_once __DIR__ . '/reading.php';
	$order   = shop_form( ORDER_FORM );
	$account = shop_form( ACCOUNT_FORM );
	return array(
		form_in_words( $order['id'], $order['title'], order_asked(), array( 'payment' ) ),
		form_in_words( $account['id'], $account['title'], account_asked() ),
	);
}

/**
 * Gives one of them as a submission names it.
 *
 * @param string $key ORDER_FORM or ACCOUNT_FORM.
 * @return array{id: string, title: string}
 */
function shop_form( string $key ): array {
	return array(
		'id'    => substr( (string) strrchr( $key, ':' ), 1 ),
		'title' => ORDER_FORM === $key ? __( 'Order', 'filon' ) : __( 'New account', 'filon' ),
	);
}

/**
 * Lists what an order says.
 *
 * @return list<array{0: string, 1: string, 2: string}> Id, label and kind of each.
 */
function order_asked(): array {
	// phpcs:disable WordPress.WP.I18n.TextDomainMismatch
	return array(
		array( 'first_name', __( 'First name', 'woocommerce' ), 'text' ),
		array( 'last_name', __( 'Last name', 'woocommerce' ), 'text' ),
		array( 'company', __( 'Company name', 'woocommerce' ), 'text' ),
		array( 'email', __( 'Email address', 'woocommerce' ), 'email' ),
		array( 'phone', __( 'Phone', 'woocommerce' ), 'tel' ),
		array( 'city', __( 'Town / City', 'woocommerce' ), 'text' ),
		array( 'order_number', __( 'Order', 'woocommerce' ), 'text' ),
		array( 'items', __( 'Products', 'woocommerce' ), 'list' ),
		array( 'total', __( 'Total', 'woocommerce' ), 'text' ),
		array( 'message', __( 'Order notes', 'woocommerce' ), 'textarea' ),
	);
	// phpcs:enable
}

/**
 * Lists what a new account says.
 *
 * @return list<array{0: string, 1: string, 2: string}> Id, label and kind of each.
 */
function account_asked(): array {
	// phpcs:disable WordPress.WP.I18n.TextDomainMismatch
	return array(
		array( 'first_name', __( 'First name', 'woocommerce' ), 'text' ),
		array( 'last_name', __( 'Last name', 'woocommerce' ), 'text' ),
		array( 'email', __( 'Email address', 'woocommerce' ), 'email' ),
	);
	// phpcs:enable
}
