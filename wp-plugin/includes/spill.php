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
 * Names the file: a PHP file that answers nothing, with a name nobody can guess where PHP files are served as text.
 */
function spill_file(): string {
	$uploads = wp_upload_dir( null, false );
	return $uploads['basedir'] . '/filon-' . substr( hash_hmac( 'sha256', 'filon spill', wp_salt() ), 0, 32 ) . '.php';
}

/**
 * Appends a line to the file.
 */
function spill_to_file( string $uuid, string $line ): bool {
	$file = spill_file();
	wp_mkdir_p( dirname( $file ) );
	// Silenced: what cannot be opened is answered below, and capture.php writes the log.
	$handle = @fopen( $file, 'c+' );
	if ( false === $handle ) {
		return false;
	}
	flock( $handle, LOCK_EX );
	fseek( $handle, 0, SEEK_END );
	$text = ( 0 === ftell( $handle ) ? "<?php exit; ?>\n" : '' ) . "$uuid $line\n";
	$kept = strlen( $text ) === fwrite( $handle, $text ) && fflush( $handle );
	fclose( $handle );
	return $kept;
}

/**
 * Moves spilled lines into the table.
 *
 * @return int How many were moved.
 */
function move_spilled(): int {
	return move_spilled_options() + move_spilled_file();
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
 * Moves the lines kept in the file; those that do not go in stay there.
 */
function move_spilled_file(): int {
	$file   = spill_file();
	$handle = is_file( $file ) ? fopen( $file, 'r+' ) : false;
	if ( false === $handle ) {
		return 0;
	}
	flock( $handle, LOCK_EX );
	$lines = explode( "\n", rtrim( (string) stream_get_contents( $handle ), "\n" ) );
	$stay  = array( array_shift( $lines ) );
	$moved = 0;
	foreach ( $lines as $text ) {
		list( $uuid, $line ) = explode( ' ', $text, 2 ) + array( '', '' );
		if ( '' !== $line && move_line( $uuid, $line ) ) {
			++$moved;
		} elseif ( '' !== $text ) {
			$stay[] = $text;
		}
	}
	if ( $moved > 0 ) {
		ftruncate( $handle, 0 );
		rewind( $handle );
		fwrite( $handle, implode( "\n", $stay ) . "\n" );
	}
	fclose( $handle );
	return $moved;
}

/**
 * Puts one line in the table; true as well when an earlier run that died had put it there already.
 */
function move_line( string $uuid, string $line ): bool {
	global $wpdb;
	return insert_line( $uuid, $line )
		|| null !== $wpdb->get_var( $wpdb->prepare( 'SELECT id FROM ' . queue_table() . ' WHERE uuid = %s', $uuid ) );
}
