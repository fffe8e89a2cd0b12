<?php // Makes the UUIDv7 (RFC 9562) that names a submission from the moment it is captured.
/**
 * Needs no WordPress.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Makes a UUIDv7: 48 bits of Unix milliseconds, then chance.
 *
 * @throws \Exception When the machine has no source of randomness.
 */
function make_uuid(): string {
	return write_uuid( (int) floor( microtime( true ) * 1000 ), bin2hex( random_bytes( 10 ) ) );
}

/**
 * Writes a UUIDv7.
 *
 * @param int    $milliseconds Since 1970.
 * @param string $rest         Twenty hexadecimal digits, of which six bits give way to version and variant.
 */
function write_uuid( int $milliseconds, string $rest ): string {
	$hex     = sprintf( '%012x', $milliseconds ) . $rest;
	$hex[12] = '7';
	$hex[16] = '89ab'[ hexdec( $hex[16] ) & 3 ];
	return implode(
		'-',
		array( substr( $hex, 0, 8 ), substr( $hex, 8, 4 ), substr( $hex, 12, 4 ), substr( $hex, 16, 4 ), substr( $hex, 20 ) )
	);
}
