<?php // The commands: wp filon connect CODE, status, queue, flush.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once dirname( __DIR__ ) . '/admin/settings-page.php';
require_once dirname( __DIR__ ) . '/admin/notices.php';

\WP_CLI::add_command(
	'filon connect',
	static function ( array $words ): void {
		$mistake = pair( $words[0] ?? ( defined( 'FILON_CODE' ) ? (string) FILON_CODE : '' ) );
		if ( '' !== $mistake ) {
			\WP_CLI::error( $mistake );
		}
		\WP_CLI::success( state_in_words() );
	},
	array(
		'shortdesc' => 'Connects this site to a Filon service.',
		'synopsis'  => array(
			array(
				'type'        => 'positional',
				'name'        => 'code',
				'description' => 'The connection code; without it, the FILON_CODE of wp-config.php.',
				'optional'    => true,
			),
		),
	)
);

\WP_CLI::add_command(
	'filon status',
	static function (): void {
		\WP_CLI::line( implode( "\n", array( state_in_words(), ...captures_in_words() ) ) );
	},
	array( 'shortdesc' => 'Says how the connection and the queue are, and which forms are seen.' )
);

\WP_CLI::add_command(
	'filon queue',
	static function ( array $words, array $options ): void {
		$rows = array_map( static fn( object $row ): array => (array) $row, list_rows( $options['status'] ?? null, (int) ( $options['limit'] ?? 50 ) ) );
		\WP_CLI\Utils\format_items( $options['format'] ?? 'table', $rows, array( 'id', 'uuid', 'status', 'attempts', 'answer', 'number', 'last_error', 'next_attempt_at', 'created_at', 'delivered_at' ) );
	},
	array(
		'shortdesc' => 'Lists what the queue holds, newest first, without what visitors wrote.',
		'synopsis'  => array(
			array(
				'type'        => 'assoc',
				'name'        => 'status',
				'description' => 'waiting, attention or delivered.',
				'optional'    => true,
			),
			array(
				'type'        => 'assoc',
				'name'        => 'limit',
				'description' => 'At most so many; 50 unless told.',
				'optional'    => true,
			),
			array(
				'type'        => 'assoc',
				'name'        => 'format',
				'description' => 'table, json, csv or yaml.',
				'optional'    => true,
			),
		),
	)
);

\WP_CLI::add_command(
	'filon flush',
	static function (): void {
		move_spilled();
		$all = 0;
		do {
			$delivered = deliver( true );
			$all      += $delivered;
		} while ( $delivered > 0 && is_any_due() );
		$files = deliver_files();
		\WP_CLI::line( sprintf( '%d delivered, %d waiting', $all, count_rows( 'waiting' ) ) . ( $files > 0 ? ", $files files sent" : '' ) );
	},
	array( 'shortdesc' => 'Delivers what waits, now.' )
);
