<?php // Updates of this plugin come from the service it is connected to: offered as WordPress offers others, and checked.
/**
 * The service says with each hourly report which version it has, and the sha256 of its package. WordPress is told when it
 * writes down what can be updated, so no page asks anybody. The package is taken from the service's own origin alone (which
 * is https, see pair()), and installed only if its bytes are those that the service named.
 *
 * WordPress has a filter for plugins from elsewhere, update_plugins_{host}, with the host of their header "Update URI". Not for
 * this one: each agency has a host of its own, which no header can know, and that filter is asked only after wordpress.org has
 * answered.
 *
 * A network has one list of updates for all its sites: the main site's service offers them, and only if the plugin runs on all
 * of them and whoever looks after the network has connected it. Whoever looks after one of its sites could otherwise bring code
 * to all of them.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const UPDATE_SECONDS       = 60;
const LARGEST_PACKAGE      = 20 * MB_IN_BYTES;
const SHORT_VERSION        = '/^\d{1,4}(\.\d{1,4}){1,3}$/D';

/**
 * Keeps what the service offers; see state_answer in schemas/pairing.schema.json.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param mixed                $said       The offer, null when there is none.
 */
function keep_update( array $connection, mixed $said ): void {
	$text  = static fn( string $name ): string => is_array( $said ) && is_string( $said[ $name ] ?? null ) ? $said[ $name ] : '';
	$offer = array();
	foreach ( array( 'version', 'package', 'sha256', 'requires', 'tested', 'requires_php' ) as $name ) {
		$offer[ $name ] = $text( $name );
	}
	foreach ( array( 'requires', 'tested', 'requires_php' ) as $name ) {
		// WordPress writes some of them into its pages as they are.
		$offer[ $name ] = 1 === preg_match( SHORT_VERSION, $offer[ $name ] ) ? $offer[ $name ] : '';
	}
	$is_sound = 1 === preg_match( SHORT_VERSION, $offer['version'] ) && 1 === preg_match( '/^[0-9a-f]{64}$/D', $offer['sha256'] )
		&& origin_of( $offer['package'] ) === origin_of( $connection['service'] );
	if ( ! is_main_site() || null === updating_connection() ) {
		return;
	}
	if ( ! $is_sound || ! version_compare( $offer['version'], VERSION, '>' ) ) {
		withdraw_update();
	} elseif ( get_option( 'filon_update' ) !== $offer ) {
		update_option( 'filon_update', $offer, false );
		tell_of_update();
	}
}

/**
 * Forgets what was offered, in what WordPress knows of updates as well.
 */
function withdraw_update(): void {
	if ( delete_option( 'filon_update' ) ) {
		tell_of_update();
	}
}

/**
 * Lets WordPress write down anew what can be updated: that passes by offer_update().
 */
function tell_of_update(): void {
	$known = get_site_transient( 'update_plugins' );
	if ( is_object( $known ) ) {
		set_site_transient( 'update_plugins', $known );
	}
}

/**
 * Takes out of what WordPress knows of updates what stands there of this plugin, when it is deactivated: then nothing
 * compares the bytes of what is offered any more.
 */
function leave_updates(): void {
	on_main_site( static fn(): bool => delete_option( 'filon_update' ) );
	remove_filter( 'pre_set_site_transient_update_plugins', __NAMESPACE__ . '\offer_update' );
	$known = get_site_transient( 'update_plugins' );
	if ( is_object( $known ) ) {
		$file = plugin_basename( PLUGIN_FILE );
		unset( $known->response[ $file ], $known->no_update[ $file ] );
		set_site_transient( 'update_plugins', $known );
	}
}

/**
 * Gives the connection whose service may offer updates.
 *
 * @return array<string, mixed>|null See read_connection().
 */
function updating_connection(): ?array {
	$connection = on_main_site( __NAMESPACE__ . '\read_connection' );
	return is_multisite() && ( empty( $connection['updates_network'] ) || ! is_in_whole_network() ) ? null : $connection;
}

/**
 * Says whether this plugin runs on all sites of the network: an update could otherwise be installed from one of them on which
 * nothing compares its bytes.
 */
function is_in_whole_network(): bool {
	$on_all = get_site_option( 'active_sitewide_plugins' );
	return is_array( $on_all ) && isset( $on_all[ plugin_basename( PLUGIN_FILE ) ] );
}

/**
 * Says to whoever looks after the main site of a network why no updates come, and what to do.
 *
 * @return string Empty where they come, or the site is not connected.
 */
function why_no_updates(): string {
	if ( ! is_multisite() || ! is_main_site() || null === read_connection() || null !== updating_connection() ) {
		return '';
	}
	return is_in_whole_network()
		? __( 'No updates of Filon come to this network. For them an administrator of the network disconnects this site, and connects it with a new code.', 'filon' )
		: __( 'No updates of Filon come to this network, since it is not activated for the whole network.', 'filon' );
}

/**
 * Says whether a code is one by which a whole network may be updated: it comes from whoever looks after the network, by hand,
 * by WP-CLI or in wp-config.php.
 */
function may_update_network( string $code ): bool {
	// Not by the right to update plugins, which wp-config.php may take away from all.
	return is_main_site() && ( ( is_multisite() ? is_super_admin() : current_user_can( 'update_plugins' ) ) || ( defined( 'WP_CLI' ) && \WP_CLI ) || ( defined( 'FILON_CODE' ) && FILON_CODE === $code ) );
}

/**
 * Gives what is offered, and is newer than this.
 *
 * @return array{version: string, package: string, sha256: string, requires: string, tested: string, requires_php: string}|null
 */
function offered_update(): ?array {
	$offer = null === updating_connection() ? null : on_main_site( static fn(): mixed => get_option( 'filon_update' ) );
	return is_array( $offer ) && version_compare( $offer['version'], VERSION, '>' ) ? $offer : null;
}

add_filter( 'pre_set_site_transient_update_plugins', __NAMESPACE__ . '\offer_update' );
/**
 * Adds this plugin to what WordPress knows of updates.
 *
 * @param mixed $known From WordPress.
 * @return mixed
 */
function offer_update( mixed $known = null ): mixed {
	if ( ! is_object( $known ) ) {
		return $known;
	}
	$offer = offered_update();
	$file  = plugin_basename( PLUGIN_FILE );
	$entry = (object) array(
		'id'           => 'filon',
		'slug'         => 'filon',
		'plugin'       => $file,
		'new_version'  => $offer['version'] ?? VERSION,
		'url'          => '',
		'package'      => $offer['package'] ?? '',
		'requires'     => $offer['requires'] ?? '',
		'tested'       => $offer['tested'] ?? '',
		'requires_php' => $offer['requires_php'] ?? '',
		'icons'        => array(),
		'banners'      => array(),
	);
	unset( $known->response[ $file ], $known->no_update[ $file ] );
	if ( null === $offer ) {
		$known->no_update[ $file ] = $entry;
	} else {
		$known->response[ $file ] = $entry;
	}
	return $known;
}

add_filter( 'plugins_api', __NAMESPACE__ . '\describe_update', 10, 3 );
/**
 * Describes this plugin where WordPress would ask its own directory, which has none of ours.
 *
 * @param mixed $found  False, or what another filter has found.
 * @param mixed $action What is asked.
 * @param mixed $about  Object with the slug.
 * @return mixed
 */
function describe_update( mixed $found = false, mixed $action = null, mixed $about = null ): mixed {
	if ( 'plugin_information' !== $action || 'filon' !== ( $about->slug ?? '' ) ) {
		return $found;
	}
	$offer = offered_update();
	return (object) array(
		'name'          => 'Filon',
		'slug'          => 'filon',
		'version'       => $offer['version'] ?? VERSION,
		'requires'      => $offer['requires'] ?? '',
		'tested'        => $offer['tested'] ?? '',
		'requires_php'  => $offer['requires_php'] ?? '',
		'download_link' => $offer['package'] ?? '',
		'sections'      => array( 'description' => '<p>' . esc_html__( 'Keeps every request that visitors send, delivers it to your Filon service and shows the dashboard inside wp-admin.', 'filon' ) . '</p>' ),
	);
}

add_filter( 'upgrader_pre_download', __NAMESPACE__ . '\fetch_update', PHP_INT_MAX, 4 );
/**
 * Fetches the package of this plugin and compares its bytes, whoever else has fetched it; WordPress fetches all others by
 * itself.
 *
 * @param mixed $reply    False, or what another filter has fetched.
 * @param mixed $package  Address of the package.
 * @param mixed $upgrader Of WordPress.
 * @param mixed $about    Says which plugin is updated; not when somebody brings a package.
 * @return mixed Name of the file, an error in words, or what was there.
 */
function fetch_update( mixed $reply = false, mixed $package = null, mixed $upgrader = null, mixed $about = null ): mixed {
	if ( ! is_array( $about ) || plugin_basename( PLUGIN_FILE ) !== ( $about['plugin'] ?? '' ) || is_wp_error( $reply ) ) {
		return $reply;
	}
	$connection = updating_connection();
	if ( null === $connection ) {
		return new \WP_Error( 'filon_update', __( 'This site is not connected to Filon.', 'filon' ) );
	}
	$offer = offered_update();
	if ( null === $offer || $offer['package'] !== $package || origin_of( $package ) !== origin_of( $connection['service'] ) ) {
		return new \WP_Error( 'filon_update', __( 'The service offers another version by now. Let WordPress look for updates again.', 'filon' ) );
	}
	$file   = wp_tempnam( 'filon.zip' );
	$answer = wp_remote_get(
		// Nothing that keeps packages by their address, WP-CLI for one, gives another release of that name in its place.
		add_query_arg( 'sha256', $offer['sha256'], $package ),
		array(
			'timeout'             => UPDATE_SECONDS,
			'redirection'         => 0,
			'sslverify'           => true,
			'limit_response_size' => LARGEST_PACKAGE,
			'user-agent'          => 'Filon/' . VERSION,
			'stream'              => true,
			'filename'            => $file,
		)
	);
	if ( is_wp_error( $answer ) || 200 !== wp_remote_retrieve_response_code( $answer ) ) {
		remove_file( $file );
		return new \WP_Error( 'filon_update', __( 'The service did not give the new version. This one stays; try again later.', 'filon' ) );
	}
	if ( ! hash_equals( $offer['sha256'], (string) hash_file( 'sha256', $file ) ) ) {
		remove_file( $file );
		return new \WP_Error( 'filon_update', __( 'What arrived is not what the service announced. Nothing was changed; tell your agency.', 'filon' ) );
	}
	return $file;
}
