<?php // Jetpack Forms: lists the forms, those that are saved as posts and those that stand in the content of a page.
/**
 * Pages are looked through when somebody asks which forms there are, in wp-admin or by cron: never while a visitor waits. What
 * was found is remembered until something is published or changed. A form in a widget, a template or a pattern is seen once
 * somebody sends it.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// Of each kind of content, the newest: reading a blog of twenty years whole would take long.
const JETPACK_MOST_READ  = 5000;
// Moments are kept in seconds: what was changed just now may be changed again within the same one.
const JETPACK_UNSETTLED  = MINUTE_IN_SECONDS;
// How a form begins in a page's content, in the block editor and before it.
const JETPACK_BEGINNINGS = array( '<!-- wp:jetpack/contact-form ', '[contact-form ', '[contact-form]' );

/**
 * Lists the forms that are saved as posts.
 *
 * @return list<array<string, mixed>> See form_in_words().
 */
function jetpack_saved_forms(): array {
	$posts = get_posts(
		array(
			'post_type'   => 'jetpack_form',
			'post_status' => 'publish',
			'numberposts' => MOST_FORMS,
		)
	);
	return array_map(
		static function ( \WP_Post $post ): array {
			// Where it stands is a part of each field's id, which is not known here.
			$fields = array_map( static fn( array $field ): array => array( $field[0] ?: sanitize_title( $field[1] ), $field[1], jetpack_kind( $field[2] ) ), jetpack_block_fields( parse_blocks( $post->post_content ) ) );
			return form_in_words( $post->ID, $post->post_title, jetpack_without_consents( $fields ) );
		},
		$posts
	);
}

/**
 * Lists the forms that stand in pages.
 *
 * @return list<array<string, mixed>> See form_in_words(); with a "print", see jetpack_print(), which is empty where the form
 *         can't be left out by itself.
 */
function jetpack_page_forms(): array {
	$forms = array();
	foreach ( jetpack_pages() as $post ) {
		$is_alone = is_jetpack_form_alone( $post->post_content );
		foreach ( explode( '<!--nextpage-->', $post->post_content ) as $page => $content ) {
			foreach ( jetpack_written_forms( $content ) as $place => $written ) {
				// As the form plugin numbers them: the page, which form of it, and which sheet where it has several.
				$id = implode( '-', array_filter( array( $post->ID, $place, $page > 0 ? $page + 1 : 0 ) ) );
				// The third on one sheet and the first on the second have one number there, too.
				if ( null !== $written && ! isset( $forms[ $id ] ) ) {
					$asked        = array_map( static fn( array $field ): array => array( $field[1], $field[2] ), $written['fields'] );
					$forms[ $id ] = array( 'print' => $is_alone ? jetpack_print( $written['title'], $asked ) : '' )
						+ form_in_words( $id, $written['title'] ?: $post->post_title, jetpack_named_fields( $id, $written['fields'] ) );
				}
			}
		}
	}
	return array_values( $forms );
}

/**
 * Says whether a page has one form and no other can come before it: the form plugin knows them by their order alone, and counts
 * what patterns and other plugins put into the page.
 *
 * @param string $content Of the page.
 */
function is_jetpack_form_alone( string $content ): bool {
	$is_mixed = 1 === preg_match( '#<!-- wp:(?:block|pattern|template-part|nextpage) |<!--nextpage-->|\[(?!contact-(?:form|field)[\s\]/])[a-z][\w-]*[\s\]/]#i', $content );
	return ! $is_mixed && 1 === count( jetpack_written_forms( $content ) );
}

/**
 * Gives the pages that have a form in their content.
 *
 * @return list<\WP_Post>
 */
function jetpack_pages(): array {
	$types = array_values( array_diff( get_post_types( array( 'public' => true ) ), array( 'attachment' ) ) );
	$stamp = (string) get_lastpostmodified( 'gmt', 'any' );
	$known = get_transient( 'filon_jetpack_pages' );
	if ( ! is_array( $known ) || $known['stamp'] !== $stamp || (int) strtotime( "$stamp UTC" ) > time() - JETPACK_UNSETTLED ) {
		// A contact page may be the oldest of all: pages have their own share.
		$ids   = array_merge( jetpack_search( array_intersect( $types, array( 'page' ) ) ), jetpack_search( array_diff( $types, array( 'page' ) ) ) );
		$known = compact( 'stamp', 'ids' );
		set_transient( 'filon_jetpack_pages', $known, DAY_IN_SECONDS );
	}
	return array() === $known['ids'] ? array() : get_posts(
		array(
			'include'     => $known['ids'],
			'post_type'   => $types,
			'post_status' => 'publish',
			'orderby'     => 'ID',
			'order'       => 'ASC',
		)
	);
}

/**
 * Finds what is published with a form in its content.
 *
 * @param string[] $types Of posts.
 * @return list<int> Numbers, as many as a list of forms holds.
 */
function jetpack_search( array $types ): array {
	global $wpdb;
	if ( array() === $types ) {
		return array();
	}
	$types = array_values( $types );
	$these = "post_status = 'publish' AND post_type IN ( " . implode( ', ', array_fill( 0, count( $types ), '%s' ) ) . ' )';
	$likes = array_map( static fn( string $begins ): string => '%' . $wpdb->esc_like( $begins ) . '%', JETPACK_BEGINNINGS );
	$like  = implode( ' OR ', array_fill( 0, count( $likes ), 'post_content LIKE %s' ) );
	$from  = (int) $wpdb->get_var( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE $these ORDER BY ID DESC LIMIT %d, 1", ...$types, ...array( JETPACK_MOST_READ - 1 ) ) );
	$found = $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE ID >= %d AND $these AND ( $like ) ORDER BY ID LIMIT %d", $from, ...$types, ...$likes, ...array( MOST_FORMS ) ) );
	return array_map( 'intval', $found );
}

/**
 * Reads the forms of one sheet of content, in the order in which the form plugin counts them: blocks are shown before
 * shortcodes.
 *
 * @return list<array{title: string, fields: list<array{0: string, 1: string, 2: string}>}|null> Null for one that is saved as a
 *         post: it counts, and has a number of its own.
 */
function jetpack_written_forms( string $content ): array {
	$forms = array();
	foreach ( jetpack_form_blocks( parse_blocks( $content ) ) as $block ) {
		$forms[] = array( $block['attrs'], jetpack_block_fields( $block['innerBlocks'] ) );
	}
	preg_match_all( '/' . get_shortcode_regex( array( 'contact-form' ) ) . '/s', $content, $found, PREG_SET_ORDER );
	foreach ( $found as $one ) {
		$attributes = (array) shortcode_parse_atts( $one[3] );
		// Written to be read, and what Contact Form 7 had once.
		if ( '[' !== $one[1] && ! is_numeric( $attributes[0] ?? '' ) ) {
			$forms[] = array( $attributes, jetpack_shortcode_fields( $one[5] ) );
		}
	}
	$shown = array_filter( $forms, static fn( array $form ): bool => empty( $form[0]['ref'] ) || 'publish' === get_post_status( (int) as_text( $form[0]['ref'] ) ) );
	return array_map(
		static fn( array $form ): ?array => ! empty( $form[0]['ref'] ) ? null : array(
			'title'  => as_text( $form[0]['formTitle'] ?? '' ),
			'fields' => $form[1],
		),
		array_values( $shown )
	);
}

/**
 * Finds the blocks that are forms, whatever they stand in.
 *
 * @param array<int, mixed> $blocks As parse_blocks() gives them.
 * @return list<array<string, mixed>>
 */
function jetpack_form_blocks( array $blocks ): array {
	$forms = array();
	foreach ( $blocks as $block ) {
		array_push( $forms, ...( 'jetpack/contact-form' === ( $block['blockName'] ?? '' ) ? array( $block ) : jetpack_form_blocks( (array) ( $block['innerBlocks'] ?? array() ) ) ) );
	}
	return $forms;
}

/**
 * Reads the fields of a form's blocks.
 *
 * @param array<int, mixed> $blocks As parse_blocks() gives them.
 * @return list<array{0: string, 1: string, 2: string}> Id where it has one of its own, label, kind.
 */
function jetpack_block_fields( array $blocks ): array {
	$fields = array();
	foreach ( $blocks as $block ) {
		$inner = (array) ( $block['innerBlocks'] ?? array() );
		if ( 1 === preg_match( '#^jetpack/field-(.+)$#', as_text( $block['blockName'] ?? '' ), $found ) ) {
			$labels   = array_filter( array_map( static fn( array $one ): string => as_text( $one['attrs']['label'] ?? $one['attrs']['defaultLabel'] ?? '' ), $inner ) );
			$label    = as_text( $block['attrs']['label'] ?? '' ) ?: (string) reset( $labels );
			$fields[] = array( as_text( $block['attrs']['id'] ?? '' ), $label ?: jetpack_usual_label( $found[1] ), $found[1] );
		} else {
			$fields = array_merge( $fields, jetpack_block_fields( $inner ) );
		}
	}
	return $fields;
}

/**
 * Reads the fields of a form's shortcode.
 *
 * @return list<array{0: string, 1: string, 2: string}> See jetpack_block_fields().
 */
function jetpack_shortcode_fields( string $content ): array {
	preg_match_all( '/' . get_shortcode_regex( array( 'contact-field' ) ) . '/s', $content, $found, PREG_SET_ORDER );
	return array_map(
		static function ( array $one ): array {
			$asked = (array) shortcode_parse_atts( $one[3] );
			$kind  = as_text( $asked['type'] ?? 'text' );
			return array( as_text( $asked['id'] ?? '' ), as_text( $asked['label'] ?? '' ) ?: jetpack_usual_label( $kind ), $kind );
		},
		$found
	);
}

/**
 * Leaves out consents, which are no fields of a submission.
 *
 * @param array<int|string, array<int, string>> $fields See jetpack_block_fields().
 * @return list<array<int, string>>
 */
function jetpack_without_consents( array $fields ): array {
	return array_values( array_filter( $fields, static fn( array $field ): bool => 'consent' !== $field[2] ) );
}

/**
 * Gives fields the ids that the form plugin makes when it shows the form: of the form's own, and of what is left of each label
 * in plain Latin letters.
 *
 * @param list<array{0: string, 1: string, 2: string}> $fields See jetpack_block_fields().
 * @return list<array{0: string, 1: string, 2: string, 3: string}> Id, label, kind and name; see form_in_words().
 */
function jetpack_named_fields( string $form, array $fields ): array {
	$named = array();
	foreach ( $fields as list( $id, $label, $kind ) ) {
		$plain = preg_replace( '/[^.-_a-z]/', '', str_replace( '%', '-', wp_specialchars_decode( $label, ENT_QUOTES ) ) );
		for ( $again = 0; '' === $id || isset( $named[ $id ] ); $again++ ) {
			$id = sanitize_title_with_dashes( "g$form-$plain" . ( $again > 0 ? "-$again" : '' ) );
		}
		$named[ $id ] = array( $id, $label, jetpack_kind( $kind ), $id );
	}
	return jetpack_without_consents( $named );
}
