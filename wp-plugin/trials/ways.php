<?php // The form plugins that can be tested: how each shows a form, what it must let pass, and how its entry is deleted.
/**
 * Only those are here that let a test through without a trace. What a way does stands in a file named after its source.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Gives the way of a form plugin.
 *
 * @param string $source As a submission has it.
 * @return array{file: string, form: string, shortcode?: string, pages?: string, sends?: string, hold?: string,
 *               forget?: string, phone?: string}|null "form" is an XPath of what is inside the form and nowhere else, it and
 *         the shortcode take the form's id; the functions are of this namespace: "pages" gives where a form stands, "sends"
 *         address, type and body of what is posted (to the page itself without it), "hold" lets a test pass, "forget"
 *         deletes an entry. Null for one that can't be tested.
 */
function trial_way( string $source ): ?array {
	$ways = array(
		'filon'         => array(
			'file' => 'own-form',
			'form' => './/input[@name="filon_form[id]"][@value="%s"]',
		),
		'cf7'           => array(
			'file'      => 'contact-form-7',
			'form'      => './/input[@name="_wpcf7"][@value="%s"]',
			'shortcode' => '[contact-form-7 id="%s"]',
			'sends'     => 'cf7_trial_request',
			'hold'      => 'let_cf7_trial_pass',
		),
		'wpforms'       => array(
			'file'      => 'wpforms',
			'form'      => './/input[@name="wpforms[id]"][@value="%s"]',
			'shortcode' => '[wpforms id="%s"]',
			'sends'     => 'wpforms_trial_request',
			'hold'      => 'let_wpforms_trial_pass',
		),
		'gravity-forms' => array(
			'file'      => 'gravity-forms',
			'form'      => './/input[@name="gform_submit"][@value="%s"]',
			'shortcode' => '[gravityform id="%s"]',
			'hold'      => 'let_gravity_trial_pass',
			'forget'    => 'forget_gravity_trial',
			// Its own check of a phone number knows one country.
			'phone'     => TRIAL_PHONE_US,
		),
		'fluent-forms'  => array(
			'file'      => 'fluent-forms',
			'form'      => '@data-form_id="%s"',
			'shortcode' => '[fluentform id="%s"]',
			'sends'     => 'fluent_trial_request',
			'hold'      => 'let_fluent_trial_pass',
			'forget'    => 'forget_fluent_trial',
		),
		'formidable'    => array(
			'file'      => 'formidable',
			'form'      => './/input[@name="form_id"][@value="%s"]',
			'shortcode' => '[formidable id="%s"]',
			'hold'      => 'let_formidable_trial_pass',
			'forget'    => 'forget_formidable_trial',
		),
		'everest-forms' => array(
			'file'      => 'everest-forms',
			'form'      => './/input[@name="everest_forms[id]"][@value="%s"]',
			'shortcode' => '[everest_form id="%s"]',
			'hold'      => 'let_everest_trial_pass',
			'forget'    => 'forget_everest_trial',
		),
		'forminator'    => array(
			'file'      => 'forminator',
			'form'      => './/input[@name="form_id"][@value="%s"]',
			'shortcode' => '[forminator_form id="%s"]',
			'sends'     => 'forminator_trial_request',
			'hold'      => 'let_forminator_trial_pass',
			'forget'    => 'forget_forminator_trial',
		),
		'elementor-pro' => array(
			'file'   => 'elementor-pro',
			'form'   => './/input[@name="form_id"][@value="%s"]',
			'pages'  => 'elementor_trial_pages',
			'sends'  => 'elementor_trial_request',
			'hold'   => 'let_elementor_trial_pass',
			'forget' => 'forget_elementor_trial',
		),
	);
	return $ways[ $source ] ?? null;
}

/**
 * Loads what a way does.
 *
 * @param array<string, string> $way See trial_way().
 */
function load_trial_way( array $way ): void {
	require_once __DIR__ . "/{$way['file']}.php";
}

/**
 * Says why a form can't be tested each night.
 *
 * @param array<string, mixed> $form See forms_here().
 * @return string Empty when it can.
 */
function why_no_trial( array $form ): string {
	if ( null === trial_way( $form['source'] ) ) {
		/* translators: %s: name of a form plugin */
		return sprintf( __( 'Forms of %s can’t be tested without leaving traces.', 'filon' ), $form['plugin'] );
	}
	if ( in_array( $form['key'], unsent_forms(), true ) ) {
		return __( 'Its requests are not sent to Filon.', 'filon' );
	}
	if ( ! $form['is_kept'] ) {
		return why_nothing_kept();
	}
	if ( $form['takes_payments'] ) {
		return __( 'It takes payments.', 'filon' );
	}
	return class_exists( 'DOMDocument' ) ? '' : __( 'PHP has no DOM extension on this server.', 'filon' );
}
