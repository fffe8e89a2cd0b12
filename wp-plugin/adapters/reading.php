<?php // What every adapter reads the same way: what is left out, what a value, a consent, a file and a page become.
/**
 * What is not finished (drafts, pages of many, payments to come) and previews are left alone. A form that is set to keep no
 * entries in WordPress is captured all the same: nobody has said that its requests go nowhere, and its owner can leave it out.
 * Of Contact Form 7 alone its "do_not_store" says that, and what visitors refuse by "consent_for:storage". Spam is captured with
 * the verdict, and once more when somebody says that it is none.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once __DIR__ . '/capturing.php';

// Kinds of fields, in the words of all form plugins, that hold what nobody else may know, or nothing a visitor says.
const SECRET_KINDS  = '/captcha|turnstile|honeypot|passw|nonce|credit[-_]?card|cvc|^(?:stripe|square|authorize|paypal)/i';
const MUTE_KINDS    = '/^(?:input_|custom_)?(?:submit|submit_button|button|html|content|section|section_break|divider|end_divider|hr|note|title|page|page_?-?break|break|step|form_step|layout|container|group|spam|save|reset|summary|user_id|private-note|internal-information|entry-preview|action_hook|shortcode)$/i';
// Kinds of a form that sells something.
const PAYING_KINDS  = '/payment|price|product|total|coupon|credit[-_]?card|stripe|square|authorize|paypal|mollie|razorpay|braintree|subscription/i';
// Names under which such things are posted, whatever the kind.
const MUTE_NAMES    = '/captcha|turnstile|honeypot|passw|mot[-_ ]?de[-_ ]?passe|token|(?<![a-z])(?:nonce|pwd|mdp)(?![a-z])/i';
// Names of a password that are none in front of other words, as a pass for the mountains.
const PASS_NAMES    = '/^(?:user|login|account|admin|my|your|new|old|wp|reg|confirm)?[-_]?pass(?:[-_]?(?:\d+|confirm\w*|again|repeat|wd|phrase|code))?$/i';
// A field without a name of its own is known by its label; a long one is a question that speaks of such things.
const MUTE_LABELS   = '/^\W*(?:\p{L}+\W+){0,2}(?:mots?\W+de\W+passe|password|passcode|كلمة (?:السر|المرور))/iu';
const WRITTEN_KINDS = '/^$|text(?!area)|number|tel|phone|mask|hidden/i';
// What the service takes; strangers may post more. MOST_CHOICES is in form/values.php.
const MOST_FIELDS   = 300;
const MOST_CONSENTS = 50;
const MOST_FILES    = 50;
// As many forms as a screen can show.
const MOST_FORMS    = 200;
// No page: where scripts send forms to.
const ROUTES        = '#/wp-json/|[?&]rest_route=|/wp-admin/|/contact-form-7/v1/#';
// Where those who make a form try it out.
const PREVIEWS      = '/[?&](?:wpforms_form_preview|gf_page=preview|gf_ajax_page=preview|fluent_forms_pages|action=frm_forms_preview|evf_preview|nf_preview_form|elementor-preview|forminator_preview)/';

/**
 * Says whether a field must be left out: it holds nothing a visitor says, or a secret.
 *
 * @param mixed $kind  As the form plugin names it.
 * @param mixed $name  As it is posted, when that is a name and no number.
 * @param mixed $label As the visitor sees it.
 */
function is_mute( mixed $kind, mixed $name = '', mixed $label = '' ): bool {
	return 1 === preg_match( MUTE_KINDS, as_text( $kind ?? '' ) ) || is_secret( $kind, $name, $label );
}

/**
 * Says whether a field holds what nobody else may know: a password, a card, or what tells people from machines.
 *
 * @param mixed $kind  See is_mute().
 * @param mixed $name  See is_mute().
 * @param mixed $label See is_mute().
 */
function is_secret( mixed $kind, mixed $name, mixed $label ): bool {
	$kind = as_text( $kind ?? '' );
	$name = as_text( $name ?? '' );
	if ( 1 === preg_match( SECRET_KINDS, $kind ) || 1 === preg_match( MUTE_NAMES, $name ) ) {
		return true;
	}
	if ( 1 !== preg_match( WRITTEN_KINDS, $kind ) ) {
		return false;
	}
	$label = one_line( as_text( $label ?? '' ) );
	return 1 === preg_match( PASS_NAMES, $name ) || 1 === preg_match( MUTE_LABELS, $label ) || is_card_field( $name, $label );
}

/**
 * Makes a value of whatever a form plugin holds: a text, or a list of texts; what is nested deeper becomes one text.
 *
 * @param mixed $value Anything.
 * @return string|list<string>
 */
function as_value( mixed $value ): string|array {
	if ( ! is_array( $value ) ) {
		return as_text( $value ?? '' );
	}
	$texts = array();
	foreach ( array_slice( $value, 0, MOST_CHOICES ) as $one ) {
		$texts[] = is_array( $one ) ? implode( ', ', array_filter( array_map( __NAMESPACE__ . '\nested_text', $one ), 'strlen' ) ) : as_text( $one ?? '' );
	}
	return $texts;
}

/**
 * Gives what is inside a list inside a list as one text.
 *
 * @param mixed $value Anything.
 */
function nested_text( mixed $value ): string {
	return is_array( $value ) ? implode( ' ', array_filter( array_map( __NAMESPACE__ . '\nested_text', $value ), 'strlen' ) ) : as_text( $value ?? '' );
}

/**
 * Says whether anything stands in a value.
 *
 * @param mixed $value Anything.
 */
function is_filled( mixed $value ): bool {
	return '' !== nested_text( $value );
}

/**
 * Makes the field of a submission.
 *
 * @param mixed $id    Number or name, the same as long as the form's owner does not remake the field.
 * @param mixed $label As the visitor saw it, HTML or not.
 * @param mixed $kind  As the form plugin names it; "first_name" and "last_name" for parts of a name.
 * @param mixed $value Anything.
 * @return array{id: string, label: string|null, type: string|null, value: string|list<string>}
 */
function read_field( mixed $id, mixed $label, mixed $kind, mixed $value ): array {
	return array(
		'id'    => as_text( $id ),
		'label' => one_line( as_text( $label ?? '' ) ) ?: null,
		'type'  => as_text( $kind ?? '' ) ?: null,
		'value' => as_value( $value ),
	);
}

/**
 * Gives the words of a piece of HTML on one line.
 */
function one_line( string $html ): string {
	return trim( (string) preg_replace( '/\s+/u', ' ', plain_text( (string) preg_replace( '#<(?=br|/?p|/?div|/?li)#i', ' <', $html ) ) ) );
}

/**
 * Makes the consent of a submission.
 *
 * @param mixed $html   Exactly what stood beside the box; without words there is no consent, and the box is a field like others.
 * @param mixed $ticked What the box holds.
 * @return array{field_id: string, text: string, given: bool}|null
 */
function read_consent( mixed $id, mixed $html, mixed $ticked ): ?array {
	$text = plain_text( as_text( $html ?? '' ) );
	return '' === $text ? null : array(
		'field_id' => as_text( $id ),
		'text'     => $text,
		'given'    => ! in_array( nested_text( $ticked ), array( '', '0', 'false' ), true ),
	);
}

/**
 * Names the files of a field, and tells where those are, and how large, that the form plugin itself has put there: of all else
 * a visitor may have posted the path, and it is a name and no more.
 *
 * @param mixed       $paths  Path or address, or a list of them.
 * @param string|null $folder Below the uploads, that only the form plugin writes into; empty when it made the paths itself,
 *                            null where visitors may choose among its files: of all only the names are told.
 * @return list<array{field_id: string, name: string, path?: string, size?: int}>
 */
function read_files( mixed $id, mixed $paths, ?string $folder ): array {
	$files = array();
	foreach ( array_slice( (array) $paths, 0, MOST_FILES ) as $path ) {
		$path = as_text( $path );
		$name = wp_basename( str_contains( $path, '://' ) ? rawurldecode( (string) wp_parse_url( $path, PHP_URL_PATH ) ) : $path );
		$real = '' === $name || null === $folder ? '' : uploaded_file( $path, $folder );
		if ( '' !== $name ) {
			$files[] = array(
				'field_id' => as_text( $id ),
				'name'     => $name,
			) + ( '' === $real ? array() : array(
				'path' => $real,
				'size' => (int) filesize( $real ),
			) );
		}
	}
	return $files;
}

/**
 * Gives the page that a form stands on. What a visitor posts must not name another site, or a page that is hidden.
 *
 * @param mixed $url  Address or path, as the form plugin or the browser says it.
 * @param mixed $post Number of a post, for browsers that tell no address.
 */
function page_of_form( mixed $url, mixed $post = 0 ): ?string {
	$url     = as_text( $url ?? '' );
	$home    = origin_of( home_url() );
	$url     = 1 === preg_match( '#^/(?!/)#', $url ) ? $home . $url : $url;
	$is_page = origin_of( $url ) === $home && 1 !== preg_match( ROUTES, rawurldecode( $url ) );
	$post    = (int) as_text( $post ?? 0 );
	if ( ! $is_page && $post > 0 && is_post_publicly_viewable( $post ) ) {
		return get_permalink( $post ) ?: null;
	}
	return $is_page ? $url : null;
}

/**
 * Gives the page that the visitor's browser says it stands on: what the form itself says may come from a cache.
 */
function page_said(): string {
	// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- taken for text; see page_of_form().
	return as_text( wp_unslash( $_SERVER['HTTP_REFERER'] ?? '' ) ) ?: (string) wp_get_raw_referer();
}

/**
 * Says whether a form was only tried out by those who make it.
 *
 * @param mixed $url Where the form stands, when the form plugin knows it.
 */
function is_preview( mixed $url = '' ): bool {
	return 1 === preg_match( PREVIEWS, as_text( $url ?? '' ) ) || 1 === preg_match( PREVIEWS, page_said() );
}

/**
 * Gives what a form plugin has put into HTML, before it keeps it, as the visitor typed it.
 *
 * @param mixed $value Text, or lists of texts.
 * @return mixed
 */
function as_typed( mixed $value ): mixed {
	return is_array( $value ) ? array_map( __NAMESPACE__ . '\as_typed', $value ) : ( is_string( $value ) ? html_entity_decode( $value, ENT_QUOTES | ENT_HTML5, 'UTF-8' ) : $value );
}

/**
 * Gives what the visitor saw and chose, where an option stands for something else.
 *
 * @param mixed                    $value   Text or list of texts.
 * @param array<int|string, mixed> $options What is kept → what is seen.
 * @return mixed
 */
function as_seen( mixed $value, array $options ): mixed {
	return is_array( $value )
		? array_map( static fn( mixed $one ): mixed => as_seen( $one, $options ), $value )
		: ( is_scalar( $value ) ? plain_text( as_text( $options[ (string) $value ] ?? '' ) ) ?: $value : $value );
}

/**
 * Cuts lists to what the service takes.
 *
 * @param array<string, mixed> $submission See filon_capture().
 * @return array<string, mixed>
 */
function within_limits( array $submission ): array {
	foreach ( array(
		'fields'   => MOST_FIELDS,
		'consents' => MOST_CONSENTS,
		'files'    => MOST_FILES,
	) as $name => $most ) {
		$submission[ $name ] = array_slice( array_values( $submission[ $name ] ?? array() ), 0, $most );
	}
	return $submission;
}

/**
 * Describes a form that exists, for the screen that shows what was found.
 *
 * @param mixed                                                $id     Number or name, as it is captured.
 * @param mixed                                                $title  As the form's owner calls it.
 * @param list<array{0: mixed, 1: mixed, 2: mixed, 3?: mixed}> $fields Id, label, kind and name of each.
 * @param list<mixed>                                          $kinds  Of what else the form has.
 * @param bool                                                 $is_kept False for one of Contact Form 7 whose owner wants nothing kept.
 * @return array{id: string, title: string, fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}
 */
function form_in_words( mixed $id, mixed $title, array $fields, array $kinds = array(), bool $is_kept = true ): array {
	$kinds = array_map( static fn( mixed $kind ): string => as_text( $kind ?? '' ), array( ...array_column( $fields, 2 ), ...$kinds ) );
	$heard = array_filter( $fields, static fn( array $field ): bool => ! is_mute( $field[2], $field[3] ?? '', $field[1] ) );
	return array(
		'id'             => as_text( $id ),
		'title'          => as_text( $title ),
		'fields'         => array_map(
			static fn( array $field ): array => array(
				'id'    => as_text( $field[0] ),
				'label' => one_line( as_text( $field[1] ?? '' ) ),
				'type'  => as_text( $field[2] ?? '' ),
			),
			array_values( $heard )
		),
		// Also what is left out of the fields tells.
		'takes_payments' => array() !== preg_grep( PAYING_KINDS, $kinds ),
		'is_kept'        => $is_kept,
	);
}
