<?php // The choice on the settings page of how much may be kept about a visit.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Writes the row of the table of options.
 */
function write_visit_row(): void {
	$words = array(
		'strict' => __( 'Only once the visitor has agreed to marketing', 'filon' ),
		'follow' => __( 'When the consent plugin of this site allows it', 'filon' ),
		'always' => __( 'Always, unless the visitor has refused', 'filon' ),
	);
	echo '<tr><th scope="row"><label for="filon-visit">' . esc_html__( 'What led visitors here', 'filon' ) . '</label></th><td><select name="visit" id="filon-visit" aria-describedby="filon-visit-help">';
	foreach ( $words as $mode => $text ) {
		echo '<option value="' . esc_attr( $mode ) . '"' . selected( $mode, visit_mode(), false ) . '>' . esc_html( $text ) . '</option>';
	}
	echo '</select><p class="description" id="filon-visit-help">'
		. esc_html__( 'Which advertisement, campaign or site led somebody here is kept in a cookie of this site for 90 days, and goes with their request. In France, among others, that needs their consent. After a change, empty the page cache if this site has one.', 'filon' ) . '</p></td></tr>';
}

/**
 * Keeps what was chosen there.
 *
 * @param mixed $mode Unslashed.
 */
function keep_visit_mode( mixed $mode ): void {
	update_option( 'filon_visit', in_array( $mode, VISIT_MODES, true ) ? $mode : 'strict', true );
}
