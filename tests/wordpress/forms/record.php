<?php
// Must-use plugin of a WordPress with a real form plugin: writes down what its hooks hand over, a line of JSON each.
// wp-content/record-hooks.php (see php/) says which, and what adapters ask the plugin beside, or its objects.

foreach ( filon_told()['hooks'] as $hook => list( $count, $ask ) ) {
	add_filter(
		$hook,
		static function ( ...$arguments ) use ( $hook, $ask ) {
			$line = array(
				'hook'      => $hook,
				'arguments' => array_map( 'filon_recorded', $arguments ),
				'answers'   => (object) array_map( 'filon_recorded', null === $ask ? array() : $ask( ...$arguments ) ),
				'referrer'  => $_SERVER['HTTP_REFERER'] ?? '',
			);
			if ( isset( filon_told()['posted'] ) ) {
				$line['posted'] = (object) filon_told()['posted']();
			}
			file_put_contents( WP_CONTENT_DIR . '/recorded.jsonl', wp_json_encode( $line, JSON_UNESCAPED_SLASHES ) . "\n", FILE_APPEND );
			return $arguments[0] ?? null;
		},
		PHP_INT_MIN,
		$count
	);
}

/**
 * Gives what record-hooks.php says.
 */
function filon_told(): array {
	static $told = null;
	return $told ??= require WP_CONTENT_DIR . '/record-hooks.php';
}

/**
 * Makes what JSON can hold of anything; of objects what is public, and not empty, or what is said of them: "()" holds
 * what they answer, by "method(argument,argument)".
 */
function filon_recorded( mixed $value ): mixed {
	if ( is_array( $value ) ) {
		return array_map( 'filon_recorded', $value );
	}
	if ( ! is_object( $value ) ) {
		return $value;
	}
	$properties = isset( filon_told()['objects'] ) ? filon_told()['objects']( $value ) : null;
	if ( null !== $properties ) {
		return array( '@' => get_class( $value ) ) + array_map( 'filon_recorded', $properties );
	}
	$properties = is_callable( array( $value, 'getAttributes' ) ) ? $value->getAttributes() : get_object_vars( $value );
	return array( '@' => get_class( $value ) ) + array_map( 'filon_recorded', array_filter( $properties, static fn( $one ): bool => null !== $one && '' !== $one ) );
}
