<?php // Writes a submission as the one line of JSON that the service reads (schemas/submission.schema.json).
/**
 * Values are kept as the visitor typed them, whatever their length, but for the numbers of payment cards; only names, labels and addresses are cut to the
 * lengths of the schema.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Writes the line.
 *
 * @param array<string, mixed> $submission See filon_capture() in capture.php.
 * @param int|null             $found_at   When it was sent, in Unix seconds, for what a form plugin kept and nobody heard of then.
 * @param bool                 $is_trial   Whether this site sends it to itself, to see whether the form works: said first,
 *                                         so that a look at a line's beginning tells it from what visitors sent.
 * @return string JSON in ASCII: other characters are escaped, so that no table's character set can change a byte of what
 *                is hashed, and WordPress need not look at the table's columns before the INSERT. Nor has it a < or >:
 *                what a visitor wrote is no program and no markup, wherever it is kept (see spill.php).
 * @throws \JsonException When the text cannot be written as JSON.
 */
function submission_line( string $uuid, array $submission, ?int $found_at = null, bool $is_trial = false ): string {
	$form     = is_array( $submission['form'] ?? null ) ? $submission['form'] : array();
	$page     = as_address( $submission['page'] ?? null );
	$referrer = as_address( $submission['referrer'] ?? null );
	$line     = ( $is_trial ? array( 'test' => true ) : array() ) + array(
		'uuid'         => $uuid,
		'source'       => as_source( $submission['source'] ?? '' ),
		'form'         => array(
			'id'    => cut( as_text( $form['id'] ?? '' ), 191 ) ?: 'unknown',
			'title' => cut( as_text( $form['title'] ?? '' ), 300 ),
		),
		'entry_id'     => isset( $submission['entry_id'] ) ? cut( as_text( $submission['entry_id'] ), 191 ) : null,
		'page'         => $page,
		'referrer'     => $referrer,
		'submitted_at' => null === $found_at ? now_with_milliseconds() : gmdate( 'Y-m-d\TH:i:s.000\Z', $found_at ),
		'fields'       => as_fields( $submission['fields'] ?? array() ),
		'consents'     => as_consents( $submission['consents'] ?? array() ),
		'locale'       => cut( as_text( $submission['locale'] ?? ( is_staff() ? get_locale() : determine_locale() ) ), 20 ),
	);

	$attribution = array_key_exists( 'attribution', $submission ) ? as_attribution( $submission['attribution'] ) : visit_attribution( $page );
	if ( null !== $attribution ) {
		$line['attribution'] = $attribution;
	}
	$files = as_files( $submission['files'] ?? array() );
	if ( array() !== $files ) {
		$line['files'] = $files;
	}
	if ( is_array( $submission['order'] ?? null ) ) {
		$line['order'] = $submission['order'];
	}
	$suggestions = suggest_slots( $line['fields'] );
	if ( array() !== $suggestions ) {
		// Ids may be 0, 1, 2: of those alone JSON would make a list.
		$line['suggestions'] = (object) $suggestions;
	}
	if ( null !== $found_at ) {
		$line['found'] = true;
	}
	if ( ! empty( $submission['spam_by'] ) ) {
		$line['spam'] = array( 'by' => cut( as_text( $submission['spam_by'] ), 80 ) );
	}
	return json_encode( $line, JSON_UNESCAPED_SLASHES | JSON_HEX_TAG | JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR );
}

/**
 * Gives this moment in UTC as the schema writes it.
 */
function now_with_milliseconds(): string {
	// Without a zone by its name: where PHP takes those from the system, the first one in a request costs half a millisecond.
	$now = microtime( true );
	return gmdate( 'Y-m-d\TH:i:s', (int) $now ) . sprintf( '.%03dZ', (int) ( fmod( $now, 1 ) * 1000 ) );
}

/**
 * Makes text of anything a form plugin may hand over.
 *
 * @param mixed $value Anything.
 */
function as_text( mixed $value ): string {
	if ( is_bool( $value ) ) {
		return $value ? '1' : '';
	}
	return is_scalar( $value ) ? (string) $value : (string) wp_json_encode( $value );
}

/**
 * Gives the words of a piece of HTML as people see them.
 */
function plain_text( string $html ): string {
	return trim( html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES | ENT_HTML5, 'UTF-8' ) );
}

/**
 * Cuts text to a number of characters.
 */
function cut( string $text, int $characters ): string {
	return mb_substr( $text, 0, $characters, 'UTF-8' );
}

/**
 * Reads the address of a page.
 *
 * @param mixed $address Null when it is not known.
 */
function as_address( mixed $address ): ?string {
	if ( null === $address ) {
		return null;
	}
	$text = as_text( $address );
	// Where cron runs behind a redirection the visitor has WordPress' own mark of that in the address.
	$text = str_contains( $text, 'doing_wp_cron=' ) ? remove_query_arg( 'doing_wp_cron', $text ) : $text;
	return cut( 'refused' === visitor_answer() ? without_clicks( $text ) : $text, 2000 );
}

/**
 * Names the form plugin the way the schema wants it.
 *
 * @param mixed $source Slug.
 */
function as_source( mixed $source ): string {
	$slug = substr( (string) preg_replace( '/[^a-z0-9_-]+/', '-', strtolower( as_text( $source ) ) ), 0, 40 );
	$slug = ltrim( $slug, '-_' );
	return '' === $slug ? 'other' : $slug;
}

/**
 * Reads the fields.
 *
 * @param mixed $fields List of id, label, type, value.
 * @return list<array{id: string, label: string|null, type: string|null, value: string|list<string>}>
 */
function as_fields( mixed $fields ): array {
	$read = array();
	foreach ( is_array( $fields ) ? $fields : array() as $field ) {
		if ( ! is_array( $field ) || '' === as_text( $field['id'] ?? '' ) ) {
			continue;
		}
		$value  = $field['value'] ?? '';
		$bare   = static fn( mixed $one ): string => without_card_answer( as_text( $one ), as_text( $field['id'] ), as_text( $field['label'] ?? '' ) );
		$read[] = array(
			'id'    => cut( as_text( $field['id'] ), 191 ),
			'label' => isset( $field['label'] ) ? cut( as_text( $field['label'] ), 500 ) : null,
			'type'  => isset( $field['type'] ) ? cut( as_text( $field['type'] ), 40 ) : null,
			'value' => is_array( $value ) ? array_map( $bare, array_values( $value ) ) : $bare( $value ),
		);
	}
	return $read;
}

/**
 * Reads the consents: the exact words the visitor saw, and whether the box was ticked.
 *
 * @param mixed $consents List of field_id, text, given.
 * @return list<array{field_id: string, text: string, given: bool}>
 */
function as_consents( mixed $consents ): array {
	$read = array();
	foreach ( is_array( $consents ) ? $consents : array() as $consent ) {
		if ( is_array( $consent ) ) {
			$read[] = array(
				'field_id' => cut( as_text( $consent['field_id'] ?? '' ), 191 ),
				'text'     => cut( as_text( $consent['text'] ?? '' ), 5000 ),
				'given'    => (bool) ( $consent['given'] ?? false ),
			);
		}
	}
	return $read;
}

/**
 * Reads which files came with it; what is in them follows by itself (see files.php), by their places in this list.
 *
 * @param mixed $files List of field_id, name, size in bytes.
 * @return list<array{field_id: string, name: string, size?: int}>
 */
function as_files( mixed $files ): array {
	$read = array();
	foreach ( is_array( $files ) ? $files : array() as $file ) {
		if ( is_array( $file ) ) {
			$read[] = array(
				'field_id' => cut( as_text( $file['field_id'] ?? '' ), 191 ),
				'name'     => cut( as_text( $file['name'] ?? '' ), 300 ),
			) + ( is_int( $file['size'] ?? null ) ? array( 'size' => max( 0, $file['size'] ) ) : array() );
		}
	}
	return $read;
}

/**
 * Proposes what some fields are, from their type and name; the service decides. The first field for a slot wins.
 *
 * @param list<array{id: string, label: string|null, type: string|null, value: string|list<string>}> $fields From as_fields().
 * @return array<int|string, string> Field id → slot.
 */
function suggest_slots( array $fields ): array {
	$by_type = array(
		'email' => 'email',
		'tel'   => 'phone',
	);
	$by_name = array(
		'first_name' => '/^(first[-_]?name|prenom|given[-_]?name)$/',
		'last_name'  => '/^(last[-_]?name|nom[-_]de[-_]famille|family[-_]?name|surname)$/',
		'name'       => '/^(your[-_])?(name|nom|full[-_]?name)$/',
		'email'      => '/^(your[-_])?(e?mail|courriel)$/',
		'phone'      => '/^(your[-_])?(phone|tel|telephone|mobile|gsm|portable)$/',
		'company'    => '/^(your[-_])?(company|societe|entreprise|organi[sz]ation)$/',
		'message'    => '/^(your[-_])?(message|demande|question|comments?)$/',
	);
	$slots   = array();
	foreach ( $fields as $field ) {
		$slot = $by_type[ $field['type'] ?? '' ] ?? null;
		$name = strtolower( remove_accents( $field['id'] ) );
		foreach ( $by_name as $candidate => $pattern ) {
			$slot ??= preg_match( $pattern, $name ) ? $candidate : null;
		}
		if ( null !== $slot && ! in_array( $slot, $slots, true ) ) {
			$slots[ $field['id'] ] = $slot;
		}
	}
	return $slots;
}
