<?php // WordPress' own privacy tools: what is kept of a person here and in the service is exported, and erased on request.
/**
 * Both ask the service while WordPress' worker runs, never while a page is made. A service that can't be reached is an
 * error in words: WordPress marks nothing as done, and the administrator tries again. Erasing asks the service first,
 * because afterwards nothing here knows any more what has to be named to it.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once dirname( __DIR__ ) . '/adapters/capturing.php';

const PRIVACY_SECONDS   = 10.0;
const MOST_UNDELIVERED  = 200;
// Undelivered rows of somebody who was erased; delivered ones stay what they are, with an empty line.
const ERASED            = 'erased';

add_filter( 'wp_privacy_personal_data_exporters', static fn( mixed $known = null ): mixed => with_tool( $known, 'exporter', 'export_person' ) );
add_filter( 'wp_privacy_personal_data_erasers', static fn( mixed $known = null ): mixed => with_tool( $known, 'eraser', 'erase_person' ) );
/**
 * Adds one of our tools to those that WordPress knows.
 *
 * @param mixed  $known    Tools by their plugin.
 * @param string $kind     As WordPress calls it.
 * @param string $function Ours.
 * @return mixed
 */
function with_tool( mixed $known, string $kind, string $function ): mixed {
	$tool = array(
		"{$kind}_friendly_name" => 'Filon',
		'callback'              => __NAMESPACE__ . "\\$function",
	);
	return is_array( $known ) ? $known + array( 'filon' => $tool ) : $known;
}

/**
 * Gives what is kept of whoever has this address, in one go.
 *
 * @return array{data: list<array<string, mixed>>, done: bool}|\WP_Error
 */
function export_person( string $email ): array|\WP_Error {
	$mistake = bring_spilled_in();
	if ( '' !== $mistake ) {
		return new \WP_Error( 'filon_spilled', $mistake );
	}
	$data   = array_map( __NAMESPACE__ . '\exported_row', rows_of( $email ) );
	$answer = ask_about_person( '/api/v1/sites/person', array( 'email' => $email ) );
	if ( is_wp_error( $answer ) ) {
		return $answer;
	}
	foreach ( is_array( $answer['requests'] ?? null ) ? array_values( $answer['requests'] ) : array() as $place => $request ) {
		$rows   = is_array( $request['rows'] ?? null ) ? array_values( $request['rows'] ) : array();
		$data[] = in_service(
			(string) $place,
			array_map( static fn( mixed $row ): array => exported( as_text( $row['name'] ?? '' ), as_text( $row['value'] ?? '' ) ), $rows )
		);
	}
	// Anybody can bring an address beside somebody else's request: only the business knows who asks.
	if ( null !== read_connection() ) {
		$data[] = in_service( 'rest', array( exported( __( 'The rest', 'filon' ), __( 'The business may keep more about you, such as notes and calls. Ask the business for it: it will give you a copy.', 'filon' ) ) ) );
	}
	return array(
		'data' => $data,
		'done' => true,
	);
}

/**
 * Puts what the service has into WordPress' export.
 *
 * @param list<array{name: string, value: string}> $rows Lines of the export.
 * @return array<string, mixed>
 */
function in_service( string $id, array $rows ): array {
	return array(
		'group_id'    => 'filon-service',
		'group_label' => __( 'Filon: requests that the business has received', 'filon' ),
		'item_id'     => "filon-service-$id",
		'data'        => $rows,
	);
}

/**
 * Erases what is kept here of whoever has this address, and asks the service to.
 *
 * @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool}|\WP_Error
 */
function erase_person( string $email ): array|\WP_Error {
	$mistake = bring_spilled_in();
	if ( '' !== $mistake ) {
		return new \WP_Error( 'filon_spilled', $mistake );
	}
	// What is known as spam would come back from its form plugin, should somebody say later that it was none.
	$rows        = array_merge( rows_of( $email ), known_spam_of( $email ) );
	$undelivered = array_values( array_filter( $rows, __NAMESPACE__ . '\is_undelivered' ) );
	$asked       = 0;
	$emptied     = 0;
	// Asked at least once: the service may know the person from elsewhere.
	foreach ( array_chunk( $undelivered, MOST_UNDELIVERED ) ?: array( array() ) as $some ) {
		$told_to = read_connection()['site_id'] ?? '';
		$answer  = ask_about_person(
			'/api/v1/sites/person/erasure',
			array(
				'email'       => $email,
				'undelivered' => array_map( __NAMESPACE__ . '\named_to_service', $some ),
			)
		);
		if ( is_wp_error( $answer ) ) {
			return $answer;
		}
		array_map( static fn( object $row ) => empty_row( $row, $told_to ), $some );
		$asked    = max( $asked, (int) ( $answer['asked'] ?? 0 ) );
		$emptied += (int) ( $answer['emptied'] ?? 0 );
	}
	$delivered = array_filter( $rows, static fn( object $row ): bool => ! is_undelivered( $row ) );
	array_map( static fn( object $row ) => empty_row( $row, '' ), $delivered );
	// Who waits may have been this person; the next look asks anew.
	delete_option( 'filon_to_call' );
	$messages = array();
	if ( $asked > 0 ) {
		$messages[] = __( 'Filon: the business was asked to erase this person. A manager decides it in Filon; until then the service keeps what it has.', 'filon' );
	}
	return array(
		'items_removed'  => array() !== $rows || $emptied > 0,
		'items_retained' => $asked > 0,
		'messages'       => $messages,
		'done'           => true,
	);
}

/**
 * Moves what lies beside the table into it, or a person could be overlooked there.
 *
 * @return string What went wrong, in words; empty when all is in the table.
 */
function bring_spilled_in(): string {
	global $wpdb;
	move_spilled();
	$left  = (int) $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( SPILL_PREFIX ) . '%' ) );
	$left += array_sum( array_map( 'filesize', spill_files() ) );
	return 0 === $left ? '' : __( 'Some requests could not be looked through, because the database refuses them. Try again once it works.', 'filon' );
}

/**
 * Asks the service about a person.
 *
 * @param array<string, mixed> $asked What is asked.
 * @return array<string, mixed>|\WP_Error Nothing where this site was never connected: no service has anything of it.
 */
function ask_about_person( string $path, array $asked ): array|\WP_Error {
	if ( null === read_connection() ) {
		return array();
	}
	$connection = usable_connection();
	if ( null === $connection ) {
		return new \WP_Error( 'filon_elsewhere', __( 'This site has changed its address; say first what happened.', 'filon' ) );
	}
	$answer = call_service( $connection, $path, (string) wp_json_encode( $asked ), PRIVACY_SECONDS );
	if ( 200 !== $answer['status'] || null === $answer['json'] ) {
		/* translators: %s: why, in a sentence */
		return new \WP_Error( 'filon_unreachable', sprintf( __( 'Filon: nothing was done. %s Try again later.', 'filon' ), words_for_refusal( $answer ) ) );
	}
	return $answer['json'];
}

/**
 * Finds the rows in which the address is what somebody typed.
 *
 * @return list<object{id: string, uuid: string, line: string, sha256: string, status: string, created_at: string}>
 */
function rows_of( string $email ): array {
	global $wpdb;
	$email = strtolower( trim( $email ) );
	// As it stands in the line, where all but ASCII is escaped.
	$inside = trim( (string) wp_json_encode( $email ), '"' );
	$rows   = '' === $email ? array() : $wpdb->get_results(
		$wpdb->prepare( 'SELECT id, uuid, line, sha256, status, created_at FROM ' . queue_table() . ' WHERE line LIKE %s ORDER BY id', '%' . $wpdb->esc_like( $inside ) . '%' )
	);
	return array_values( array_filter( $rows, static fn( object $row ): bool => in_array( $email, typed_values( $row->line ), true ) ) );
}

/**
 * Says whether the service has no receipt for a row.
 */
function is_undelivered( object $row ): bool {
	return 'delivered' !== $row->status;
}

/**
 * Names a row without anything that was typed.
 *
 * @return array{uuid: string, sha256: string, submitted_at: string}
 */
function named_to_service( object $row ): array {
	$said = as_text( json_decode( $row->line, true )['submitted_at'] ?? '' );
	return array(
		'uuid'         => $row->uuid,
		'sha256'       => $row->sha256,
		// One that says no moment must not keep the others: for the ledger, too, it is of when it was captured.
		'submitted_at' => 1 === preg_match( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/D', $said ) ? $said : str_replace( ' ', 'T', $row->created_at ) . 'Z',
	);
}

/**
 * Empties a row, and removes its files; its uuid and hash stay, so that both sides agree on what there was, and it is
 * never sent.
 *
 * @param string $told_to The identity under which the service was told of it, empty for none.
 */
function empty_row( object $row, string $told_to ): void {
	global $wpdb;
	remove_kept_files( $row->uuid );
	// By what it is now: it may have been delivered while the service was asked. MySQL sets from left to right.
	$wpdb->query(
		$wpdb->prepare(
			'UPDATE ' . queue_table() . " SET delivered_to = CASE WHEN status = 'delivered' THEN delivered_to ELSE NULLIF( %s, '' ) END,"
			. " status = CASE WHEN status = 'delivered' THEN status ELSE %s END, line = '' WHERE id = %d",
			$told_to,
			ERASED,
			$row->id
		)
	);
}

/**
 * Writes a row for WordPress' export.
 *
 * @return array<string, mixed>
 */
function exported_row( object $row ): array {
	$line = (array) json_decode( $row->line, true );
	$data = array(
		exported( __( 'Sent', 'filon' ), as_text( $line['submitted_at'] ?? $row->created_at ) ),
		exported( __( 'Form', 'filon' ), form_title( $row->line ) ),
		exported( __( 'Page', 'filon' ), as_text( $line['page'] ?? '' ) ),
	);
	foreach ( (array) ( $line['fields'] ?? array() ) as $field ) {
		$data[] = exported( text_or( $field['label'] ?? '', as_text( $field['id'] ?? '' ) ), implode( ', ', array_map( __NAMESPACE__ . '\as_text', (array) ( $field['value'] ?? '' ) ) ) );
	}
	foreach ( (array) ( $line['consents'] ?? array() ) as $consent ) {
		$data[] = exported( empty( $consent['given'] ) ? __( 'Refused', 'filon' ) : __( 'Agreed', 'filon' ), as_text( $consent['text'] ?? '' ) );
	}
	return array(
		'group_id'    => 'filon-requests',
		'group_label' => __( 'Filon: requests kept on this site', 'filon' ),
		'item_id'     => 'filon-' . $row->uuid,
		'data'        => array_values( array_filter( $data, static fn( array $one ): bool => '' !== $one['value'] ) ),
	);
}

/**
 * Gives one line of an export.
 *
 * @return array{name: string, value: string}
 */
function exported( string $name, string $value ): array {
	return array(
		'name'  => $name,
		// WordPress writes it as HTML.
		'value' => nl2br( esc_html( $value ) ),
	);
}

add_action( 'admin_init', __NAMESPACE__ . '\add_privacy_words' );
/**
 * Suggests words for the site's privacy policy.
 */
function add_privacy_words(): void {
	if ( ! function_exists( 'wp_add_privacy_policy_content' ) || ! current_user_can( 'manage_privacy_options' ) ) {
		return;
	}
	$connection = read_connection();
	$sentences  = array(
		__( 'When you send a form on this site we keep what you typed, the page and the one before it, the time, and your consent with its exact words, in order to answer you. They stay on this site for forty days.', 'filon' ),
		__( 'Of a message that was taken for spam we keep longer only which one it was, and a hash of its e-mail addresses made with a secret key of this site: nobody can read them from it, and by it what you asked us to erase does not come back.', 'filon' ),
		/* translators: %s: address of the service */
		sprintf( __( 'They are passed on to our customer service at %s, where our team reads them and notes what was agreed with you.', 'filon' ), null === $connection ? '…' : $connection['service'] ),
		__( 'You may ask us for a copy of all of it, and to have it erased; both are done on this site and there.', 'filon' ),
	);
	wp_add_privacy_policy_content( 'Filon', '<p>' . implode( '</p><p>', array_map( 'esc_html', $sentences ) ) . '</p>' );
}
