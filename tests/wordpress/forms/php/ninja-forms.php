<?php
// How forms of Ninja Forms are made, and what is recorded of it: hook → how many arguments, and what is asked beside.

return array(
	'make'  => static function ( array $forms ): array {
		$made = array();
		foreach ( $forms as $key => list( $title, $fields, $actions ) ) {
			foreach ( $fields as $n => list( $type, $name, $label, $more ) ) {
				$fields[ $n ] = $more + array( 'type' => $type, 'key' => $name, 'label' => $label, 'order' => $n );
			}
			// Each under a new name for "none yet": in one request the form plugin makes one form of each name.
			$none         = str_repeat( '0', count( $made ) + 1 );
			$id           = NF_Database_Models_Form::import( array( 'settings' => array( 'title' => $title ), 'fields' => $fields, 'actions' => $actions ), $none );
			$numbers      = array_map( static fn( $field ): string => $field->get_setting( 'key' ), Ninja_Forms()->form( $id )->get_fields() );
			$made[ $key ] = array( 'id' => $id, 'title' => $title, 'page' => "[ninja_form id=$id]", 'fields' => array_flip( $numbers ) );
		}
		return $made;
	},
	'hooks' => array(
		'ninja_forms_submission_actions'        => array( 1, null ),
		'ninja_forms_post_run_action_type_save' => array( 1, null ),
		'ninja_forms_after_submission'          => array( 1, null ),
	),
);
