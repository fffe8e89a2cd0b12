<?php
// How forms of WPForms are made, and what is recorded of it: hook → how many arguments, and what is asked beside.

return array(
	'make'  => static function ( array $forms ): array {
		// There is no user here, whose links in a label would be taken away.
		kses_remove_filters();
		update_option( 'wpforms_settings', array( 'gdpr' => '1' ) + (array) get_option( 'wpforms_settings', array() ) );
		$made = array();
		foreach ( $forms as $key => list( $title, $fields, $settings ) ) {
			$id   = wp_insert_post( array( 'post_type' => 'wpforms', 'post_title' => $title, 'post_status' => 'publish' ) );
			$form = array( 'id' => $id, 'settings' => $settings + array( 'form_title' => $title ) );
			foreach ( $fields as $n => $field ) {
				$form['fields'][ $n + 1 ] = $field + array( 'id' => (string) ( $n + 1 ) );
			}
			wp_update_post( array( 'ID' => $id, 'post_content' => wp_slash( wp_json_encode( $form ) ) ) );
			$made[ $key ] = array( 'id' => $id, 'title' => $title, 'page' => "[wpforms id=\"$id\"]" );
		}
		return $made;
	},
	'hooks' => array(
		'wpforms_process_entry_saved' => array( 5, null ),
		'wpforms_process_complete'    => array( 4, null ),
	),
);
