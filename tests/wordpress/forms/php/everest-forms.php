<?php
// How forms of Everest Forms are made, and what is recorded of it: hook → how many arguments, and what is asked beside.

return array(
	'make'  => static function ( array $forms ): array {
		// There is no user here, whose links in a label would be taken away.
		kses_remove_filters();
		$made = array();
		foreach ( $forms as $key => list( $title, $fields, $settings ) ) {
			$id   = wp_insert_post( array( 'post_type' => 'everest_form', 'post_title' => $title, 'post_status' => 'publish' ) );
			$form = array(
				'id'           => $id,
				'form_enabled' => '1',
				'form_fields'  => array(),
				'structure'    => array(),
				'settings'     => $settings + array(
					'form_title'         => $title,
					'redirect_to'        => 'same',
					'submit_button_text' => 'Envoyer',
					'email'              => array(
						'connection_1' => array(
							'connection_name'           => 'Admin',
							'enable_email_notification' => '1',
							'evf_to_email'              => 'owner@example.com',
							'evf_email_subject'         => 'Devis',
							'evf_email_message'         => '{all_fields}',
						),
					),
				),
			);
			foreach ( $fields as $name => $field ) {
				$form['form_fields'][ $name ]     = $field + array( 'id' => $name, 'meta-key' => $name );
				$form['structure'][ "row_$name" ] = array( 'grid_1' => array( $name ) );
			}
			wp_update_post( array( 'ID' => $id, 'post_content' => wp_slash( wp_json_encode( $form ) ) ) );
			$made[ $key ] = array( 'id' => $id, 'title' => $title, 'page' => "[everest_form id=\"$id\"]" );
		}
		return $made;
	},
	'hooks' => array(
		'everest_forms_complete_entry_save' => array( 5, null ),
		'everest_forms_process_complete'    => array( 4, null ),
	),
);
