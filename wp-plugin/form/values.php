<?php // What came back from a form: reads the values, says what is missing, and makes the submission of them.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const LONGEST_VALUE      = 20000;
const FASTEST_HUMAN_MS   = 1000;
const LONGEST_REFERRER   = 2000;
// As JSON, so that with the form's own words it fits into the one line that the service takes.
const HEAVIEST_VALUES    = 200000;
// The service takes 300 of each; one more field says which form it was.
const MOST_POSTED_FIELDS = 299;
const MOST_CHOICES       = 300;
// The form of all that comes back without a seal: whoever sends such a thing must not choose whose form it counts for.
const UNSEALED_FORM      = 'unsealed';
const CLAIMED_FORM_FIELD = 'filon_form';

/**
 * Reads the values that were sent.
 *
 * @param array<string, mixed>      $posted     Unslashed.
 * @param array<string, mixed>|null $definition Null when the seal is broken: everything that was sent is kept then.
 * @return array<string, string|list<string>> By field id.
 */
function posted_values( array $posted, ?array $definition ): array {
	$sent   = is_array( $posted['v'] ?? null ) ? $posted['v'] : array();
	$ids    = null === $definition ? array_slice( array_keys( $sent ), 0, MOST_POSTED_FIELDS ) : array_column( $definition['fields'], 'id' );
	$values = array();
	foreach ( $ids as $id ) {
		$value                  = $sent[ $id ] ?? '';
		$values[ (string) $id ] = is_array( $value ) ? array_map( __NAMESPACE__ . '\as_text', array_values( $value ) ) : as_text( $value );
	}
	return $values;
}

/**
 * Says what is wrong, field by field.
 *
 * @param array<string, mixed>|null          $definition See form_definition(); null when the seal is broken.
 * @param array<string, string|list<string>> $values     See posted_values().
 * @return array<string, string> Field id → sentence; empty when all is well.
 */
function find_mistakes( ?array $definition, array $values, bool $has_consented ): array {
	$mistakes = array();
	foreach ( $definition['fields'] ?? array() as $field ) {
		$mistake = find_mistake( $field, $values[ $field['id'] ] ?? '' );
		if ( '' !== $mistake ) {
			$mistakes[ $field['id'] ] = $mistake;
		}
	}
	if ( '' !== ( $definition['consent'] ?? '' ) && $definition['consent_required'] && ! $has_consented ) {
		$mistakes[ CONSENT_FIELD ] = __( 'Please tick this box so that we may answer you.', 'filon' );
	}
	if ( array() === $mistakes && is_too_much( $values ) ) {
		$mistakes[ WHOLE_FORM ] = __( 'What you wrote is too long to be sent. It is still here: please shorten it.', 'filon' );
	}
	return $mistakes;
}

/**
 * Says whether values are more than anybody needs to say what they want.
 *
 * @param array<string, string|list<string>> $values See posted_values().
 */
function is_too_much( array $values ): bool {
	foreach ( $values as $value ) {
		if ( mb_strlen( implode( '', (array) $value ) ) > LONGEST_VALUE || count( (array) $value ) > MOST_CHOICES ) {
			return true;
		}
	}
	return strlen( (string) json_encode( $values, JSON_INVALID_UTF8_SUBSTITUTE ) ) > HEAVIEST_VALUES;
}

/**
 * Says what is wrong with one value; lenient, because a request with an odd e-mail is still a request.
 *
 * @param array{id: string, label: string, type: string, required: bool} $field From the definition.
 * @param string|list<string>                                            $value As sent.
 * @return string Empty when all is well.
 */
function find_mistake( array $field, string|array $value ): string {
	$text = trim( is_array( $value ) ? implode( '', $value ) : $value );
	if ( '' === $text ) {
		/* translators: %s: label of the field */
		return $field['required'] ? sprintf( __( 'Please fill in "%s".', 'filon' ), $field['label'] ) : '';
	}
	if ( mb_strlen( $text ) > LONGEST_VALUE ) {
		/* translators: 1: label of the field 2: number of characters */
		return sprintf( __( '"%1$s" is too long: at most %2$s characters.', 'filon' ), $field['label'], number_format_i18n( LONGEST_VALUE ) );
	}
	if ( 'email' === $field['type'] && 1 !== preg_match( '/^[^\s@]+@[^\s@]+\.[^\s@.]+$/u', $text ) ) {
		return __( 'This e-mail address is not complete: it looks like name@example.com.', 'filon' );
	}
	if ( 'tel' === $field['type'] && preg_match_all( '/\p{Nd}/u', $text ) < 6 ) {
		return __( 'Digits are missing from this phone number.', 'filon' );
	}
	return '';
}

/**
 * Makes the submission.
 *
 * @param array<string, mixed>               $posted        Unslashed.
 * @param array<string, mixed>|null          $definition    Null when the seal is broken.
 * @param array<string, string|list<string>> $values        See posted_values().
 * @return array<string, mixed> See filon_capture().
 */
function form_submission( array $posted, ?array $definition, array $values, bool $has_consented, string $page ): array {
	$known  = array_column( $definition['fields'] ?? array(), null, 'id' );
	$fields = array();
	if ( null === $definition ) {
		$values = array( CLAIMED_FORM_FIELD => claimed_form( $posted ) ) + $values;
	}
	foreach ( $values as $id => $value ) {
		$fields[] = array(
			'id'    => $id,
			'label' => $known[ $id ]['label'] ?? null,
			'type'  => $known[ $id ]['type'] ?? null,
			'value' => $value,
		);
	}
	$submission = array(
		'source'   => 'filon',
		'form'     => array(
			'id'    => $definition['id'] ?? UNSEALED_FORM,
			'title' => $definition['title'] ?? '',
		),
		'page'     => $page,
		'referrer' => posted_referrer( $posted ) ?: null,
		'locale'   => determine_locale(),
		'fields'   => $fields,
		'spam_by'  => spam_verdict( $posted ),
	);
	// A text that was not sealed here is not what the visitor saw for sure, and proves nothing.
	if ( null !== $definition && '' !== $definition['consent'] ) {
		$submission['consents'] = array(
			array(
				'field_id' => CONSENT_FIELD,
				'text'     => $definition['consent'],
				'given'    => $has_consented,
			),
		);
	}
	return $submission;
}

/**
 * Gives the name that a form without a seal says it has; good for showing the page again, and for nothing else.
 *
 * @param array<string, mixed> $posted Unslashed.
 */
function claimed_form( array $posted ): string {
	return substr( sanitize_key( as_text( $posted['id'] ?? '' ) ), 0, 100 ) ?: 'contact';
}

/**
 * Gives the page that led the visitor to this one, as far as the browser told visitor.js.
 *
 * @param array<string, mixed> $posted Unslashed.
 * @return string Empty when it is not known.
 */
function posted_referrer( array $posted ): string {
	$referrer = cut( as_text( $posted['referrer'] ?? '' ), LONGEST_REFERRER );
	return 1 === preg_match( '#^https?://[^\s/]\S*$#Di', $referrer ) ? $referrer : '';
}

/**
 * Says what gives a robot away; the request is passed on with this verdict, never dropped.
 *
 * @param array<string, mixed> $posted Unslashed.
 * @return string Empty when nothing does.
 */
function spam_verdict( array $posted ): string {
	if ( '' !== as_text( $posted['website'] ?? '' ) ) {
		return 'honeypot';
	}
	$elapsed = as_text( $posted['elapsed'] ?? '' );
	return ctype_digit( $elapsed ) && (int) $elapsed < FASTEST_HUMAN_MS ? 'minimum-time' : '';
}
