<?php
// How forms of Formidable Forms are made, and what is recorded of it: hook → how many arguments, and what is asked beside.

return array(
	'make'  => static function ( array $forms ): array {
		FrmAppController::install();
		$settings              = FrmAppHelper::get_settings();
		$settings->enable_gdpr = 1;
		$settings->store();
		$made = array();
		foreach ( $forms as $key => list( $title, $fields, $options ) ) {
			$form    = array(
				'form_key'    => $key,
				'name'        => $title,
				'description' => '',
				'status'      => 'published',
				'options'     => $options,
			);
			$id      = FrmForm::create( $form );
			$numbers = array();
			foreach ( $fields as $name => $field ) {
				$new                    = FrmFieldsHelper::setup_new_vars( $field['type'], $id );
				$field['field_options'] = ( $field['field_options'] ?? array() ) + $new['field_options'];
				$numbers[ $name ]       = (int) FrmField::create( array( 'field_key' => "$key$name" ) + $field + $new );
			}
			$made[ $key ] = array( 'id' => $id, 'title' => $title, 'page' => "[formidable id=$id]", 'fields' => $numbers );
		}
		return $made;
	},
	'hooks' => array(
		'frm_after_create_entry' => array(
			3,
			static fn( $entry_id, $form_id ): array => array(
				'FrmEntry::getOne'           => FrmEntry::getOne( $entry_id, true ),
				'FrmForm::getOne'            => FrmForm::getOne( $form_id ),
				'FrmField::get_all_for_form' => FrmField::get_all_for_form( $form_id, '', 'include', 'include' ),
			),
		),
	),
);
