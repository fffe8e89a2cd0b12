<?php
// How forms of Gravity Forms are made, and what is recorded of it: hook → how many arguments, and what is asked beside.

return array(
	'make'  => static function ( array $forms ): array {
		// Mails as before 2.10, and as where the background does not work.
		update_option( 'gform_enable_async_notifications', '0' );
		$made = array();
		foreach ( $forms as $key => list( $title, $fields, $settings ) ) {
			foreach ( $fields as $n => $field ) {
				$fields[ $n ]['id'] = $n + 1;
			}
			$id = GFAPI::add_form( $settings + array( 'title' => $title, 'fields' => $fields, 'button' => array( 'type' => 'text', 'text' => 'OK' ) ) );
			$made[ $key ] = array( 'id' => $id, 'title' => $title, 'page' => "[gravityform id=\"$id\" title=\"false\"]" );
		}
		return $made;
	},
	'hooks' => array(
		'gform_entry_created'    => array( 2, static fn(): array => array( 'GFFormDisplay::$submission' => GFFormDisplay::$submission ) ),
		'gform_after_submission' => array( 2, static fn(): array => array( 'GFFormDisplay::$submission' => GFFormDisplay::$submission ) ),
		'gform_update_status'    => array(
			3,
			static function ( $entry_id ): array {
				$entry = GFAPI::get_entry( $entry_id );
				return array(
					'GFAPI::get_entry' => $entry,
					'GFAPI::get_form'  => GFAPI::get_form( $entry['form_id'] ),
				);
			},
		),
	),
);
