<?php // Measures, inside of a request, how long Filon's own code takes before the answer leaves: its files, and its hooks.
// Beside it, how long this machine's database takes to keep one row: no plugin that loses nothing can take less.

namespace Meter;

function took( float $more = 0.0 ): float {
	static $ms = 0.0;
	return $ms += $more;
}

function timed( callable $function, array $given ): mixed {
	static $depth = 0;
	// One of ours that calls another is counted once.
	$began = 0 === $depth++ ? hrtime( true ) : null;
	try {
		return $function( ...$given );
	} finally {
		--$depth;
		if ( null !== $began ) {
			took( ( hrtime( true ) - $began ) / 1e6 );
		}
	}
}

function is_ours( mixed $function ): bool {
	return is_string( $function ) ? str_starts_with( $function, 'Filon\\' )
		: $function instanceof \Closure && str_contains( (string) ( new \ReflectionFunction( $function ) )->getFileName(), '/plugins/filon/' );
}

function bare_insert(): float {
	global $wpdb;
	$began = hrtime( true );
	$wpdb->query( "INSERT INTO meter (line) VALUES ('" . str_repeat( 'x', 2000 ) . "')" );
	return ( hrtime( true ) - $began ) / 1e6;
}

function watch(): void {
	// What is done at the shutdown is done after the answer.
	foreach ( array_diff_key( $GLOBALS['wp_filter'], array( 'shutdown' => true ) ) as $hook ) {
		foreach ( $hook->callbacks as $priority => $callbacks ) {
			foreach ( $callbacks as $id => $callback ) {
				if ( is_ours( $callback['function'] ) ) {
					$hook->callbacks[ $priority ][ $id ]['function'] = static fn( ...$given ) => timed( $callback['function'], $given );
				}
			}
		}
	}
}

// The last plugin to load: what passes between the one before it and itself is its own.
add_filter( 'option_active_plugins', static fn( $active ) => array_merge( array_diff( $active, array( 'filon/filon.php' ) ), array( 'filon/filon.php' ) ) );
add_action(
	'plugin_loaded',
	static function ( string $file ): void {
		static $before = null;
		if ( null !== $before && str_ends_with( $file, '/filon/filon.php' ) ) {
			took( ( hrtime( true ) - $before ) / 1e6 );
			watch();
		}
		$before = hrtime( true );
	}
);
foreach ( array( 'plugins_loaded', 'init', 'wp_loaded', 'rest_api_init', 'admin_init', 'wp' ) as $moment ) {
	add_action( $moment, __NAMESPACE__ . '\watch', PHP_INT_MAX );
}
add_action(
	'shutdown',
	static function (): void {
		if ( \Filon\has_captured() ) {
			file_put_contents( WP_CONTENT_DIR . '/meter.txt', took() . ' ' . bare_insert() . "\n", FILE_APPEND );
		}
	},
	PHP_INT_MIN
);
// Nobody sends so many forms from one place; who tries is refused by some plugins before anything is stored.
add_filter( 'fluentform/prevent_malicious_attacks', '__return_false' );
