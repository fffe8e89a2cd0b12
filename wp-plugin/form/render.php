<?php // Writes the whole form as HTML that may be cached for everybody, or the thanks after it was sent.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Writes the form.
 *
 * @param array<string, mixed> $attributes See form_definition().
 */
function form_html( array $attributes ): string {
	$definition = form_definition( $attributes );
	wp_enqueue_style( 'filon-form' );
	wp_enqueue_script( 'filon-visitor' );
	// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- says only which thanks to show.
	$is_sent = ( $_GET['filon-sent'] ?? '' ) === $definition['id'] && array() === attempt( $definition['id'] )['mistakes'];
	return '<div class="filon-form" id="filon-' . esc_attr( $definition['id'] ) . '">'
		. ( $is_sent ? thanks_html( $definition ) : open_form_html( $definition ) ) . '</div>';
}

/**
 * Writes the thanks, and what lets the visitor's browser start the delivery.
 *
 * @param array<string, mixed> $definition See form_definition().
 */
function thanks_html( array $definition ): string {
	$beacon = rest_url( 'filon/v1/beacon' );
	return '<p class="filon-form__thanks" role="status" data-filon-beacon>' . esc_html( $definition['thanks'] ) . '</p>'
		. '<noscript><img src="' . esc_url( $beacon ) . '" alt="" width="1" height="1"></noscript>';
}

/**
 * Writes the form itself.
 *
 * @param array<string, mixed> $definition See form_definition().
 */
function open_form_html( array $definition ): string {
	$id      = $definition['id'];
	$attempt = attempt( $id );
	$fields  = '';
	foreach ( $definition['fields'] as $field ) {
		$fields .= field_html( $id, $field, $attempt['values'][ $field['id'] ] ?? '', $attempt['mistakes'][ $field['id'] ] ?? '' );
	}
	return '<form method="post" action="#filon-' . esc_attr( $id ) . '" accept-charset="utf-8">'
		. mistakes_html( $id, $attempt['mistakes'] )
		. $fields
		. consent_html( $definition, $attempt )
		. trap_html( $id )
		. '<input type="hidden" name="filon_form[id]" value="' . esc_attr( $id ) . '">'
		. '<input type="hidden" name="filon_form[sealed]" value="' . esc_attr( seal_definition( $definition ) ) . '">'
		. '<input type="hidden" name="filon_form[elapsed]" value="">'
		. '<input type="hidden" name="filon_form[referrer]" value="' . exact_html( $attempt['referrer'] ) . '">'
		. '<p class="filon-form__send"><button type="submit" class="wp-element-button">' . esc_html( $definition['button'] ) . '</button></p>'
		. '</form>';
}

/**
 * Writes, above the form, what is wrong, each with a link to its field.
 *
 * @param array<string, string> $mistakes Field id → sentence.
 */
function mistakes_html( string $form_id, array $mistakes ): string {
	if ( array() === $mistakes ) {
		return '';
	}
	if ( isset( $mistakes[ WHOLE_FORM ] ) ) {
		return '<div class="filon-form__mistakes" role="alert" tabindex="-1"><p>' . esc_html( $mistakes[ WHOLE_FORM ] ) . '</p></div>';
	}
	$items = '';
	foreach ( $mistakes as $field_id => $mistake ) {
		$items .= '<li><a href="#' . esc_attr( "filon-$form_id-$field_id" ) . '">' . esc_html( $mistake ) . '</a></li>';
	}
	$words = _n( 'One answer needs another look. What you wrote is still here.', 'Some answers need another look. What you wrote is still here.', count( $mistakes ), 'filon' );
	return '<div class="filon-form__mistakes" role="alert" tabindex="-1"><p>' . esc_html( $words ) . '</p><ul>' . $items . '</ul></div>';
}

/**
 * Writes the consent box.
 *
 * @param array<string, mixed> $definition See form_definition().
 * @param array<string, mixed> $attempt    See attempt().
 */
function consent_html( array $definition, array $attempt ): string {
	if ( '' === $definition['consent'] ) {
		return '';
	}
	$html_id = "filon-{$definition['id']}-" . CONSENT_FIELD;
	$mistake = $attempt['mistakes'][ CONSENT_FIELD ] ?? '';
	return '<p class="filon-form__field"><label class="filon-form__choice" for="' . esc_attr( $html_id ) . '">'
		. '<input type="checkbox" value="1" id="' . esc_attr( $html_id ) . '" name="filon_form[' . CONSENT_FIELD . ']"'
		. ( $definition['consent_required'] ? ' required' : '' ) . checked( $attempt['has_consented'], true, false ) . described_by( $html_id, $mistake ) . '> '
		. exact_html( $definition['consent'] ) . ( $definition['consent_required'] ? ' ' . required_html() : '' ) . '</label>'
		. mistake_html( $html_id, $mistake ) . '</p>';
}

/**
 * Writes the field that only robots fill in; hidden from eyes, keyboard and screen readers alike.
 */
function trap_html( string $form_id ): string {
	$html_id = "filon-$form_id-website";
	return '<p class="filon-form__trap" aria-hidden="true"><label for="' . esc_attr( $html_id ) . '">' . esc_html__( 'Leave this empty', 'filon' ) . '</label>'
		. '<input type="text" id="' . esc_attr( $html_id ) . '" name="filon_form[website]" value="" tabindex="-1" autocomplete="off"></p>';
}
