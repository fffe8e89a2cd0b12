<?php
// Stands in for WooCommerce in a WordPress without it: objects that answer what was recorded of the real ones.

defined( 'WC_VERSION' ) || define( 'WC_VERSION', '10.0.2' );

/** An order, an item of one, or a moment. */
class Recorded {
	public static array $orders = array();

	public function __construct( private array $says ) {}

	public function __call( string $name, array $given ): mixed {
		if ( 'getTimestamp' === $name ) {
			return $this->says['timestamp'];
		}
		$what = substr( $name, 4 );
		if ( 'meta' === $what ) {
			return $this->says['meta'][ $given[0] ] ?? '';
		}
		if ( ! str_starts_with( $name, 'get_' ) || ! array_key_exists( $what, $this->says ) ) {
			throw new LogicException( "What $name() answers was not recorded." );
		}
		$said = $this->says[ $what ];
		if ( str_starts_with( $what, 'date_' ) ) {
			return null === $said ? null : new self( array( 'timestamp' => $said ) );
		}
		return 'items' === $what ? array_map( static fn( array $one ): self => new self( array( 'name' => $one[0], 'quantity' => $one[1] ) ), $said ) : $said;
	}
}

function wc_get_order( mixed $which ): mixed {
	return Recorded::$orders[ $which ] ?? false;
}

/**
 * Fires the hooks of one request as they were recorded.
 */
function replay( array $hooks ): void {
	Filon\load_adapters();
	foreach ( $hooks as $hook ) {
		$order                                   = new Recorded( $hook['order'] );
		Recorded::$orders[ $hook['order']['id'] ] = $order;
		do_action( $hook['hook'], ...array_map( static fn( $one ) => 'the order' === $one ? $order : $one, $hook['args'] ) );
	}
}
