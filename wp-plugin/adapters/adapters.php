<?php // The list of form plugins whose requests are captured: each has a file here, loaded only where that plugin runs.
/**
 * Another one is a file named after the plugin's slug, and a line in form_plugins().
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Lists the form plugins that are known.
 *
 * @return array<string, array{name: string, defines: string, forms: string}> Slug → its own name, a constant or function that
 *         it defines, and the function of this namespace, in the plugin's file here, that lists the forms it has:
 *         see form_in_words().
 */
function form_plugins(): array {
	return array(
		'contact-form-7' => array(
			'name'    => 'Contact Form 7',
			'defines' => 'WPCF7_VERSION',
			'forms'   => 'cf7_forms',
		),
		'wpforms'        => array(
			'name'    => 'WPForms',
			'defines' => 'WPFORMS_VERSION',
			'forms'   => 'wpforms_forms',
		),
		'gravity-forms'  => array(
			'name'    => 'Gravity Forms',
			'defines' => 'GF_MIN_WP_VERSION',
			'forms'   => 'gravity_forms',
		),
		'fluent-forms'   => array(
			'name'    => 'Fluent Forms',
			'defines' => 'FLUENTFORM_FRAMEWORK_UPGRADE',
			'forms'   => 'fluent_forms',
		),
		'formidable'     => array(
			'name'    => 'Formidable Forms',
			'defines' => 'load_formidable_forms',
			'forms'   => 'formidable_forms',
		),
		'everest-forms'  => array(
			'name'    => 'Everest Forms',
			'defines' => 'EVF_VERSION',
			'forms'   => 'everest_forms',
		),
		'ninja-forms'    => array(
			'name'    => 'Ninja Forms',
			'defines' => 'Ninja_Forms',
			'forms'   => 'ninja_forms',
		),
		'forminator'     => array(
			'name'    => 'Forminator',
			'defines' => 'FORMINATOR_VERSION',
			'forms'   => 'forminator_forms',
		),
		'elementor-pro'  => array(
			'name'    => 'Elementor Pro',
			'defines' => 'ELEMENTOR_PRO_VERSION',
			'forms'   => 'elementor_forms',
		),
		'jetpack-forms'  => array(
			'name'    => 'Jetpack Forms',
			'defines' => 'JETPACK__VERSION',
			'forms'   => 'jetpack_forms',
		),
		'woocommerce'    => array(
			'name'    => 'WooCommerce',
			'defines' => 'WC_VERSION',
			'forms'   => 'shop_forms',
		),
	);
}

/**
 * Lists those of them that run on this site.
 *
 * @return array<string, array{name: string, defines: string, forms: string}> See form_plugins().
 */
function running_form_plugins(): array {
	return array_filter( form_plugins(), static fn( array $plugin ): bool => defined( $plugin['defines'] ) || function_exists( $plugin['defines'] ) );
}

/**
 * Lists the forms of a plugin that runs; none when it can't tell.
 *
 * @param string    $slug    See form_plugins().
 * @param bool|null $is_told Is set to whether it could tell.
 * @return list<array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function forms_of( string $slug, ?bool &$is_told = null ): array {
	$is_told = false;
	try {
		$list    = __NAMESPACE__ . '\\' . running_form_plugins()[ $slug ]['forms'];
		$forms   = $list();
		$is_told = count( $forms ) < MOST_FORMS;
		return $forms;
	} catch ( \Throwable $problem ) {
		error_log( "Filon: the forms of $slug could not be listed: " . get_class( $problem ) . ' in ' . basename( $problem->getFile() ) . ':' . $problem->getLine() );
		return array();
	}
}

// Only now, since plugins whose names come later in the alphabet are loaded after this one.
add_action( 'plugins_loaded', __NAMESPACE__ . '\load_adapters' );
/**
 * Loads what captures the requests of the form plugins that run.
 */
function load_adapters(): void {
	foreach ( array_keys( running_form_plugins() ) as $slug ) {
		require_once __DIR__ . "/$slug.php";
	}
}

/**
 * Says why Filon does not get the requests of a form of Contact Form 7 whose owner wants nothing kept, and what to change.
 */
function why_nothing_kept(): string {
	return __( 'This form keeps nothing of what is sent, so Filon does not get it either. To change that, take demo_mode and do_not_store out of the form’s additional settings.', 'filon' );
}

/**
 * Says for each form plugin that runs, for registrations and for comments, whether what visitors send with it becomes a request.
 *
 * @return list<string> Sentences.
 */
function captures_in_words(): array {
	$words = array();
	foreach ( running_form_plugins() as $slug => $plugin ) {
		if ( 'woocommerce' === $slug ) {
			$words[] = in_array( ORDER_FORM, excluded_forms(), true ) ? __( 'WooCommerce: seen, its orders are not sent.', 'filon' ) : __( 'WooCommerce: seen, its orders are sent.', 'filon' );
			$words[] = is_capturing_accounts() ? __( 'New accounts of the shop: sent as requests.', 'filon' ) : __( 'New accounts of the shop: not sent.', 'filon' );
			continue;
		}
		/* translators: %s: name of a form plugin */
		$words[] = sprintf( __( '%s: seen, its requests are sent.', 'filon' ), $plugin['name'] );
		foreach ( forms_of( $slug ) as $form ) {
			if ( ! $form['is_kept'] ) {
				/* translators: 1: title of a form 2: why its requests are not sent, a sentence */
				$words[] = sprintf( __( 'Not sent: “%1$s”. %2$s', 'filon' ), text_or( $form['title'], $form['id'] ), why_nothing_kept() );
			}
		}
	}
	$words[] = is_capturing_registrations() ? __( 'Registrations: sent as requests.', 'filon' ) : __( 'Registrations: not sent.', 'filon' );
	$words[] = is_capturing_comments() ? __( 'Comments: sent as requests.', 'filon' ) : __( 'Comments: not sent.', 'filon' );
	return $words;
}
