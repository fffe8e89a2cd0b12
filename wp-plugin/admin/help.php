<?php // WordPress' help tab on our pages: what happens to a request, what to do when one waits, and where people's data is.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

add_action( 'load-settings_page_filon-settings', __NAMESPACE__ . '\add_help' );
add_action( 'load-toplevel_page_filon', __NAMESPACE__ . '\add_help' );
/**
 * Adds the tabs to the page that is being made.
 */
function add_help(): void {
	$tabs = array(
		'requests' => array(
			__( 'What happens to a request', 'filon' ),
			__( 'When a visitor sends a form, the request is written into the database of this site at once, and delivered to Filon after the visitor has the answer.', 'filon' ),
			__( 'It counts as delivered only with a signed receipt. While the service cannot be reached, requests stay here and leave by themselves once it can.', 'filon' ),
		),
		'waiting'  => array(
			__( 'When something waits', 'filon' ),
			__( 'Settings → Filon says how many requests wait, and why. "Test the connection" asks the service, "Send what waits now" delivers at once.', 'filon' ),
			__( 'The command "wp filon test" sends a test all the way and says in words what came back.', 'filon' ),
		),
		'privacy'  => array(
			__( 'People\'s data', 'filon' ),
			__( 'Tools → Export personal data and Erase personal data cover what Filon keeps here and in the service. In the service a manager decides on an erasure.', 'filon' ),
			__( 'The text of delivered requests is removed from this site after forty days.', 'filon' ),
		),
	);
	foreach ( $tabs as $id => $words ) {
		get_current_screen()->add_help_tab(
			array(
				'id'      => "filon-$id",
				'title'   => $words[0],
				'content' => '<p>' . esc_html( $words[1] ) . '</p><p>' . esc_html( $words[2] ) . '</p>',
			)
		);
	}
}
