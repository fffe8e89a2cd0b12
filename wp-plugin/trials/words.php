<?php // How a test ended, in words for the administrator.
/**
 * @package Filon
 */

declare( strict_types = 1 );

namespace Filon;

defined( 'ABSPATH' ) || exit;

/**
 * Says how a test ended.
 *
 * @param array{outcome: string, detail: string} $ended See try_form().
 */
function trial_in_words( array $ended ): string {
	$said = $ended['detail'];
	return match ( $ended['outcome'] ) {
		'sent'              => __( 'The form took the test, and Filon has it.', 'filon' ),
		'sent_past_captcha' => __( 'The form took the test, and Filon has it. Only its captcha was not tested: no test can pass it.', 'filon' ),
		'captcha'           => __( 'The form answers; the test ends at its captcha, which no test can pass.', 'filon' ),
		'waiting'           => __( 'The form took the test. It is kept on this site and was not delivered yet.', 'filon' ),
		'gone'              => __( 'The form is no longer there, or can no longer be tested.', 'filon' ),
		'no_page'           => __( 'The form was not found on its page.', 'filon' ),
		'unfit'             => __( 'The form asks for a password or a card: it can’t be tested.', 'filon' ),
		'unheld'            => __( 'Another plugin sends mails in the place of WordPress, so they can’t be held back: nothing was sent.', 'filon' ),
		/* translators: %s: the error */
		'unreachable'       => sprintf( __( 'This site could not call itself, or answered with an error: %s', 'filon' ), $said ),
		/* translators: %s: what the form said */
		'refused'           => sprintf( __( 'The form refused what was filled in: %s', 'filon' ), $said ),
		'uncaptured'        => __( 'The form took what was filled in, but nothing of it was captured.', 'filon' ),
		'counted'           => __( 'The form took the test, but Filon counted it as a request. So that this does not happen every night, the form is tested no more until you switch its test off and on again.', 'filon' ),
		'enough'            => __( 'Not tested again: the form was tested five times within a day, and Filon would count more of them as requests. Try again tomorrow.', 'filon' ),
		default             => __( 'Not tested yet.', 'filon' ),
	};
}

/**
 * Says for each form that is tested how the last test ended.
 *
 * @return list<string> Sentences; none when no form is.
 */
function trials_in_words(): array {
	$words = array();
	foreach ( trials() as $trial ) {
		/* translators: 1: title of a form 2: how its test ended 3: "2 hours" */
		$words[] = 0 === $trial['tried_at'] ? sprintf( __( 'Nightly test of “%1$s”: %2$s', 'filon' ), $trial['title'], trial_in_words( $trial ) )
			/* translators: 1: title of a form 2: how its test ended 3: "2 hours" */
			: sprintf( __( 'Nightly test of “%1$s”: %2$s (%3$s ago)', 'filon' ), $trial['title'], trial_in_words( $trial ), human_time_diff( $trial['tried_at'], service_time() ) );
	}
	return $words;
}
