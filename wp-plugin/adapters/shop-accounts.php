<?php // WooCommerce: a new account is a request, where the shop's owner says so.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Says whether the owner wants new accounts as requests.
 */
function is_capturing_accounts(): bool {
	return 'yes' === get_option( 'filon_accounts' );
}

// Before the shop's mail to the new customer, at 10, and what other plugins wait for there.
add_action( 'woocommerce_created_customer', __NAMESPACE__ . '\capture_account', PHP_INT_MIN, 2 );
/**
 * Captures that somebody has made an account for themselves; at the checkout the order says it all.
 *
 * @param mixed $customer_id Whole number.
 * @param mixed $new         What the account was made of; its password is not looked at.
 */
function capture_account( mixed $customer_id = null, mixed $new = null ): void {
	capture_from(
		static function () use ( $customer_id, $new ): ?array {
			$is_at_checkout = defined( 'WOOCOMMERCE_CHECKOUT' ) || 'store-api' === ( is_array( $new ) ? $new['source'] ?? '' : '' );
			if ( ! is_capturing_accounts() || $is_at_checkout || current_user_can( 'create_users' ) ) {
				return null;
			}
			$user = get_userdata( (int) as_text( $customer_id ) );
			return false === $user ? null : account_submission( $user );
		}
	);
}

/**
 * Makes the submission of a new account.
 *
 * @return array<string, mixed> See filon_capture().
 */
function account_submission( \WP_User $user ): array {
	$answers = array(
		'first_name' => $user->first_name,
		'last_name'  => $user->last_name,
		'email'      => $user->user_email,
	);
	return array(
		'source'   => 'woocommerce',
		'form'     => shop_form( ACCOUNT_FORM ),
		'entry_id' => (string) $user->ID,
		'page'     => wp_get_referer() ?: null,
		'fields'   => array_map(
			static fn( array $asked ): array => array(
				'id'    => $asked[0],
				'label' => $asked[1],
				'type'  => $asked[2],
				'value' => as_text( $answers[ $asked[0] ] ),
			),
			account_asked()
		),
	);
}
