<?php
// How forms of Jetpack are made, and what is recorded of it: hook → how many arguments, and what is asked beside; of its
// objects what they answer, and what of the form was posted.

use Automattic\Jetpack\Forms\ContactForm\Contact_Form;
use Automattic\Jetpack\Forms\ContactForm\Contact_Form_Field;

$attributes = static fn( object $value, string ...$names ): array => array_combine( array_map( static fn( string $name ): string => "get_attribute($name)", $names ), array_map( array( $value, 'get_attribute' ), $names ) );

return array(
	'make'    => static function ( array $forms ): array {
		Jetpack::activate_module( 'contact-form', false, false );
		return array_map( static fn( array $form ): array => array( 'id' => 0, 'title' => $form[0], 'page' => $form[1] ), $forms );
	},
	'hooks'   => array( 'grunion_after_feedback_post_inserted' => array( 4, null ) ),
	'objects' => static function ( object $value ) use ( $attributes ): ?array {
		if ( $value instanceof Contact_Form ) {
			return array( '()' => $attributes( $value, 'id', 'ref', 'formTitle', 'saveResponses' ) + array( 'is_preview_submission()' => $value->is_preview_submission() ) );
		}
		$asked = $attributes( $value, 'type', 'label', 'consenttype', 'explicitconsentmessage', 'implicitconsentmessage' );
		return array( 'form' => $value->form, 'value' => $value->value, '()' => $asked );
	},
	'posted'  => static fn(): array => array_filter( wp_unslash( $_POST ), static fn( string $name ): bool => 1 === preg_match( '/^g\d/', $name ), ARRAY_FILTER_USE_KEY ),
);
