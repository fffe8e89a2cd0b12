<?php // Who sees the dashboard inside wp-admin, and as what: WordPress' roles mapped to Filon's.
/**
 * The service has its own cap for each site; whatever this site claims, it is never more than that.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const CAPABILITY   = 'filon_view';
const ROLES        = array( 'reader', 'agent', 'manager' );
const DEFAULT_ROLE_MAP = array(
	'administrator' => 'manager',
	'editor'        => 'agent',
);

/**
 * Gives the map as the administrator left it.
 *
 * @return array<string, string> WordPress role → one of ROLES; roles that are not there see nothing.
 */
function role_map(): array {
	$kept = get_option( 'filon_roles' );
	return is_array( $kept ) ? $kept : DEFAULT_ROLE_MAP;
}

/**
 * Gives a person's role in the dashboard: the highest that one of their WordPress roles has.
 *
 * @return string|null Null when they may not see it.
 */
function dashboard_role( \WP_User $user ): ?string {
	$map   = role_map();
	$ranks = array_map( static fn( string $role ): int|false => array_search( $map[ $role ] ?? '', ROLES, true ), array_values( $user->roles ) );
	$ranks = array_filter( $ranks, 'is_int' );
	if ( is_multisite() && is_super_admin( $user->ID ) && isset( $map['administrator'] ) ) {
		$ranks[] = (int) array_search( $map['administrator'], ROLES, true );
	}
	return array() === $ranks ? null : ROLES[ max( $ranks ) ];
}

add_filter( 'map_meta_cap', __NAMESPACE__ . '\map_capability', 10, 3 );
/**
 * Grants filon_view to those who have a role in the dashboard. Asked of each capability, by whatever theme or plugin.
 *
 * @param mixed $needed  Capabilities that WordPress would ask for.
 * @param mixed $asked   The capability in question.
 * @param mixed $user_id Of whom.
 * @return mixed Capabilities.
 */
function map_capability( mixed $needed = null, mixed $asked = null, mixed $user_id = null ): mixed {
	if ( CAPABILITY !== $asked ) {
		return $needed;
	}
	$user = get_userdata( (int) as_text( $user_id ) );
	return false !== $user && null !== dashboard_role( $user ) ? array( 'exist' ) : array( 'do_not_allow' );
}
