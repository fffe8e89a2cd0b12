<?php // People who sign up on WordPress' own page as requests, where the owner says so: for some a new account is the first word.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Says whether the owner wants registrations as requests; on most sites they are none.
 */
function is_capturing_registrations(): bool {
	return 'yes' === get_option( 'filon_registrations' );
}

// Before WordPress mails the new user, at 10. Accounts that an administrator, an import or a shop makes do not come here.
add_action( 'register_new_user', __NAMESPACE__ . '\capture_registration', 1 );
/**
 * Captures who has just signed up.
 *
 * @param mixed $user_id Whole number.
 */
function capture_registration( mixed $user_id = null ): void {
	capture_from(
		static function () use ( $user_id ): ?array {
			$user = is_capturing_registrations() ? get_userdata( (int) as_text( $user_id ) ) : false;
			return false === $user ? null : registration_submission( $user );
		}
	);
}

// On a network of sites: there somebody has signed up once they have followed the link in a mail.
add_action( 'wpmu_activate_user', __NAMESPACE__ . '\capture_activation', 1, 3 );
/**
 * Captures who has just signed up, but for those whom an administrator has invited.
 *
 * @param mixed $user_id  Whole number.
 * @param mixed $password Not looked at.
 * @param mixed $about    Names the site and the role that an administrator has chosen.
 */
function capture_activation( mixed $user_id = null, #[\SensitiveParameter] mixed $password = null, mixed $about = null ): void {
	if ( ! is_array( $about ) || ! isset( $about['add_to_blog'] ) ) {
		capture_registration( $user_id );
	}
}

/**
 * Makes the submission of a registration.
 *
 * @return array<string, mixed> See filon_capture().
 */
function registration_submission( \WP_User $user ): array {
	// Labels are WordPress's own. The first name and the last are there when another plugin asks for them.
	// phpcs:disable WordPress.WP.I18n.MissingArgDomain
	$fields = array(
		array( 'first_name', __( 'First Name' ), 'first_name', $user->first_name ),
		array( 'last_name', __( 'Last Name' ), 'last_name', $user->last_name ),
		array( 'user_login', __( 'Username' ), 'text', $user->user_login ),
		array( 'user_email', __( 'Email' ), 'email', $user->user_email ),
	);
	// phpcs:enable
	$filled = array_filter( $fields, static fn( array $field ): bool => '' !== $field[3] );
	return array(
		'source'   => 'registration',
		'form'     => array(
			'id'    => 'registration',
			'title' => __( 'Registrations', 'filon' ),
		),
		'entry_id' => $user->ID,
		'page'     => wp_registration_url(),
		'fields'   => array_map(
			static fn( array $field ): array => array(
				'id'    => $field[0],
				'label' => $field[1],
				'type'  => $field[2],
				'value' => $field[3],
			),
			array_values( $filled )
		),
	);
}
