<?php // Mails a request to the site's administrator when it could be kept nowhere: then nothing else has it any more.
/**
 * The database takes nothing then, nor does the disk, perhaps: how many there were stands in a file of the temporary folder,
 * if anywhere. The mail leaves once the visitor has the answer, where the server can do that.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const MOST_LOSSES_MAILED = 20;
const LOSS_SHOWN_SECONDS = WEEK_IN_SECONDS;

/**
 * Takes a lost line, to be mailed as this request ends, or gives one back that was kept after all: a form plugin's second
 * hook brings the same once more.
 *
 * @param string|null $line See submission_line(); null gives those that were taken.
 * @return list<string>
 */
function lost_lines( ?string $line = null, bool $is_lost = true ): array {
	static $lines = array();
	if ( null !== $line ) {
		$same = (string) preg_replace( '/"(?:uuid|submitted_at)":"[^"]*",/', '', $line );
		unset( $lines[ $same ] );
		$lines += $is_lost ? array( $same => $line ) : array();
	}
	return array_values( $lines );
}

// Before the deliveries, which may end this process.
add_action( 'shutdown', static fn() => mail_losses( time() ), PHP_INT_MAX - 1 );
/**
 * Mails what this request has lost, one mail each.
 *
 * @param int $now In Unix seconds.
 */
function mail_losses( int $now ): void {
	$lines = lost_lines();
	if ( array() === $lines ) {
		return;
	}
	send_answer_now();
	try {
		foreach ( $lines as $line ) {
			lost_lines( $line, false );
			$unmailed = count_loss( $now );
			if ( null !== $unmailed && wp_mail( get_option( 'admin_email' ), loss_subject(), loss_in_words( $line, $unmailed ) ) ) {
				count_mailed_loss( $unmailed );
			}
		}
	} catch ( \Throwable $problem ) {
		log_problem( $problem );
	}
}

/**
 * Names the file of the count. Nobody who shares the folder can guess it.
 */
function loss_file(): string {
	global $wpdb;
	return get_temp_dir() . 'filon-' . substr( hash_hmac( 'sha256', "filon losses\n$wpdb->prefix", wp_salt() ), 0, 32 );
}

/**
 * Reads the count.
 *
 * @return array{hour: int, tried: int, unmailed: int, total: int, mailed: int, at: int} The hour of the last loss, how many
 *         mails were tried in it, how many losses no mail tells of, all of them, how many of these were mailed, and when the
 *         last one was, in Unix seconds.
 */
function read_losses(): array {
	$kept  = is_file( loss_file() ) ? json_decode( (string) file_get_contents( loss_file() ), true ) : null;
	$empty = array_fill_keys( array( 'hour', 'tried', 'unmailed', 'total', 'mailed', 'at' ), 0 );
	return array_map( 'intval', array_intersect_key( is_array( $kept ) ? $kept : array(), $empty ) ) + $empty;
}

/**
 * Counts a loss, as one that no mail tells of yet; anew when the last one is no longer shown. Where the count can't be kept
 * each is mailed: the form plugin mails each, too.
 *
 * @return int|null How many before it no mail tells of; null when this one is not mailed, since too many were in this hour.
 */
function count_loss( int $now ): ?int {
	$kept     = read_losses();
	$kept     = $kept['at'] < $now - LOSS_SHOWN_SECONDS ? array_fill_keys( array( 'total', 'mailed' ), 0 ) + $kept : $kept;
	$hour     = intdiv( $now, HOUR_IN_SECONDS );
	$tried    = $kept['hour'] === $hour ? $kept['tried'] : 0;
	$is_tried = $tried < MOST_LOSSES_MAILED;
	$unmailed = $kept['unmailed'];
	write_losses(
		array(
			'hour'     => $hour,
			'tried'    => $tried + ( $is_tried ? 1 : 0 ),
			'unmailed' => $unmailed + 1,
			'total'    => $kept['total'] + 1,
			'at'       => $now,
		) + $kept
	);
	return $is_tried ? $unmailed : null;
}

/**
 * Notes that the site has taken the mail of the loss that was counted last.
 *
 * @param int $unmailed How many before it that mail tells of.
 */
function count_mailed_loss( int $unmailed ): void {
	$kept = read_losses();
	write_losses(
		array(
			'unmailed' => max( 0, $kept['unmailed'] - $unmailed - 1 ),
			'mailed'   => $kept['mailed'] + 1,
		) + $kept
	);
}

/**
 * Keeps the count, if that can be.
 *
 * @param array<string, int> $kept See read_losses().
 */
function write_losses( array $kept ): void {
	// Silenced: a disk that takes nothing is why we are here.
	@file_put_contents( loss_file(), (string) wp_json_encode( $kept ), LOCK_EX );
}

/**
 * Gives the subject of the mail.
 */
function loss_subject(): string {
	/* translators: %s: address of the site */
	return sprintf( __( 'A request on %s could not be kept: here it is', 'filon' ), home_address() );
}

/**
 * Writes the request as the administrator reads it.
 *
 * @param string $line     See submission_line().
 * @param int    $unmailed How many were lost before it without a mail.
 */
function loss_in_words( string $line, int $unmailed ): string {
	$said  = (array) json_decode( $line, true );
	$words = array( __( 'A visitor has sent this request, and neither the database nor the disk of your site took it: it is nowhere but in this mail. Answer it from here, enter it in Filon by hand, and ask your host why nothing can be written.', 'filon' ) );
	if ( $unmailed > 0 ) {
		/* translators: %s: number of requests */
		$words[] = sprintf( _n( '%s more was lost before it without a mail, since so many came within an hour.', '%s more were lost before it without a mail, since so many came within an hour.', $unmailed, 'filon' ), number_format_i18n( $unmailed ) );
	}
	$words[] = as_text( $said['form']['title'] ?? '' ) . "\n" . as_text( $said['page'] ?? '' ) . "\n" . as_text( $said['submitted_at'] ?? '' );
	foreach ( (array) ( $said['fields'] ?? array() ) as $field ) {
		$words[] = text_or( $field['label'] ?? '', as_text( $field['id'] ?? '' ) ) . "\n" . implode( "\n", array_map( __NAMESPACE__ . '\as_text', (array) ( $field['value'] ?? '' ) ) );
	}
	foreach ( (array) ( $said['consents'] ?? array() ) as $consent ) {
		$words[] = ( empty( $consent['given'] ) ? '☐ ' : '☑ ' ) . as_text( $consent['text'] ?? '' );
	}
	return implode( "\n\n", $words );
}

/**
 * Says that requests were lost of late, and how many of them are in a mail; nothing when none was lost.
 */
function losses_in_words(): string {
	$kept = read_losses();
	if ( 0 === $kept['total'] || $kept['at'] < time() - LOSS_SHOWN_SECONDS ) {
		return '';
	}
	/* translators: 1: number of requests 2: "2 hours" 3: an e-mail address 4: how many of them were mailed */
	return sprintf( _n( '%1$s request could be kept nowhere on this site (the last one %2$s ago). Mailed to %3$s: %4$s. Ask your host why nothing can be written.', '%1$s requests could be kept nowhere on this site (the last one %2$s ago). Mailed to %3$s: %4$s. Ask your host why nothing can be written.', $kept['total'], 'filon' ), number_format_i18n( $kept['total'] ), human_time_diff( $kept['at'] ), get_option( 'admin_email' ), number_format_i18n( $kept['mailed'] ) );
}
