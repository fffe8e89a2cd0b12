<?php // Registers the booking page as a block and as the shortcode [filon_booking]: a link, which a script makes the page itself.
/**
 * What is written is the same for all visitors, so that pages may be cached: what led each one here the script hands over.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// As the service writes an id.
const BOOKING_ID = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/';

add_action( 'init', __NAMESPACE__ . '\register_booking' );
/**
 * Registers block and shortcode, without a file to read: each request on the site does this.
 */
function register_booking(): void {
	$text = array(
		'type'    => 'string',
		'default' => '',
	);
	register_block_type(
		'filon/booking',
		array(
			'api_version'           => 2,
			'title'                 => 'Filon booking',
			'category'              => 'widgets',
			'icon'                  => 'calendar-alt',
			'keywords'              => array( 'booking', 'appointment', 'filon' ),
			'attributes'            => array(
				'kind'   => $text,
				'member' => $text,
			),
			'supports'              => array(
				'html'      => false,
				'align'     => array( 'wide' ),
				'className' => false,
			),
			'editor_script_handles' => array( 'filon-booking-block' ),
			'render_callback'       => __NAMESPACE__ . '\booking_html',
		)
	);
	add_shortcode( 'filon_booking', __NAMESPACE__ . '\booking_html' );
	// A plugin that was loaded before this one may have had WordPress make its list already.
	if ( did_action( 'wp_default_scripts' ) ) {
		add_booking_scripts( wp_scripts() );
	}
}

add_action( 'wp_default_scripts', __NAMESPACE__ . '\add_booking_scripts' );
/**
 * Lists the scripts: of a page on which one can book, and of the block editor.
 *
 * @param mixed $scripts WP_Scripts.
 */
function add_booking_scripts( mixed $scripts = null ): void {
	if ( ! $scripts instanceof \WP_Scripts ) {
		return;
	}
	$scripts->add( 'filon-booking', plugins_url( 'booking/booking.js', PLUGIN_FILE ), array(), VERSION, 1 );
	$scripts->add(
		'filon-booking-block',
		plugins_url( 'booking/block.js', PLUGIN_FILE ),
		array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-i18n' ),
		VERSION,
		1
	);
	$scripts->set_translations( 'filon-booking-block', 'filon', plugin_dir_path( PLUGIN_FILE ) . 'languages' );
}

/**
 * Writes the link to the booking page; nothing while the site is not connected.
 *
 * @param mixed $attributes Of block or shortcode: kind and member, ids of the service.
 */
function booking_html( mixed $attributes = '' ): string {
	$connection = usable_connection();
	if ( null === $connection ) {
		return '';
	}
	wp_enqueue_script( 'filon-booking' );
	$asked = array( 'lang' => substr( determine_locale(), 0, 2 ) );
	foreach ( array( 'kind', 'member' ) as $name ) {
		$id = is_array( $attributes ) ? strtolower( trim( as_text( $attributes[ $name ] ?? '' ) ) ) : '';
		if ( 1 === preg_match( BOOKING_ID, $id ) ) {
			$asked[ $name ] = $id;
		}
	}
	$address = $connection['service'] . '/reserver/site/' . $connection['site_id'] . '?' . http_build_query( $asked );
	return '<div class="filon-booking" data-filon-booking><p><a class="wp-element-button" href="' . esc_url( $address ) . '">'
		. esc_html__( 'Book an appointment', 'filon' ) . '</a></p></div>';
}
