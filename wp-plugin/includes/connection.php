<?php // The pairing with a service: who we are to it, its secret, and the address that this identity belongs to.
/**
 * One option, not autoloaded: visitors' pages never read it.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Gives the connection.
 *
 * @return array{service: string, site_id: string, secret: string, previous_secret: string, previous_until: int,
 *               business: string, dashboard: string, home: string, paired_at: int, updates_network: bool}|null Null when not
 *         connected; updates_network see may_update_network().
 */
function read_connection(): ?array {
	$connection = get_option( 'filon_connection' );
	return is_array( $connection ) ? $connection : null;
}

/**
 * Keeps the connection, whole.
 *
 * @param array<string, mixed> $connection See read_connection().
 */
function save_connection( array $connection ): void {
	update_option( 'filon_connection', $connection, false );
}

/**
 * Forgets the connection and its secret; captured rows stay.
 */
function forget_connection(): void {
	delete_option( 'filon_connection' );
	delete_option( 'filon_state' );
	delete_option( 'filon_ledger' );
	delete_option( 'filon_to_call' );
	forget_found();
	withdraw_update();
}

/**
 * Gives this site's address as it is stored: translation plugins filter home_url() by page.
 */
function home_address(): string {
	return untrailingslashit( (string) get_option( 'home' ) );
}

/**
 * Gives the origin of wp-admin, which may stand on another host than the pages that visitors see.
 */
function admin_origin(): string {
	return origin_of( admin_url() );
}

/**
 * Says whether this site has another address than the one that was connected: a staging copy, or a move.
 *
 * Going from http to https is neither.
 *
 * @param array{home: string} $connection See read_connection().
 */
function is_elsewhere( array $connection ): bool {
	$bare = static fn( string $url ): string => strtolower( (string) preg_replace( '#^https?://#i', '', $url ) );
	return $bare( $connection['home'] ) !== $bare( home_address() );
}

/**
 * Gives the connection if it may be used here and now.
 *
 * @return array<string, mixed>|null
 */
function usable_connection(): ?array {
	$connection = read_connection();
	return null === $connection || is_elsewhere( $connection ) ? null : $connection;
}

/**
 * Gives the connection with the other secret that it may have, when the service does not know this one.
 *
 * Another process may just have changed it; or the service is back from a backup older than the new secret.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @return array<string, mixed>|null Null when there is no other.
 */
function with_other_secret( array $connection ): ?array {
	wp_cache_delete( 'filon_connection', 'options' );
	$kept = read_connection();
	if ( null === $kept || $kept['site_id'] !== $connection['site_id'] ) {
		return null;
	}
	if ( $kept['secret'] !== $connection['secret'] ) {
		return $kept;
	}
	if ( '' === $kept['previous_secret'] ) {
		return null;
	}
	$exchanged = array(
		'secret'          => $kept['previous_secret'],
		'previous_secret' => $kept['secret'],
	);
	return array_merge( $kept, $exchanged );
}

/**
 * Gives the secrets in force: for a while after a change the old one is still good.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @return list<string>
 */
function secrets_in_force( array $connection ): array {
	$secrets = array( $connection['secret'] );
	if ( '' !== $connection['previous_secret'] && time() < $connection['previous_until'] ) {
		$secrets[] = $connection['previous_secret'];
	}
	return $secrets;
}
