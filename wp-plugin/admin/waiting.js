// Asks with WordPress' own Heartbeat who waits for a call, and writes the answer into the bar and the widget.
( function ( $ ) {
	'use strict';

	const widget = document.getElementById( 'filon_waiting' );

	function write( selector, words, within ) {
		const place = ( within || document ).querySelector( selector );
		if ( place ) {
			place.textContent = words;
		}
	}

	function show( said ) {
		const bar = document.getElementById( 'wp-admin-bar-filon' );
		if ( bar ) {
			bar.classList.toggle( 'filon-nobody', said.is_nobody );
			bar.querySelector( 'a' ).title = said.words;
			write( '.filon-count', said.count, bar );
			write( '.filon-words', said.words, bar );
		}
		if ( widget ) {
			const list = widget.querySelector( '.filon-people' );
			write( '.filon-waiting', said.words, widget );
			list.hidden = 0 === said.people.length;
			list.replaceChildren(
				...said.people.map( function ( words ) {
					const line = document.createElement( 'li' );
					line.textContent = words;
					return line;
				} )
			);
		}
	}

	$( document ).on( 'heartbeat-send', function ( event, data ) {
		data.filon = 1;
	} );
	$( document ).on( 'heartbeat-tick', function ( event, data ) {
		if ( data.filon ) {
			show( data.filon );
		}
	} );
	// Whoever has just come to the first screen shall not look at an hour-old count for a minute.
	if ( widget ) {
		$( function () {
			window.wp.heartbeat.connectNow();
		} );
	}
} )( window.jQuery );
