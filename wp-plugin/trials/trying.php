<?php // Tests one form: shows it, fills it in and sends it as a visitor does, and follows the submission to its receipt.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once dirname( __DIR__ ) . '/adapters/reading.php';
require_once __DIR__ . '/holding.php';
require_once __DIR__ . '/filling.php';
require_once __DIR__ . '/own-form.php';

const TRIAL_CALL_SECONDS = 20;
const TRIAL_DETAIL       = 200;
const MOST_REDIRECTIONS  = 3;

/**
 * Tests a form.
 *
 * @param string $key See form_key().
 * @return array{outcome: string, detail: string} As the service is told (see forms_request in schemas/pairing.schema.json),
 *         and what the form said when it refused.
 */
function try_form( string $key ): array {
	list( $source, $id ) = explode( ':', $key, 2 );
	$way                 = trial_way( $source );
	$form                = array_column( trial_forms(), null, 'key' )[ $key ] ?? null;
	if ( null === $way || null === $form || '' !== why_no_trial( $form ) ) {
		return trial_outcome( 'gone' );
	}
	if ( ! can_hold_mail() ) {
		return trial_outcome( 'unheld' );
	}
	if ( is_trial_waiting() ) {
		return trial_outcome( 'waiting' );
	}
	if ( function_exists( 'set_time_limit' ) ) {
		set_time_limit( 4 * TRIAL_CALL_SECONDS );
	}
	forget_trial_tokens();
	load_trial_way( $way );
	$found = find_trial_form( $form, $way );
	if ( '' !== $found['fault'] ) {
		return trial_outcome( $found['fault'], $found['detail'] );
	}
	$uuid    = make_uuid();
	$trace   = leave_trace( $key, $found['pairs'] );
	$request = isset( $way['sends'] )
		? ( __NAMESPACE__ . '\\' . $way['sends'] )( $id, $found['pairs'], $found['page'] )
		: array( $found['page'], 'application/x-www-form-urlencoded', url_encoded( $found['pairs'] ) );
	$answer  = call_this_site( $request[0], 'POST', issue_trial( trial_of( 'send', $key, $uuid ) ), $request[1], $request[2], $found['page'] );
	$ended   = follow_trial( $uuid, $found['captcha'], $answer );
	if ( null !== trial_status( $uuid ) ) {
		clear_trace( $trace );
	}
	return $ended;
}

/**
 * Finds a form on a page as every visitor has it, from a cache too; shown alone where no page is known, or has it any more.
 *
 * @param array<string, mixed>  $form See trial_forms().
 * @param array<string, string> $way  See trial_way().
 * @return array{fault: string, detail: string, page: string, pairs: list<array{string, string}>, captcha: bool} Filled in;
 *         or what is wrong, as an outcome.
 */
function find_trial_form( array $form, array $way ): array {
	$found = found_no_form( 'no_page' );
	$alone = add_query_arg( 'filon-trial', make_uuid(), home_url( '/' ) );
	$known = isset( $way['pages'] ) ? ( __NAMESPACE__ . '\\' . $way['pages'] )( $form['id'] ) : array();
	$pages = isset( $form['page'] ) ? array( $form['page'] ) : array( ...pages_of_form( $form ), ...$known, ...( isset( $way['shortcode'] ) ? array( $alone ) : array() ) );
	foreach ( $pages as $page ) {
		$seen  = $page === $alone ? call_this_site( $page, 'GET', issue_trial( trial_of( 'show', $form['key'] ) ) ) : visit_page( $page );
		$fault = trial_call_fault( $seen );
		if ( '' !== $fault ) {
			$found = found_no_form( 'unreachable', $fault );
			continue;
		}
		$filled = fill_form( wp_remote_retrieve_body( $seen ), sprintf( $way['form'], esc_attr( $form['id'] ) ), $way['phone'] ?? TRIAL_PHONE );
		if ( null !== $filled ) {
			$page = $page === $alone ? home_url( '/' ) : $page;
			return array_merge( found_no_form( $filled['unfit'] ? 'unfit' : '' ), $filled, compact( 'page' ) );
		}
		$found = found_no_form( 'no_page' );
	}
	return $found;
}

/**
 * Gives what find_trial_form() says of a form that can't be filled in.
 *
 * @return array{fault: string, detail: string, page: string, pairs: list<array{string, string}>, captcha: bool}
 */
function found_no_form( string $fault, string $detail = '' ): array {
	return array(
		'fault'   => $fault,
		'detail'  => $detail,
		'page'    => '',
		'pairs'   => array(),
		'captcha' => false,
	);
}

/**
 * Gives the page from which a form came last, as far as its line is still here.
 *
 * @param array<string, mixed> $form See forms_here().
 * @return list<string> One address of this site, or none.
 */
function pages_of_form( array $form ): array {
	global $wpdb;
	$head = '"source":' . wp_json_encode( $form['source'] ) . ',"form":{"id":' . wp_json_encode( $form['id'] ) . ',';
	$line = $wpdb->get_var(
		$wpdb->prepare(
			'SELECT line FROM ' . queue_table() . ' WHERE submitted_on >= %s AND line LIKE %s AND line NOT LIKE %s ORDER BY id DESC LIMIT 1',
			gmdate( 'Y-m-d', time() - PAYLOAD_DAYS * DAY_IN_SECONDS ),
			'{"uuid":%' . $wpdb->esc_like( $head ) . '%',
			'%"spam":{%'
		)
	);
	$page = json_decode( (string) $line, true )['page'] ?? null;
	return is_string( $page ) && origin_of( $page ) === origin_of( home_url() ) ? array( strtok( $page, '#' ) ) : array();
}

/**
 * Gives an outcome.
 *
 * @return array{outcome: string, detail: string}
 */
function trial_outcome( string $outcome, string $detail = '' ): array {
	$detail = cut( $detail, TRIAL_DETAIL );
	return compact( 'outcome', 'detail' );
}

/**
 * Gets a page as every visitor sees it. A visitor has said which one, so that no redirection is followed off this site.
 *
 * @return array<string, mixed>|\WP_Error Of the last one that is here.
 */
function visit_page( string $url ): array|\WP_Error {
	$answer = call_this_site( $url, 'GET', '' );
	for ( $left = MOST_REDIRECTIONS; $left > 0 && is_redirection( $answer ); $left-- ) {
		$next = \WP_Http::make_absolute_url( as_text( wp_remote_retrieve_header( $answer, 'location' ) ), $url );
		if ( ! in_array( origin_of( $next ), array( origin_of( home_url() ), origin_of( home_url( '', 'https' ) ) ), true ) ) {
			break;
		}
		$url    = $next;
		$answer = call_this_site( $url, 'GET', '' );
	}
	return $answer;
}

/**
 * Says whether an answer sends elsewhere.
 *
 * @param array<string, mixed>|\WP_Error $answer From WordPress.
 */
function is_redirection( array|\WP_Error $answer ): bool {
	return in_array( (int) wp_remote_retrieve_response_code( $answer ), array( 301, 302, 303, 307, 308 ), true );
}

/**
 * Calls this site as a visitor's browser does, without any cookie, and follows no redirection.
 *
 * @param string $token   See issue_trial(); empty for what every visitor sees.
 * @param string $type    Of the body.
 * @param string $referrer The page that the form stands on.
 * @return array<string, mixed>|\WP_Error
 */
function call_this_site( string $url, string $method, string $token, string $type = '', string $body = '', string $referrer = '' ): array|\WP_Error {
	return wp_remote_request(
		$url,
		array(
			'method'             => $method,
			'timeout'            => TRIAL_CALL_SECONDS,
			'redirection'        => 0,
			'reject_unsafe_urls' => '' === $token,
			'sslverify'          => apply_filters( 'https_local_ssl_verify', false, $url ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedHooknameFound -- WordPress' own.
			'user-agent'         => 'Mozilla/5.0 (compatible; Filon/' . VERSION . '; ' . home_address() . ')',
			'headers'            => array_filter(
				array(
					'Filon-Trial'  => $token,
					'Content-Type' => $type,
					'Referer'      => $referrer,
				)
			),
			'body'               => $body,
		)
	);
}

/**
 * Says what is wrong with the answer to a call of this site: none, or an error that is no form's.
 *
 * @param array<string, mixed>|\WP_Error $answer From WordPress.
 */
function trial_call_fault( array|\WP_Error $answer ): string {
	if ( is_wp_error( $answer ) ) {
		return $answer->get_error_message();
	}
	$status = (int) wp_remote_retrieve_response_code( $answer );
	return $status >= 500 || in_array( $status, array( 401, 403, 404, 405 ), true ) ? "HTTP $status" : '';
}

/**
 * Says what became of a test that was sent: delivered with a receipt, kept here, or not taken by the form.
 *
 * @param bool                           $has_captcha Whether the form asks for one.
 * @param array<string, mixed>|\WP_Error $answer      Of the form.
 * @return array{outcome: string, detail: string} See try_form().
 */
function follow_trial( string $uuid, bool $has_captcha, array|\WP_Error $answer ): array {
	move_spilled();
	if ( null === trial_status( $uuid ) ) {
		$fault = trial_call_fault( $answer );
		if ( '' !== $fault ) {
			return trial_outcome( 'unreachable', $fault );
		}
		// Where it stopped there nobody could go on but a person.
		$said = trial_refusal( wp_remote_retrieve_body( $answer ) );
		return $has_captcha ? trial_outcome( 'captcha' ) : trial_outcome( '' === $said ? 'uncaptured' : 'refused', $said );
	}
	do {
		$delivered = 'waiting' === trial_status( $uuid ) ? deliver( true ) : 0;
	} while ( $delivered > 0 );
	if ( 'delivered' !== trial_status( $uuid ) ) {
		return trial_outcome( 'waiting' );
	}
	return trial_outcome( ! is_taken_for_trial( $uuid ) ? 'counted' : ( $has_captcha ? 'sent_past_captcha' : 'sent' ) );
}

/**
 * Says whether an earlier test could not be delivered yet: however long a service is away, few come when it is back.
 */
function is_trial_waiting(): bool {
	global $wpdb;
	return null !== $wpdb->get_var( $wpdb->prepare( 'SELECT id FROM ' . queue_table() . " WHERE status = 'waiting' AND line LIKE %s LIMIT 1", $wpdb->esc_like( '{"test":true,' ) . '%' ) );
}

/**
 * Gives the status of a test's row in the queue.
 */
function trial_status( string $uuid ): ?string {
	global $wpdb;
	return $wpdb->get_var( $wpdb->prepare( 'SELECT status FROM ' . queue_table() . ' WHERE uuid = %s', $uuid ) );
}

/**
 * Says whether the service has taken what was delivered for a test, and not for somebody's request.
 */
function is_taken_for_trial( string $uuid ): bool {
	global $wpdb;
	$answer = $wpdb->get_var( $wpdb->prepare( 'SELECT answer FROM ' . queue_table() . ' WHERE uuid = %s', $uuid ) );
	// Of one that came twice its first answer is not kept.
	return in_array( $answer, array( 'tested', 'repeated' ), true );
}

/**
 * Reads what a form says when it does not take what was filled in: a script's answer, or the page's alerts.
 *
 * @return string Empty when it says nothing of that kind.
 */
function trial_refusal( string $body ): string {
	$json = json_decode( $body, true );
	if ( is_array( $json ) ) {
		$is_good = in_array( $json['status'] ?? '', array( 'mail_sent', 'mail_failed' ), true ) || true === ( $json['success'] ?? null );
		$words   = array();
		array_walk_recursive(
			$json,
			static function ( mixed $value, int|string $name ) use ( &$words ): void {
				// Names of fields and codes are no words for people.
				if ( is_string( $value ) && str_contains( trim( $value ), ' ' ) && 'into' !== $name ) {
					$words[] = one_line( $value );
				}
			}
		);
		return $is_good ? '' : implode( ' ', array_unique( $words ) );
	}
	$document = new \DOMDocument();
	$quiet    = libxml_use_internal_errors( true );
	$document->loadHTML( '<?xml encoding="utf-8"?>' . $body, LIBXML_NONET );
	libxml_clear_errors();
	libxml_use_internal_errors( $quiet );
	$words = array();
	foreach ( ( new \DOMXPath( $document ) )->query( '//*[not(self::script) and not(self::style)][@role="alert" or contains(@class, "error") or contains(@class, "validation_message")]' ) as $alert ) {
		$words[] = one_line( $alert->textContent );
	}
	return implode( ' ', array_unique( array_filter( $words ) ) );
}
