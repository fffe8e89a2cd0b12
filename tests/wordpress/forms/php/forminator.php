<?php
// How forms of Forminator are made, and what is recorded of it: hook → how many arguments, and what is asked beside; of
// its objects what they answer, and what of the page was posted.

return array(
	'make'    => static function ( array $forms ): array {
		$made = array();
		foreach ( $forms as $key => list( $title, $fields, $settings ) ) {
			$wrappers = array();
			foreach ( $fields as $n => list( $name, $label, $more ) ) {
				$field      = $more + array( 'element_id' => $name, 'type' => strtok( $name, '-' ), 'cols' => '12', 'required' => false, 'field_label' => $label );
				$wrappers[] = array( 'wrapper_id' => "wrapper-$n", 'fields' => array( $field ) );
			}
			$id           = Forminator_API::add_form( $title, $wrappers, $settings + array( 'formName' => $title ) );
			$made[ $key ] = array( 'id' => $id, 'title' => $title, 'page' => "[forminator_form id=\"$id\"]" );
		}
		return $made;
	},
	'hooks'   => array(
		'forminator_custom_form_submit_before_set_fields' => array( 3, static fn( $entry, $form_id ): array => array( 'Forminator_API::get_form' => Forminator_API::get_form( $form_id ) ) ),
	),
	'objects' => static function ( object $value ): ?array {
		if ( $value instanceof Forminator_Base_Form_Model ) {
			return array( 'settings' => $value->settings, '()' => array( 'get_fields()' => $value->get_fields() ) );
		}
		if ( $value instanceof Forminator_Form_Field_Model ) {
			return array( '()' => array( 'to_formatted_array()' => $value->to_formatted_array() ) );
		}
		return $value instanceof Forminator_Field ? array() : null;
	},
	'posted'  => static fn(): array => array_intersect_key( wp_unslash( $_POST ), array_flip( array( 'action', 'current_url', 'page_id' ) ) ),
);
