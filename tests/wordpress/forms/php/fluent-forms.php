<?php
// How forms of Fluent Forms are made, and what is recorded of it: hook → how many arguments, and what is asked beside.

use FluentForm\App\Models\Form;
use FluentForm\App\Models\FormMeta;
use FluentForm\App\Models\Submission;

// All visitors are one here, who comes often.
add_filter( 'fluentform/prevent_malicious_attacks', '__return_false' );

$ask = static fn( $entry_id, $form_id ): array => array(
	'FluentForm\App\Models\Submission::find'   => Submission::find( $entry_id ),
	'FluentForm\App\Models\FormMeta::retrieve' => FormMeta::retrieve( 'formSettings', $form_id ),
	'FluentForm\App\Models\Form::find'         => Form::find( $form_id ),
);
return array(
	'make'  => static function ( array $forms ): array {
		$known = require WP_PLUGIN_DIR . '/fluentform/app/Services/FormBuilder/DefaultElements.php';
		$known = array_merge( ...array_values( array_slice( $known, 0, 2 ) ) );
		$made  = array();
		foreach ( $forms as $key => list( $title, $fields, $settings ) ) {
			foreach ( $fields as $n => $field ) {
				$fields[ $n ] = array_replace_recursive( $known[ $field['element'] ], $field, array( 'uniqElKey' => "el_$n" ) );
				$fields[ $n ]['settings']['validation_rules'] = array();
			}
			$made_of = array(
				'fields'       => $fields,
				'submitButton' => array(
					'element'    => 'button',
					'attributes' => array(
						'type'  => 'submit',
						'class' => '',
					),
					'settings'   => array(
						'align'            => 'left',
						'button_style'     => 'default',
						'container_class'  => '',
						'help_message'     => '',
						'background_color' => '#000',
						'color'            => '#fff',
						'button_size'      => 'md',
						'button_ui'        => array(
							'type'    => 'default',
							'text'    => 'OK',
							'img_url' => '',
						),
					),
				),
			);
			$form    = array(
				'title'       => $title,
				'form_fields' => wp_json_encode( $made_of ),
			);
			$form    = Form::create( Form::prepare( $form ) );
			FormMeta::persist( $form->id, 'formSettings', $settings + Form::getFormsDefaultSettings() );
			$made[ $key ] = array( 'id' => $form->id, 'title' => $title, 'page' => "[fluentform id=$form->id]" );
		}
		return $made;
	},
	'hooks' => array(
		'fluentform/submission_inserted'            => array( 3, static fn( $entry_id, $values, $form ): array => $ask( $entry_id, $form->id ) ),
		'fluentform/submission_confirmation'        => array( 5, static fn( $answer, $form, $confirmation, $entry_id ): array => $ask( $entry_id, $form->id ) ),
		'fluentform/after_submission_status_update' => array( 2, static fn( $entry_id ): array => $ask( $entry_id, Submission::find( $entry_id )->form_id ) ),
	),
);
