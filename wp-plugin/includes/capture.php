<?php // Captures a submission: one INSERT, never an exception, never the network.
/**
 * Other plugins either call filon_capture() or, without needing to know whether Filon is there,
 * do_action( 'filon_capture', $submission ).
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon {

	defined( 'ABSPATH' ) || exit;

	add_action( 'filon_capture', __NAMESPACE__ . '\capture' );
	/**
	 * Keeps a submission; see filon_capture().
	 *
	 * @param mixed $submission Anything, since it comes through a public hook.
	 * @return string|null The submission's uuid, null when it could not be kept anywhere.
	 */
	function capture( mixed $submission ): ?string {
		try {
			$uuid = make_uuid();
			$line = submission_line( $uuid, is_array( $submission ) ? $submission : array( 'fields' => array() ) );
			$kept = insert_line( $uuid, $line );
			if ( ! $kept ) {
				$kept = spill( $uuid, $line );
				// The table may have gone: the next load looks and makes it again.
				delete_option( 'filon_version' );
				error_log( "Filon: the queue's table refused submission $uuid, " . ( $kept ? 'kept beside it' : 'and nothing else could be written: IT IS LOST' ) );
			}
			has_captured( true );
			return $kept ? $uuid : null;
		} catch ( \Throwable $problem ) {
			// Its class only: a message could hold what the visitor typed.
			error_log( 'Filon: a submission could not be captured: ' . get_class( $problem ) . ' in ' . basename( $problem->getFile() ) . ':' . $problem->getLine() );
			return null;
		}
	}

	/**
	 * Says whether this request has captured something.
	 *
	 * @param bool $now Remembers that it has.
	 */
	function has_captured( bool $now = false ): bool {
		static $captured = false;
		$captured        = $captured || $now;
		return $captured;
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
		 *     entry_id?: string, page?: string, referrer?: string, locale?: string,
		 *     spam_by?: string, test?: bool
		 * } $submission What the visitor sent, unslashed. Leave passwords, captchas and nonces out.
		 * @return string|null The submission's uuid, null when it could not be kept anywhere.
		 */
		function filon_capture( array $submission ): ?string {
			return Filon\capture( $submission );
		}
	}
}
