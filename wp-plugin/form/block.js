// The form in the block editor: its preview as visitors see it, and its fields at the side; needs no build.
( function ( blocks, element, blockEditor, components, i18n, ServerSideRender ) {
	'use strict';

	const el = element.createElement;
	const __ = i18n.__;

	const TYPES = [
		{ value: 'text', label: __( 'Text', 'filon' ) },
		{ value: 'email', label: __( 'E-mail', 'filon' ) },
		{ value: 'tel', label: __( 'Phone', 'filon' ) },
		{ value: 'textarea', label: __( 'Long text', 'filon' ) },
		{ value: 'select', label: __( 'List', 'filon' ) },
		{ value: 'radio', label: __( 'One choice', 'filon' ) },
		{ value: 'checkboxes', label: __( 'Several choices', 'filon' ) },
		{ value: 'date', label: __( 'Date', 'filon' ) },
	];
	const WITH_CHOICES = [ 'select', 'radio', 'checkboxes' ];

	// What the form asks when nobody chose: the same as default_fields() in definition.php.
	function defaultFields() {
		return [
			{ id: 'name', label: __( 'Your name', 'filon' ), type: 'text', required: true },
			{ id: 'email', label: __( 'Your e-mail', 'filon' ), type: 'email', required: false },
			{ id: 'phone', label: __( 'Your phone number', 'filon' ), type: 'tel', required: true },
			{ id: 'message', label: __( 'Your request', 'filon' ), type: 'textarea', required: false },
		];
	}

	function slug( text ) {
		return text.normalize( 'NFD' ).toLowerCase().replace( /[^a-z0-9]+/g, '_' ).replace( /^_+|_+$/g, '' );
	}

	function newField( fields ) {
		let number = fields.length + 1;
		while ( fields.some( ( field ) => field.id === 'field_' + number ) ) {
			number += 1;
		}
		return { id: 'field_' + number, label: __( 'New question', 'filon' ), type: 'text', required: false };
	}

	function FieldPanel( props ) {
		const field = props.field;
		const change = ( part ) => props.onChange( Object.assign( {}, field, part ) );
		return el(
			components.PanelBody,
			{ title: field.label, initialOpen: false },
			el( components.TextControl, { label: __( 'Question', 'filon' ), value: field.label, onChange: ( label ) => change( { label: label } ) } ),
			el( components.SelectControl, { label: __( 'Kind', 'filon' ), value: field.type, options: TYPES, onChange: ( type ) => change( { type: type } ) } ),
			WITH_CHOICES.includes( field.type ) && el( components.TextareaControl, {
				label: __( 'Choices, one a line', 'filon' ),
				value: ( field.options || [] ).join( '\n' ),
				onChange: ( text ) => change( { options: text.split( '\n' ) } ),
			} ),
			el( components.ToggleControl, { label: __( 'Required', 'filon' ), checked: field.required, onChange: ( required ) => change( { required: required } ) } ),
			el( components.TextControl, {
				label: __( 'Name of the field', 'filon' ),
				help: __( 'Keep it when you change the question: requests are sorted by it.', 'filon' ),
				value: field.id,
				onChange: ( id ) => change( { id: slug( id ) } ),
			} ),
			el( components.Button, { variant: 'secondary', disabled: props.isFirst, onClick: props.onUp }, __( 'Move up', 'filon' ) ),
			' ',
			el( components.Button, { variant: 'tertiary', isDestructive: true, onClick: props.onRemove }, __( 'Remove', 'filon' ) )
		);
	}

	function FieldPanels( props ) {
		const fields = props.fields;
		return fields.map( ( field, place ) => el( FieldPanel, {
			key: place,
			field: field,
			isFirst: place === 0,
			onChange: ( changed ) => props.onChange( fields.map( ( other, at ) => ( at === place ? changed : other ) ) ),
			onRemove: () => props.onChange( fields.filter( ( other, at ) => at !== place ) ),
			onUp: () => props.onChange( [].concat( fields.slice( 0, place - 1 ), field, fields[ place - 1 ], fields.slice( place + 1 ) ) ),
		} ) );
	}

	function Edit( props ) {
		const attributes = props.attributes;
		const set = props.setAttributes;
		const fields = attributes.fields.length ? attributes.fields : defaultFields();
		const text = ( name, label, help ) => el( components.TextControl, {
			label: label,
			help: help,
			value: attributes[ name ],
			onChange: ( value ) => set( { [ name ]: value } ),
		} );
		return el(
			'div',
			blockEditor.useBlockProps(),
			el(
				blockEditor.InspectorControls,
				null,
				el(
					components.PanelBody,
					{ title: __( 'Form', 'filon' ) },
					text( 'title', __( 'Title, as you will see it with each request', 'filon' ) ),
					text( 'button', __( 'Words on the button', 'filon' ) ),
					text( 'thanks', __( 'Thanks', 'filon' ) ),
					el( components.TextareaControl, {
						label: __( 'Consent', 'filon' ),
						help: __( 'Kept word for word with each request. Write "no" for none.', 'filon' ),
						value: attributes.consent,
						onChange: ( consent ) => set( { consent: consent } ),
					} ),
					el( components.ToggleControl, {
						label: __( 'The consent is required', 'filon' ),
						checked: attributes.consent_required,
						onChange: ( required ) => set( { consent_required: required } ),
					} ),
					el( components.TextControl, {
						label: __( 'Name of the form', 'filon' ),
						value: attributes.id,
						onChange: ( id ) => set( { id: slug( id ) } ),
					} )
				),
				el( FieldPanels, { fields: fields, onChange: ( changed ) => set( { fields: changed } ) } ),
				el(
					components.PanelBody,
					null,
					el( components.Button, { variant: 'primary', onClick: () => set( { fields: fields.concat( newField( fields ) ) } ) }, __( 'Add a question', 'filon' ) )
				)
			),
			// Seen, not filled in: a click in the preview selects the block.
			el( components.Disabled, null, el( ServerSideRender, { block: 'filon/form', attributes: attributes } ) )
		);
	}

	blocks.registerBlockType( 'filon/form', {
		title: __( 'Filon form', 'filon' ),
		description: __( 'A form whose requests arrive in Filon.', 'filon' ),
		edit: Edit,
		save: () => null,
	} );
}( window.wp.blocks, window.wp.element, window.wp.blockEditor, window.wp.components, window.wp.i18n, window.wp.serverSideRender ) );
