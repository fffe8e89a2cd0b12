<?php // Reads the template of a Contact Form 7 form: what a visitor saw beside each field, and each consent's exact words.
/**
 * The form plugin itself knows no labels: a template is HTML with tags such as [text* your-name] in it.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// A tag up to its bracket; brackets may stand in quotes.
const CF7_TAG       = '\[%s\s+%s(?=[\s\]])(?:"[^"]*"|\'[^\']*\'|[^\]"\'])*\]';
// What ends a line on the page; a line break in it does not end the question.
const CF7_BLOCK     = '#</?(?:p|div|li|ul|ol|tr|td|th|table|dl|dt|dd|fieldset|section|hr|label)\b[^>]*>#i';
const CF7_LABEL_FOR = '#<label\b(?=[^>]*\bfor=["\']?%s["\'\s>])[^>]*>(.*?)</label#is';

/**
 * Finds what stands beside each field.
 *
 * @param array<string, object> $tags See cf7_tags().
 * @return array<string, string> Name → label; what has none is missing.
 */
function cf7_labels( string $template, array $tags ): array {
	$labels = array();
	$end    = 0;
	foreach ( $tags as $name => $tag ) {
		$pattern = sprintf( CF7_TAG, preg_quote( $tag->type, '/' ), preg_quote( $tag->raw_name, '/' ) );
		if ( 1 !== preg_match( "/$pattern/", $template, $found, PREG_OFFSET_CAPTURE, $end ) ) {
			continue;
		}
		list( $text, $start ) = $found[0];
		$label                = cf7_label( $template, substr( $template, $end, $start - $end ), $tag );
		$end                  = $start + strlen( $text );
		if ( '' !== $label ) {
			$labels[ $name ] = $label;
		}
	}
	return $labels;
}

/**
 * Finds the label of one field: its label element, the label that names its id, its placeholder, the last words before it.
 *
 * @param string $before What stands between the field before and this one.
 */
function cf7_label( string $template, string $before, object $tag ): string {
	$label = '';
	if ( 1 === preg_match( '#.*<label\b[^>]*>(.*)$#is', $before, $found ) ) {
		$label = one_line( explode( '</label', $found[1] )[0] );
	}
	$id = '' === $label ? as_text( $tag->get_option( 'id', 'id', true ) ) : '';
	if ( '' !== $id && 1 === preg_match( sprintf( CF7_LABEL_FOR, preg_quote( $id, '#' ) ), $template, $found ) ) {
		$label = one_line( $found[1] );
	}
	if ( '' === $label && ( $tag->has_option( 'placeholder' ) || $tag->has_option( 'watermark' ) ) ) {
		$label = trim( as_text( $tag->values[0] ?? '' ) );
	}
	if ( '' !== $label ) {
		return $label;
	}
	// After the field before: what closes it, and its own end when it has one, is none of this field's; nor is a heading.
	$rest  = preg_replace( '#<h([1-6])\b.*?</h\1>#is', '', substr( $before, (int) strrpos( "]$before", ']' ) ) );
	$lines = array_filter( array_map( __NAMESPACE__ . '\one_line', (array) preg_split( CF7_BLOCK, (string) $rest ) ) );
	return (string) end( $lines );
}

/**
 * Lists the boxes that the visitor was asked to tick, with the words beside them, ticked or not; without words there is no
 * consent, and the box is a field like others.
 *
 * @param array<string, object> $tags   See cf7_tags().
 * @param object                $sent   WPCF7_Submission.
 * @param array<string, string> $labels See cf7_labels().
 * @return list<array{field_id: string, text: string, given: bool}>
 */
function cf7_consents( array $tags, object $sent, array $labels ): array {
	$consents = array();
	foreach ( $tags as $name => $tag ) {
		if ( 'acceptance' !== $tag->basetype ) {
			continue;
		}
		$html       = as_text( $tag->content ?: ( $tag->values[0] ?? '' ) );
		$consents[] = read_consent( $name, '' === plain_text( $html ) ? $labels[ $name ] ?? '' : $html, array_filter( (array) $sent->get_posted_data( (string) $name ) ) );
	}
	return array_values( array_filter( $consents ) );
}
