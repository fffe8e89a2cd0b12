// The booking page in the block editor: its name, and at the side what it begins with; needs no build.
( function ( blocks, element, blockEditor, components, i18n ) {
	'use strict';

	const el = element.createElement;
	const __ = i18n.__;

	// Whoever pastes the whole address means the id in it.
	function idIn( text, name ) {
		const found = text.match( new RegExp( '[?&]' + name + '=([0-9a-f-]+)' ) );
		return ( found ? found[ 1 ] : text ).trim();
	}

	function Edit( props ) {
		const input = ( name, label ) => el( components.TextControl, {
			label: label,
			help: __( 'Paste its address from Filon, Settings, Appointments. Empty: the visitor chooses.', 'filon' ),
			value: props.attributes[ name ],
			onChange: ( text ) => props.setAttributes( { [ name ]: idIn( text, name ) } ),
		} );
		return el(
			'div',
			blockEditor.useBlockProps(),
			el(
				blockEditor.InspectorControls,
				null,
				el(
					components.PanelBody,
					{ title: __( 'Booking', 'filon' ) },
					input( 'kind', __( 'Kind of appointment', 'filon' ) ),
					input( 'member', __( 'With whom', 'filon' ) )
				)
			),
			el( components.Placeholder, {
				icon: 'calendar-alt',
				label: __( 'Book an appointment', 'filon' ),
				instructions: __( 'Visitors choose a day and a time here.', 'filon' ),
			} )
		);
	}

	blocks.registerBlockType( 'filon/booking', {
		title: __( 'Filon booking', 'filon' ),
		description: __( 'Visitors book an appointment, which arrives in Filon.', 'filon' ),
		edit: Edit,
		save: () => null,
	} );
}( window.wp.blocks, window.wp.element, window.wp.blockEditor, window.wp.components, window.wp.i18n ) );
