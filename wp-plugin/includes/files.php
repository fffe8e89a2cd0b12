<?php // Files that came with a submission: a copy of each waits beside the spilled lines until the service has it, or never will.
/**
 * The folder is all that is known of them. A copy's name says whose file it is, its place in the submission's list, how often
 * it was sent in vain and when it may be sent again; the rest of it nobody can guess, and it ends like no program's.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const KEPT_FILE            = '/^file-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{2})-(\d{2})-(\d{10})-([0-9a-f]{32})$/D';
const MOST_KEPT_OF_ONE     = 10;
const MOST_KEPT_FILES      = 200;
const HEAVIEST_FILE        = 8388608;
const HEAVIEST_FILE_FOLDER = 268435456;
// What a copy must leave of the disk.
const DISK_LEFT_BYTES      = 104857600;
const FILE_RUN_SECONDS     = 30;
const FIRST_FILE_WAIT      = 5 * MINUTE_IN_SECONDS;
// An older service knows no files, and a full one may be given room.
const LONG_FILE_WAITS      = array( 404, 405, 409 );
const FINAL_FILE_ANSWERS   = array( 410, 413, 422 );

/**
 * Keeps a copy of each file of a submission that was just kept; never throws, and writes nothing where a link will do.
 *
 * @param mixed $files See filon_capture(); the same list that the line names them by.
 */
function keep_files( string $uuid, mixed $files ): void {
	try {
		$files = array_values( array_filter( is_array( $files ) ? $files : array(), 'is_array' ) );
		$paths = array_slice( array_filter( array_map( static fn( array $file ): string => readable_upload( as_text( $file['path'] ?? '' ) ), $files ) ), 0, MOST_KEPT_OF_ONE, true );
		if ( array() === $paths ) {
			return;
		}
		make_spill_folder();
		$there = array_column( kept_files(), 'path' );
		$count = count( $there );
		$bytes = array_sum( array_map( 'filesize', $there ) );
		foreach ( $paths as $place => $path ) {
			$bytes += filesize( $path );
			if ( ++$count > MOST_KEPT_FILES || $bytes > HEAVIEST_FILE_FOLDER || ! copy_file( $path, kept_file( $uuid, $place, 0, time() ) ) ) {
				error_log( "Filon: file $place of submission $uuid could not be kept; the form plugin may still have it." );
			}
		}
	} catch ( \Throwable $problem ) {
		error_log( "Filon: the files of submission $uuid could not be kept: " . get_class( $problem ) . ' in ' . basename( $problem->getFile() ) . ':' . $problem->getLine() );
	}
}

/**
 * Finds a file that a form plugin speaks of and that can be sent.
 *
 * @param string $path Or its address among the uploads.
 * @return string Empty when it is none that may be sent.
 */
function readable_upload( string $path ): string {
	$real = uploaded_file( $path );
	return '' === $real || ! is_readable( $real ) || 0 === filesize( $real ) || filesize( $real ) > HEAVIEST_FILE ? '' : $real;
}

/**
 * Finds a file where visitors' files are put and nowhere else: what a form plugin says may be the visitor's own words.
 *
 * @param string $path   Or its address among the uploads.
 * @param string $folder Below the uploads, that it must be in; empty for all of them, and for what is there for a moment.
 * @return string Its real path; empty when it is not there.
 */
function uploaded_file( string $path, string $folder = '' ): string {
	$uploads = wp_upload_dir( null, false );
	if ( str_starts_with( $path, $uploads['baseurl'] . '/' ) ) {
		$path = $uploads['basedir'] . '/' . rawurldecode( (string) strtok( substr( $path, strlen( $uploads['baseurl'] ) + 1 ), '?#' ) );
	}
	$real = str_contains( $path, "\0" ) || ! path_is_absolute( $path ) ? false : realpath( $path );
	if ( false === $real || ! is_file( $real ) ) {
		return '';
	}
	$is_under = static fn( string|false $place ): bool => false !== $place && str_starts_with( $real, rtrim( $place, '/' ) . '/' );
	$is_there = $is_under( realpath( $uploads['basedir'] . "/$folder" ) ) || ( '' === $folder && $is_under( realpath( get_temp_dir() ) ) );
	return $is_there && ! $is_under( realpath( spill_folder() ) ) ? $real : '';
}

/**
 * Names a copy.
 *
 * @param int $place Of the file in the submission's list, from 0.
 * @param int $tries How often it was sent in vain.
 * @param int $due   Unix seconds: not to be sent before.
 */
function kept_file( string $uuid, int $place, int $tries, int $due ): string {
	return sprintf( '%s/file-%s-%02d-%02d-%010d-%s', spill_folder(), $uuid, $place, min( $tries, 99 ), $due, bin2hex( random_bytes( 16 ) ) );
}

/**
 * Puts a file under another name as well; by a copy where the disk knows no links, or the file lies on another one.
 */
function copy_file( string $from, string $to ): bool {
	// Silenced: what can't be linked is copied, and what can't be copied is answered by the caller.
	if ( @link( $from, $to ) ) {
		return true;
	}
	$free = @disk_free_space( dirname( $to ) );
	if ( false !== $free && $free < DISK_LEFT_BYTES + filesize( $from ) ) {
		return false;
	}
	// Under no name that is sent until it is whole.
	$is_whole = @copy( $from, "$to.part" ) && filesize( "$to.part" ) === filesize( $from ) && rename( "$to.part", $to );
	if ( ! $is_whole ) {
		remove_file( "$to.part" );
	}
	return $is_whole;
}

/**
 * Lists the copies.
 *
 * @return list<array{path: string, uuid: string, place: int, tries: int, due: int}> The one that may be sent first, first.
 */
function kept_files(): array {
	$folder = spill_folder();
	$files  = array();
	foreach ( is_dir( $folder ) ? (array) scandir( $folder ) : array() as $name ) {
		if ( 1 === preg_match( KEPT_FILE, (string) $name, $said ) ) {
			// A key to sort by: a visitor waits for this list, and comparing its rows would take most of the time.
			$files[ "$said[4] $name" ] = array(
				'path'  => "$folder/$name",
				'uuid'  => $said[1],
				'place' => (int) $said[2],
				'tries' => (int) $said[3],
				'due'   => (int) $said[4],
			);
		}
	}
	ksort( $files, SORT_STRING );
	return array_values( $files );
}

add_action( 'filon_deliver', __NAMESPACE__ . '\deliver_files', 20, 0 );
/**
 * Sends what may be sent now, one run at a time; never where a person waits for the answer.
 *
 * @return int How many the service has taken.
 */
function deliver_files(): int {
	$files = due_files();
	$lock  = array() === $files ? null : move_clock_row( 'filon_files', 2 * FILE_RUN_SECONDS );
	if ( null === $lock ) {
		return 0;
	}
	ignore_user_abort( true );
	$deadline = microtime( true ) + FILE_RUN_SECONDS;
	$taken    = 0;
	try {
		foreach ( $files as $file ) {
			$seconds = $deadline - microtime( true );
			$outcome = $seconds > 2 ? deliver_file( $file, $seconds ) : null;
			if ( null === $outcome ) {
				break;
			}
			$taken += (int) $outcome;
		}
	} finally {
		release_lock( $lock, 'filon_files' );
	}
	return $taken;
}

/**
 * Lists the copies that may be sent now: their submissions go first, however long that takes.
 *
 * @return list<array{path: string, uuid: string, place: int, tries: int, due: int, answer: string}> See kept_files(), and
 *         what the service has answered to the submission.
 */
function due_files(): array {
	$files = array_filter( kept_files(), static fn( array $file ): bool => has_come( $file['due'], DAY_IN_SECONDS ) );
	if ( array() === $files || null === usable_connection() || ! is_breaker_closed() ) {
		return array();
	}
	$rows = rows_of_files( array_column( $files, 'uuid' ) );
	$due  = array();
	foreach ( $files as $file ) {
		$row = $rows[ $file['uuid'] ] ?? null;
		if ( 'delivered' === ( $row->status ?? '' ) ) {
			$due[] = $file + array( 'answer' => (string) $row->answer );
		}
	}
	return $due;
}

/**
 * Removes copies that the service has not taken as long as the line of their submission is kept; those of a submission that
 * it has not yet are kept with it.
 */
function purge_files(): void {
	global $wpdb;
	// The first twelve digits of a uuid of version 7 are the moment it was made, in milliseconds.
	$oldest = ( time() - PAYLOAD_DAYS * DAY_IN_SECONDS ) * 1000;
	$old    = array_filter( kept_files(), static fn( array $file ): bool => hexdec( substr( str_replace( '-', '', $file['uuid'] ), 0, 12 ) ) < $oldest );
	// What is in no row may lie beside a table that refuses it.
	if ( array() === $old || ! is_queue_there() || count_spilled() > 0 ) {
		return;
	}
	$rows = rows_of_files( array_column( $old, 'uuid' ) );
	foreach ( '' === $wpdb->last_error ? $old : array() as $file ) {
		if ( in_array( $rows[ $file['uuid'] ]->status ?? 'delivered', array( 'delivered', 'erased' ), true ) ) {
			remove_file( $file['path'] );
		}
	}
}

/**
 * Gives what the queue knows of submissions.
 *
 * @param list<string> $uuids At least one.
 * @return array<string, object{uuid: string, status: string, answer: string|null}> By uuid.
 */
function rows_of_files( array $uuids ): array {
	global $wpdb;
	$uuids  = array_values( array_unique( $uuids ) );
	$places = implode( ', ', array_fill( 0, count( $uuids ), '%s' ) );
	return array_column( $wpdb->get_results( $wpdb->prepare( 'SELECT uuid, status, answer FROM ' . queue_table() . " WHERE uuid IN ( $places )", $uuids ) ), null, 'uuid' );
}

/**
 * Sends one file, and does with its copy what the answer says.
 *
 * @param array{path: string, uuid: string, place: int, tries: int, answer: string} $file See due_files().
 * @return bool|null Whether the service has taken it; null when it is no use to go on now.
 */
function deliver_file( array $file, float $seconds ): ?bool {
	if ( 'quarantined' === $file['answer'] ) {
		remove_file( $file['path'] );
		return false;
	}
	$connection = usable_connection();
	$content    = null === $connection ? false : @file_get_contents( $file['path'] );
	if ( false === $content ) {
		return null;
	}
	$answer = call_service( $connection, "/api/v1/submissions/{$file['uuid']}/files/{$file['place']}", $content, $seconds, array( 'Content-Type' => 'application/octet-stream' ), 'PUT' );
	if ( is_file_taken( read_connection() ?? $connection, $file['uuid'], hash( 'sha256', $content ), $answer ) ) {
		remove_file( $file['path'] );
		return true;
	}
	$status = $answer['status'];
	if ( in_array( $status, FINAL_FILE_ANSWERS, true ) && ! in_array( $answer['code'], array( '', 'unscanned' ), true ) ) {
		error_log( "Filon: the service does not take file {$file['place']} of submission {$file['uuid']}: {$answer['error']} {$answer['words']}" );
		remove_file( $file['path'] );
		return false;
	}
	$is_far = in_array( $status, LONG_FILE_WAITS, true );
	$wait   = with_jitter( (int) min( DAY_IN_SECONDS / 2, $is_far ? DAY_IN_SECONDS / 2 : FIRST_FILE_WAIT * 2 ** min( $file['tries'], 10 ) ) );
	$wait   = max( $wait, min( DAY_IN_SECONDS, $answer['retry_after'] ?? 0 ) );
	rename( $file['path'], kept_file( $file['uuid'], $file['place'], $file['tries'] + 1, time() + $wait ) );
	return $is_far || 422 === $status ? false : null;
}

/**
 * Says whether an answer proves that the service has a file.
 *
 * @param array<string, mixed> $connection See read_connection().
 * @param array<string, mixed> $answer     See read_answer(); schemas/file-answer.schema.json.
 */
function is_file_taken( array $connection, string $uuid, string $sha256, array $answer ): bool {
	$receipt = $answer['json']['receipt'] ?? null;
	if ( 200 !== $answer['status'] || ! is_string( $receipt ) ) {
		return false;
	}
	foreach ( secrets_in_force( $connection ) as $secret ) {
		if ( is_receipt_valid( $receipt, derive_key( $secret, 'receipts' ), $connection['site_id'], $uuid, $sha256, 'attached', '' ) ) {
			return true;
		}
	}
	return false;
}

/**
 * Removes copies: all when the plugin is deleted, those of one submission when its person is erased.
 */
function remove_kept_files( ?string $uuid = null ): void {
	$files = array_filter( kept_files(), static fn( array $file ): bool => null === $uuid || $file['uuid'] === $uuid );
	array_map( __NAMESPACE__ . '\remove_file', array_column( $files, 'path' ) );
}
