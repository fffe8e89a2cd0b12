<?php // Fills in a form as its page has it: every field that a visitor sees, with what nobody could take for a person.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// What a visitor does not see: traps for machines, by the ways in which form plugins hide them.
const TRIAL_TRAPS = '/(?<![a-z])(?:honeypot|hp|trap|gform_validation_container|frm_verify|frm__\w+|field-hp)(?![a-z])/i';
const TRIAL_HIDDEN = '/display:\s*none|visibility:\s*hidden|(?:left|top):\s*-\d{3,}|opacity:\s*0(?![.\d])/i';
const TRIAL_CAPTCHA = '/captcha|turnstile|wpcf7-quiz/i';
const TRIAL_UNFIT = '/^(?:cc-|new-password|current-password)/';
// All that the service reads a phone by (see intake/dictionary.py): another number there makes a request of the test.
const TRIAL_PHONE_WORDS = '/phone|(?<!\p{L})(?:t[ée]l|mobile|portabl|cellula|whatsapp|landline|tilifou?n|l?hatif|(?:gsm|mob|cell|whats|wtsp)(?!\p{L}))|هاتف|هواتف|تلي?فون|جوال|موبايل|محمول|نقال|واتس/iu';

/**
 * Fills in the form of a page.
 *
 * @param string $html  Of the page.
 * @param string $which XPath of what is inside the form.
 * @param string $phone A number as the form plugin takes it.
 * @return array{pairs: list<array{string, string}>, captcha: bool, unfit: bool}|null Names and values in their order, whether
 *         it asks a captcha, whether it asks for a password or a card; null when the page has no such form.
 */
function fill_form( string $html, string $which, string $phone ): ?array {
	$document = new \DOMDocument();
	$quiet    = libxml_use_internal_errors( true );
	$document->loadHTML( '<?xml encoding="utf-8"?>' . $html, LIBXML_NONET );
	libxml_clear_errors();
	libxml_use_internal_errors( $quiet );
	$path = new \DOMXPath( $document );
	$form = $path->query( "//form[$which]" )->item( 0 );
	if ( ! $form instanceof \DOMElement ) {
		return null;
	}
	$filled = array(
		'pairs'   => array(),
		'captcha' => 1 === preg_match( TRIAL_CAPTCHA, (string) $document->saveHTML( $form ) ),
		'unfit'   => false,
	);
	$seen   = array();
	foreach ( $path->query( './/input|.//textarea|.//select|.//button', $form ) as $field ) {
		$name = $field->getAttribute( 'name' );
		$kind = 'input' === $field->nodeName ? strtolower( $field->getAttribute( 'type' ) ?: 'text' ) : $field->nodeName;
		if ( '' === $name || $field->hasAttribute( 'disabled' ) || ( 'hidden' !== $kind && is_trial_trap( $field ) ) ) {
			continue;
		}
		$filled['unfit'] = $filled['unfit'] || 'password' === $kind || 1 === preg_match( TRIAL_UNFIT, $field->getAttribute( 'autocomplete' ) )
			|| ( in_array( $kind, array( 'text', 'tel', 'number' ), true ) && is_card_field( $name, trial_label( $path, $field ) ) );
		// Of boxes and choices that belong together the first.
		$is_choice = 'radio' === $kind || ( 'checkbox' === $kind && str_ends_with( $name, '[]' ) ) || in_array( $kind, array( 'submit', 'button', 'image' ), true );
		$group     = in_array( $kind, array( 'submit', 'button', 'image' ), true ) ? ' button' : $name;
		if ( $is_choice && isset( $seen[ $group ] ) ) {
			continue;
		}
		$value = trial_value( $path, $field, $kind, $phone );
		if ( null !== $value ) {
			$seen[ $group ]    = true;
			$filled['pairs'][] = array( $name, $value );
		}
	}
	return $filled;
}

/**
 * Says whether a field is hidden from visitors.
 */
function is_trial_trap( \DOMElement $field ): bool {
	if ( '-1' === $field->getAttribute( 'tabindex' ) ) {
		return true;
	}
	for ( $at = $field; $at instanceof \DOMElement && 'form' !== $at->nodeName; $at = $at->parentNode ) {
		$is_hidden = 'true' === $at->getAttribute( 'aria-hidden' ) || $at->hasAttribute( 'hidden' ) || 1 === preg_match( TRIAL_HIDDEN, $at->getAttribute( 'style' ) );
		if ( $is_hidden || 1 === preg_match( TRIAL_TRAPS, $at->getAttribute( 'class' ) . ' ' . $at->getAttribute( 'id' ) ) ) {
			return true;
		}
	}
	return false;
}

/**
 * Gives what stands in a field.
 *
 * @param string $kind  Type of the input, else its element's name.
 * @param string $phone See fill_form().
 * @return string|null Null where a browser would send nothing.
 */
function trial_value( \DOMXPath $path, \DOMElement $field, string $kind, string $phone ): ?string {
	$kept = $field->getAttribute( 'value' );
	switch ( $kind ) {
		case 'hidden':
		case 'range':
		case 'color':
			return $kept;
		case 'submit':
			return $kept;
		case 'button':
			return in_array( $field->getAttribute( 'type' ), array( '', 'submit' ), true ) ? $kept : null;
		case 'checkbox':
		case 'radio':
			return $field->hasAttribute( 'value' ) ? $kept : 'on';
		case 'select':
			foreach ( $path->query( './/option[not(@disabled)]', $field ) as $option ) {
				$value = $option->hasAttribute( 'value' ) ? $option->getAttribute( 'value' ) : trim( $option->textContent );
				if ( '' !== $value ) {
					return $value;
				}
			}
			return '';
		case 'file':
		case 'image':
		case 'reset':
		case 'password':
			return null;
		case 'textarea':
			return trial_cut( $field, trial_words()['text'] );
	}
	return trial_text( $field, $kind, trial_label( $path, $field ), $phone );
}

/**
 * Gives what stands in a field that a visitor writes one line into.
 *
 * @param string $kind  Type of the input.
 * @param string $label What stands beside it, and its name.
 * @param string $phone See fill_form().
 */
function trial_text( \DOMElement $field, string $kind, string $label, string $phone ): string {
	$soon = new \DateTimeImmutable( '+7 days', wp_timezone() );
	$min  = $field->getAttribute( 'min' );
	$said = array(
		'email'          => TRIAL_EMAIL,
		'tel'            => $phone,
		'url'            => home_address(),
		// A browser sends nothing but digits from there.
		'number'         => 1 === preg_match( TRIAL_PHONE_WORDS, $label ) ? (string) preg_replace( '/\D/', '', $phone ) : ( '' === $min ? '1' : $min ),
		'date'           => max( $min, $soon->format( 'Y-m-d' ) ),
		'time'           => '10:00',
		'datetime-local' => $soon->format( 'Y-m-d\T10:00' ),
		'month'          => $soon->format( 'Y-m' ),
		'week'           => $soon->format( 'o-\WW' ),
	);
	if ( isset( $said[ $kind ] ) ) {
		return $said[ $kind ];
	}
	$by_label = array(
		'/e-?mail|courriel|البريد/iu'                    => TRIAL_EMAIL,
		TRIAL_PHONE_WORDS                                => $phone,
		'/\bzip|postal/iu'                               => '75001',
		'/\bdate\b|تاريخ/iu'                             => '01/01/2030',
		'/budget|montant|amount|surface|\bm2\b|âge|nombre|quantit/iu' => '1',
	);
	foreach ( $by_label as $pattern => $value ) {
		if ( 1 === preg_match( $pattern, $label ) ) {
			return $value;
		}
	}
	return trial_cut( $field, trial_words()['line'] );
}

/**
 * Gives what is written where a visitor writes words.
 *
 * @return array{line: string, text: string} Into one line, and into a text.
 */
function trial_words(): array {
	return array(
		'line' => __( 'Filon test', 'filon' ),
		/* translators: %s: address of the site */
		'text' => sprintf( __( 'This is the nightly test of the forms of %s by Filon. Nobody needs to answer.', 'filon' ), home_address() ),
	);
}

/**
 * Says whether a value is these words, as far as they are enough to tell: a field may take only their beginning.
 */
function is_worded_by_trial( string $value ): bool {
	$words = trial_words();
	return $value === $words['line'] || ( strlen( $value ) >= strlen( $words['line'] ) && str_starts_with( $words['text'], $value ) );
}

/**
 * Cuts a text to what the field takes.
 */
function trial_cut( \DOMElement $field, string $text ): string {
	$most = (int) $field->getAttribute( 'maxlength' );
	return $most > 0 ? cut( $text, $most ) : $text;
}

/**
 * Gives what stands beside a field.
 */
function trial_label( \DOMXPath $path, \DOMElement $field ): string {
	// Names may be writtenLikeThis.
	$name  = (string) preg_replace( '/(?<=[a-z])(?=[A-Z])/', ' ', $field->getAttribute( 'name' ) );
	$words = array( $name, $field->getAttribute( 'placeholder' ), $field->getAttribute( 'aria-label' ) );
	$id    = $field->getAttribute( 'id' );
	foreach ( $path->query( 'ancestor::label' . ( 1 === preg_match( '/^[\w:.-]+$/D', $id ) ? "|//label[@for='$id']" : '' ), $field ) as $label ) {
		$words[] = $label->textContent;
	}
	return one_line( implode( ' ', $words ) );
}

/**
 * Writes names and values as a browser sends them.
 *
 * @param list<array{string, string}> $pairs Names and values.
 */
function url_encoded( array $pairs ): string {
	return implode( '&', array_map( static fn( array $pair ): string => rawurlencode( $pair[0] ) . '=' . rawurlencode( $pair[1] ), $pairs ) );
}
