<?php // Reads what led to a request: from the visitor's cookie, or what their page sent with it, else from the page's address.
/**
 * All of it comes out of a browser, and anybody may have written it there.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const TOUCH_PLACES    = array( 'at', 'landing', 'referrer' );
const TOUCH_CAMPAIGN  = array( 'utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'utm_id', 'utm_source_platform', 'utm_creative_format', 'utm_marketing_tactic' );
const TOUCH_CLICKS    = array( 'gclid', 'gbraid', 'wbraid', 'dclid', 'fbclid', 'msclkid', 'ttclid', 'li_fat_id', 'twclid', 'epik', 'ScCid' );
const TOUCH_LONGEST   = 200;
// More than the script ever writes.
const VISIT_MOST_BYTES = 4000;

/**
 * Gives what led to the request that is being received.
 *
 * @param string|null $page Address of the page that it was sent from.
 * @return array{consent: string, first: array<string, string>|null, last: array<string, string>|null}|null See
 *               schemas/submission.schema.json; null when nothing is known.
 */
function visit_attribution( ?string $page ): ?array {
	$consent = visitor_answer();
	$carried = 'refused' === $consent ? array() : carried_visit( $consent );
	$first   = as_touch( $carried['first'] ?? null );
	$last    = as_touch( $carried['last'] ?? null ) ?? $first ?? touch_of_page( 'refused' === $consent ? null : $page );
	return null === $last && 'unasked' === $consent ? null : compact( 'consent', 'first', 'last' );
}

/**
 * Says whether whoever makes this request looks after the site, or its shop: what their own browser holds says nothing of the
 * person whose request they handle.
 */
function is_staff(): bool {
	// Other plugins may capture before WordPress knows anybody; and of whoever is not signed in all who filter rights need not be asked.
	return function_exists( 'wp_get_current_user' ) && is_user_logged_in() && ( current_user_can( 'edit_posts' ) || current_user_can( 'edit_shop_orders' ) );
}

/**
 * Gives what the visitor has answered to the site's consent plugin about marketing.
 *
 * @return string "given", "refused", or "unasked" while they have not been asked or have not answered.
 */
function visitor_answer(): string {
	if ( is_staff() ) {
		return 'unasked';
	}
	$is_known = class_exists( 'WP_Consent_API' ) && isset( \WP_Consent_API::$config );
	$prefix   = $is_known ? as_text( \WP_Consent_API::$config->consent_cookie_prefix() ) : 'wp_consent';
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- only compared.
	return match ( $_COOKIE[ "{$prefix}_marketing" ] ?? '' ) {
		'allow' => 'given',
		'deny'  => 'refused',
		default => 'unasked',
	};
}

/**
 * Gives what the browser brought along.
 *
 * @param string $consent See visitor_answer().
 * @return array<mixed> Holds "first", and "last" where that was another one; "last" alone when only this page is known.
 */
function carried_visit( string $consent ): array {
	if ( is_staff() ) {
		return array();
	}
	// phpcs:disable WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput -- see as_touch().
	$kept = as_visit( wp_unslash( $_COOKIE['filon_visit'] ?? '' ) );
	if ( array() !== $kept && ( 'given' === $consent || 'strict' !== visit_mode() ) ) {
		return $kept;
	}
	$sent = wp_unslash( $_POST['_filon_visit'] ?? '' );
	if ( '' === $sent && is_string( $_POST['data'] ?? null ) && str_contains( $_POST['data'], '_filon_visit=' ) ) {
		// Some form plugins send all fields as one text.
		parse_str( wp_unslash( $_POST['data'] ), $fields );
		$sent = $fields['_filon_visit'] ?? '';
	}
	// phpcs:enable
	return array( 'last' => as_visit( $sent ) );
}

/**
 * Reads JSON of a browser.
 *
 * @param mixed $text Unslashed.
 * @return array<mixed>
 */
function as_visit( mixed $text ): array {
	$read = is_string( $text ) && strlen( $text ) <= VISIT_MOST_BYTES ? json_decode( $text, true, 4 ) : null;
	return is_array( $read ) ? $read : array();
}

/**
 * Takes of a visit what is known, each value cut and on one line.
 *
 * @param mixed $visit Anything.
 * @return array<string, string>|null Null when there is nothing.
 */
function as_touch( mixed $visit ): ?array {
	$touch = array();
	foreach ( is_array( $visit ) ? array_merge( TOUCH_PLACES, TOUCH_CAMPAIGN, TOUCH_CLICKS ) : array() as $name ) {
		$value = is_string( $visit[ $name ] ?? null ) ? trim( (string) preg_replace( '/[\p{C}\s]+/u', ' ', $visit[ $name ] ) ) : '';
		if ( '' !== $value ) {
			$touch[ $name ] = cut( $value, TOUCH_LONGEST );
		}
	}
	return array() === $touch ? null : $touch;
}

/**
 * Reads what an advertiser put into an address.
 *
 * @return array<string, string>|null Null when that is nothing.
 */
function touch_of_page( ?string $page ): ?array {
	parse_str( (string) wp_parse_url( (string) $page, PHP_URL_QUERY ), $query );
	return as_touch( array_diff_key( $query, array_flip( TOUCH_PLACES ) ) );
}

/**
 * Takes the numbers of clicks out of an address, for whoever has refused to be followed by them.
 */
function without_clicks( string $page ): string {
	return preg_match( '/[?&](' . implode( '|', TOUCH_CLICKS ) . ')=/', $page ) ? remove_query_arg( TOUCH_CLICKS, $page ) : $page;
}

/**
 * Reads what another plugin says led to a request.
 *
 * @param mixed $attribution Holds consent, first and last.
 * @return array{consent: string, first: array<string, string>|null, last: array<string, string>|null}|null
 */
function as_attribution( mixed $attribution ): ?array {
	if ( ! is_array( $attribution ) ) {
		return null;
	}
	$consent = in_array( $attribution['consent'] ?? '', array( 'given', 'refused' ), true ) ? $attribution['consent'] : 'unasked';
	return array(
		'consent' => $consent,
		'first'   => as_touch( $attribution['first'] ?? null ),
		'last'    => as_touch( $attribution['last'] ?? null ),
	);
}
