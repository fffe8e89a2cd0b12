<?php // Where a submission goes when its table refuses it: an option of its own, else a file; the sweeper moves it in.
/**
 * A full disk, a crashed table or an update half done must not cost a request.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const SPILL_PREFIX = 'filon_spill_';
const SPILL_HEAD   = "<?php exit; ?>\n";
const SPILL_NAME   = '/^spill-[0-9a-f]{32}\.php$/D';
// Beside the files: nothing to list, and nothing to fetch where Apache serves them.
const SPILL_FENCE  = array(
	'index.html' => '',
	'.htaccess'  => "<IfModule mod_authz_core.c>\n\tRequire all denied\n</IfModule>\n<IfModule !mod_authz_core.c>\n\tOrder allow,deny\n\tDeny from all\n</IfModule>\n",
);

/**
 * Keeps a line outside the table.
 *
 * @return bool False when nothing could be written anywhere.
 */
function spill( string $uuid, string $line ): bool {
	global $wpdb;
	// One option a line: appending to a shared one would lose a line when two visitors send at once.
	$quiet = $wpdb->suppress_errors();
	$kept  = add_option( SPILL_PREFIX . $uuid, $line, '', false );
	$wpdb->suppress_errors( $quiet );
	return $kept || spill_to_file( $uuid, $line );
}

/**
 * Names the folder of the files: among the uploads, where a site can write.
 */
function spill_folder(): string {
	return wp_upload_dir( null, false )['basedir'] . '/filon';
}

/**
 * Lists the files.
 *
 * Nothing but the folder knows their names: no option could be written when they are needed, and whatever else a name were
 * made from would change one day, and leave a file behind that nobody reads.
 *
 * @return list<string> One as a rule; two when two visitors came first.
 */
function spill_files(): array {
	$folder = spill_folder();
	$names  = is_dir( $folder ) ? (array) scandir( $folder ) : array();
	return array_map( static fn( string $name ): string => "$folder/$name", array_values( preg_grep( SPILL_NAME, $names ) ) );
}

/**
 * Names the file for the next line: a PHP file that answers nothing, and nobody can guess where PHP files are served as text.
 */
function spill_file(): string {
	return spill_files()[0] ?? spill_folder() . '/spill-' . bin2hex( random_bytes( 16 ) ) . '.php';
}

/**
 * Names the file that is to take another's place.
 */
function next_spill_file( string $file ): string {
	return substr( $file, 0, -4 ) . '-new.php';
}

/**
 * Opens a file for one process alone.
 *
 * @param string $mode As fopen() takes it.
 * @return resource|null
 */
function open_spill_file( string $file, string $mode ): mixed {
	// While this process waited for its turn, another may have put a new file in place; a few times, never for ever.
	for ( $tries = 0; $tries < 5; $tries++ ) {
		// Silenced: what cannot be opened is answered by the callers, and capture.php writes the log.
		$handle = @fopen( $file, $mode );
		if ( false === $handle ) {
			return null;
		}
		flock( $handle, LOCK_EX );
		clearstatcache( true, $file );
		if ( 4 === $tries || ( is_file( $file ) && fileinode( $file ) === fstat( $handle )['ino'] ) ) {
			break;
		}
		fclose( $handle );
	}
	return $handle;
}

/**
 * Makes the folder, as far as the disk lets it.
 */
function make_spill_folder(): void {
	wp_mkdir_p( spill_folder() );
	foreach ( SPILL_FENCE as $name => $text ) {
		$file = spill_folder() . "/$name";
		if ( ! is_file( $file ) ) {
			// Silenced: a full disk must not stop the line, which may still fit.
			@file_put_contents( $file, $text );
		}
	}
}

/**
 * Appends a line to the file, whole or not at all.
 */
function spill_to_file( string $uuid, string $line ): bool {
	make_spill_folder();
	$handle = open_spill_file( spill_file(), 'c+' );
	if ( null === $handle ) {
		return false;
	}
	fseek( $handle, 0, SEEK_END );
	$end  = ftell( $handle );
	$text = beginning( $handle, $end ) . "$uuid $line\n";
	// Silenced: a full disk is answered here.
	$kept = strlen( $text ) === @fwrite( $handle, $text ) && fflush( $handle );
	if ( ! $kept ) {
		ftruncate( $handle, $end );
	}
	fclose( $handle );
	return $kept;
}

/**
 * Gives what must stand before a line: the head of a new file, or the end of a line whose writer was killed.
 *
 * @param resource $handle At the end of the file.
 */
function beginning( mixed $handle, int $end ): string {
	if ( 0 === $end ) {
		return SPILL_HEAD;
	}
	fseek( $handle, -1, SEEK_END );
	return "\n" === fread( $handle, 1 ) ? '' : "\n";
}

/**
 * Counts the lines that are kept outside the table; a file counts as one at least.
 */
function count_spilled(): int {
	global $wpdb;
	$options = $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( SPILL_PREFIX ) . '%' ) );
	$files   = array_filter( spill_files(), static fn( string $file ): bool => filesize( $file ) > strlen( SPILL_HEAD ) );
	return (int) $options + count( $files );
}

/**
 * Counts what waits for its delivery, in the table and beside it.
 */
function count_waiting(): int {
	return count_rows( 'waiting' ) + count_spilled();
}

/**
 * Lists what lies beside the table as the ledger does, so that both sides know that it did not come.
 *
 * @return array<string, list<string>> UTC day → each `uuid:sha256`.
 */
function spilled_sums(): array {
	global $wpdb;
	$kept = $wpdb->get_results( $wpdb->prepare( "SELECT option_name, option_value FROM $wpdb->options WHERE option_name LIKE %s LIMIT 500", $wpdb->esc_like( SPILL_PREFIX ) . '%' ) );
	$said = array_map( static fn( object $row ): string => substr( $row->option_name, strlen( SPILL_PREFIX ) ) . " $row->option_value", $kept );
	foreach ( spill_files() as $file ) {
		// Silenced: another process may just have moved them in.
		array_push( $said, ...array_slice( (array) @file( $file, FILE_IGNORE_NEW_LINES ), 1 ) );
	}
	$sums = array();
	foreach ( $said as $one ) {
		list( $uuid, $line ) = explode( ' ', $one, 2 ) + array( '', '' );
		$sums[ submitted_on( $line ) ][] = "$uuid:" . hash( 'sha256', $line );
	}
	return $sums;
}

/**
 * Moves spilled lines into the table.
 *
 * @return int How many were moved.
 */
function move_spilled(): int {
	return move_spilled_options() + array_sum( array_map( __NAMESPACE__ . '\move_spilled_file', spill_files() ) );
}

/**
 * Moves the lines kept as options.
 */
function move_spilled_options(): int {
	global $wpdb;
	$moved = 0;
	$names = $wpdb->get_col(
		$wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s LIMIT 500", $wpdb->esc_like( SPILL_PREFIX ) . '%' )
	);
	foreach ( $names as $name ) {
		$line = get_option( $name );
		if ( is_string( $line ) && move_line( substr( $name, strlen( SPILL_PREFIX ) ), $line ) ) {
			delete_option( $name );
			++$moved;
		}
	}
	return $moved;
}

/**
 * Moves the lines kept in a file; those that do not go in stay there.
 */
function move_spilled_file( string $file ): int {
	$handle = open_spill_file( $file, 'r+' );
	if ( null === $handle ) {
		return 0;
	}
	// Of an earlier run that was killed.
	remove_file( next_spill_file( $file ) );
	$stay  = '';
	$moved = 0;
	fgets( $handle );
	for ( $text = fgets( $handle ); false !== $text; $text = fgets( $handle ) ) {
		list( $uuid, $line ) = explode( ' ', rtrim( $text, "\n" ), 2 ) + array( '', '' );
		if ( '' !== $line && move_line( $uuid, $line ) ) {
			++$moved;
		} else {
			$stay .= $text;
		}
	}
	if ( '' === $stay ) {
		ftruncate( $handle, 0 );
	} elseif ( $moved > 0 ) {
		replace_spill_file( $file, SPILL_HEAD . $stay );
	}
	fclose( $handle );
	return $moved;
}

/**
 * Puts another text in a file's place, whole or not at all: what was moved already is known by its uuid should it stay
 * here, but what a kill or a full disk cut away would be gone.
 */
function replace_spill_file( string $file, string $text ): void {
	if ( strlen( $text ) === @file_put_contents( next_spill_file( $file ), $text ) ) {
		rename( next_spill_file( $file ), $file );
	}
	remove_file( next_spill_file( $file ) );
}

/**
 * Removes the folder, unless it holds lines that may not be lost.
 */
function remove_spill_folder( bool $may_lose ): void {
	foreach ( spill_files() as $file ) {
		if ( $may_lose || 0 === filesize( $file ) ) {
			remove_file( $file );
			remove_file( next_spill_file( $file ) );
		}
	}
	if ( is_dir( spill_folder() ) && array() === spill_files() && array() === kept_files() ) {
		array_map( static fn( string $name ) => remove_file( spill_folder() . "/$name" ), array_keys( SPILL_FENCE ) );
		// Silenced: what somebody else has put there is not ours to remove.
		@rmdir( spill_folder() );
	}
}

/**
 * Removes a file that may not be there.
 */
function remove_file( string $file ): void {
	if ( is_file( $file ) ) {
		unlink( $file );
	}
}

/**
 * Puts one line in the table; true as well when an earlier run that died had put it there already.
 */
function move_line( string $uuid, string $line ): bool {
	global $wpdb;
	return insert_line( $uuid, $line )
		|| null !== $wpdb->get_var( $wpdb->prepare( 'SELECT id FROM ' . queue_table() . ' WHERE uuid = %s', $uuid ) );
}
