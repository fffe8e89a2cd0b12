<?php // How every adapter captures: each submission once, roughly when it can't be read, and again when it is no spam.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// How a line of spam ends once it is emptied: it says which entry it was, and of what was typed only the addresses' keys.
// No other line ends so, since a verdict is somebody's, and quotes in a visitor's text are escaped.
const KNOWN_SPAM = ',"spam":{"by":""}}';

/**
 * Captures one submission of a form once in this request, whichever hook comes first; see capture_from().
 *
 * @param string                                  $key   Names the submission, as "wpforms 12".
 * @param callable(): (array<string, mixed>|null) $read  See capture_from().
 * @param callable(): (array<string, mixed>|null) $rough See capture_from() and rough_submission().
 * @return string|null See capture(); null, too, when it was captured before.
 */
function capture_once( string $key, callable $read, callable $rough ): ?string {
	static $captured = array();
	if ( isset( $captured[ $key ] ) ) {
		return null;
	}
	$limit = static fn( callable $make ): callable => static fn(): ?array => null === ( $made = $make() ) ? null : within_limits( $made );
	$uuid  = capture_from( $limit( $read ), $limit( $rough ) );
	if ( null !== $uuid ) {
		$captured[ $key ] = true;
	}
	return $uuid;
}

/**
 * Makes a submission of what a form plugin hands over as it stands, for when its adapter stumbles over something in it:
 * plain values that are not mute, and nothing that would have to be understood.
 *
 * @param mixed                    $form_id Number or name.
 * @param array<int|string, mixed> $values  Id → value, or what the form plugin says of it: value, type and name.
 * @param mixed                    $entry   Number of the entry that the form plugin keeps, by which it is not taken for missing.
 * @return array<string, mixed> See filon_capture().
 */
function rough_submission( string $source, mixed $form_id, array $values, mixed $entry = null ): array {
	$fields = array();
	foreach ( $values as $id => $said ) {
		$said  = is_array( $said ) && array_key_exists( 'value', $said ) ? $said : array( 'value' => $said );
		$kind  = $said['type'] ?? $said['field_type'] ?? '';
		$name  = is_string( $id ) ? $id : $said['key'] ?? '';
		$label = array_filter( array( $said['label'] ?? '', $said['title'] ?? '', $said['name'] ?? '' ), 'is_string' );
		$plain = is_array( $said['value'] ) ? array_values( array_filter( $said['value'], 'is_scalar' ) ) : $said['value'];
		$is_it = ( is_scalar( $plain ) || is_array( $plain ) ) && is_filled( $plain );
		if ( $is_it && array() === array_filter( array( '', ...$label ), static fn( string $one ): bool => is_mute( $kind, $name, $one ) ) ) {
			$fields[] = read_field( $id, current( array_filter( $label ) ) ?: null, $kind, $plain );
		}
	}
	return array(
		'source'   => $source,
		'form'     => array( 'id' => $form_id ),
		'entry_id' => $entry ?: null,
		'fields'   => $fields,
	);
}

/**
 * Captures an entry that somebody no longer takes for spam, from what its form plugin keeps of it: if as spam it is known,
 * however long ago (forty days of one without a number), and not as a request. What is older than Filon, or was erased,
 * stays away.
 *
 * @param callable(): (array<string, mixed>|null) $read See capture_from().
 */
function capture_no_spam( callable $read ): void {
	$made = null;
	$kept = capture_from(
		static function () use ( $read, &$made ): ?array {
			$made  = $read();
			$made  = null === $made ? null : within_limits( $made );
			$is_it = null !== $made && 'spam' === captured_as( $made['source'], as_text( $made['form']['id'] ), as_text( $made['entry_id'] ?? '' ), words_key( $made ) );
			return $is_it ? $made : null;
		}
	);
	if ( null !== $kept ) {
		forget_known_spam( $made['source'], as_text( $made['entry_id'] ?? '' ) );
	}
}

/**
 * Says as what the queue knows an entry.
 *
 * @param string $words See words_key(); of one that has no number.
 * @return string "request", which it no longer knows after forty days, "spam", or nothing.
 */
function captured_as( string $source, string|int $form_id, string|int $entry_id, string $words = '' ): string {
	global $wpdb;
	if ( '' === (string) $entry_id || '0' === (string) $entry_id ) {
		return '' === $words ? '' : known_as( $wpdb->get_col( $wpdb->prepare( 'SELECT line FROM ' . queue_table() . ' WHERE entry = %s', $words ) ) );
	}
	$form  = '%"source":' . $wpdb->esc_like( wp_json_encode( $source ) . ',"form":{"id":' . wp_json_encode( (string) $form_id ) . ',' ) . '%';
	$entry = '%' . $wpdb->esc_like( '"entry_id":' . wp_json_encode( (string) $entry_id ) . ',' ) . '%';
	$sql   = 'SELECT line FROM ' . queue_table() . ' WHERE entry = %s AND line LIKE %s AND line LIKE %s';
	$lines = $wpdb->get_col( $wpdb->prepare( $sql, entry_key( $source, (string) $form_id, (string) $entry_id ), $form, $entry ) );
	// Rows of before there was that column have nothing in it.
	return known_as( $lines ?: $wpdb->get_col( $wpdb->prepare( $sql, '', $form, $entry ) ) );
}

/**
 * Says as what lines of one entry make it known; see captured_as().
 *
 * @param list<string|null> $lines Of an emptied one WordPress gives null.
 */
function known_as( array $lines ): string {
	$spam = array_filter( $lines, static fn( ?string $line ): bool => isset( json_decode( (string) $line, true )['spam'] ) );
	return count( $spam ) < count( $lines ) ? 'request' : ( array() === $lines ? '' : 'spam' );
}

/**
 * Empties lines of spam but for which entry each was: months later somebody may say that it was none.
 *
 * @param string $before Those delivered before then, in UTC as MySQL writes it.
 */
function keep_spam_known( string $before ): void {
	global $wpdb;
	$due = $wpdb->prepare(
		'SELECT id, line FROM ' . queue_table() . " WHERE status = 'delivered' AND delivered_at < %s AND line LIKE %s AND line NOT LIKE %s ORDER BY id LIMIT 20",
		$before,
		'%' . $wpdb->esc_like( ',"spam":{"by":' ) . '%',
		'%' . $wpdb->esc_like( KNOWN_SPAM )
	);
	do {
		$rows = $wpdb->get_results( $due );
		$done = 0;
		foreach ( $rows as $row ) {
			$stays = array( 'line' => known_spam( $row->line ) );
			$done += (int) $wpdb->update( queue_table(), $stays + ( '' === $stays['line'] ? array( 'entry' => '' ) : array() ), array( 'id' => $row->id ) );
		}
	} while ( 0 < $done );
}

/**
 * Gives what stays of a line of spam.
 *
 * @return string Nothing of an entry without a number, or that was captured as a request since.
 */
function known_spam( string $line ): string {
	$said  = (array) json_decode( $line, true );
	$entry = as_text( $said['entry_id'] ?? '' );
	if ( '' === $entry || 'spam' !== captured_as( as_text( $said['source'] ?? '' ), as_text( $said['form']['id'] ?? '' ), $entry ) ) {
		return '';
	}
	$stays = array_intersect_key( $said, array_flip( array( 'uuid', 'source', 'form', 'entry_id' ) ) );
	$typed = array_unique( array_filter( typed_values( $line ), 'is_email' ) );
	// The key of nothing tells with which salt the others were made.
	$stays['of'] = array_map( __NAMESPACE__ . '\address_key', array( '', ...$typed ) );
	return substr( (string) wp_json_encode( $stays, JSON_UNESCAPED_SLASHES | JSON_HEX_TAG ), 0, -1 ) . KNOWN_SPAM;
}

/**
 * Forgets that an entry was spam once it is captured as a request: after forty days nothing else tells that it was.
 */
function forget_known_spam( string $source, string $entry_id ): void {
	global $wpdb;
	$wpdb->query(
		$wpdb->prepare(
			'UPDATE ' . queue_table() . " SET line = '', entry = '' WHERE line LIKE %s AND line LIKE %s",
			'%' . $wpdb->esc_like( '"source":' . wp_json_encode( $source ) . ',' ) . '%',
			'%' . $wpdb->esc_like( '"entry_id":' . wp_json_encode( $entry_id ) . ',' ) . '%' . $wpdb->esc_like( KNOWN_SPAM )
		)
	);
}

/**
 * Finds the emptied lines of spam of whoever has this address. Once WordPress' salt is another nobody can tell whose the
 * older ones are: they are taken for this person's, since who was erased must not come back.
 *
 * @return list<object{id: string, uuid: string, line: string, sha256: string, status: string, created_at: string}>
 */
function known_spam_of( string $email ): array {
	global $wpdb;
	$email = strtolower( trim( $email ) );
	return '' === $email ? array() : $wpdb->get_results(
		$wpdb->prepare(
			'SELECT id, uuid, line, sha256, status, created_at FROM ' . queue_table() . ' WHERE line LIKE %s AND ( line LIKE %s OR line NOT LIKE %s ) ORDER BY id',
			'%' . $wpdb->esc_like( KNOWN_SPAM ),
			'%"' . address_key( $email ) . '"%',
			'%"' . address_key( '' ) . '"%'
		)
	);
}

/**
 * Names an address so that whoever has the table alone can't read it, nor try addresses out.
 *
 * @param string $email In small letters.
 * @return string 32 hexadecimal digits.
 */
function address_key( string $email ): string {
	return substr( hash_hmac( 'sha256', "filon address\n$email", wp_salt() ), 0, 32 );
}

/**
 * Gives what was typed in a line, one value each, in small letters.
 *
 * @return list<string>
 */
function typed_values( string $line ): array {
	$values = array();
	foreach ( (array) ( json_decode( $line, true )['fields'] ?? array() ) as $field ) {
		$values = array_merge( $values, array_values( (array) ( $field['value'] ?? array() ) ) );
	}
	return array_map( static fn( mixed $value ): string => strtolower( trim( as_text( $value ) ) ), $values );
}
