<?php // The forms that exist on this site: those left out of capture, how many came today, and telling the service of them.
/**
 * The service reads what each field is from its words, in French and English alike, before anybody has sent the form; the
 * map itself lives there. Which forms are left out is one small autoloaded option: capturing costs no query for it.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

// So that the option stays small: whoever leaves out more leaves out the plugin.
const MOST_EXCLUDED    = 40;
const MOST_FORMS_TOLD  = 100;
const MOST_COUNTED     = 5000;
// Some of Jetpack's stand in widgets and templates, and Elementor's in templates of themes and other plugins.
const PARTLY_LISTED    = array( 'jetpack-forms', 'elementor-pro' );
// What uuid, source and the form's id need of a line.
const COUNT_HEAD_BYTES = 700;
// The two forms of a shop; see form_key().
const ORDER_FORM       = 'woocommerce:order';
const ACCOUNT_FORM     = 'woocommerce:account';

/**
 * Names a form among all plugins' forms.
 *
 * @param mixed $source As a submission has it.
 * @param mixed $id     As its plugin has it.
 */
function form_key( mixed $source, mixed $id ): string {
	return as_source( $source ) . ':' . cut( as_text( $id ?? '' ), 191 );
}

/**
 * Lists the forms that are not captured.
 *
 * @return list<string> See form_key().
 */
function excluded_forms(): array {
	$kept = get_option( 'filon_excluded_forms' );
	return is_array( $kept ) ? $kept : array();
}

/**
 * Lists the forms whose requests are not sent: those that are left out, and the new accounts of a shop as long as its
 * owner has not asked for them.
 *
 * @return list<string> See form_key().
 */
function unsent_forms(): array {
	return 'yes' === get_option( 'filon_accounts' ) ? excluded_forms() : array( ...excluded_forms(), ACCOUNT_FORM );
}

/**
 * Says whether the owner leaves this submission's form out.
 *
 * @param mixed $submission See filon_capture().
 */
function is_form_excluded( mixed $submission ): bool {
	$excluded = excluded_forms();
	$form     = is_array( $submission ) ? $submission['form'] ?? null : null;
	return array() !== $excluded && is_array( $form ) && in_array( form_key( $submission['source'] ?? '', $form['id'] ?? '' ), $excluded, true );
}

/**
 * Lists the forms of all form plugins that run.
 *
 * @param list<string>|null $whole Is set to the sources of which these are all forms: one that is not among them is gone. What
 *                                 an update has broken can't tell, nor can a database that does not answer.
 * @return list<array{key: string, source: string, plugin: string, id: string, title: string,
 *                    fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool}>
 */
function forms_here( ?array &$whole = null ): array {
	global $wpdb;
	$found = array();
	$whole = array();
	foreach ( running_form_plugins() as $slug => $plugin ) {
		$source = 'contact-form-7' === $slug ? 'cf7' : $slug;
		$forms  = forms_of( $slug, $is_told );
		if ( $is_told && '' === (string) $wpdb->last_error && ! in_array( $source, PARTLY_LISTED, true ) ) {
			$whole[] = $source;
		}
		foreach ( $forms as $form ) {
			$more    = array(
				'key'    => form_key( $source, $form['id'] ),
				'source' => $source,
				'plugin' => $plugin['name'],
			);
			$found[] = $more + $form;
		}
	}
	return $found;
}

/**
 * Counts what each form has brought since midnight, by this site's clock.
 *
 * @return array<string, int> See form_key().
 */
function counts_today(): array {
	global $wpdb;
	$midnight = ( new \DateTimeImmutable( 'today', wp_timezone() ) )->setTimezone( new \DateTimeZone( 'UTC' ) )->format( 'Y-m-d H:i:s' );
	// By the day first, which has an index: rows are never deleted.
	$heads    = $wpdb->get_col(
		$wpdb->prepare(
			'SELECT LEFT( line, %d ) FROM ' . queue_table() . ' WHERE submitted_on >= %s AND created_at >= %s ORDER BY submitted_on DESC, id DESC LIMIT %d',
			COUNT_HEAD_BYTES,
			substr( $midnight, 0, 10 ),
			$midnight,
			MOST_COUNTED
		)
	);
	$counts   = array();
	$orders   = array();
	foreach ( $heads as $head ) {
		// Of an emptied line WordPress gives null.
		$text = '("(?:[^"\\\\]|\\\\.)*+")';
		if ( 1 === preg_match( "/^\{\"uuid\":$text,\"source\":$text,\"form\":\{\"id\":$text(?:,\"title\":$text\},\"entry_id\":$text)?/", (string) $head, $read ) ) {
			$key   = form_key( json_decode( $read[2] ), json_decode( $read[3] ) );
			// Each state of an order is a line of its own.
			$order = ORDER_FORM === $key ? $read[5] ?? '' : '';
			if ( '' === $order || ! isset( $orders[ $order ] ) ) {
				$counts[ $key ]   = ( $counts[ $key ] ?? 0 ) + 1;
				$orders[ $order ] = true;
			}
		}
	}
	return $counts;
}

/**
 * Tells the service which forms there are, when that has changed since it was last told.
 *
 * @param float $deadline As microtime() counts.
 */
function tell_forms_when_changed( float $deadline ): void {
	$connection = usable_connection();
	$left       = $deadline - microtime( true );
	if ( null === $connection || $left < 1 ) {
		return;
	}
	$here = forms_here( $whole );
	$body = (string) wp_json_encode(
		array_filter(
			array(
				'forms' => with_trials( array_map( __NAMESPACE__ . '\told_form', array_slice( $here, 0, MOST_FORMS_TOLD ) ) ),
				'whole' => count( $here ) + MOST_TRIALS > MOST_FORMS_TOLD ? array() : $whole,
			),
			static fn( array $said, string $name ): bool => 'forms' === $name || array() !== $said,
			ARRAY_FILTER_USE_BOTH
		)
	);
	$hash = hash( 'sha256', $body );
	$told = read_state()['forms_told'];
	if ( ( '{"forms":[]}' === $body && '' === $told ) || $told === $hash ) {
		return;
	}
	$answer = call_service( $connection, '/api/v1/sites/forms', $body, $left );
	// Refused for what it says, or by a service that does not know the call yet, it would be refused again.
	if ( 200 === $answer['status'] || is_refused_for_good( $answer ) ) {
		change_state( array( 'forms_told' => $hash ) );
	}
}

/**
 * Writes a form as the service reads it.
 *
 * @param array<string, mixed> $form See forms_here().
 * @return array<string, mixed>
 */
function told_form( array $form ): array {
	return array(
		'source' => as_source( $form['source'] ),
		'form'   => cut( $form['id'], 191 ) ?: 'unknown',
		'title'  => cut( $form['title'], 300 ),
		'fields' => array_map(
			static fn( array $field ): array => array(
				'id'    => cut( $field['id'], 191 ),
				'label' => cut( $field['label'], 500 ),
				'type'  => cut( $field['type'], 40 ),
			),
			array_slice( array_values( array_filter( $form['fields'], static fn( array $field ): bool => '' !== $field['id'] ) ), 0, MOST_FIELDS )
		),
	) + ( ! $form['is_kept'] || in_array( form_key( $form['source'], $form['id'] ), unsent_forms(), true ) ? array( 'excluded' => true ) : array() );
}
