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
add_action( 'shutdown', __NAMESPACE__ . '\mail_losses', PHP_INT_MAX - 1 );
/**
 * Mails what this request has lost, one mail each.
 */
function mail_losses(): void {
	$lines = lost_lines();
	if ( array() === $lines ) {
		return;
	}
	send_answer_now();
	try {
		foreach ( $lines as $line ) {
			$unmailed = count_loss( time() );
			if ( null !== $unmailed ) {
				wp_mail( get_option( 'admin_email' ), loss_subject(), loss_in_words( $line, $unmailed ) );
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
 * @return array{hour: int, mailed: int, unmailed: int, total: int, at: int} The hour of the last loss, how many mails left in
 *         it, how many losses no mail tells of, all of them, and when the last one was, in Unix seconds.
 */
function read_losses(): array {
	$kept = is_file( loss_file() ) ? json_decode( (string) file_get_contents( loss_file() ), true ) : null;
	return array_map( 'intval', array_intersect_key( is_array( $kept ) ? $kept : array(), array_flip( array( 'hour', 'mailed', 'unmailed', 'total', 'at' ) ) ) )
		+ array_fill_keys( array( 'hour', 'mailed', 'unmailed', 'total', 'at' ), 0 );
}

/**
 * Counts a loss. Where the count can't be kept each is mailed: the form plugin mails each, too.
 *
 * @return int|null How many before it no mail tells of; null when this one is not mailed, since too many were in this hour.
 */
function count_loss( int $now ): ?int {
	$kept            = read_losses();
	$hour            = intdiv( $now, HOUR_IN_SECONDS );
	$kept['mailed']  = $kept['hour'] === $hour ? $kept['mailed'] : 0;
	$is_mailed       = $kept['mailed'] < MOST_LOSSES_MAILED;
	$unmailed        = $kept['unmailed'];
	$kept['hour']    = $hour;
	$kept['at']      = $now;
	$kept['mailed'] += $is_mailed ? 1 : 0;
	++$kept['total'];
	$kept['unmailed'] = $is_mailed ? 0 : $unmailed + 1;
	// Silenced: a disk that takes nothing is why we are here.
	@file_put_contents( loss_file(), (string) wp_json_encode( $kept ), LOCK_EX );
	return $is_mailed ? $unmailed : null;
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
 * Says that requests were lost of late; nothing when none was.
 */
function losses_in_words(): string {
	$kept = read_losses();
	if ( 0 === $kept['total'] || $kept['at'] < time() - LOSS_SHOWN_SECONDS ) {
		return '';
	}
	/* translators: 1: number of requests 2: an e-mail address 3: "2 hours" */
	return sprintf( _n( '%1$s request could be kept nowhere on this site and was mailed to %2$s (the last one %3$s ago). Ask your host why nothing can be written.', '%1$s requests could be kept nowhere on this site and were mailed to %2$s (the last one %3$s ago). Ask your host why nothing can be written.', $kept['total'], 'filon' ), number_format_i18n( $kept['total'] ), get_option( 'admin_email' ), human_time_diff( $kept['at'] ) );
}
