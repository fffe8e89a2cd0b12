<?php // In a network: a new site gets its table at once, and of a deleted one only what was never delivered stays.
/**
 * Sites that were there before get theirs when they are first visited (see install.php).
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Does something on each site, or here where there is but one.
 *
 * @param callable(): void $do What.
 */
function on_each_site( callable $do ): void {
	if ( ! is_multisite() ) {
		$do();
		return;
	}
	$sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $sites as $site ) {
		switch_to_blog( (int) $site );
		$do();
		restore_current_blog();
	}
}

/**
 * Does something on the network's main site, or here where there is but one.
 *
 * @template T
 * @param callable(): T $do What.
 * @return T What it gives.
 */
function on_main_site( callable $do ): mixed {
	if ( is_main_site() ) {
		return $do();
	}
	switch_to_blog( get_main_site_id() );
	try {
		return $do();
	} finally {
		restore_current_blog();
	}
}

// After WordPress has made the site's own tables.
add_action( 'wp_initialize_site', __NAMESPACE__ . '\install_on_new_site', 100 );
/**
 * Makes the table of a site that has just been added, where the plugin runs on all of them.
 *
 * @param mixed $site WP_Site.
 */
function install_on_new_site( mixed $site = null ): void {
	if ( $site instanceof \WP_Site && is_in_whole_network() ) {
		switch_to_blog( (int) $site->blog_id );
		activate();
		restore_current_blog();
	}
}

// Before WordPress removes its tables and files.
add_action( 'wp_uninitialize_site', __NAMESPACE__ . '\deliver_before_deletion', 1 );
/**
 * Delivers what a site still has before it is deleted, and says that it leaves.
 *
 * @param mixed $site WP_Site.
 */
function deliver_before_deletion( mixed $site = null ): void {
	if ( ! $site instanceof \WP_Site ) {
		return;
	}
	switch_to_blog( (int) $site->blog_id );
	if ( is_queue_there() ) {
		move_spilled();
		deliver( true );
		tell_leaving( DELIVERY_SECONDS );
	}
	restore_current_blog();
}

add_filter( 'wpmu_drop_tables', __NAMESPACE__ . '\drop_with_site' );
/**
 * Lets a deleted site's table go with the others, unless there is something in it that nobody else has.
 *
 * @param mixed $tables Of the site that is being deleted, which is the present one.
 * @return mixed
 */
function drop_with_site( mixed $tables = null ): mixed {
	if ( is_array( $tables ) && is_queue_there() && ( 'yes' === get_option( 'filon_delete_undelivered' ) || 0 === count_undelivered() ) ) {
		$tables[] = queue_table();
	}
	return $tables;
}
