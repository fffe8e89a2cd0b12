<?php
// A persistent object cache as many hosts have one, with a file where they have a server: what one request has kept,
// the next one finds, however the database has changed meanwhile.

class WP_Object_Cache {

	private array $kept = array();
	private array $not_kept = array();

	public function __construct() {
		$this->kept = is_file( self::file() ) ? unserialize( file_get_contents( self::file() ) ) : array();
	}

	private static function file(): string {
		return WP_CONTENT_DIR . '/object-cache.kept';
	}

	public function get( $key, string $group, ?bool &$found ): mixed {
		$found = isset( $this->kept[ $group ?: 'default' ] ) && array_key_exists( $key, $this->kept[ $group ?: 'default' ] );
		return $found ? unserialize( $this->kept[ $group ?: 'default' ][ $key ] ) : false;
	}

	public function set( $key, mixed $value, string $group ): bool {
		$this->kept[ $group ?: 'default' ][ $key ] = serialize( $value );
		return $this->keep();
	}

	public function forget( $key, string $group ): bool {
		unset( $this->kept[ $group ?: 'default' ][ $key ] );
		return $this->keep();
	}

	public function flush(): bool {
		$this->kept = array();
		return $this->keep();
	}

	public function leave_out( array $groups ): void {
		$this->not_kept += array_flip( $groups );
	}

	private function keep(): bool {
		file_put_contents( self::file(), serialize( array_diff_key( $this->kept, $this->not_kept ) ), LOCK_EX );
		return true;
	}
}

function wp_cache_init() {
	$GLOBALS['wp_object_cache'] = new WP_Object_Cache();
}
function wp_cache_get( $key, $group = '', $force = false, &$found = null ) {
	return $GLOBALS['wp_object_cache']->get( $key, $group, $found );
}
function wp_cache_set( $key, $data, $group = '', $expire = 0 ) {
	return $GLOBALS['wp_object_cache']->set( $key, $data, $group );
}
function wp_cache_add( $key, $data, $group = '', $expire = 0 ) {
	wp_cache_get( $key, $group, false, $found );
	return ! $found && wp_cache_set( $key, $data, $group );
}
function wp_cache_replace( $key, $data, $group = '', $expire = 0 ) {
	wp_cache_get( $key, $group, false, $found );
	return $found && wp_cache_set( $key, $data, $group );
}
function wp_cache_incr( $key, $offset = 1, $group = '' ) {
	wp_cache_set( $key, (int) wp_cache_get( $key, $group ) + $offset, $group );
	return wp_cache_get( $key, $group );
}
function wp_cache_decr( $key, $offset = 1, $group = '' ) {
	return wp_cache_incr( $key, -$offset, $group );
}
function wp_cache_delete( $key, $group = '' ) {
	return $GLOBALS['wp_object_cache']->forget( $key, $group );
}
function wp_cache_flush() {
	return $GLOBALS['wp_object_cache']->flush();
}
function wp_cache_add_global_groups( $groups ) {}
function wp_cache_add_non_persistent_groups( $groups ) {
	$GLOBALS['wp_object_cache']->leave_out( (array) $groups );
}
function wp_cache_switch_to_blog( $id ) {}
function wp_cache_close() {
	return true;
}
