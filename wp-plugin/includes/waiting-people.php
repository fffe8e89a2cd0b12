<?php // Who waits for a call, as the service last said, and the count of them in WordPress' bar.
/**
 * Kept from the hourly report, from deliveries and from the Heartbeat of an open wp-admin: no page ever asks the service
 * while it is made. One option, not autoloaded: whoever may not see it costs no query.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const LONGEST_NAMED      = 3;
const LONGEST_FIRST_NAME = 40;

/**
 * Keeps what the service says of who waits; see state_answer in schemas/pairing.schema.json.
 *
 * @param array<string, mixed> $said From the service.
 */
function keep_waiting_people( array $said ): void {
	if ( ! is_int( $said['to_call'] ?? null ) ) {
		return;
	}
	$longest = array();
	foreach ( array_slice( is_array( $said['longest'] ?? null ) ? $said['longest'] : array(), 0, LONGEST_NAMED ) as $one ) {
		$since = is_string( $one['since'] ?? null ) ? strtotime( $one['since'] ) : false;
		if ( false !== $since ) {
			$longest[] = array(
				'name'  => cut( sanitize_text_field( as_text( $one['first_name'] ?? '' ) ), LONGEST_FIRST_NAME ),
				'since' => $since,
			);
		}
	}
	$people = array(
		'count'     => max( 0, $said['to_call'] ),
		'longest'   => $longest,
		'named_for' => 'reader' === ( $said['named_for'] ?? '' ) ? 'reader' : 'manager',
		'at'        => time(),
	);
	update_option( 'filon_to_call', $people, false );
}

/**
 * Counts people whom the service has just recorded, until it says itself how many wait.
 */
function count_new_people( int $new ): void {
	$people = $new > 0 ? waiting_people() : null;
	if ( null !== $people ) {
		$people['count'] += $new;
		// Whoever looks next asks again.
		$people['at'] = 0;
		update_option( 'filon_to_call', $people, false );
	}
}

/**
 * Gives who waits, as the service last said.
 *
 * @return array{count: int, longest: list<array{name: string, since: int}>, named_for: string, at: int}|null Null when the
 *         service has not said it yet.
 */
function waiting_people(): ?array {
	$people = get_option( 'filon_to_call' );
	return is_array( $people ) ? $people : null;
}

/**
 * Says how many wait.
 */
function waiting_in_words( int $count ): string {
	if ( 0 === $count ) {
		return __( 'Nobody is waiting for your call.', 'filon' );
	}
	/* translators: %s: number of people */
	return sprintf( _n( '%s person is waiting for your call', '%s people are waiting for your call', $count, 'filon' ), number_format_i18n( $count ) );
}

add_action( 'admin_bar_menu', __NAMESPACE__ . '\add_to_bar', 80 );
/**
 * Puts the count in WordPress' bar, for those who see the dashboard.
 *
 * @param mixed $bar WP_Admin_Bar; another plugin may have put a bar of its own in its place.
 */
function add_to_bar( mixed $bar = null ): void {
	$people = $bar instanceof \WP_Admin_Bar && current_user_can( CAPABILITY ) ? waiting_people() : null;
	if ( null === $people ) {
		return;
	}
	$words = waiting_in_words( $people['count'] );
	$bar->add_node(
		array(
			'id'    => 'filon',
			'href'  => admin_url( 'admin.php?page=filon' ),
			'title' => '<span class="ab-icon dashicons dashicons-phone" aria-hidden="true"></span>'
				. '<span class="filon-count" aria-hidden="true">' . esc_html( number_format_i18n( $people['count'] ) ) . '</span>'
				. '<span class="screen-reader-text filon-words">' . esc_html( $words ) . '</span>',
			'meta'  => array(
				'title' => $words,
				'class' => 0 === $people['count'] ? 'filon-nobody' : '',
			),
		)
	);
}

add_action( 'wp_enqueue_scripts', __NAMESPACE__ . '\add_bar_style', 11 );
add_action( 'admin_enqueue_scripts', __NAMESPACE__ . '\add_bar_style', 11 );
/**
 * Styles the count: WordPress hides what others put in its bar on a phone, where this is wanted most.
 */
function add_bar_style(): void {
	if ( is_admin_bar_showing() && current_user_can( CAPABILITY ) && null !== waiting_people() ) {
		wp_add_inline_style(
			'admin-bar',
			'#wpadminbar #wp-admin-bar-filon .ab-icon::before{top:2px}#wpadminbar .filon-nobody .filon-count{display:none}'
			. '@media screen and (max-width:782px){#wpadminbar li#wp-admin-bar-filon{display:block}'
			. '#wpadminbar li#wp-admin-bar-filon>.ab-item{display:flex;align-items:center;width:auto;text-indent:0;padding-inline:6px;overflow:visible}'
			. '#wpadminbar #wp-admin-bar-filon .ab-icon{margin:0;width:32px}#wpadminbar #wp-admin-bar-filon .ab-icon::before{font-size:28px;top:0;width:32px}'
			. '#wpadminbar li#wp-admin-bar-filon .filon-count{font-size:16px}}'
		);
	}
}
