<?php // Speaks to the service: signs a request, sends it, and reads the answer without believing anything in it.
/**
 * A wrong clock, a secret that the service does not know and a request that was seen before are mended here, at once.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const LONGEST_ANSWER_BYTES = 1048576;

/**
 * Sends a signed request.
 *
 * @param array<string, mixed>  $connection See read_connection().
 * @param string                $path       Below the service's address, with a leading slash.
 * @param float                 $seconds    Time for everything, second tries included.
 * @param array<string, string> $headers    Besides the signature.
 * @param string                $method     POST or PUT.
 * @return array<string, mixed> See read_answer().
 */
function call_service( array $connection, string $path, string $body, float $seconds, array $headers = array(), string $method = 'POST' ): array {
	$deadline = microtime( true ) + $seconds;
	$other    = null;
	$answer   = send_signed( $connection, $path, $body, $seconds, $headers, $method );
	for ( $again = 0; $again < 3; $again++ ) {
		$left = $deadline - microtime( true );
		if ( $left < 0.2 ) {
			break;
		}
		if ( 401 === $answer['status'] && 'clock_skew' === $answer['code'] && null !== $answer['now'] ) {
			change_state( array( 'offset' => $answer['now'] - time() ) );
		} elseif ( 401 === $answer['status'] && 'signature' === $answer['code'] && null === $other ) {
			$other = with_other_secret( $connection );
			if ( null === $other ) {
				break;
			}
		} elseif ( 409 !== $answer['status'] || 'replayed' !== $answer['code'] ) {
			break;
		}
		$answer = send_signed( $other ?? $connection, $path, $body, $left, $headers, $method );
	}
	keep_offset( $answer );
	if ( null !== $other && $answer['status'] >= 200 && $answer['status'] < 300 ) {
		save_connection( $other );
	}
	if ( $answer['rotate'] ) {
		change_state( array( 'rotate' => true ) );
	}
	return $answer;
}

/**
 * Sends a request once, signed with a new id and the service's time.
 *
 * @param array<string, mixed>  $connection See read_connection().
 * @param array<string, string> $headers    Besides the signature.
 * @return array<string, mixed> See read_answer().
 */
function send_signed( array $connection, string $path, string $body, float $seconds, array $headers, string $method ): array {
	$url    = $connection['service'] . $path;
	$id     = 'msg_' . make_uuid();
	$now    = service_time();
	$target = (string) parse_url( $url, PHP_URL_PATH );
	$key    = derive_key( $connection['secret'], 'to-service' );
	return send(
		$url,
		$body,
		$seconds,
		array_merge(
			$headers,
			array(
				'webhook-id'        => $id,
				'webhook-timestamp' => (string) $now,
				'webhook-signature' => sign( $key, $id, $now, $method, $target, $body ),
				'Filon-Site'        => $connection['site_id'],
			)
		),
		$method
	);
}

/**
 * Sends a request and reads the answer.
 *
 * @param array<string, string> $headers More of them.
 * @return array<string, mixed> See read_answer().
 */
function send( string $url, string $body, float $seconds, array $headers = array(), string $method = 'POST' ): array {
	$began  = microtime( true );
	$answer = wp_remote_request(
		$url,
		array(
			'method'              => $method,
			'timeout'             => $seconds,
			'redirection'         => 0,
			'sslverify'           => true,
			'limit_response_size' => LONGEST_ANSWER_BYTES,
			'user-agent'          => 'Filon/' . VERSION,
			'headers'             => array_merge(
				array(
					'Content-Type'    => 'application/json',
					'Accept'          => 'application/json',
					// An administrator may read what the service says.
					'Accept-Language' => str_replace( '_', '-', get_user_locale() ),
					'Filon-Version'   => VERSION,
				),
				$headers
			),
			'body'                => $body,
		)
	);
	// The service looked at its clock somewhere between.
	return read_answer( $answer, ( $began + microtime( true ) ) / 2 );
}

/**
 * Reads an answer.
 *
 * @param array<string, mixed>|\WP_Error $answer From WordPress.
 * @param float                          $middle Of the call, by this site's clock.
 * @return array{status: int, error: string, code: string, words: string, json: array<string, mixed>|null,
 *               retry_after: int|null, now: int|null, ahead: int|null, rotate: bool}
 *         Status 0 with an error when nobody answered; code and words are those of a problem document (RFC 9457), and are
 *         empty when something before the service answered in its place. `ahead` is by how many seconds the service's
 *         clock is before this one, where it says its time.
 */
function read_answer( array|\WP_Error $answer, float $middle ): array {
	$read = array(
		'status'      => 0,
		'error'       => '',
		'code'        => '',
		'words'       => '',
		'json'        => null,
		'retry_after' => null,
		'now'         => null,
		'ahead'       => null,
		'rotate'      => false,
	);
	if ( is_wp_error( $answer ) ) {
		$read['error'] = $answer->get_error_message();
		return $read;
	}
	$json           = json_decode( wp_remote_retrieve_body( $answer ), true );
	$read['status'] = (int) wp_remote_retrieve_response_code( $answer );
	$read['json']   = is_array( $json ) ? $json : null;
	$read['rotate'] = '1' === header_text( $answer, 'filon-rotate' );
	$time           = header_text( $answer, 'filon-time' );
	if ( ctype_digit( $time ) && strlen( $time ) < 12 ) {
		// In the middle of its second, too.
		$read['ahead'] = (int) round( (int) $time + 0.5 - $middle );
	}
	if ( $read['status'] >= 400 ) {
		$text                = static fn( string $name ): string => is_string( $json[ $name ] ?? null ) ? $json[ $name ] : '';
		$read['code']        = $text( 'code' );
		$read['words']       = mb_substr( wp_strip_all_tags( $text( 'detail' ) ?: $text( 'title' ) ), 0, 300 );
		$read['now']         = is_int( $json['now'] ?? null ) ? $json['now'] : null;
		$read['retry_after'] = read_retry_after( header_text( $answer, 'retry-after' ) );
	}
	$read['error'] = sprintf( 'HTTP %d %s', $read['status'], $read['code'] );
	return $read;
}

/**
 * Gives a header's text; WordPress gives a list when there are several.
 *
 * @param array<string, mixed> $answer From WordPress.
 */
function header_text( array $answer, string $name ): string {
	$value = wp_remote_retrieve_header( $answer, $name );
	return is_array( $value ) ? (string) end( $value ) : (string) $value;
}

/**
 * Reads Retry-After (RFC 9110, 10.2.3): seconds, or a date.
 *
 * @return int|null Seconds from now.
 */
function read_retry_after( string $value ): ?int {
	if ( '' === $value ) {
		return null;
	}
	if ( ctype_digit( $value ) ) {
		return (int) $value;
	}
	$moment = strtotime( $value );
	return false === $moment ? null : max( 0, $moment - time() );
}
