<?php // Captures a submission: one INSERT, a link to each of its files, never an exception, never the network.
/**
 * Other plugins either call filon_capture() or, without needing to know whether Filon is there,
 * do_action( 'filon_capture', $submission ).
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon {

	defined( 'ABSPATH' ) || exit;

	add_action( 'filon_capture', __NAMESPACE__ . '\capture_unread' );
	/**
	 * Keeps a submission that no adapter has read, another plugin's or of our own form; see filon_capture(). What adapters
	 * know for a secret by its kind, name or label is left out here as there. Not in capture() for all: the id of a field of
	 * theirs may be letters drawn by lot, in which anything can be read.
	 *
	 * @param mixed $submission Anything, since it comes through a public hook.
	 * @return string|null See capture().
	 */
	function capture_unread( mixed $submission = null ): ?string {
		if ( ! is_array( $submission ) || ! is_array( $submission['fields'] ?? null ) ) {
			return capture( $submission );
		}
		require_once dirname( __DIR__ ) . '/adapters/reading.php';
		return capture_from(
			static fn(): array => array(
				'fields' => array_filter(
					$submission['fields'],
					static fn( mixed $field ): bool => ! is_array( $field ) || ! is_secret( $field['type'] ?? '', $field['id'] ?? '', $field['label'] ?? '' )
				),
			) + $submission
		);
	}

	/**
	 * Keeps a submission; see filon_capture().
	 *
	 * @param mixed $submission Anything.
	 * @return string|null The submission's uuid, null when it could not be kept anywhere, or its form is left out.
	 */
	function capture( mixed $submission = null ): ?string {
		try {
			if ( is_form_excluded( $submission ) ) {
				return null;
			}
			$trial      = claim_trial( $submission );
			$uuid       = $trial ?? make_uuid();
			$submission = is_array( $submission ) ? $submission : array( 'fields' => array() );
			$line       = submission_line( $uuid, $submission, is_trial: null !== $trial );
			$kept       = insert_line( $uuid, $line );
			if ( ! $kept ) {
				$kept = spill( $uuid, $line );
				// The table may have gone: the next load looks and makes it again.
				delete_option( 'filon_version' );
				error_log( "Filon: the queue's table refused submission $uuid, " . ( $kept ? 'kept beside it' : 'and nothing else could be written: IT IS LOST' ) );
				if ( ! $kept && null === $trial && empty( $submission['spam_by'] ) ) {
					lost_lines( $line );
				}
			}
			if ( $kept && has_lost() ) {
				lost_lines( $line, false );
			}
			remember_outcome( $kept );
			// What is taken for spam must not fill the room that others' files need.
			if ( $kept && empty( $submission['spam_by'] ) ) {
				keep_files( $uuid, $submission['files'] ?? array() );
			}
			return $kept ? $uuid : null;
		} catch ( \Throwable $problem ) {
			log_problem( $problem );
			return null;
		}
	}

	/**
	 * Keeps what a hook of another plugin brings; whatever is wrong with it, that plugin goes on.
	 *
	 * @param callable(): (array<string, mixed>|null)      $read  Gives the submission, null when there is nothing to keep.
	 * @param (callable(): (array<string, mixed>|null))|null $rough Gives it when that stumbles, as plain as can be.
	 * @return string|null See capture().
	 */
	function capture_from( callable $read, ?callable $rough = null ): ?string {
		try {
			$submission = $read();
			return null === $submission ? null : capture( $submission );
		} catch ( \Throwable $problem ) {
			log_problem( $problem );
			return null === $rough ? null : capture_from( $rough );
		}
	}

	/**
	 * Writes into the log that something could not be captured, or not as it was meant.
	 */
	function log_problem( \Throwable $problem ): void {
		remember_outcome( false );
		// Its class only: a message could hold what the visitor typed.
		error_log( 'Filon: a submission could not be captured as it should: ' . get_class( $problem ) . ' in ' . basename( $problem->getFile() ) . ':' . $problem->getLine() );
	}

	/**
	 * Remembers, until this request ends, whether submissions could be kept.
	 *
	 * @param bool|null $kept Null only asks.
	 * @return array{kept: bool, lost: bool} Whether any was kept, and whether any was not.
	 */
	function remember_outcome( ?bool $kept = null ): array {
		static $outcome = array(
			'kept' => false,
			'lost' => false,
		);
		if ( null !== $kept ) {
			$outcome[ $kept ? 'kept' : 'lost' ] = true;
		}
		return $outcome;
	}

	/**
	 * Says whether this request has captured something.
	 */
	function has_captured(): bool {
		return remember_outcome()['kept'];
	}

	/**
	 * Says whether this request could not keep something, anywhere.
	 */
	function has_lost(): bool {
		return remember_outcome()['lost'];
	}
}

namespace {

	if ( ! function_exists( 'filon_capture' ) ) {
		/**
		 * Keeps a submission and delivers it later; for other plugins and themes.
		 *
		 * @param array{
		 *     source?: string,
		 *     form: array{id: string, title?: string},
		 *     fields: list<array{id: string, label?: string, type?: string, value: string|list<string>}>,
		 *     consents?: list<array{field_id: string, text: string, given: bool}>,
		 *     files?: list<array{field_id: string, name: string, size?: int, path?: string}>,
		 *     entry_id?: string, page?: string, referrer?: string, locale?: string,
		 *     attribution?: array<string, mixed>|null, order?: array<string, mixed>,
		 *     spam_by?: string
		 * } $submission What the visitor sent, unslashed. A password, a captcha or a nonce that its kind, id
		 *                    or label tells is left out. Without
		 *                    `attribution` it is read from the visitor's browser.
		 *                    A file's path, or its address, is below the uploads: it is sent, too, when it can be.
		 * @return string|null The submission's uuid, null when it could not be kept anywhere.
		 */
		function filon_capture( array $submission ): ?string {
			return Filon\capture_unread( $submission );
		}
	}
}
