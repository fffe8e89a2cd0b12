<?php
// How forms of Elementor Pro are made, each in a template, and what is recorded of it: hook → how many arguments, and what
// is asked beside; of its objects what they answer.

return array(
	'make'    => static function ( array $forms ): array {
		wp_set_current_user( 1 );
		$made = array();
		foreach ( $forms as $key => list( $title, $fields ) ) {
			foreach ( $fields as $n => list( $kind, $name, $label, $more ) ) {
				$fields[ $n ] = $more + array( '_id' => substr( md5( $name ), 0, 7 ), 'custom_id' => $name, 'field_type' => $kind, 'field_label' => $label );
			}
			$settings = array( 'form_name' => $title, 'form_fields' => $fields, 'submit_actions' => array( 'save-to-database', 'email' ), 'email_to' => 'alice@example.com', 'email_subject' => 'Demande', 'email_content' => '[all-fields]' );
			$widget   = array( 'id' => substr( md5( $key ), 0, 7 ), 'elType' => 'widget', 'widgetType' => 'form', 'isInner' => false, 'elements' => array(), 'settings' => $settings );
			$box      = array( 'id' => 'c0ffee1', 'elType' => 'container', 'settings' => array(), 'isInner' => false, 'elements' => array( $widget ) );
			$template = Elementor\Plugin::$instance->documents->create( 'page', array( 'post_title' => $title, 'post_status' => 'publish' ) );
			$template->save( array( 'elements' => array( $box ) ) );
			$id           = $template->get_main_id();
			$made[ $key ] = array( 'id' => $id, 'title' => $title, 'page' => "[elementor-template id=\"$id\"]" );
		}
		return $made;
	},
	'hooks'   => array( 'elementor_pro/forms/record/actions_before' => array( 1, null ) ),
	'objects' => static function ( object $record ): array {
		$answers = array(
			'get(fields)'             => $record->get( 'fields' ),
			'get(files)'              => array_map( static fn( array $files ): array => array( 'path' => array_map( static fn( string $path ): string => '/uploads/plan.' . pathinfo( $path, PATHINFO_EXTENSION ), $files['path'] ) ), $record->get( 'files' ) ),
			'get_form_meta(page_url)' => $record->get_form_meta( array( 'page_url' ) ),
		);
		foreach ( array( 'id', 'form_name', 'form_post_id', 'form_fields' ) as $setting ) {
			$answers[ "get_form_settings($setting)" ] = $record->get_form_settings( $setting );
		}
		return array( '()' => $answers );
	},
);
