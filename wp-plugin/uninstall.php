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
	$table    = Filon\queue_table();
	$is_there = Filon\is_queue_there();
	$may_lose = 'yes' === get_option( 'filon_delete_undelivered' );
	$is_done  = $may_lose || ! $is_there || 0 === Filon\count_undelivered();

	if ( $is_there && $is_done ) {
		$wpdb->query( "DROP TABLE $table" );
	} elseif ( $is_there ) {
		$wpdb->query( "DELETE FROM $table WHERE status IN ( 'delivered', 'erased' )" );
	}
	if ( $may_lose ) {
		$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( Filon\SPILL_PREFIX ) . '%' ) );
	}
	if ( $is_done ) {
		Filon\remove_kept_files();
	}
	Filon\remove_spill_folder( $may_lose );
	Filon\remove_file( Filon\loss_file() );
	foreach ( array( 'connection', 'state', 'version', 'lock', 'files', 'beacon', 'purge', 'roles', 'pairing', 'used_code', 'comments', 'registrations', 'excluded_forms', 'visit', 'accounts', 'delete_undelivered', 'ledger', 'entries', 'reconciling', 'to_call', 'update', 'trials', 'trying', 'traces' ) as $name ) {
		delete_option( "filon_$name" );
	}
	foreach ( array( '_transient_filon_', '_transient_timeout_filon_', Filon\TRIAL_TOKENS ) as $prefix ) {
		$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( $prefix ) . '%' ) );
	}
	Filon\clear_schedules();
}

// However many sites a network has, nobody waits longer for a service that does not answer.
$filon_deadline = microtime( true ) + 2 * Filon\DELIVERY_SECONDS;
Filon\on_each_site( static fn() => filon_uninstall_site( $filon_deadline ) );
