<?php // Keys, signatures, receipts and tokens shared with the service; pure arithmetic, needs no WordPress.
/**
 * The formats and their test vectors are in schemas/site-keys.json.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const SIGNATURE_TOLERANCE_SECONDS = 300;

/**
 * Encodes bytes as base64url without padding.
 */
function base64url_encode( string $bytes ): string {
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
}

/**
 * Decodes base64url, or returns null when it is not.
 */
function base64url_decode( string $text ): ?string {
	$bytes = base64_decode( strtr( $text, '-_', '+/' ), true );
	return false === $bytes ? null : $bytes;
}

/**
 * Reads a connection code; white space anywhere in it is ignored because people paste from mails.
 *
 * @param bool $is_trying_out See is_service_allowed().
 * @return array{service: string, token: string}|null Null when it is not a code or its address may not be used.
 */
function read_connection_code( string $code, bool $is_trying_out ): ?array {
	$code = (string) preg_replace( '/\s+/', '', $code );
	if ( ! str_starts_with( $code, 'filon1.' ) ) {
		return null;
	}
	$read = json_decode( base64url_decode( substr( $code, 7 ) ) ?? '', true );
	if ( ! is_array( $read ) || ! is_string( $read['service'] ?? null ) || ! is_string( $read['token'] ?? null ) ) {
		return null;
	}
	$service = rtrim( $read['service'], '/' );
	if ( '' === $read['token'] || ! is_service_allowed( $service, $is_trying_out ) ) {
		return null;
	}
	return array(
		'service' => $service,
		'token'   => $read['token'],
	);
}

/**
 * Says whether an address may be a service's: an origin and nothing more, over https.
 *
 * Whoever enters a code chooses where this server posts to, and in a network that is not whose server it is: with a path
 * or http to this very machine it could be a call to something that trusts its neighbours.
 *
 * @param bool $is_trying_out Whether it may stand on this very machine, then without https too.
 */
function is_service_allowed( string $url, bool $is_trying_out ): bool {
	$parts = parse_url( $url );
	if ( ! is_array( $parts ) || ! isset( $parts['scheme'], $parts['host'] ) || array() !== array_diff( array_keys( $parts ), array( 'scheme', 'host', 'port' ) ) ) {
		return false;
	}
	if ( 1 === preg_match( '/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/', strtolower( $parts['host'] ) ) ) {
		return $is_trying_out && in_array( $parts['scheme'], array( 'http', 'https' ), true );
	}
	return 'https' === $parts['scheme'];
}

/**
 * Gives the origin (scheme, host, port) of an address.
 */
function origin_of( string $url ): string {
	$parts = parse_url( $url );
	if ( ! is_array( $parts ) || ! isset( $parts['scheme'], $parts['host'] ) ) {
		return '';
	}
	return $parts['scheme'] . '://' . strtolower( $parts['host'] ) . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
}

/**
 * Derives one of the four keys from the site's secret.
 *
 * @param string $secret  As the service sent it, base64url.
 * @param string $purpose One of to-service, to-site, receipts, embed.
 * @return string 32 bytes.
 */
function derive_key( string $secret, string $purpose ): string {
	return hash_hkdf( 'sha256', base64url_decode( $secret ) ?? '', 32, "filon/$purpose/v1", 'filon/site/v1' );
}

/**
 * Signs a request.
 *
 * @param string $target Path with its query, as it stands in the request line.
 * @return string Value of the webhook-signature header.
 */
function sign( string $key, string $id, int $timestamp, string $method, string $target, string $body ): string {
	return 'v1,' . base64_encode( hash_hmac( 'sha256', "$id.$timestamp.$method $target.$body", $key, true ) );
}

/**
 * Says whether one of the signatures in a header fits; there are several while a secret is being changed.
 *
 * @param string $header Value of webhook-signature: signatures separated by spaces.
 */
function is_signature_valid( string $header, string $key, string $id, int $timestamp, string $method, string $target, string $body ): bool {
	$expected = sign( $key, $id, $timestamp, $method, $target, $body );
	foreach ( explode( ' ', $header ) as $signature ) {
		if ( hash_equals( $expected, $signature ) ) {
			return true;
		}
	}
	return false;
}

/**
 * Says whether a receipt was made by the service for this very line.
 *
 * @param string $uuid   Empty when the service could not read it.
 * @param string $sha256 Of the raw line as we keep it, never the one in the answer.
 * @param string $answer The first answer: recorded, joined or quarantined.
 * @param string $lead   Id of the lead, empty when there is none.
 */
function is_receipt_valid( string $receipt, string $key, string $site, string $uuid, string $sha256, string $answer, string $lead ): bool {
	$signed = implode( "\n", array( 'filon-receipt/v1', $site, $uuid, $sha256, $answer, $lead ) );
	return hash_equals( 'v1,' . base64_encode( hash_hmac( 'sha256', $signed, $key, true ) ), $receipt );
}

/**
 * Makes the token that lets the dashboard's frame open a session: a JWT, HS256.
 *
 * @param array<string, int|string> $claims See embed_token in schemas/site-keys.json.
 */
function make_embed_token( string $key, array $claims ): string {
	$head    = '{"alg":"HS256","typ":"JWT"}';
	$payload = (string) json_encode( $claims, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE );
	$signed  = base64url_encode( $head ) . '.' . base64url_encode( $payload );
	return $signed . '.' . base64url_encode( hash_hmac( 'sha256', $signed, $key, true ) );
}

/**
 * Gives the digest of a set of lines of the ledger; see schemas/ledger.schema.json.
 *
 * @param list<string> $lines Each `uuid:sha256`.
 */
function ledger_digest( array $lines ): string {
	sort( $lines, SORT_STRING );
	return hash( 'sha256', implode( '', array_map( static fn( string $line ): string => "$line\n", $lines ) ) );
}
