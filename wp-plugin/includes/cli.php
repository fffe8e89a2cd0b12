<?php // The commands: wp filon connect CODE, status, queue, flush, retry, ledger, test [FORM].
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

require_once dirname( __DIR__ ) . '/admin/settings-page.php';
require_once dirname( __DIR__ ) . '/admin/notices.php';
require_once dirname( __DIR__ ) . '/trials/words.php';

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
		\WP_CLI::line( implode( "\n", array( state_in_words(), ledger_in_words(), ...captures_in_words(), ...trials_in_words() ) ) );
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
				'description' => 'waiting, attention, delivered or erased.',
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

\WP_CLI::add_command(
	'filon retry',
	static function ( array $words ): void {
		$count = retry_attention( isset( $words[0] ) ? absint( $words[0] ) : null );
		deliver( true );
		\WP_CLI::line( sprintf( '%d tried again, %d need a look', $count, count_rows( 'attention' ) ) );
	},
	array(
		'shortdesc' => 'Sends again what the service did not take.',
		'synopsis'  => array(
			array(
				'type'        => 'positional',
				'name'        => 'id',
				'description' => 'The id of one of them, as `wp filon queue --status=attention` lists it; all without it.',
				'optional'    => true,
			),
		),
	)
);

\WP_CLI::add_command(
	'filon ledger',
	static function (): void {
		move_spilled();
		deliver( true );
		$mistake = compare_ledger();
		if ( '' !== $mistake ) {
			\WP_CLI::error( $mistake );
		}
		\WP_CLI::line( ledger_in_words() );
		if ( ( read_ledger()['gaps'] ?? 0 ) > 0 ) {
			\WP_CLI::halt( 1 );
		}
	},
	array( 'shortdesc' => 'Compares with the service what was captured, and sends again what it lacks. Ends with 1 when something is still missing.' )
);

\WP_CLI::add_command(
	'filon test',
	static function ( array $words, array $options ): void {
		if ( isset( $words[0] ) ) {
			test_form_and_say( $words[0] );
			return;
		}
		list( $ok, $said ) = send_test( (string) ( $options['email'] ?? get_option( 'admin_email' ) ) );
		$ok ? \WP_CLI::success( $said ) : \WP_CLI::error( $said );
	},
	array(
		'shortdesc' => 'Sends a test request all the way to the service and says in words what came back.',
		'synopsis'  => array(
			array(
				'type'        => 'positional',
				'name'        => 'form',
				'description' => 'Tests this form as every night: it is filled in and sent, no mail leaves, and it counts nowhere. Such as cf7:5; `wp filon test forms` lists them.',
				'optional'    => true,
			),
			array(
				'type'        => 'assoc',
				'name'        => 'email',
				'description' => 'Whose test it is: with the address of somebody in the team Filon shows it as a test. The administrator, unless told.',
				'optional'    => true,
			),
		),
	)
);

/**
 * Tests a form of the site and says how that ended.
 *
 * @param string $key See form_key(); any other word lists the forms.
 */
function test_form_and_say( string $key ): void {
	$forms = trial_forms();
	if ( ! in_array( $key, array_column( $forms, 'key' ), true ) ) {
		foreach ( $forms as $form ) {
			\WP_CLI::line( trim( "{$form['key']}  {$form['plugin']}, {$form['title']}  " . why_no_trial( $form ) ) );
		}
		return;
	}
	$ended = try_form_now( $key, false ) ?? array(
		'outcome' => '',
		'detail'  => '',
	);
	in_array( $ended['outcome'], TRIAL_WENT_WELL, true ) ? \WP_CLI::success( trial_in_words( $ended ) ) : \WP_CLI::error( trial_in_words( $ended ) );
}

/**
 * Sends a test as a visitor's request goes: kept, delivered, proved.
 *
 * @param string $email Of somebody in the team, by whose address the service knows a test.
 * @return array{0: bool, 1: string} Whether it arrived, and what to tell.
 */
function send_test( string $email ): array {
	global $wpdb;
	$connection = usable_connection();
	if ( null === $connection ) {
		return array( false, state_in_words() );
	}
	$began = microtime( true );
	$uuid  = capture(
		array(
			'source' => 'filon',
			'form'   => array(
				'id'    => 'filon-test',
				'title' => __( 'Test', 'filon' ),
			),
			'page'   => home_url( '/' ),
			'fields' => array(
				test_field( 'name', __( 'Your name', 'filon' ), 'text', __( 'Filon test', 'filon' ) ),
				test_field( 'email', __( 'Your e-mail', 'filon' ), 'email', $email ),
				/* translators: %s: address of the site */
				test_field( 'message', __( 'Your request', 'filon' ), 'textarea', sprintf( __( 'This is a test of the forms of %s. It may be put in the trash.', 'filon' ), home_address() ) ),
			),
		)
	);
	if ( null === $uuid ) {
		return array( false, __( 'The test could not be kept on this site: neither its database nor its folder of uploads can be written.', 'filon' ) );
	}
	move_spilled();
	do {
		$delivered = deliver( true );
		$row       = $wpdb->get_row( $wpdb->prepare( 'SELECT status, answer, number, last_error FROM ' . queue_table() . ' WHERE uuid = %s', $uuid ) );
	} while ( $delivered > 0 && 'waiting' === ( $row->status ?? '' ) );
	return array( 'delivered' === ( $row->status ?? '' ) && 'quarantined' !== $row->answer, test_in_words( $row, $connection['business'], microtime( true ) - $began ) );
}

/**
 * Gives one field of the test.
 *
 * @return array{id: string, label: string, type: string, value: string}
 */
function test_field( string $id, string $label, string $type, string $value ): array {
	return compact( 'id', 'label', 'type', 'value' );
}

/**
 * Says what became of the test.
 *
 * @param object|null $row Of the queue.
 */
function test_in_words( ?object $row, string $business, float $seconds ): string {
	if ( null === $row || 'delivered' !== $row->status ) {
		/* translators: %s: why, as the service or the network says it */
		return sprintf( __( 'The test is kept on this site and was not delivered yet: %s', 'filon' ), reason_in_words( (string) ( $row->last_error ?? '' ) ) ?: state_in_words() );
	}
	if ( 'quarantined' === $row->answer ) {
		/* translators: 1: name of the business 2: why */
		return sprintf( __( '%1$s has received the test and set it aside: %2$s', 'filon' ), $business, (string) $row->last_error );
	}
	/* translators: 1: name of the business 2: number of the prospect 3: number of seconds */
	return sprintf( __( '%1$s has received the test as prospect no. %2$s, with a receipt that fits, in %3$s s. If the address is one of the team, Filon shows it as a test.', 'filon' ), $business, (string) $row->number, number_format_i18n( $seconds, 1 ) );
}
