<?php
// Must-use plugin of a WordPress with the real Contact Form 7: writes down what its hooks hand over, a line of JSON each.

add_action(
	'wpcf7_before_send_mail',
	static function ( $form, $is_stopped, $sent ): void {
		filon_record( 'wpcf7_before_send_mail', $form, $sent, array( 'is_stopped' => $is_stopped ) );
	},
	PHP_INT_MAX - 1,
	3
);
add_action(
	'wpcf7_submit',
	static function ( $form, array $result ): void {
		filon_record( 'wpcf7_submit', $form, WPCF7_Submission::get_instance(), array( 'status' => $result['status'] ) );
	},
	PHP_INT_MAX - 1,
	2
);

function filon_record( string $hook, WPCF7_ContactForm $form, WPCF7_Submission $sent, array $more ): void {
	$names = array_filter( array( 'url', 'container_post_id', 'do_not_store' ), static fn( string $name ): bool => null !== $sent->get_meta( $name ) );
	$line  = $more + array(
		'hook'       => $hook,
		'form'       => array(
			'id'         => $form->id(),
			'title'      => $form->title(),
			'locale'     => $form->locale(),
			'template'   => $form->prop( 'form' ),
			'is_demo'    => $form->in_demo_mode(),
			'tags'       => array_map(
				static fn( WPCF7_FormTag $tag ): array => array_diff_key( get_object_vars( $tag ), array( 'pipes' => 1 ) ) + array( 'pipes' => $tag->pipes?->to_array() ),
				$form->scan_form_tags()
			),
			'not_stored' => array_column( $form->scan_form_tags( array( 'feature' => 'do-not-store' ) ), 'name' ),
		),
		'submission' => array(
			'posted'   => $sent->get_posted_data(),
			'meta'     => array_combine( $names, array_map( array( $sent, 'get_meta' ), $names ) ),
			'files'    => $sent->uploaded_files(),
			'spam_log' => $sent->get_spam_log(),
		),
		'chosen'     => array_filter( wp_unslash( $_POST ), static fn( $name ): bool => '_' !== $name[0], ARRAY_FILTER_USE_KEY ),
	);
	file_put_contents( WP_CONTENT_DIR . '/recorded.jsonl', wp_json_encode( $line ) . "\n", FILE_APPEND );
}
