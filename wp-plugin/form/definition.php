<?php // What a form asks: read from the block's or shortcode's attributes, and sealed into the page it stands on.
/**
 * The definition travels in the form itself, signed. So a cached page, a widget or a page builder's template needs no
 * lookup when it comes back, and the consent on record is exactly the text that the visitor saw.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const FIELD_TYPES   = array( 'text', 'email', 'tel', 'textarea', 'select', 'radio', 'checkboxes', 'date' );
const CONSENT_FIELD = 'consent';

/**
 * Reads attributes into a definition.
 *
 * @param array<string, mixed> $attributes id, title, fields (list, or text as field_from_text() reads it), consent,
 *                                         consent_required, button, thanks.
 * @return array{id: string, title: string, fields: list<array{id: string, label: string, type: string, required: bool,
 *               options: list<string>}>, consent: string, consent_required: bool, button: string, thanks: string}
 */
function form_definition( array $attributes ): array {
	$fields = $attributes['fields'] ?? array();
	if ( is_string( $fields ) ) {
		$fields = array_map( __NAMESPACE__ . '\field_from_text', array_filter( array_map( 'trim', explode( ';', $fields ) ) ) );
	}
	$fields = array_values( array_filter( array_map( __NAMESPACE__ . '\as_form_field', is_array( $fields ) ? $fields : array() ) ) );
	$id     = sanitize_key( as_text( $attributes['id'] ?? '' ) );
	return array(
		'id'               => '' === $id ? 'contact' : $id,
		'title'            => text_or( $attributes['title'] ?? '', __( 'Contact', 'filon' ) ),
		'fields'           => array() === $fields ? default_fields() : $fields,
		'consent'          => array_key_exists( 'consent', $attributes ) && 'no' === $attributes['consent'] ? '' : text_or( $attributes['consent'] ?? '', default_consent() ),
		'consent_required' => ! in_array( $attributes['consent_required'] ?? true, array( false, 'no', 'false', '0', '' ), true ),
		'button'           => text_or( $attributes['button'] ?? '', __( 'Send my request', 'filon' ) ),
		'thanks'           => text_or( $attributes['thanks'] ?? '', __( 'Thank you. Your request has arrived.', 'filon' ) ),
	);
}

/**
 * Gives a text, or another when it is empty.
 *
 * @param mixed $text Attribute.
 */
function text_or( mixed $text, string $otherwise ): string {
	$text = trim( as_text( $text ) );
	return '' === $text ? $otherwise : $text;
}

/**
 * Gives the consent text that a form has when nobody wrote another.
 */
function default_consent(): string {
	/* translators: %s: name of the site */
	return sprintf( __( 'I agree that %s uses what I wrote here to answer my request.', 'filon' ), wp_specialchars_decode( get_bloginfo( 'name' ), ENT_QUOTES ) );
}

/**
 * Gives the fields that a form has when nobody chose others.
 *
 * @return list<array{id: string, label: string, type: string, required: bool, options: list<string>}>
 */
function default_fields(): array {
	return array_map(
		__NAMESPACE__ . '\as_form_field',
		array(
			array(
				'id'       => 'name',
				'label'    => __( 'Your name', 'filon' ),
				'required' => true,
			),
			array(
				'id'    => 'email',
				'label' => __( 'Your e-mail', 'filon' ),
				'type'  => 'email',
			),
			array(
				'id'       => 'phone',
				'label'    => __( 'Your phone number', 'filon' ),
				'type'     => 'tel',
				'required' => true,
			),
			array(
				'id'    => 'message',
				'label' => __( 'Your request', 'filon' ),
				'type'  => 'textarea',
			),
		)
	);
}

/**
 * Reads one field of a shortcode: "id|type|Label*|first choice,second choice", where the star means required.
 *
 * @return array<string, mixed>
 */
function field_from_text( string $text ): array {
	list( $id, $type, $label, $options ) = array_map( 'trim', explode( '|', $text, 4 ) ) + array( '', 'text', '', '' );
	return array(
		'id'       => $id,
		'type'     => $type,
		'label'    => rtrim( $label, '* ' ),
		'required' => str_ends_with( $label, '*' ),
		'options'  => array_filter( array_map( 'trim', explode( ',', $options ) ) ),
	);
}

/**
 * Reads a field, or null when it has no name.
 *
 * @param mixed $field Anything.
 * @return array{id: string, label: string, type: string, required: bool, options: list<string>}|null
 */
function as_form_field( mixed $field ): ?array {
	$field = is_array( $field ) ? $field : array();
	$id    = sanitize_key( as_text( $field['id'] ?? '' ) );
	if ( '' === $id ) {
		return null;
	}
	return array(
		'id'       => $id,
		'label'    => text_or( $field['label'] ?? '', $id ),
		'type'     => in_array( $field['type'] ?? '', FIELD_TYPES, true ) ? $field['type'] : 'text',
		'required' => (bool) ( $field['required'] ?? false ),
		'options'  => array_values( array_map( __NAMESPACE__ . '\as_text', is_array( $field['options'] ?? null ) ? $field['options'] : array() ) ),
	);
}

/**
 * Seals what the server must know again when the form comes back.
 *
 * @param array<string, mixed> $definition See form_definition().
 */
function seal_definition( array $definition ): string {
	unset( $definition['button'], $definition['thanks'] );
	$payload = base64url_encode( (string) wp_json_encode( $definition ) );
	return $payload . '.' . seal_of( $payload );
}

/**
 * Opens a sealed definition, or gives null when it was not sealed here or the site's salts have changed since.
 *
 * @return array<string, mixed>|null
 */
function open_definition( string $sealed ): ?array {
	list( $payload, $seal ) = explode( '.', $sealed, 2 ) + array( '', '' );
	if ( ! hash_equals( seal_of( $payload ), $seal ) ) {
		return null;
	}
	$definition = json_decode( base64url_decode( $payload ) ?? '', true );
	return is_array( $definition ) ? $definition : null;
}

/**
 * Computes the seal.
 */
function seal_of( string $payload ): string {
	return substr( hash_hmac( 'sha256', "filon form\n$payload", wp_salt() ), 0, 32 );
}
