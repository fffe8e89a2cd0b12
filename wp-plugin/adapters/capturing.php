<?php // How every adapter captures: each submission once, roughly when it can't be read, and again when it is no spam.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Captures one submission of a form once in this request, whichever hook comes first; see capture_from().
 *
 * @param string                                  $key   Names the submission, as "wpforms 12".
 * @param callable(): (array<string, mixed>|null) $read  See capture_from().
 * @param callable(): (array<string, mixed>|null) $rough See capture_from() and rough_submission().
 */
function capture_once( string $key, callable $read, callable $rough ): void {
	static $captured = array();
	$limit = static fn( callable $make ): callable => static fn(): ?array => null === ( $made = $make() ) ? null : within_limits( $made );
	if ( ! isset( $captured[ $key ] ) && null !== capture_from( $limit( $read ), $limit( $rough ) ) ) {
		$captured[ $key ] = true;
	}
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
 * Says as what the queue knows an entry: for entries that somebody no longer takes for spam.
 *
 * @return string "request", "spam", or nothing, as after forty days.
 */
function captured_as( string $source, string|int $form_id, string|int $entry_id ): string {
	global $wpdb;
	if ( '' === (string) $entry_id || '0' === (string) $entry_id ) {
		return '';
	}
	$form  = '%"source":' . $wpdb->esc_like( wp_json_encode( $source ) . ',"form":{"id":' . wp_json_encode( (string) $form_id ) . ',' ) . '%';
	$entry = '%' . $wpdb->esc_like( '"entry_id":' . wp_json_encode( (string) $entry_id ) . ',' ) . '%';
	$lines = $wpdb->get_col( $wpdb->prepare( 'SELECT line FROM ' . queue_table() . ' WHERE line LIKE %s AND line LIKE %s', $form, $entry ) );
	$spam  = array_filter( $lines, static fn( string $line ): bool => isset( json_decode( $line, true )['spam'] ) );
	return count( $spam ) < count( $lines ) ? 'request' : ( array() === $lines ? '' : 'spam' );
}
