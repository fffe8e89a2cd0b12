<?php // The dashboard's page in wp-admin: a frame of the service's own pages, on their own origin.
/**
 * Another origin on purpose: nothing that a visitor typed can ever run with the rights of the site's administrator.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

add_action( 'admin_menu', __NAMESPACE__ . '\add_dashboard_page' );
/**
 * Adds the menu entry and loads the script on that page only.
 */
function add_dashboard_page(): void {
	$hook = add_menu_page( 'Filon', 'Filon', CAPABILITY, 'filon', __NAMESPACE__ . '\write_dashboard_page', 'dashicons-phone', 3 );
	add_action(
		'admin_enqueue_scripts',
		static function ( mixed $screen = null ) use ( $hook ): void {
			if ( $hook === $screen ) {
				wp_enqueue_script( 'filon-embed', plugins_url( 'admin/embed.js', PLUGIN_FILE ), array(), VERSION, true );
				wp_enqueue_style( 'filon-embed', plugins_url( 'admin/embed.css', PLUGIN_FILE ), array(), VERSION );
			}
		}
	);
}

/**
 * Writes the page.
 */
function write_dashboard_page(): void {
	$connection = usable_connection();
	if ( null === $connection ) {
		write_not_connected();
		return;
	}
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only says where the frame opens.
	$path = dashboard_path( as_text( wp_unslash( $_GET['filon-path'] ?? '' ) ) );
	/*
	 * What the frame may not do: navigate this window, or any of the powers that need allow="". No referrer is sent, since
	 * addresses inside wp-admin are nobody's business, and the service knows its parent by frame-ancestors. The script
	 * gives it its address once it listens: a fast frame would otherwise say that it is ready to nobody.
	 */
	printf(
		'<div class="filon-embed" data-origin="%s" data-base="%s" data-token="%s" data-nonce="%s" data-renew="%s" data-signed-out="%s" data-failed="%s">
			<h1 class="screen-reader-text">Filon</h1>
			<div class="notice notice-warning inline" role="status" hidden><p></p></div>
			<iframe title="%s" data-src="%s" referrerpolicy="no-referrer" sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"></iframe>
		</div>',
		esc_attr( origin_of( $connection['dashboard'] ) ),
		esc_url( $connection['dashboard'] ),
		esc_url( token_address() ),
		esc_attr( wp_create_nonce( 'wp_rest' ) ),
		esc_url( admin_url( 'admin-ajax.php?action=rest-nonce' ) ),
		esc_attr__( 'You are signed out of WordPress. Sign in again in another tab, then come back here: nothing you typed is lost.', 'filon' ),
		esc_attr__( 'WordPress did not answer. Trying again in a moment.', 'filon' ),
		esc_attr__( 'Filon: requests and prospects', 'filon' ),
		esc_url( $connection['dashboard'] . $path )
	);
}

/**
 * Gives the token's route on wp-admin's own host, which is where people's cookies are.
 */
function token_address(): string {
	return admin_origin() === origin_of( home_url() ) ? rest_url( 'filon/v1/embed-token' ) : site_url( '/index.php?rest_route=/filon/v1/embed-token' );
}

/**
 * Gives a path below the dashboard's base, or nothing when it could lead elsewhere.
 *
 * @param string $path From the address, with its query.
 */
function dashboard_path( string $path ): string {
	$path     = ltrim( $path, '/' );
	$segments = explode( '/', rawurldecode( strtok( $path . '?', '?' ) ?: '' ) );
	$is_safe  = 1 === preg_match( '#^[A-Za-z0-9_\-./?=&%~+:,;@!*()]*$#', $path ) && ! in_array( '..', $segments, true );
	return $is_safe && strlen( $path ) <= 2000 ? $path : '';
}

/**
 * Says what to do first.
 */
function write_not_connected(): void {
	echo '<div class="wrap"><h1>Filon</h1><p>' . esc_html__( 'This site is not connected to Filon yet. Requests that visitors send are kept here meanwhile.', 'filon' ) . '</p>';
	if ( current_user_can( 'manage_options' ) ) {
		echo '<p><a class="button button-primary" href="' . esc_url( settings_address() ) . '">' . esc_html__( 'Connect this site', 'filon' ) . '</a></p>';
	} else {
		echo '<p>' . esc_html__( 'An administrator of this site can connect it.', 'filon' ) . '</p>';
	}
	echo '</div>';
}
