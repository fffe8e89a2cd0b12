<?php // Creates and updates the queue's table and the schedule, on load and not only on activation.
/**
 * An update does not run the activation hook, and in a network a site may never be activated one by one.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const TABLE_VERSION = 3;

add_action( 'plugins_loaded', __NAMESPACE__ . '\install_when_needed' );
/**
 * Installs when this version has not been installed on this site yet; otherwise costs one autoloaded option.
 */
function install_when_needed(): void {
	if ( VERSION . '/' . TABLE_VERSION !== get_option( 'filon_version' ) && ! get_transient( 'filon_install_failed' ) ) {
		install();
	}
}

/**
 * Brings the table to its present shape; dbDelta adds what is missing and never drops.
 */
function install(): void {
	global $wpdb;
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	$is_new  = ! is_queue_there();
	$table   = queue_table();
	$collate = $wpdb->get_charset_collate();
	// dbDelta reads this text: one column a line, two spaces after PRIMARY KEY.
	dbDelta(
		"CREATE TABLE $table (
id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
uuid varchar(36) NOT NULL,
line longtext NOT NULL,
sha256 varchar(64) NOT NULL,
status varchar(20) NOT NULL DEFAULT 'waiting',
attempts int(10) unsigned NOT NULL DEFAULT 0,
next_attempt_at datetime NOT NULL,
claim varchar(32) DEFAULT NULL,
claimed_until datetime DEFAULT NULL,
answer varchar(20) DEFAULT NULL,
lead_id varchar(64) DEFAULT NULL,
number bigint(20) unsigned DEFAULT NULL,
receipt varchar(100) DEFAULT NULL,
delivered_to varchar(36) DEFAULT NULL,
last_error varchar(500) DEFAULT NULL,
created_at datetime NOT NULL,
delivered_at datetime DEFAULT NULL,
submitted_on date DEFAULT NULL,
entry varchar(32) NOT NULL DEFAULT '',
PRIMARY KEY  (id),
UNIQUE KEY uuid (uuid),
KEY due (status,next_attempt_at),
KEY claim (claim),
KEY submitted_on (submitted_on),
KEY entry (entry)
) $collate;"
	);
	if ( ! is_queue_there() ) {
		// Captures spill meanwhile.
		set_transient( 'filon_install_failed', 1, MINUTE_IN_SECONDS );
		return;
	}
	// A new version may be what the service asked for.
	if ( 426 === ( read_state()['paused']['status'] ?? 0 ) ) {
		close_breaker();
	}
	fill_columns();
	begin_with_entries( $is_new );
	// Autoloaded, since WordPress' bar asks on every page of whoever is signed in, and each capture for its form.
	add_option( 'filon_roles', DEFAULT_ROLE_MAP, '', true );
	add_option( 'filon_excluded_forms', array(), '', true );
	update_option( 'filon_version', VERSION . '/' . TABLE_VERSION, true );
}

/**
 * Fills what rows of before have not in columns of later: the line's day is that of its capture but at midnight, and
 * the ledger looks for lines by their uuid whatever their day.
 */
function fill_columns(): void {
	global $wpdb;
	$wpdb->query( 'UPDATE ' . queue_table() . ' SET submitted_on = DATE( created_at ) WHERE submitted_on IS NULL' );
	$connection = read_connection();
	if ( null !== $connection ) {
		$wpdb->query( $wpdb->prepare( 'UPDATE ' . queue_table() . " SET delivered_to = %s WHERE status = 'delivered' AND delivered_to IS NULL", $connection['site_id'] ) );
	}
}

register_activation_hook( PLUGIN_FILE, __NAMESPACE__ . '\activate' );
/**
 * Installs and schedules.
 */
function activate(): void {
	install();
	note_activation();
	schedule_sweep();
}

register_deactivation_hook( PLUGIN_FILE, __NAMESPACE__ . '\deactivate' );
/**
 * Clears the schedule, and what was offered as an update; nothing else.
 *
 * @param mixed $network_wide Whether on every site of a network.
 */
function deactivate( mixed $network_wide = false ): void {
	$network_wide = (bool) $network_wide;
	if ( $network_wide ) {
		on_each_site( __NAMESPACE__ . '\clear_schedules' );
	} else {
		clear_schedules();
	}
	if ( $network_wide || is_main_site() ) {
		leave_updates();
	}
}
