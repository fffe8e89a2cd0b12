<?php
// Must-use plugin of the tests' WordPress: puts each mail into a folder as JSON instead of sending it.

add_filter(
	'pre_wp_mail',
	static function ( $answer, array $mail ): bool {
		$mail['to'] = (array) $mail['to'];
		$name       = TRAPPED_MAIL . '/' . sprintf( '%017.6f-%s', microtime( true ), bin2hex( random_bytes( 4 ) ) );
		// Written aside and then renamed, so that a reader never sees half a mail.
		file_put_contents( $name . '.part', wp_json_encode( $mail ) );
		return rename( $name . '.part', $name . '.json' );
	},
	10,
	2
);
