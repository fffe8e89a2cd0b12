<?php // The list of form plugins that keep what was sent as entries of their own: each has a file here, loaded when it is looked through.
/**
 * Another one is a file named after its submissions' source, and a line in keepers(). WPForms keeps none but in its Pro edition,
 * and Contact Form 7 none without Flamingo.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once dirname( __DIR__ ) . '/reading.php';

/**
 * Lists those that are known.
 *
 * "list" takes a number, or null for the newest one, and how many at most: it gives the entries with higher numbers in their
 * order, each with its id, its form, when it was sent "at" in Unix seconds, and "is_sent" when it is what its adapter would
 * capture: no spam, no draft, nothing in the trash and no payment to come. Where entries are known by their words (see
 * ENTRIES_BY_WORDS), it gives the submission and its "key", too, or the "problem" with reading it. "read" takes an entry's
 * number and its form, and gives the submission as the adapter makes it, null when it is none.
 *
 * @return array<string, array{defines: list<string>, list: callable, read: callable}> Source → constants or functions that
 *         are there when it runs.
 */
function keepers(): array {
	$named = static fn( array $defines, string $name ): array => array(
		'defines' => $defines,
		'list'    => __NAMESPACE__ . "\\{$name}_entries",
		'read'    => __NAMESPACE__ . "\\{$name}_entry",
	);
	return array(
		'wpforms'       => $named( array( 'WPFORMS_VERSION' ), 'wpforms' ),
		'gravity-forms' => $named( array( 'GF_MIN_WP_VERSION' ), 'gravity' ),
		'fluent-forms'  => $named( array( 'FLUENTFORM_FRAMEWORK_UPGRADE' ), 'fluent' ),
		'formidable'    => $named( array( 'load_formidable_forms' ), 'formidable' ),
		'everest-forms' => $named( array( 'EVF_VERSION' ), 'everest' ),
		'ninja-forms'   => $named( array( 'Ninja_Forms' ), 'ninja' ),
		'forminator'    => $named( array( 'FORMINATOR_VERSION' ), 'forminator' ),
		'jetpack-forms' => $named( array( 'JETPACK__VERSION' ), 'jetpack' ),
		'elementor-pro' => $named( array( 'ELEMENTOR_PRO_VERSION' ), 'elementor' ),
		'cf7'           => $named( array( 'WPCF7_VERSION', 'FLAMINGO_VERSION' ), 'flamingo' ),
		'woocommerce'   => $named( array( 'WC_VERSION' ), 'order' ),
	);
}

/**
 * Lists those of them that run on this site, and loads what reads them.
 *
 * @return array<string, array{defines: list<string>, list: callable, read: callable}> See keepers().
 */
function running_keepers(): array {
	$is_there = static fn( string $name ): bool => defined( $name ) || function_exists( $name );
	$running  = array_filter( keepers(), static fn( array $keeper ): bool => $keeper['defines'] === array_filter( $keeper['defines'], $is_there ) );
	foreach ( array_keys( $running ) as $source ) {
		require_once __DIR__ . "/$source.php";
	}
	return $running;
}

/**
 * Reads rows of a form plugin's table by its own key on their numbers.
 *
 * @param string   $id      Column with the number.
 * @param string   $columns Others, as SQL.
 * @param int|null $after   Null for the newest.
 * @param string   $where   What else must be true, as SQL.
 * @return list<object> In the order of their numbers, which are "entry_id".
 * @throws \RuntimeException When there is no such table.
 */
function entry_rows( string $table, string $id, string $columns, ?int $after, int $most, string $where = '1 = 1' ): array {
	global $wpdb;
	$quiet = $wpdb->suppress_errors();
	$sql   = "SELECT $id AS entry_id, $columns FROM $table WHERE $where AND ";
	$rows  = null === $after
		? array_reverse( (array) $wpdb->get_results( $sql . $wpdb->prepare( "$id > 0 ORDER BY $id DESC LIMIT %d", $most ) ) )
		: (array) $wpdb->get_results( $sql . $wpdb->prepare( "$id > %d ORDER BY $id LIMIT %d", $after, $most ) );
	$wpdb->suppress_errors( $quiet );
	if ( '' !== (string) $wpdb->last_error ) {
		throw new \RuntimeException( 'It keeps entries in another way now.' );
	}
	return $rows;
}

/**
 * Reads rows of WordPress' posts.
 *
 * @param string   $type    Of the posts.
 * @param string   $columns As entry_rows() wants them; their status and date are there in any case.
 * @param int|null $after   See entry_rows().
 * @return list<object> See entry_rows().
 */
function entry_posts( string $type, string $columns, ?int $after, int $most ): array {
	global $wpdb;
	return entry_rows( $wpdb->posts, 'ID', "$columns, post_status, post_date", $after, $most, $wpdb->prepare( 'post_type = %s', $type ) );
}

/**
 * Adds the submission to an entry that is known by its words, where it may be one that is looked for.
 *
 * @param array<string, mixed>                    $entry See entry_in_list().
 * @param callable(): (array<string, mixed>|null) $read  Gives the submission; null when it is none, or its form is gone.
 * @return array<string, mixed> See keepers().
 */
function entry_by_words( string $source, array $entry, callable $read ): array {
	try {
		$submission = is_worth_reading( $entry ) ? $read() : null;
		return compact( 'submission' ) + array( 'key' => null === $submission ? '' : words_key( $submission ) ) + $entry;
	} catch ( \Throwable $problem ) {
		// Those behind it are looked through all the same; none was captured under this name.
		return compact( 'problem' ) + array( 'key' => entry_key( $source, '', "unreadable {$entry['id']}" ) ) + $entry;
	}
}

/**
 * Says whether an entry may be one that is looked for, where each must be read to be known.
 *
 * @param array<string, mixed> $entry See entry_in_list().
 */
function is_worth_reading( array $entry ): bool {
	return $entry['is_sent'] && $entry['at'] >= max( read_entries()['since'], time() - ENTRY_DAYS * DAY_IN_SECONDS );
}

/**
 * Describes an entry; see keepers().
 *
 * @param object $row  Of entry_rows().
 * @param mixed  $form Its form's number or name.
 * @param string $date As MySQL writes it.
 * @return array{id: int, form: string, at: int, is_sent: bool}
 */
function entry_in_list( object $row, mixed $form, string $date, bool $is_local, bool $is_sent ): array {
	return array(
		'id'      => (int) $row->entry_id,
		'form'    => as_text( $form ?? '' ),
		'at'      => (int) strtotime( ( $is_local ? get_gmt_from_date( $date ) : $date ) . ' UTC' ),
		'is_sent' => $is_sent,
	);
}
