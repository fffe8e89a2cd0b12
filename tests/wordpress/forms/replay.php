<?php
// Stands in for a form plugin in a WordPress without it: fires its hooks as they were recorded, and answers what was
// recorded of the functions that adapters call. Whatever else they call is not there.

/**
 * An object of which the public properties were recorded, or what its methods answered.
 */
#[AllowDynamicProperties]
class Recorded_Object implements ArrayAccess {
	public function __construct( array $properties ) {
		foreach ( $properties as $name => $value ) {
			$this->$name = $value;
		}
	}

	public function __get( string $name ): mixed {
		return null;
	}

	public function __call( string $name, array $given ): mixed {
		$asked = $name . '(' . implode( ',', array_merge( ...array_map( static fn( mixed $one ): array => (array) $one, $given ) ) ) . ')';
		if ( ! array_key_exists( $asked, $this->{'()'} ?? array() ) ) {
			throw new LogicException( "What $asked answers was not recorded." );
		}
		return $this->{'()'}[ $asked ];
	}

	public function offsetExists( mixed $name ): bool {
		return isset( $this->$name );
	}

	public function offsetGet( mixed $name ): mixed {
		return $this->$name;
	}

	public function offsetSet( mixed $name, mixed $value ): void {
		throw new LogicException( 'What was recorded does not change.' );
	}

	public function offsetUnset( mixed $name ): void {
		throw new LogicException( 'What was recorded does not change.' );
	}
}

/**
 * What the recorded functions answer: "Class::method" or "Class::$property" → value.
 */
class Recorded_Answers {
	public static array $known = array();

	public static function give( string $name ): mixed {
		if ( ! array_key_exists( $name, self::$known ) ) {
			throw new LogicException( "What $name answers was not recorded." );
		}
		return self::$known[ $name ];
	}
}

/**
 * Makes of JSON what it was made from.
 */
function as_it_was( mixed $value ): mixed {
	if ( ! is_array( $value ) ) {
		return $value;
	}
	$is_object = isset( $value['@'] );
	unset( $value['@'] );
	$value = array_map( 'as_it_was', $value );
	return $is_object ? new Recorded_Object( $value ) : $value;
}

/**
 * Makes the classes that answer.
 */
function stand_in( array $answers ): void {
	Recorded_Answers::$known = $answers;
	foreach ( array_keys( $answers ) as $name ) {
		list( $class, $member ) = explode( '::', $name );
		if ( ! class_exists( $class, false ) ) {
			$parts    = explode( '\\', $class );
			$short    = array_pop( $parts );
			$property = '$' === $member[0] ? "public static $member;" : '';
			eval( ( $parts ? 'namespace ' . implode( '\\', $parts ) . ';' : '' ) . "class $short { $property public static function __callStatic( \$name, \$given ) { return \\Recorded_Answers::give( '" . addslashes( $class ) . "::' . \$name ); } }" );
		}
		if ( '$' === $member[0] ) {
			$class::${substr( $member, 1 )} = $answers[ $name ];
		}
	}
}

/**
 * Fires the hooks of one visitor's request as they were recorded.
 *
 * @param string $slug See Filon\form_plugins().
 */
function replay( string $slug, array $hooks ): void {
	$defines = Filon\form_plugins()[ $slug ]['defines'];
	if ( strtoupper( $defines ) === $defines ) {
		defined( $defines ) || define( $defines, 'recorded' );
	} else {
		eval( "function $defines() {}" );
	}
	Filon\load_adapters();
	foreach ( $hooks as $hook ) {
		stand_in( as_it_was( $hook['answers'] ) );
		$_SERVER['HTTP_REFERER'] = $hook['referrer'];
		$_POST                   = wp_slash( $hook['posted'] ?? array() );
		apply_filters( $hook['hook'], ...as_it_was( $hook['arguments'] ) );
	}
}
