<?php // The forms that exist on this site: how many came today, and telling the service of them.
/**
 * The service reads what each field is from its words, in French and English alike, before anybody has sent the form; the
 * map itself lives there. Which of them are left out stands in excluded-forms.php.
 *
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

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
 * Lists the forms of all form plugins that run.
 *
 * @param list<string>|null $whole Is set to the sources of which these are all forms: one that is not among them is gone. What
 *                                 an update has broken can't tell, nor can a database that does not answer.
 * @return list<array{key: string, source: string, plugin: string, id: string, title: string,
 *                    fields: list<array{id: string, label: string, type: string}>, takes_payments: bool, is_kept: bool, print?: string}>
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
	$seconds    = $deadline - microtime( true );
	if ( null === $connection || $seconds < 1 ) {
		return;
	}
	// Titles of a shop's forms, and labels that are the form plugin's own, are told in one language, whoever's visit sets it off.
	$is_switched = switch_to_locale( get_locale() );
	$here        = forms_here( $whole );
	if ( $is_switched ) {
		restore_previous_locale();
	}
	take_in_changed_forms( $here );
	$told = with_trials( array_map( __NAMESPACE__ . '\told_form', forms_to_tell( $here ) ) );
	$keys = array_map( static fn( array $form ): string => form_key( $form['source'], $form['form'] ), $told );
	$left = array_filter( $here, static fn( array $form ): bool => ! in_array( $form['key'], $keys, true ) );
	$body = (string) wp_json_encode(
		array_filter(
			array(
				'forms' => $told,
				'whole' => array_values( array_diff( $whole, array_column( $left, 'source' ) ) ),
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
	$answer = call_service( $connection, '/api/v1/sites/forms', $body, $seconds );
	// Refused for what it says, or by a service that does not know the call yet, it would be refused again.
	if ( 200 === $answer['status'] || is_refused_for_good( $answer ) ) {
		change_state( array( 'forms_told' => $hash ) );
	}
}

/**
 * Chooses the forms of which the service is told, where there are more than it takes: those that are left out, since somebody
 * would wait for them, and of Jetpack's in pages, of which a blog may have one under each article, only what room is left for.
 *
 * @param list<array<string, mixed>> $forms See forms_here().
 * @return list<array<string, mixed>> In the same order.
 */
function forms_to_tell( array $forms ): array {
	$unsent = unsent_forms();
	$ranks  = array_map( static fn( array $form ): int => in_array( $form['key'], $unsent, true ) ? 0 : ( isset( $form['print'] ) ? 2 : 1 ), $forms );
	asort( $ranks );
	return array_values( array_intersect_key( $forms, array_slice( $ranks, 0, MOST_FORMS_TOLD, true ) ) );
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
