<?php // Writes one field of the form as HTML: label, control, and the sentence that says what is wrong with it.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const AUTOCOMPLETE = array(
	'name'    => 'name',
	'email'   => 'email',
	'phone'   => 'tel',
	'company' => 'organization',
);

/**
 * Escapes text so that it is seen to the letter; esc_html() would take a typed "&amp;" for a "&".
 */
function exact_html( string $text ): string {
	return htmlspecialchars( $text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8' );
}

/**
 * Writes a field.
 *
 * @param array{id: string, label: string, type: string, required: bool, options: list<string>} $field   From the definition.
 * @param string|list<string>                                                                   $value   Typed before.
 * @param string                                                                                $mistake Empty when there is none.
 */
function field_html( string $form_id, array $field, string|array $value, string $mistake ): string {
	$is_group = in_array( $field['type'], array( 'radio', 'checkboxes' ), true );
	$html_id  = "filon-$form_id-{$field['id']}";
	$control  = $is_group ? choices_html( $html_id, $field, (array) $value ) : control_html( $html_id, $field, is_array( $value ) ? '' : $value, $mistake );
	$label    = exact_html( $field['label'] ) . ( $field['required'] ? ' ' . required_html() : '' );
	if ( $is_group ) {
		return '<fieldset class="filon-form__field"' . described_by( $html_id, $mistake ) . '><legend>' . $label . '</legend>' . $control . mistake_html( $html_id, $mistake ) . '</fieldset>';
	}
	return '<p class="filon-form__field"><label for="' . esc_attr( $html_id ) . '">' . $label . '</label>' . $control . mistake_html( $html_id, $mistake ) . '</p>';
}

/**
 * Says in words, not only with a star, that a field is needed.
 */
function required_html(): string {
	return '<span class="filon-form__required">' . esc_html__( '(required)', 'filon' ) . '</span>';
}

/**
 * Ties a control to the sentence about it.
 */
function described_by( string $html_id, string $mistake ): string {
	return '' === $mistake ? '' : ' aria-describedby="' . esc_attr( $html_id ) . '-mistake" aria-invalid="true"';
}

/**
 * Writes the sentence.
 */
function mistake_html( string $html_id, string $mistake ): string {
	return '' === $mistake ? '' : '<span class="filon-form__mistake" id="' . esc_attr( $html_id ) . '-mistake">' . esc_html( $mistake ) . '</span>';
}

/**
 * Writes a control of one value.
 *
 * @param array{id: string, type: string, required: bool, options: list<string>} $field From the definition.
 */
function control_html( string $html_id, array $field, string $value, string $mistake ): string {
	$common = ' id="' . esc_attr( $html_id ) . '" name="filon_form[v][' . esc_attr( $field['id'] ) . ']"'
		. ( $field['required'] ? ' required' : '' ) . described_by( $html_id, $mistake );
	if ( 'textarea' === $field['type'] ) {
		return '<textarea rows="5" maxlength="' . LONGEST_VALUE . '"' . $common . '>' . exact_html( $value ) . '</textarea>';
	}
	if ( 'select' === $field['type'] ) {
		$options = '<option value="">' . esc_html__( 'Choose', 'filon' ) . '</option>';
		foreach ( $field['options'] as $option ) {
			$options .= '<option' . selected( $option, $value, false ) . '>' . exact_html( $option ) . '</option>';
		}
		return '<select' . $common . '>' . $options . '</select>';
	}
	$slots        = array_flip( suggest_slots( array( array_merge( $field, array( 'value' => '' ) ) ) ) );
	$autocomplete = AUTOCOMPLETE[ (string) array_key_first( $slots ) ] ?? '';
	// The direction follows what is typed: an Arabic name in a French form, an e-mail in an Arabic one.
	return '<input type="' . esc_attr( $field['type'] ) . '" value="' . exact_html( $value ) . '" dir="auto"'
		. ( '' === $autocomplete ? '' : ' autocomplete="' . esc_attr( $autocomplete ) . '"' ) . $common . '>';
}

/**
 * Writes radio buttons or checkboxes.
 *
 * @param array{id: string, type: string, required: bool, options: list<string>} $field  From the definition.
 * @param list<string>                                                           $chosen Ticked before.
 */
function choices_html( string $html_id, array $field, array $chosen ): string {
	$is_radio = 'radio' === $field['type'];
	$html     = '';
	foreach ( $field['options'] as $place => $option ) {
		$html .= '<label class="filon-form__choice" for="' . esc_attr( "$html_id-$place" ) . '">'
			. '<input type="' . ( $is_radio ? 'radio' : 'checkbox' ) . '" id="' . esc_attr( "$html_id-$place" ) . '" name="filon_form[v][' . esc_attr( $field['id'] ) . ']' . ( $is_radio ? '' : '[]' ) . '" value="' . exact_html( $option ) . '"'
			. checked( in_array( $option, $chosen, true ), true, false ) . ( $is_radio && $field['required'] ? ' required' : '' ) . '> '
			. exact_html( $option ) . '</label>';
	}
	return $html;
}
