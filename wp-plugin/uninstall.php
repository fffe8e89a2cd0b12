<?php // Removes what Filon kept, except requests that were never delivered, unless the owner said to delete those too.
/**
 * @package Filon
 */

declare( strict_types = 1 );

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

// WordPress has not loaded the plugin: it is deactivated by now.
require_once __DIR__ . '/filon.php';

/**
 * Cleans one site.
 *
 * @param float $deadline As microtime() counts: until then the service may be told, site by site.
 */
function filon_uninstall_site( float $deadline ): void {
	global $wpdb;
	$seconds = min( Filon\DELIVERY_SECONDS, $deadline - microtime( true ) );
	if ( $seconds > 0.5 ) {
		Filon\tell_leaving( $seconds );
	}
	$table       = $wpdb->prefix . 'filon_queue';
	$is_there    = $table === $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) );
	$may_lose    = 'yes' === get_option( 'filon_delete_undelivered' );
	$undelivered = $is_there ? (int) $wpdb->get_var( "SELECT COUNT(*) FROM $table WHERE status <> 'delivered'" ) : 0;

	if ( $is_there && ( $may_lose || 0 === $undelivered ) ) {
		$wpdb->query( "DROP TABLE $table" );
	} elseif ( $is_there ) {
		$wpdb->query( "DELETE FROM $table WHERE status = 'delivered'" );
	}
	if ( $may_lose ) {
		$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( Filon\SPILL_PREFIX ) . '%' ) );
	}
	if ( $may_lose || 0 === $undelivered ) {
		Filon\remove_kept_files();
	}
	Filon\remove_spill_folder( $may_lose );
	foreach ( array( 'connection', 'state', 'version', 'lock', 'files', 'beacon', 'roles', 'pairing', 'used_code', 'comments', 'registrations', 'delete_undelivered' ) as $name ) {
		delete_option( "filon_$name" );
	}
	wp_clear_scheduled_hook( 'filon_sweep' );
	wp_clear_scheduled_hook( 'filon_deliver' );
}

// However many sites a network has, nobody waits longer for a service that does not answer.
$filon_deadline = microtime( true ) + 2 * Filon\DELIVERY_SECONDS;
if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $filon_site ) {
		switch_to_blog( $filon_site );
		filon_uninstall_site( $filon_deadline );
		restore_current_blog();
	}
} else {
	filon_uninstall_site( $filon_deadline );
}
