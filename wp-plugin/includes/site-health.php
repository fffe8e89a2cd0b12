<?php // Tools → Site Health: whether requests are kept, delivered and looked after, and whether the service answers.
/**
 * Nothing here runs but when Site Health asks.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

const WAITING_LONG     = HOUR_IN_SECONDS;
const WAITING_TOO_LONG = DAY_IN_SECONDS;

add_filter( 'site_status_tests', __NAMESPACE__ . '\add_health_tests' );
/**
 * Adds our tests.
 *
 * @param mixed $tests Those of WordPress and of other plugins, by kind.
 * @return mixed
 */
function add_health_tests( mixed $tests = null ): mixed {
	if ( ! is_array( $tests ) ) {
		return $tests;
	}
	$tests['direct']['filon_keeping']  = array(
		'label' => __( 'Filon keeps requests', 'filon' ),
		'test'  => __NAMESPACE__ . '\test_keeping',
	);
	$tests['direct']['filon_delivery'] = array(
		'label' => __( 'Filon delivers requests', 'filon' ),
		'test'  => __NAMESPACE__ . '\test_delivery',
	);
	$tests['direct']['filon_cron']     = array(
		'label' => __( 'Filon runs by itself', 'filon' ),
		'test'  => __NAMESPACE__ . '\test_cron',
	);
	if ( array() !== trials() ) {
		$tests['direct']['filon_trials'] = array(
			'label' => __( 'Forms pass their nightly test', 'filon' ),
			'test'  => __NAMESPACE__ . '\test_trials',
		);
	}
	if ( '' !== why_no_updates() ) {
		$tests['direct']['filon_updates'] = array(
			'label' => __( 'Filon is updated', 'filon' ),
			'test'  => static fn(): array => health_result( 'filon_updates', 'recommended', __( 'Filon is not updated in this network', 'filon' ), why_no_updates() ),
		);
	}
	if ( null !== usable_connection() ) {
		$tests['async']['filon_service'] = array(
			'label'             => __( 'The Filon service answers', 'filon' ),
			'test'              => rest_url( 'filon/v1/health/service' ),
			'has_rest'          => true,
			'async_direct_test' => __NAMESPACE__ . '\test_service',
		);
	}
	return $tests;
}

add_action( 'rest_api_init', __NAMESPACE__ . '\register_health_route' );
/**
 * Registers the route of the test that takes its time.
 */
function register_health_route(): void {
	register_rest_route(
		'filon/v1',
		'/health/service',
		array(
			'methods'             => 'GET',
			'callback'            => static fn(): \WP_REST_Response => not_cached( new \WP_REST_Response( test_service() ) ),
			'permission_callback' => static fn(): bool => current_user_can( 'view_site_health_checks' ),
		)
	);
}

/**
 * Gives a result as Site Health wants it.
 *
 * @param string $test   Name of the test.
 * @param string $status good, recommended or critical.
 * @param string $label  One sentence.
 * @param string $words  What it means and what to do.
 * @return array<string, mixed>
 */
function health_result( string $test, string $status, string $label, string $words ): array {
	return array(
		'test'        => $test,
		'status'      => $status,
		'label'       => $label,
		'badge'       => array(
			'label' => 'Filon',
			'color' => 'blue',
		),
		'description' => '<p>' . esc_html( $words ) . '</p>',
		'actions'     => 'good' === $status ? '' : '<p><a href="' . esc_url( admin_url( 'options-general.php?page=filon-settings' ) ) . '">' . esc_html__( 'Open the settings of Filon', 'filon' ) . '</a></p>',
	);
}

/**
 * Says how the connection is; the words stand in a file of wp-admin's, and cron or the REST API may ask.
 */
function health_words(): string {
	require_once dirname( __DIR__ ) . '/admin/settings-page.php';
	require_once dirname( __DIR__ ) . '/admin/notices.php';
	return state_in_words() . ' ' . ledger_in_words();
}

/**
 * Tests whether captured requests go into their table, and nothing lies beside it.
 *
 * @return array<string, mixed> See health_result().
 */
function test_keeping(): array {
	if ( ! is_queue_there() ) {
		return health_result( 'filon_keeping', 'critical', __( 'Filon cannot write its table', 'filon' ), __( 'Requests are kept in options or in a file meanwhile. Ask your host whether the database is full, and whether its user may create tables.', 'filon' ) );
	}
	$beside = count_spilled();
	if ( $beside > 0 ) {
		/* translators: %s: number of requests */
		$label = sprintf( _n( '%s request is kept beside Filon’s table', '%s requests are kept beside Filon’s table', $beside, 'filon' ), number_format_i18n( $beside ) );
		return health_result( 'filon_keeping', 'recommended', $label, __( 'The table refused them, and they move into it within minutes. If they stay, ask your host whether the database is full.', 'filon' ) );
	}
	return health_result( 'filon_keeping', 'good', __( 'Filon keeps every request', 'filon' ), __( 'Each is written into the database before anything else happens with it.', 'filon' ) );
}

/**
 * Tests whether requests leave: how many wait, since when, and when the last was delivered.
 *
 * @return array<string, mixed> See health_result().
 */
function test_delivery(): array {
	$oldest = oldest_waiting_at();
	$age    = null === $oldest ? 0 : time() - (int) strtotime( $oldest );
	$words  = health_words();
	if ( $age > WAITING_TOO_LONG || ( null !== read_connection() && null !== read_state()['paused'] ) ) {
		return health_result( 'filon_delivery', 'critical', __( 'Requests do not reach Filon', 'filon' ), $words );
	}
	$attention = count_rows( 'attention' );
	if ( $attention > 0 ) {
		/* translators: %s: number of requests */
		return health_result( 'filon_delivery', 'recommended', sprintf( _n( '%s request was not taken by the service and needs a look.', '%s requests were not taken by the service and need a look.', $attention, 'filon' ), number_format_i18n( $attention ) ), $words );
	}
	if ( $age > WAITING_LONG || null === usable_connection() || ( read_ledger()['gaps'] ?? 0 ) > 0 ) {
		return health_result( 'filon_delivery', 'recommended', null === read_connection() ? __( 'Filon is not connected yet', 'filon' ) : __( 'Requests wait longer than they should', 'filon' ), $words );
	}
	return health_result( 'filon_delivery', 'good', __( 'Filon delivers requests', 'filon' ), $words );
}

/**
 * Tests whether WordPress' schedule runs.
 *
 * @return array<string, mixed> See health_result().
 */
function test_cron(): array {
	if ( is_cron_dead() ) {
		return health_result( 'filon_cron', 'recommended', __( 'The schedule of WordPress does not run', 'filon' ), __( 'Filon delivers without it, when visitors and administrators come and when the service calls; but later than it could. Ask your host to call wp-cron.php every five minutes.', 'filon' ) );
	}
	return health_result( 'filon_cron', 'good', __( 'Filon runs by itself', 'filon' ), __( 'Whatever could not be delivered at once is tried again every five minutes.', 'filon' ) );
}

/**
 * Tests whether the forms that are tested every night passed the last test.
 *
 * @return array<string, mixed> See health_result().
 */
function test_trials(): array {
	require_once dirname( __DIR__ ) . '/trials/words.php';
	$failed = array_filter( trials(), static fn( array $trial ): bool => ! in_array( $trial['outcome'], array( '', ...TRIAL_WENT_WELL ), true ) );
	$words  = implode( ' ', trials_in_words() );
	return array() === $failed
		? health_result( 'filon_trials', 'good', __( 'Forms pass their nightly test', 'filon' ), $words )
		: health_result( 'filon_trials', 'recommended', __( 'A form did not pass its nightly test', 'filon' ), $words );
}

/**
 * Tests whether the service answers and knows this site, and whether the two clocks agree. Takes seconds.
 *
 * @return array<string, mixed> See health_result().
 */
function test_service(): array {
	$connection = usable_connection();
	if ( null === $connection ) {
		return health_result( 'filon_service', 'recommended', __( 'Filon is not connected yet', 'filon' ), health_words() );
	}
	$found = try_connection( $connection );
	if ( ! $found['ok'] ) {
		return health_result( 'filon_service', 'critical', __( 'The Filon service does not answer as it should', 'filon' ), $found['words'] );
	}
	$offset = abs( read_state()['offset'] );
	if ( $offset > SIGNATURE_TOLERANCE_SECONDS / 2 ) {
		/* translators: %s: "2 mins" */
		return health_result( 'filon_service', 'recommended', sprintf( __( 'The clock of this server is wrong by %s', 'filon' ), human_time_diff( 0, $offset ) ), __( 'Filon allows for it, but requests carry a wrong time. Ask your host to set the clock.', 'filon' ) );
	}
	return health_result( 'filon_service', 'good', __( 'The Filon service answers', 'filon' ), $found['words'] );
}

add_filter( 'debug_information', __NAMESPACE__ . '\add_debug_information' );
/**
 * Adds what somebody who helps needs to know; nothing of what visitors wrote, and no secret.
 *
 * @param mixed $sections Of WordPress and of other plugins.
 * @return mixed
 */
function add_debug_information( mixed $sections = null ): mixed {
	if ( ! is_array( $sections ) ) {
		return $sections;
	}
	$connection = read_connection();
	$state      = read_state();
	$moment     = static fn( int $seconds ): string => 0 === $seconds ? '-' : gmdate( 'Y-m-d H:i:s', $seconds ) . ' UTC';
	$told       = array(
		'version'        => array( __( 'Version', 'filon' ), VERSION . '/' . TABLE_VERSION ),
		'service'        => array( __( 'Service', 'filon' ), null === $connection ? '-' : $connection['service'], true ),
		'site'           => array( __( 'Site', 'filon' ), null === $connection ? '-' : $connection['site_id'], true ),
		'waiting'        => array( __( 'Requests waiting', 'filon' ), (string) count_rows( 'waiting' ) ),
		'oldest'         => array( __( 'The oldest waits since', 'filon' ), oldest_waiting_at() ?? '-' ),
		'attention'      => array( __( 'Requests that need a look', 'filon' ), (string) count_rows( 'attention' ) ),
		'delivered'      => array( __( 'Requests delivered', 'filon' ), (string) count_rows( 'delivered' ) ),
		'delivered_at'   => array( __( 'Last delivered', 'filon' ), $moment( $state['delivered_at'] ) ),
		'spilled'        => array( __( 'Kept beside the table', 'filon' ), (string) count_spilled() ),
		'ledger'         => array( __( 'Compared with the service', 'filon' ), ledger_in_words() ),
		'failures'       => array( __( 'Failures in a row', 'filon' ), (string) $state['failures'] ),
		'paused'         => array( __( 'Paused', 'filon' ), null === $state['paused'] ? '-' : (string) $state['paused']['status'] ),
		'clock'          => array( __( 'The service’s clock is ahead by', 'filon' ), $state['offset'] . ' s' ),
		'answers_early'  => array( __( 'This server can answer before PHP ends', 'filon' ), can_answer_early() ? 'yes' : 'no' ),
		'next_sweep'     => array( __( 'Next run by cron', 'filon' ), $moment( (int) wp_next_scheduled( 'filon_sweep' ) ) ),
	);

	$sections['filon'] = array(
		'label'  => 'Filon',
		'fields' => array_map(
			static fn( array $one ): array => array(
				'label'   => $one[0],
				'value'   => $one[1],
				'private' => $one[2] ?? false,
			),
			$told
		),
	);
	return $sections;
}
